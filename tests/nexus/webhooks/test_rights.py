"""Rectification and restriction reach whoever has got the data, with receipts (GDPR art. 16, 18, 19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from crm.models import Contact
from gdpr.cases.pages import case_context
from gdpr.cases.services import case_approve, case_open, case_verify_by_staff
from gdpr.models import Case, CaseEvent
from nexus.accounts.models import User
from nexus.outbox.models import Job
from nexus.webhooks.models import Delivery
from nexus.webhooks.services import delivery_replay
from tests.nexus.webhooks.conftest import Subscribe, only
from tests.standins.hooked import Hooked

Send = Callable[[], int]
NOW = timedelta(0)


def rectify(contact: Contact, changes: dict[str, str]) -> Case:
    """A case that is decided at once."""
    now = timezone.now()
    case, _new = case_open(
        kind="rectification", contact=contact, phone="", channel="portal", now=now, changes=changes
    )
    case_verify_by_staff(case=case, actor=None, note="Visade sig i butiken", now=now)
    return case_approve(case=case, actor=None, now=now)


# --- Rectification ------------------------------------------------------------------------------


def test_a_rectification_is_pushed_with_the_fields_that_changed_and_the_registers_number(
    subscribe: Subscribe, send: Send, receiver: Hooked, customer: Contact
) -> None:
    subscribe("contact.rectified", system="bokadirekt")
    case = rectify(customer, {"name": "Karin Ekberg"})
    send()
    (event,) = receiver.events
    assert event["data"]["changes"] == {"name": "Karin Ekberg"}
    assert event["data"]["contact"]["crm_links"] == [{"system": "bokadirekt", "external_id": "K-1007"}]
    assert event["data"]["case"] == {"id": str(case.pk), "number": case.number}
    assert "karin@example.se" not in receiver.requests[0].body.decode()


def test_the_case_says_that_the_recipient_was_told_when_the_receiver_took_it_and_not_before(
    subscribe: Subscribe, send: Send, receiver: Hooked, customer: Contact, rf: Any
) -> None:
    subscribe("contact.rectified", system="bokadirekt")
    receiver.fail_next("status", code=500)
    case = rectify(customer, {"name": "Karin Ekberg"})
    send()
    assert not told(case)
    (recipient,) = recipients(case, rf)
    assert (recipient.name, recipient.told, recipient.register) == ("bokadirekt", False, True)
    assert recipient.how
    delivery_replay_now(only())
    send()
    (event,) = told(case)
    assert event.details["recipient"] == "bokadirekt"
    assert event.details["delivery"] == str(only().pk)
    assert event.actor is None
    (recipient,) = recipients(case, rf)
    assert recipient.told
    delivery_replay(delivery=only())
    send()
    assert len(told(case)) == 1, "sent again is told once"


def test_a_receiver_without_a_register_is_a_recipient_by_its_own_name(
    subscribe: Subscribe, send: Send, customer: Contact, rf: Any
) -> None:
    subscribe("contact.rectified")
    case = rectify(customer, {"name": "Karin Ekberg"})
    send()
    assert [(found.name, found.told) for found in recipients(case, rf)] == [
        ("127.0.0.1", True),
        ("bokadirekt", False),
    ]


def test_nothing_is_told_of_a_rectification_that_changed_nothing(
    subscribe: Subscribe, customer: Contact
) -> None:
    subscribe("contact.rectified")
    rectify(customer, {"name": "Karin Ek"})
    assert not Delivery.objects.exists()


def test_a_restriction_is_told_of_and_its_case_says_so(
    subscribe: Subscribe, send: Send, receiver: Hooked, customer: Contact
) -> None:
    subscribe("contact.restricted", system="bokadirekt")
    now = timezone.now()
    case, _new = case_open(kind="restriction", contact=customer, phone="", channel="portal", now=now)
    case_verify_by_staff(case=case, actor=None, note="Visade sig", now=now)
    case_approve(case=case, actor=None, now=now)
    send()
    assert [event["type"] for event in receiver.events] == ["contact.restricted"]
    assert [event.details["recipient"] for event in told(case)] == ["bokadirekt"]


def told(case: Case) -> list[CaseEvent]:
    return list(case.events.filter(kind="recipient_told"))


def recipients(case: Case, rf: Any) -> list[Any]:
    user = User.objects.get(email="owner@alfa.example")
    request = rf.get("/")
    request.user = user
    return list(case_context(Case.objects.get(pk=case.pk), request, user)["recipients"])


def delivery_replay_now(delivery: Delivery) -> None:
    """The wait is over."""
    Job.objects.filter(object_id=delivery.pk).update(due_at=timezone.now() - timedelta(seconds=1))
