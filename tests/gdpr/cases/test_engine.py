"""The case engine: numbers, states, joining, extension, refusal and the second check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from conversations.models import Annotation, Message
from crm.models import Contact
from crm.recognition import same_name
from gdpr.cases.services import (
    CaseRefused,
    case_approve,
    case_done,
    case_extend,
    case_open,
    case_refuse,
    case_verify_by_staff,
)
from gdpr.clock import due_at, extended_due_at
from gdpr.models import Case, CaseEvent
from nexus.audit.models import Entry, Instruction
from tests.api.factories import make_conversation, make_inbound, phone
from tests.gdpr.cases.conftest import NOW

OpenCase = Callable[..., Case]


def kinds(case: Case) -> list[str]:
    return list(CaseEvent.objects.filter(case=case).order_by("id").values_list("kind", flat=True))


def refused(code: str):
    return pytest.raises(CaseRefused, check=lambda error: error.code == code)


def verified(case: Case) -> Case:
    return case_verify_by_staff(case=case, actor=None, note="Hon visade sitt kundkort.", now=NOW)


def test_numbers_count_up_and_the_clock_starts_with_the_receipt(open_case: OpenCase):
    first, second = open_case("access"), open_case("erasure")
    assert second.number == first.number + 1
    assert first.due_at == due_at(NOW)
    assert first.state == "received"
    assert kinds(first) == ["opened"]


def test_the_same_wish_joins_the_open_case_and_another_kind_does_not(open_case: OpenCase, karin: Contact):
    first = open_case("access")
    again, new = case_open(
        kind="access", contact=None, phone=phone(612), channel="api", now=NOW + timedelta(days=3)
    )
    assert (again.pk, new) == (first.pk, False)
    again.refresh_from_db()
    assert (again.joined, again.due_at) == (1, first.due_at)
    assert kinds(first) == ["opened", "joined"]
    assert open_case("portability").pk != first.pk


def test_a_closed_case_is_not_joined(open_case: OpenCase):
    first = open_case("access")
    case_done(case=first, now=NOW)
    assert open_case("access").pk != first.pk


def test_a_number_that_nobody_has_gives_a_case_without_contact(in_company_a):
    case, new = case_open(kind="erasure", contact=None, phone=phone(655), channel="api", now=NOW)
    assert (case.contact, new) == (None, True)
    same, again = case_open(kind="erasure", contact=None, phone=phone(655), channel="api", now=NOW)
    assert (same.pk, again) == (case.pk, False)
    other, _ = case_open(kind="erasure", contact=None, phone=phone(656), channel="api", now=NOW)
    assert other.pk != case.pk
    case = verified(case)
    case = case_approve(case=case, actor=None, now=NOW)
    assert case.state == "done"
    assert CaseEvent.objects.get(case=case, kind="done").details == {"nothing_held": True}


def test_a_rectification_goes_from_opening_to_done(open_case: OpenCase, karin: Contact):
    case = open_case("rectification", changes={"name": "Karin Ekberg", "language": "sv"})
    case = verified(case)
    assert case.state == "waiting_for_company"
    case = case_approve(case=case, actor=None, now=NOW)
    karin.refresh_from_db()
    assert (karin.name, case.state) == ("Karin Ekberg", "done")
    changed = CaseEvent.objects.get(case=case, kind="changed")
    assert changed.note == "name: Karin Ek → Karin Ekberg"
    assert changed.details == {"fields": "name"}
    assert kinds(case) == ["opened", "verified", "approved", "changed", "done"]
    assert Entry.objects.filter(action="contact.rectified", contact_id=karin.pk).exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phone": "+46701740601"}, "unknown_field"),
        ({"restricted": "true"}, "unknown_field"),
        ({"name": "x" * 1001}, "bad_value"),
        ({"name": "Karin B", "email": "ingen adress"}, "bad_value"),
        ({"email": "a@b.example\nBcc: x@y.example"}, "bad_value"),
        ({"email": 'x" <script>@a.example'}, "bad_value"),
    ],
)
def test_only_what_a_rectifier_takes_can_be_asked_to_be_put_right(
    open_case: OpenCase, changes: dict[str, str], code: str
):
    with refused(code):
        open_case("rectification", changes=changes)
    assert not Case.objects.exists()


def test_a_value_that_cannot_be_stored_leaves_the_case_undecided(open_case: OpenCase, karin: Contact):
    case = verified(open_case("rectification", changes={"name": "Karin B", "email": "karin@example.se"}))
    with refused("bad_value"):
        case_approve(case=case, actor=None, now=NOW, changes={"email": "ingen adress"})
    case.refresh_from_db()
    karin.refresh_from_db()
    assert (case.state, karin.name) == ("waiting_for_company", "Karin Ek")
    case = case_approve(case=case, actor=None, now=NOW, changes={"email": "Ny@Example.se"})
    karin.refresh_from_db()
    assert (case.state, karin.email) == ("done", "ny@example.se")


def test_a_rectification_without_changes_cannot_be_approved(open_case: OpenCase):
    with refused("no_changes"):
        case_approve(case=verified(open_case("rectification")), actor=None, now=NOW)


def test_a_disputed_message_is_annotated_and_never_rewritten(open_case: OpenCase, karin: Contact):
    message = make_inbound(make_conversation(karin), "Jag kommer inte")
    other = make_inbound(make_conversation(Contact.objects.create(name="Bo")), "Hej")
    said = "Det var min syster som skrev."
    case = verified(open_case("rectification", changes={f"message:{message.pk}": said}))
    case_approve(case=case, actor=None, now=NOW)
    assert Annotation.objects.get().text == said
    assert Message.objects.get(pk=message.pk).body == "Jag kommer inte"
    case = verified(open_case("rectification", changes={f"message:{other.pk}": said}))
    with refused("bad_value"):
        case_approve(case=case, actor=None, now=NOW)


@pytest.mark.parametrize(("kind", "flag"), [("restriction", "restricted"), ("objection", "objected")])
def test_restriction_and_objection_are_instructions_without_a_name(
    open_case: OpenCase, karin: Contact, kind: str, flag: str
):
    case = case_approve(case=verified(open_case(kind)), actor=None, now=NOW)
    karin.refresh_from_db()
    assert getattr(karin, flag)
    assert case.state == "done"
    given = Instruction.objects.get(setting=f"contact.{flag}")
    assert (given.before, given.after) == ({flag: False}, {flag: True, "case": case.number})
    assert Entry.objects.filter(action=f"contact.{flag}", contact_id=karin.pk).exists()


def test_nothing_is_approved_before_it_is_certain_who_asked(open_case: OpenCase):
    case = open_case("restriction")
    with refused("not_verified"):
        case_approve(case=case, actor=None, now=NOW)
    with refused("empty_note"):
        case_verify_by_staff(case=case, actor=None, note="  ", now=NOW)


def test_an_extension_needs_a_reason_within_the_first_month_and_only_once(open_case: OpenCase):
    case = open_case("access")
    with refused("empty_reason"):
        case_extend(case=case, actor=None, reason=" ", now=NOW)
    with refused("too_late"):
        case_extend(case=case, actor=None, reason="Många ärenden", now=due_at(NOW) + timedelta(seconds=1))
    case = case_extend(case=case, actor=None, reason="Många ärenden", now=due_at(NOW))
    assert (case.state, case.due_at) == ("extended", extended_due_at(NOW))
    with refused("extended_already"):
        case_extend(case=case, actor=None, reason="Ännu fler", now=NOW)
    case = verified(case)
    assert case.state == "extended"


def test_a_refusal_needs_a_ground_that_the_law_knows(open_case: OpenCase):
    case = open_case("access")
    with refused("unknown_ground"):
        case_refuse(case=case, actor=None, ground="vill inte", note="Vi vill inte", now=NOW)
    for nothing in ("", "  ", "-", "1)"):
        with refused("empty_motivation"):
            case_refuse(case=case, actor=None, ground="excessive", note=nothing, now=NOW)
    case = case_refuse(case=case, actor=None, ground="excessive", note="Sjätte gången i år", now=NOW)
    assert (case.state, case.closed_at) == ("refused", NOW)
    for act in (
        lambda: case_extend(case=case, actor=None, reason="Mer tid", now=NOW),
        lambda: case_refuse(case=case, actor=None, ground="excessive", note="Igen", now=NOW),
        lambda: case_approve(case=case, actor=None, now=NOW),
        lambda: verified(case),
    ):
        with refused("wrong_state"):
            act()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", ("avslagit", "Sjätte gången i år.", "Integritetsskyddsmyndigheten", "domstol", "12.5")),
        ("en", ("refused", "Sjätte gången i år.", "Authority for Privacy Protection", "court", "12(5)")),
    ],
)
def test_a_refusal_tells_the_person_the_ground_and_where_to_complain(
    open_case: OpenCase, karin: Contact, language: str, words: tuple[str, ...]
):
    Contact.objects.filter(pk=karin.pk).update(language=language)
    karin.refresh_from_db()
    make_conversation(karin)
    case_refuse(case=open_case("access"), actor=None, ground="excessive", note="Sjätte gången i år", now=NOW)
    told = Message.objects.get(about_rights=True)
    assert told.author_type == "system"
    assert all(word in told.body for word in words)


def test_a_number_that_was_silent_for_long_needs_staff_as_well(open_case: OpenCase, karin: Contact):
    karin.last_seen_at = datetime.fromisoformat("2026-04-01T12:00:00+02:00")
    karin.save()
    case = open_case("access")
    assert case.second_check == "silent"
    case = verified(case)
    assert case.second_checked_at == NOW
    assert case.state == "waiting_for_company"
    assert kinds(case) == ["opened", "verified", "second_check"]


def test_verifying_shows_that_it_is_the_same_person_after_all(open_case: OpenCase, karin: Contact):
    Contact.objects.filter(pk=karin.pk).update(returned_at=NOW)
    karin.refresh_from_db()
    case = open_case("access")
    assert case.second_check == "silent"
    verified(case)
    karin.refresh_from_db()
    assert karin.returned_at is None


def test_another_name_than_the_linked_one_needs_staff_as_well(open_case: OpenCase):
    assert open_case("access", stated_name="Lars Holm").second_check == "name"
    assert open_case("erasure", stated_name="ek, KARIN").second_check == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Karin Ek", "karin ek", True),
        ("Karin", "Karin Ek", True),
        ("Ek Karin", "Karin Ek", True),
        ("Åsa Öberg", "Asa Oberg", True),
        ("Christofer Lund", "Kristoffer Lund", True),
        ("", "Karin Ek", True),
        ("Karin Ek", "", True),
        ("Anna Ek", "Hanna Ek", False),
        ("Lars Holm", "Karin Ek", False),
        ("Karin Holm", "Karin Ek", False),
    ],
)
def test_names_are_compared_tolerantly(one: str, other: str, same: bool):
    assert same_name(one, other) is same
