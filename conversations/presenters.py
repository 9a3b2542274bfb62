"""From rows to what the inbox's templates show; no queries here, and no HTML."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from conversations.channels.sms.reach import can_be_texted
from conversations.labels import BLOCKS, CHANNEL_ICONS, INTENTS
from conversations.models import Channel, Conversation, Message
from conversations.selectors.inbox import Row
from crm.models import Contact
from crm.selectors import phone_display
from nexus.accounts.models import User
from nexus.privacy.requests import RequestClock

State = Conversation.State
#: Within this time a person who waits should have an answer; the list counts down to it.
REPLY_TARGET = timedelta(minutes=15)
SOON = timedelta(minutes=5)
# A disclosure says that an AI answers, and ends with the word that a person is reached by.
_TOLD_HOW = re.compile(r"(?=[^\n]{0,300}\bAI\b)[^\n]{0,300}?\b(?:MÄNNISKA|HUMAN)\b[^.!?]*[.!?]+\s*")
HUES = 5


@dataclass(frozen=True)
class Face:
    """A person's circle: initials ("" draws a figure) and one of five grounds that mean nothing."""

    initials: str
    hue: int
    staff: bool = False


@dataclass(frozen=True)
class Holder:
    """Who holds a conversation: "need", "ai", "you", "staff", "rest" or "closed".

    Or "blocked", which comes before them all: nobody can write in it.
    """

    kind: str
    label: str
    face: Face | None = None


@dataclass(frozen=True)
class Clock:
    """How long somebody has waited; tone "", "soon" or "late"."""

    label: str
    tone: str


@dataclass(frozen=True)
class ListRow:
    """One person in the list, by the conversation of theirs that comes first."""

    id: UUID
    contact: UUID
    url: str
    name: str
    face: Face
    channel: str
    channel_icon: str
    at: datetime
    time: str
    text: str
    unread: bool
    holder: Holder
    clock: Clock | None
    topic: str
    request: RequestClock | None = None


@dataclass(frozen=True)
class ListGroup:
    """A group of the list, by who must act."""

    key: str
    icon: str
    label: str
    number: int | None
    rows: list[ListRow]
    more_url: str


def contact_name(contact: Contact, phone: str, *, site: str = "") -> str:
    """What to call a contact: the linked name, else the number, else ``Visitor 7F3 · saxen.se``.

    The tag tells visitors apart and stays with each; it is of the row's own random id. ``site`` is the origin of
    the page that they write on, where it is known.
    """
    known = str(contact.name or "") or phone_display(phone)
    if known:
        return known
    tag = _("Visitor %(tag)s") % {"tag": contact.pk.hex[-3:].upper()}
    host = urlsplit(site).hostname or ""
    return f"{tag} · {host.removeprefix('www.')}" if host else tag


def first_name(contact: Contact, phone: str) -> str:
    """The first of the contact's names, or the number, or the visitor's tag."""
    name = str(contact.name or "").split()
    return name[0] if name else contact_name(contact, phone)


def contact_face(contact: Contact) -> Face:
    """Initials and a ground that stays the same for the same contact."""
    words = str(contact.name or "").split()
    initials = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
    hue = hashlib.sha256(contact.pk.bytes).digest()[0] % HUES + 1 if initials else 0
    return Face(initials=initials, hue=hue)


def user_face(user: User | None) -> Face:
    """A member of staff."""
    return Face(initials=user.initials if user else "", hue=0, staff=True)


def time_text(moment: datetime, now: datetime | None = None) -> str:
    """10:19 today, then "yesterday", then the date."""
    local = timezone.localtime(moment)
    today = timezone.localdate(now) if now else timezone.localdate()
    if local.date() == today:
        return local.strftime("%H:%M")
    if local.date() == today - timedelta(days=1):
        return _("yesterday")
    return date_text(local, "j M" if local.year == today.year else "j M Y")


def date_text(day: date, pattern: str) -> str:
    """A day as its language writes it: in English with capitals, in Swedish without (Django's patterns)."""
    text = formats.date_format(day, pattern)
    return text if (get_language() or "").startswith("en") else text.lower()


def moment_text(moment: datetime) -> str:
    """A point in time in running text: "today 09:58", "12 Mar 2025 09:58"."""
    local = timezone.localtime(moment)
    clock = local.strftime("%H:%M")
    if local.date() == timezone.localdate():
        return _("today %(time)s") % {"time": clock}
    return f"{time_text(moment)} {clock}"


def day_text(day: date) -> str:
    """A day's line in the thread."""
    today = timezone.localdate()
    name = date_text(day, "l j F" if day.year == today.year else "l j F Y")
    if day == today:
        return _("Today, %(day)s") % {"day": name}
    if day == today - timedelta(days=1):
        return _("Yesterday, %(day)s") % {"day": name}
    return name[:1].upper() + name[1:]


def waited_text(since: datetime) -> str:
    """How long somebody has waited, in words."""
    minutes = int((timezone.now() - since).total_seconds() // 60)
    if minutes < 1:
        return _("less than a minute")
    if minutes < 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 36:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def clock_of(conversation: Conversation) -> Clock | None:
    """The count-down to :data:`REPLY_TARGET` while somebody waits for staff."""
    if conversation.state != State.WAITING or conversation.waiting_since is None:
        return None
    left = conversation.waiting_since + REPLY_TARGET - timezone.now()
    if left < timedelta(0):
        return Clock(_("%(time)s over") % {"time": _short(-left)}, "late")
    return Clock(_("%(time)s left") % {"time": _short(left)}, "soon" if left <= SOON else "")


def _short(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 90:
        return _("%(n)d min") % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 36:
        return _("%(n)d h") % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def block_of(conversation: Conversation, phone: str, *, opted_out: bool) -> str:
    """Why nothing can be written in the conversation (a key of ``BLOCKS``), or ""."""
    if opted_out:
        return "opted_out"
    return "no_number" if conversation.channel == Channel.SMS and not can_be_texted(phone) else ""


def holder_of(
    conversation: Conversation, user: User, last: Message | None = None, *, block: str = ""
) -> Holder:
    """Who holds the conversation, as seen by ``user``; ``block`` is what :func:`block_of` says."""
    if block and conversation.state != State.CLOSED:
        return Holder("blocked", str(BLOCKS[block].chip))
    if conversation.state == State.WAITING:
        return Holder("need", _("Needs you"))
    if conversation.state == State.AI:
        return Holder("ai", _("AI answers"))
    if conversation.state == State.CLOSED:
        return Holder("closed", pgettext("conversation", "Closed"))
    if last is not None and last.author_type == Message.Author.HUMAN:
        return Holder("rest", _("Waiting for the customer"))
    if conversation.held_by is None:
        return Holder("staff", _("Staff answer"), user_face(None))
    if conversation.held_by_id == user.pk:
        return Holder("you", _("You answer"), user_face(user))
    name = conversation.held_by.name.split(" ")[0] or _("Staff")
    return Holder("staff", _("%(name)s answers") % {"name": name}, user_face(conversation.held_by))


def without_disclosure(text: str, told: str) -> str:
    """An AI message without the sentences at its start that say that an AI answers.

    ``told`` is how the contact was told. Where it does not begin the text as a part of it, the sentence
    that tells how to reach a person ends the disclosure. A text that says nothing more comes back whole.
    """
    told = " ".join(told.split())
    if told and text.startswith(told) and text != told:
        return text[len(told) :].strip()
    ending = _TOLD_HOW.match(text)
    return text[ending.end() :].strip() or text if ending else text


def snippet(message: Message | None, user: User, *, told: str = "") -> str:
    """The last message in one line, with who wrote it and without the disclosure ``told``."""
    if message is None:
        return _("No messages yet")
    text = " ".join(str(message.body or "").split())
    if not text and message.num_media:
        text = ngettext("%(n)d picture", "%(n)d pictures", message.num_media) % {"n": message.num_media}
    if message.author_type == Message.Author.AI:
        return _("AI: %(text)s") % {"text": without_disclosure(text, told)}
    if message.author_type == Message.Author.HUMAN:
        if message.author_id == user.pk:
            return _("You: %(text)s") % {"text": text}
        name = message.author.name.split(" ")[0] if message.author else _("Staff")
        return f"{name}: {text}"
    return text


def list_row(row: Row, *, user: User, tab: str, requests: Sequence[RequestClock] = ()) -> ListRow:
    """One row of the list; ``requests`` are the contact's open cases, the most urgent first."""
    conversation = row.conversation
    restricted = conversation.contact.restricted
    intent = (row.interpretation.content or {}).get("intent", "") if row.interpretation else ""
    clock = clock_of(conversation)
    channel = row.last_message.channel if row.last_message else conversation.channel
    return ListRow(
        id=conversation.pk,
        contact=conversation.contact_id,
        url=f"{reverse('conversations:thread', args=[conversation.pk])}?tab={tab}",
        name=contact_name(conversation.contact, row.phone, site=row.site),
        face=contact_face(conversation.contact),
        channel=str(Channel(channel).label),
        channel_icon=CHANNEL_ICONS[channel],
        at=conversation.last_message_at,
        time=time_text(conversation.last_message_at),
        text=_("The customer's data is restricted.")
        if restricted
        else snippet(row.last_message, user, told=str(conversation.contact.ai_disclosure_text or "")),
        unread=row.unread,
        holder=holder_of(
            conversation,
            user,
            row.last_message,
            block=block_of(conversation, row.phone, opted_out=row.opted_out),
        ),
        clock=clock,
        topic="" if clock or restricted else str(INTENTS.get(intent, "")),
        request=requests[0] if requests else None,
    )
