"""What is shown of joining two customers: who the other is, before, and what was done, afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conversations.models import Conversation
from conversations.presenters import Face, contact_face, contact_name, moment_text
from conversations.selectors.webchat import site_of
from crm.merging import merge_history
from crm.models import Contact, MergeRecord
from crm.selectors import contact_phone, phone_display
from nexus.accounts.models import User

_CONVERSATIONS = "conversations.Conversation.contact"


@dataclass(frozen=True)
class Party:
    """One of the two customers, as staff recognise them."""

    name: str
    face: Face
    phone: str
    site: str
    last_message: str


@dataclass(frozen=True)
class MergeLine:
    """A line of the history on the card. ``part`` is the record that can be undone there, or None."""

    text: str
    undone: str
    part: UUID | None


def party(contact: Contact) -> Party:
    """Who a customer is: name, number or website, and when they last wrote or were written to."""
    phone, site = contact_phone(contact), site_of(contact)
    latest = Conversation.objects.filter(contact=contact).order_by("-last_message_at").first()
    return Party(
        name=contact_name(contact, phone, site=site),
        face=contact_face(contact),
        phone=phone_display(phone) if phone else "",
        site=site.partition("://")[2],
        last_message=moment_text(latest.last_message_at) if latest else "",
    )


def merge_lines(contact: Contact) -> list[MergeLine]:
    """When the contact was joined with whom and by whom, and parted again; the latest first."""
    return [_line(record, contact.pk) for record in merge_history(contact.pk)]


def _line(record: MergeRecord, here: UUID) -> MergeLine:
    kept = record.contact_id == here
    other = _name_then(record) if kept else contact_name(record.contact, contact_phone(record.contact))
    values = {"other": other, "time": moment_text(record.at), "name": _who(record.actor)}
    if record.reason == "chat":
        text = _("Joined with %(other)s by a number confirmed in the chat, %(time)s") % values
    else:
        text = _("Joined with %(other)s by %(name)s, %(time)s") % values
    number = len(record.content["moved"].get(_CONVERSATIONS, ()))
    if number:
        text += " · " + ngettext("%(n)d conversation", "%(n)d conversations", number) % {"n": number}
    undone = ""
    if record.undone_at is not None:
        undone = _("Parted again by %(name)s, %(time)s") % {
            "name": _who(record.undone_by),
            "time": moment_text(record.undone_at),
        }
    return MergeLine(text=text, undone=undone, part=record.pk if kept and not undone else None)


def _name_then(record: MergeRecord) -> str:
    """What the joined customer was called; their row has gone."""
    return contact_name(Contact(id=record.other_id, name=record.content["fields"].get("name") or ""), "")


def _who(user: User | None) -> str:
    return user.name if user is not None else _("Staff")
