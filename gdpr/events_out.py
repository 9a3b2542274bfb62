"""What the company's own systems are told about people's rights, and what their answers prove.

Rectification and erasure must be passed on to whoever has got the data (GDPR art. 19). A receiver that has
taken such an event has been told: the case says so by itself, with the delivery as the receipt.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.events_out import contact_facts
from crm.models import Contact
from gdpr.cases.carrying_out import RECTIFIED
from gdpr.cases.events import case_event
from gdpr.erasure.person import person_of
from gdpr.models import Case, CaseEvent, Erasure
from nexus.webhooks.events import Event, NothingToTell, event_kind, when_delivered
from nexus.webhooks.models import Delivery
from nexus.webhooks.selectors import delivery_of

_BASE: Final = "https://saxen.nomar.se/api/v1"
_CONTACT: Final = "019ab3f0-5c1e-7d42-9a51-2f6f0c6f1e07"
_CASE: Final = "019ab3f4-2d5e-7a66-b7c8-d9e0f1a2b3c4"
_MESSAGE: Final = "019ab3f2-3d10-7c3a-a4f4-5b0f7a1c2d3e"
_LINKS: Final = [{"system": "bokadirekt", "external_id": "K-1007"}]
_RIGHT: Final[dict[str, dict[str, Any]]] = {
    "rights_request": {
        "id": _CASE,
        "url": f"{_BASE}/rights-requests/{_CASE}",
        "number": 12,
        "kind": "access",
        "state": "received",
        "due_at": "2026-12-23T23:59:59+01:00",
    },
    "contact": {"id": _CONTACT, "url": f"{_BASE}/contacts/{_CONTACT}"},
}
#: What a rectification may change on the contact itself; a disputed message is told of by its address.
_FIELDS: Final = ("name", "email", "language")


@event_kind(
    RECTIFIED,
    title=_("A customer's data was put right"),
    example={
        "contact": {"id": _CONTACT, "url": f"{_BASE}/contacts/{_CONTACT}", "crm_links": _LINKS},
        "changes": {"name": "Karin Ekberg"},
        "disputed_messages": [{"id": _MESSAGE, "url": f"{_BASE}/messages/{_MESSAGE}"}],
        "case": {"id": _CASE, "number": 12},
    },
    notice=True,
)
def contact_rectified(event: Event) -> dict[str, Any]:
    """``object_id`` is the line of the case's history. The values are those that hold now: what was changed
    again since is right at once."""
    done = _change(event.object_id)
    contact = Contact.objects.filter(pk=event.contact_id).first() if event.contact_id else None
    if done is None or contact is None:
        raise NothingToTell
    changed = str(done.details.get("fields", "")).split(", ")
    disputed = [name.partition(":")[2] for name in done.case.changes or {} if name.startswith("message:")]
    return {
        "contact": contact_facts(event),
        "changes": {name: str(getattr(contact, name) or "") for name in _FIELDS if name in changed},
        "disputed_messages": [{"id": key, "url": event.url("message", UUID(key))} for key in disputed],
        "case": {"id": str(done.case_id), "number": done.case.number},
    }


@when_delivered(RECTIFIED)
def recipient_told(delivery_id: UUID) -> None:
    """The receiver has it: the case's history says so, once for each delivery."""
    delivery = delivery_of(delivery_id)
    done = _change(delivery.object_id)
    if done is not None:
        _note_told(done.case, delivery)


@when_delivered("contact.restricted")
def recipient_told_of_restriction(delivery_id: UUID) -> None:
    """The same for the case that the restriction came of, where there is one."""
    delivery = delivery_of(delivery_id)
    if delivery.contact_id is None:
        return
    cases = Case.objects.filter(
        contact_id=delivery.contact_id, kind=Case.Kind.RESTRICTION, state=Case.State.DONE
    )
    if (case := cases.order_by("-closed_at").first()) is not None:
        _note_told(case, delivery)


def _note_told(case: Case, delivery: Delivery) -> None:
    known = case.events.filter(kind=CaseEvent.Kind.RECIPIENT_TOLD, details__delivery=str(delivery.pk))
    if not known.exists():
        case_event(
            case=case,
            kind=CaseEvent.Kind.RECIPIENT_TOLD,
            recipient=delivery.subscription.system or delivery.subscription.host,
            delivery=str(delivery.pk),
            receiver=delivery.subscription.host,
        )


@event_kind(
    "contact.erased",
    title=_("A customer was erased"),
    example={"contact": {"id": _CONTACT, "crm_links": _LINKS}, "erasure": {"id": _CASE}},
    notice=True,
)
def contact_erased(event: Event) -> dict[str, Any]:
    """``object_id`` is the erasure. While it goes on it remembers the person's numbers in the company's
    registers; sent again when it is done, there is the contact's id alone."""
    erasure = Erasure.objects.filter(pk=event.object_id).first()
    if erasure is None:
        raise NothingToTell
    links = person_of(erasure).links if erasure.subject else []
    return {
        "contact": {
            "id": str(erasure.contact_id),
            "crm_links": [
                {"system": system, "external_id": external_id}
                for system, external_id in links
                if event.system in ("", system)
            ],
        },
        "erasure": {"id": str(erasure.pk)},
    }


@event_kind("rights_request.opened", title=_("Somebody asked for one of their rights"), example=_RIGHT)
def rights_request_opened(event: Event) -> dict[str, Any]:
    """A case was opened; its clock runs."""
    return _case(event)


@event_kind(
    "rights_request.done",
    title=_("A rights case was closed"),
    example={**_RIGHT, "rights_request": {**_RIGHT["rights_request"], "state": "done"}},
)
def rights_request_done(event: Event) -> dict[str, Any]:
    """``state`` is done or refused."""
    return _case(event)


def _case(event: Event) -> dict[str, Any]:
    case = Case.objects.filter(pk=event.object_id).first()
    if case is None:
        raise NothingToTell
    return {
        "rights_request": {
            "id": str(case.pk),
            "url": event.url("rights_request", case.pk),
            "number": case.number,
            "kind": case.kind,
            "state": case.state,
            "due_at": timezone.localtime(case.due_at).isoformat(),
        },
        "contact": (
            {"id": str(case.contact_id), "url": event.url("contact", case.contact_id)}
            if case.contact_id
            else None
        ),
    }


def _change(event_id: UUID) -> CaseEvent | None:
    """The line of a case's history that says what was put right; None when it is gone."""
    return CaseEvent.objects.select_related("case").filter(pk=event_id, kind=CaseEvent.Kind.CHANGED).first()
