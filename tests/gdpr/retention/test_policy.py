"""Periods: within bounds, longer at once, shorter only when two people agree, each change an instruction."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation

from gdpr.models import RetentionPolicy
from gdpr.retention.classes import BY_CODE, CLASSES, BadPeriods, bounds, check, defaults, period_text, within
from gdpr.retention.selectors import period_texts, policy_in_force, policy_proposed, preview
from gdpr.retention.services import (
    PolicyRefused,
    policy_approve,
    policy_change,
    policy_reject,
)
from nexus.accounts.models import User
from nexus.audit.models import Entry, Instruction
from nexus.privacy.vocabulary import RetentionClass
from nexus.tenants.models import Company
from tests.gdpr.retention.conftest import Old


def instructions() -> list[Instruction]:
    return list(Instruction.objects.filter(setting="retention_policy"))


def test_every_class_with_days_has_bounds_around_its_default_and_a_reason() -> None:
    assert set(CLASSES) == {found for found in RetentionClass if found.value.days is not None}
    for health in (False, True):
        for code, days in defaults(health=health).items():
            limits = bounds(BY_CODE[code], health=health)
            assert limits.shortest <= days <= limits.longest
            assert str(limits.reason)


def test_the_defaults_are_those_of_the_requirement() -> None:
    assert defaults() == {
        "messages": 365,
        "metadata": 365,
        "interpretations": 90,
        "ip": 30,
        "contacts": 730,
        "export_packages": 14,
        "access_log": 730,
        "cases": 1095,
        "security": 30,
        "webhooks": 90,
    }


def test_health_data_is_kept_for_shorter() -> None:
    assert defaults(health=True)["messages"] < defaults()["messages"]
    assert within({"messages": 1000}, health=True)["messages"] == 365


@pytest.mark.parametrize(
    "wish",
    [{"messages": 29}, {"messages": 1096}, {"messages": True}, {"messages": "90"}, {"messages": 90.5},
     {"export_packages": 13}, {"consent": 10}, {"account": 10}, {"nonsense": 10}],
)  # fmt: skip
def test_what_is_out_of_bounds_or_not_the_companys_to_set_is_refused(wish: dict[str, object]) -> None:
    with pytest.raises(BadPeriods) as refused:
        check(wish)
    assert list(refused.value.errors) == list(wish)


def test_a_longer_period_holds_at_once(owner: User) -> None:
    changed = policy_change(wish={"messages": 500}, now=timezone.now(), actor=owner)
    assert changed.proposed is None
    assert policy_in_force().periods == {**defaults(), "messages": 500}
    (instruction,) = instructions()
    assert instruction.setting == "retention_policy"
    assert instruction.before == {"version": 0, "messages": 365}
    assert instruction.after == {"version": 1, "messages": 500}
    assert instruction.actor == owner


def test_a_shorter_period_waits_for_another_person(owner: User, dpo: User) -> None:
    changed = policy_change(wish={"messages": 180}, now=timezone.now(), actor=owner)
    assert policy_in_force().periods == defaults()
    assert not instructions()
    assert changed.proposed
    with pytest.raises(PolicyRefused, match="same_person"):
        policy_approve(policy=changed.proposed, actor=owner, now=timezone.now())
    assert policy_in_force().periods == defaults()
    policy_approve(policy=changed.proposed, actor=dpo, now=timezone.now())
    assert policy_in_force().periods == {**defaults(), "messages": 180}
    (instruction,) = instructions()
    assert (instruction.after, instruction.actor) == ({"version": 1, "messages": 180}, dpo)
    with pytest.raises(PolicyRefused, match="gone"):
        policy_approve(policy=changed.proposed, actor=dpo, now=timezone.now())


def test_what_an_api_key_wants_shorter_needs_two_people(owner: User, dpo: User) -> None:
    changed = policy_change(wish={"messages": 180}, now=timezone.now(), actor_kind="api")
    assert changed.proposed
    policy_approve(policy=changed.proposed, actor=owner, now=timezone.now())
    assert policy_in_force().periods == defaults()
    with pytest.raises(PolicyRefused, match="same_person"):
        policy_approve(policy=changed.proposed, actor=owner, now=timezone.now())
    policy_approve(policy=changed.proposed, actor=dpo, now=timezone.now())
    assert policy_in_force().periods == {**defaults(), "messages": 180}


def test_of_a_mixed_change_the_longer_part_holds_at_once(owner: User, dpo: User) -> None:
    changed = policy_change(wish={"messages": 180, "cases": 1200}, now=timezone.now(), actor=owner)
    assert policy_in_force().periods == {**defaults(), "cases": 1200}
    assert changed.proposed
    policy_approve(policy=changed.proposed, actor=dpo, now=timezone.now())
    assert policy_in_force().periods == {**defaults(), "cases": 1200, "messages": 180}
    assert RetentionPolicy.objects.filter(state="active").count() == 1


def test_a_new_wish_takes_the_place_of_one_that_waits(owner: User, dpo: User) -> None:
    first = policy_change(wish={"messages": 180}, now=timezone.now(), actor=owner).proposed
    assert policy_change(wish={"messages": 180}, now=timezone.now(), actor=dpo).proposed == first
    second = policy_change(wish={"messages": 200}, now=timezone.now(), actor=dpo).proposed
    assert first
    assert second
    with pytest.raises(PolicyRefused, match="gone"):
        policy_approve(policy=first, actor=dpo, now=timezone.now())
    policy_approve(policy=second, actor=owner, now=timezone.now())
    assert policy_in_force().periods["messages"] == 200


def test_a_refused_proposal_changes_nothing_and_is_in_the_log(owner: User, dpo: User) -> None:
    proposed = policy_change(wish={"messages": 180}, now=timezone.now(), actor=owner).proposed
    assert proposed
    policy_reject(policy=proposed, actor=dpo, now=timezone.now())
    assert policy_proposed() is None
    assert policy_in_force().periods == defaults()
    actions = Entry.objects.filter(subject_id=proposed.pk).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["retention.proposed", "retention.rejected"]


def test_a_change_to_what_holds_already_is_none(owner: User) -> None:
    policy_change(wish=defaults(), now=timezone.now(), actor=owner)
    assert not RetentionPolicy.objects.exists()
    assert not instructions()


def test_a_preview_counts_by_class_and_month_and_leaves_excepted_people_out(
    old: Old, in_company_a: Company
) -> None:
    old(days=100, messages=3, number=621)
    kept = old(days=100, messages=3, number=622)
    kept.contact.restricted = True
    kept.contact.save()
    now = timezone.now()
    assert preview(defaults(), now=now).total == 0
    found = preview({**defaults(), "messages": 90}, now=now)
    assert found.classes["messages"].total == 4
    assert sum(found.classes["messages"].months.values()) == 4
    assert all(len(month) == 7 for month in found.classes["messages"].months)
    assert found.excepted == 1


def test_a_preview_foresees_what_goes_because_other_things_go(old: Old) -> None:
    """A contact goes in the run in which their last conversation goes, and is announced with it."""
    old(days=100, messages=1)
    found = preview({**defaults(), "messages": 90, "contacts": 95}, now=timezone.now())
    assert found.classes["contacts"].total == 1
    found = preview({**defaults(), "messages": 120, "contacts": 95}, now=timezone.now())
    assert found.classes["contacts"].total == 0, "the conversation is kept for longer"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_notices_words_follow_the_companys_choice(owner: User, language: str) -> None:
    policy_change(wish={"interpretations": 120, "messages": 730}, now=timezone.now(), actor=owner)
    words = period_texts()
    with translation.override(language):
        assert words[RetentionClass.INTERPRETATIONS].sv == "120 dagar"
        assert words[RetentionClass.MESSAGES].en == "24 months after the conversation ended"
        assert words[RetentionClass.CASES] == RetentionClass.CASES.value.text
    assert period_text(RetentionClass.IP, 60).sv == "60 dagar, därefter avkortad"
    assert period_text(RetentionClass.SECURITY, 10).sv == "Högst 10 dagar"
    assert period_text(RetentionClass.CONTACTS, 400).en == "400 days after the last contact"
