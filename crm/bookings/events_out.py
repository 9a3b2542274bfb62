"""What the company's own systems are told about bookings."""

from __future__ import annotations

from typing import Any, Final

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.bookings.models import Booking
from crm.bookings.signals import booking_changed
from nexus.webhooks.events import Event, NothingToTell, event_kind
from nexus.webhooks.services import event_put

_ID: Final = "019ab3f1-0b6d-7e11-b5aa-6a1f3f2d8c44"
_CONTACT: Final = "019ab3f0-5c1e-7d42-9a51-2f6f0c6f1e07"
_EXAMPLE: Final = {
    "booking": {
        "id": _ID,
        "url": f"https://saxen.nomar.se/api/v1/bookings/{_ID}",
        "state": "confirmed",
        "service": "klippning_herr",
        "start": "2026-12-01T14:30:00+01:00",
        "end": "2026-12-01T15:00:00+01:00",
        "source": "ai",
    },
    "contact": {"id": _CONTACT, "url": f"https://saxen.nomar.se/api/v1/contacts/{_CONTACT}"},
}
_MOVED: Final = {
    "booking": {**_EXAMPLE["booking"], "moved_from": "019ab3ef-9a3c-7a90-8d55-1c2b3a4d5e6f"},
    "contact": _EXAMPLE["contact"],
}
_CANCELLED: Final = {
    "booking": {**_EXAMPLE["booking"], "state": "cancelled"},
    "contact": _EXAMPLE["contact"],
}


@receiver(booking_changed, sender=Booking)
def booking_tell(*, booking: Booking, change: str, **_more: Any) -> None:
    """In the transaction that changed it. What is only proposed is nobody's time yet."""
    if change == "created" and booking.state != Booking.State.CONFIRMED:
        return
    kind = "booking.confirmed" if change == "created" else f"booking.{change}"
    event_put(kind, booking.pk, contact_id=booking.contact_id)


@event_kind("booking.confirmed", title=_("A time was booked"), example=_EXAMPLE)
def booking_confirmed(event: Event) -> dict[str, Any]:
    """It stands: booked at once, or proposed and then agreed to."""
    return _facts(event)


@event_kind("booking.moved", title=_("A time was moved"), example=_MOVED)
def booking_moved(event: Event) -> dict[str, Any]:
    """``object_id`` is the new booking; ``moved_from`` the one that it takes the place of."""
    facts = _facts(event)
    before = Booking.objects.filter(moved_to_id=event.object_id).values_list("pk", flat=True).first()
    facts["booking"]["moved_from"] = str(before) if before else None
    return facts


@event_kind("booking.cancelled", title=_("A time was cancelled"), example=_CANCELLED)
def booking_cancelled(event: Event) -> dict[str, Any]:
    """The time is free again."""
    return _facts(event)


def _facts(event: Event) -> dict[str, Any]:
    """The booking as it is when this is sent. The customer is named by id: who needs more asks the API."""
    booking = Booking.objects.filter(pk=event.object_id).select_related("service").first()
    if booking is None:
        raise NothingToTell
    return {
        "booking": {
            "id": str(booking.pk),
            "url": event.url("booking", booking.pk),
            "state": booking.state,
            "service": booking.service.key,
            "start": timezone.localtime(booking.start).isoformat(),
            "end": timezone.localtime(booking.end).isoformat(),
            "source": booking.source,
        },
        "contact": {"id": str(booking.contact_id), "url": event.url("contact", booking.contact_id)},
    }
