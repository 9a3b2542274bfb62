"""What the company's own systems are told about contacts, and when nothing is told about them at all."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from crm.models import Contact, CrmLink
from nexus.webhooks.events import Event, NothingToTell, Silence, contact_guard, event_kind

_ID: Final = "019ab3f0-5c1e-7d42-9a51-2f6f0c6f1e07"
_URL: Final = f"https://saxen.nomar.se/api/v1/contacts/{_ID}"
_LINKS: Final = [{"system": "bokadirekt", "external_id": "K-1007"}]
_EXAMPLE: Final = {"contact": {"id": _ID, "url": _URL, "crm_links": _LINKS}}


@contact_guard
def contact_silence(contact_id: UUID) -> Silence:
    """A restricted contact's data is stored and nothing else (GDPR art. 18(2)); who is gone is nobody's business."""
    restricted = Contact.objects.filter(pk=contact_id).values_list("restricted", flat=True).first()
    if restricted is None:
        return "gone"
    return "restricted" if restricted else ""


def contact_facts(event: Event) -> dict[str, Any]:
    """The contact that an event is about: its id, where to read it, and its numbers in the company's registers.

    A receiver that keeps one register gets that one's numbers alone. Raises NothingToTell when it is gone.
    """
    if event.contact_id is None or not Contact.objects.filter(pk=event.contact_id).exists():
        raise NothingToTell
    return {
        "id": str(event.contact_id),
        "url": event.url("contact", event.contact_id),
        "crm_links": links_for(event.contact_id, event.system),
    }


def links_for(contact_id: UUID, system: str) -> list[dict[str, str]]:
    """The contact's entries in the register ``system``, or in all where that is ""."""
    links = CrmLink.objects.filter(contact_id=contact_id).order_by("id")
    if system:
        links = links.filter(system=system)
    return [{"system": link.system, "external_id": str(link.external_id)} for link in links]


@event_kind("contact.created", title=_("A customer was taken in"), example=_EXAMPLE)
def contact_created(event: Event) -> dict[str, Any]:
    """A contact that was not known before."""
    return {"contact": contact_facts(event)}


@event_kind(
    "contact.merged",
    title=_("Two customers turned out to be one"),
    example={**_EXAMPLE, "merged": {"id": "019ab3f0-77aa-7c1b-8e0d-3b8a4f4a9f10"}},
)
def contact_merged(event: Event) -> dict[str, Any]:
    """``object_id`` is the contact that is no more."""
    return {"contact": contact_facts(event), "merged": {"id": str(event.object_id)}}


@event_kind(
    "contact.restricted", title=_("A customer's data may only be stored"), example=_EXAMPLE, notice=True
)
def contact_restricted(event: Event) -> dict[str, Any]:
    """GDPR art. 18: whoever has got the data must leave it alone too (art. 19)."""
    return {"contact": contact_facts(event)}


@event_kind("contact.unrestricted", title=_("The restriction has ended"), example=_EXAMPLE, notice=True)
def contact_unrestricted(event: Event) -> dict[str, Any]:
    """The data may be used again (GDPR art. 18(3))."""
    return {"contact": contact_facts(event)}
