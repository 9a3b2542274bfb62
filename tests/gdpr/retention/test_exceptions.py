"""What is never let go: held, restricted, asked about, and what has come to life again in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.utils import timezone

from conversations.models import Conversation, DailyCount, Message, ProviderBacklog
from conversations.services.conversations import conversation_take_over
from crm.models import Contact
from crm.services import contact_create
from gdpr.models import Case, Hold
from gdpr.retention import pace
from gdpr.retention import purge as engine
from gdpr.retention.holds import HoldRefused, hold_lift, hold_place
from gdpr.retention.selectors import contact_held, counts_due, holds_active
from gdpr.retention.services import policy_change
from nexus.accounts.models import User
from nexus.privacy.registry import SubjectRef, registered_rows
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import make_inbound, phone
from tests.gdpr.retention.conftest import Clock, Old, purge

COPIES = ("gdpr.Package", "gdpr.PackageChunk")


def rows_of(subject: SubjectRef) -> dict[str, int]:
    """The person's rows by model; the copies in packages have a time of their own."""
    found = {model: rows.about(subject).count() for model, rows in registered_rows().items()}
    return {model: count for model, count in found.items() if model not in COPIES}


def hold(subject: SubjectRef, owner: User) -> Callable[[], object]:
    contact = Contact.objects.get(pk=subject.contact_id)
    tomorrow = timezone.localdate() + timedelta(days=1)
    placed = hold_place(contact=contact, reason="Tvist", review_on=tomorrow, actor=owner, now=timezone.now())
    return lambda: hold_lift(hold=placed, actor=owner, now=timezone.now())


def restrict(subject: SubjectRef, owner: User) -> Callable[[], object]:
    Contact.objects.filter(pk=subject.contact_id).update(restricted=True)
    return lambda: Contact.objects.filter(pk=subject.contact_id).update(restricted=False)


def ask(subject: SubjectRef, owner: User) -> Callable[[], object]:
    case = Case.objects.create(
        number=9001, kind="access", channel="sms", contact_id=subject.contact_id, due_at=timezone.now()
    )
    return lambda: Case.objects.filter(pk=case.pk).delete()


@pytest.mark.parametrize("keep", [hold, restrict, ask])
def test_nothing_about_an_excepted_person_goes_until_the_exception_ends(
    keep: Callable[[SubjectRef, User], Callable[[], object]], subject: SubjectRef, clock: Clock
) -> None:
    owner = User.objects.get(email="owner@alfa.example")
    end = keep(subject, owner)
    before = rows_of(subject)
    clock.forward(days=4000)
    run = purge()
    assert rows_of(subject) == before
    assert run.certificate
    assert run.certificate.content["excepted_persons"] == 1
    end()
    purge()
    # That the hold was lifted is logged, and young.
    assert {model for model, count in rows_of(subject).items() if count} - {"audit.Entry"} == {"crm.OptOut"}


def test_a_hold_placed_while_the_run_goes_on_is_obeyed(
    old: Old, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "BATCH", 1)
    first, second = old(days=400, number=621), old(days=400, number=622)
    let_go = engine._batch

    def hold_the_second(run: Any, step: Any, progress: Any) -> None:
        let_go(run, step, progress)
        if step.key == "conversations.Message:messages" and not contact_held(second.contact_id):
            Hold.objects.create(contact_id=second.contact_id, reason="Tvist", review_on=timezone.localdate())

    monkeypatch.setattr(engine, "_batch", hold_the_second)
    purge()
    assert not Conversation.objects.filter(pk=first.pk).exists()
    assert Message.objects.filter(conversation=second).count() == 2
    assert Conversation.objects.filter(pk=second.pk).exists()


def test_a_conversation_that_was_taken_up_again_in_between_is_kept(
    old: Old, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was due when the step began; what locks the batch looks at it anew."""
    gone, kept = old(days=400, number=621), old(days=400, number=622)
    lock = engine.chosen_lock

    def reopened_first(cursor: Any, chosen: Any, anchors: Any) -> Any:
        if chosen.model is Message:
            conversation_take_over(conversation=kept, user=owner)
        return lock(cursor, chosen, anchors)

    monkeypatch.setattr(engine, "chosen_lock", reopened_first)
    purge()
    assert Message.objects.filter(conversation=kept).count() == 2
    assert Conversation.objects.filter(pk=kept.pk).exists()
    assert not Conversation.objects.filter(pk=gone.pk).exists()
    assert sum(DailyCount.objects.values_list("count", flat=True)) == 2
    assert [len(noted.external_ids) for noted in ProviderBacklog.objects.all()] == [2]


def test_a_conversation_that_somebody_is_taking_up_is_left_to_the_next_night(fresh_database: str) -> None:
    """A purge waits for nobody, and nobody loses what they are working on."""
    with company_context(Company.objects.get(slug="alfa").schema_name) as company:
        contact, ended = contact_create(phone=phone(620)), timezone.now() - timedelta(days=400)
        conversation = Conversation.objects.create(
            contact=contact, channel="sms", route_id=uuid4(), state="closed", closed_at=ended
        )
        make_inbound(conversation)
        with psycopg.connect(fresh_database) as elsewhere:
            elsewhere.execute(
                f'UPDATE "{company.schema_name}".conversations_conversation SET closed_at = NULL'
            )
            purge()
            assert Message.objects.count() == 1
            elsewhere.rollback()
        purge()
        assert Message.objects.count() == 0


def test_a_contact_that_writes_again_in_between_is_kept(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = old(days=800).contact
    once_more = engine._once_more

    def writes_first(due: Any, keys: Any) -> Any:
        if due.model is Contact:
            old(days=0, contact=contact)
        return once_more(due, keys)

    monkeypatch.setattr(engine, "_once_more", writes_first)
    purge()
    assert Contact.objects.filter(pk=contact.pk).exists()
    assert Message.objects.filter(conversation__contact=contact).count() == 2


def test_a_longer_period_holds_at_once_also_for_a_run_that_goes_on(
    old: Old, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = old(days=400)
    let_go, steps_seen = engine._batch, []

    def lengthened(run: Any, step: Any, progress: Any) -> None:
        if not steps_seen:
            policy_change(wish={"messages": 500, "metadata": 500}, now=timezone.now(), actor=owner)
        steps_seen.append(step.key)
        let_go(run, step, progress)

    monkeypatch.setattr(engine, "_batch", lengthened)
    purge()
    assert Message.objects.filter(conversation=conversation).count() == 2


def test_what_is_excepted_is_not_announced_either(subject: SubjectRef, clock: Clock) -> None:
    clock.forward(days=4000)
    assert counts_due(now=timezone.now())["conversations.Message:messages"] == 2
    hold(subject, User.objects.get(email="owner@alfa.example"))
    assert counts_due(now=timezone.now())["conversations.Message:messages"] == 0


def test_erasure_can_ask_who_is_held(old: Old, owner: User) -> None:
    contact = old(days=3).contact
    assert not contact_held(contact.pk)
    day = timezone.localdate() + timedelta(days=30)
    placed = hold_place(contact=contact, reason="Tvist", review_on=day, actor=owner, now=timezone.now())
    assert contact_held(contact.pk)
    assert list(holds_active()) == [placed]
    hold_lift(hold=placed, actor=owner, now=timezone.now())
    assert not contact_held(contact.pk)
    with pytest.raises(HoldRefused, match="lifted"):
        hold_lift(hold=placed, actor=owner, now=timezone.now())
