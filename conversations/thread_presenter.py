"""From a thread's rows to what its templates show: bubbles, lines between them, receipts, the composer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conversations.calls_labels import call_icon, call_line
from conversations.labels import ERRORS, REASONS, Tick, tick_of
from conversations.models import Channel, Conversation, ConversationEvent, Interpretation, Message
from conversations.presenters import (
    Face,
    contact_face,
    contact_name,
    day_text,
    first_name,
    moment_text,
    user_face,
)
from conversations.reading_presenter import Reading, reading_of
from conversations.selectors.thread import ThreadPage
from crm.bookings.models import Booking
from crm.bookings.words import moment_short, service_label
from nexus.accounts.models import User

Kind = ConversationEvent.Kind


@dataclass(frozen=True)
class Remark:
    """What the person says of a message that they dispute."""

    text: str
    when: str


@dataclass(frozen=True)
class Bubble:
    """One message. ``review`` is where to say that it was wrong, ``marked`` why somebody has said so."""

    id: str
    kind: str
    author: str
    face: Face
    at: datetime
    time: str
    text: str
    media: str
    masked: bool
    tick: Tick | None
    problem: str
    resend: str
    disclosure: bool
    reading: Reading | None
    review: str = ""
    marked: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line between messages: a day, an event, or a handover."""

    id: str
    kind: str
    icon: str
    strong: str
    text: str
    reading: Reading | None = None
    url: str = ""


@dataclass(frozen=True)
class ThreadItems:
    """Bubbles and lines in order; ``first_day`` lets an older page join without a doubled day line."""

    items: list[Bubble | Line] = field(default_factory=list)
    first_day: str = ""


def bubble_of(message: Message, *, conversation: Conversation, phone: str) -> Bubble:
    """One message as a bubble. A failed one keeps its text and says what went wrong."""
    contact = conversation.contact
    tick = None
    if message.direction == Message.Direction.OUTBOUND:
        tick = tick_of(
            message.status,
            chat=message.channel == Channel.WEBCHAT,
            goes_on_chat=message.route_id is not None,
        )
    problem = str(ERRORS.get(message.error_code, "")) if tick and tick.tone == "bad" else ""
    text = str(message.body or "")
    author, face = _author(message, conversation, phone)
    again = message.status in (
        Message.Status.FAILED,
        Message.Status.UNDELIVERED,
        Message.Status.UNCERTAIN,
    )
    disclosure = str(contact.ai_disclosure_text or "")
    return Bubble(
        id=f"m-{message.pk}",
        kind=message.author_type,
        author=author,
        face=face,
        at=message.created_at,
        time=timezone.localtime(message.created_at).strftime("%H:%M"),
        text=text,
        media=ngettext("%(n)d picture", "%(n)d pictures", message.num_media) % {"n": message.num_media}
        if message.num_media
        else "",
        masked=message.masked,
        tick=tick,
        problem=problem,
        resend=reverse("conversations:resend", args=[conversation.pk, message.pk])
        if again and text and message.conversation_id == conversation.pk
        else "",
        disclosure=message.author_type == Message.Author.AI and bool(disclosure) and disclosure in text,
        reading=reading_of(getattr(message, "interpretation", None)),
        review=reverse("conversations:review", args=[message.conversation_id, message.pk])
        # What is restricted is stored and nothing else: it becomes no case of an evaluation set.
        if message.author_type == Message.Author.AI and not contact.restricted
        else "",
        remarks=tuple(
            Remark(text=str(remark.text), when=moment_text(remark.at)) for remark in message.annotations.all()
        ),
        marked=review.get_reason_display() if (review := getattr(message, "review", None)) else "",
    )


def _author(message: Message, conversation: Conversation, phone: str) -> tuple[str, Face]:
    match message.author_type:
        case Message.Author.AI:
            return _("AI assistant"), Face("", 0)
        case Message.Author.HUMAN:
            user: User | None = message.author
            return (user.name.split(" ")[0] if user else _("Staff")), user_face(user)
        case Message.Author.SYSTEM:
            return _("Automatic text"), Face("", 0)
        case _:
            return first_name(conversation.contact, phone), contact_face(conversation.contact)


EVENT_ICONS = {
    Kind.HANDED_OVER: "swap",
    Kind.TAKEN_OVER: "user",
    Kind.HANDED_BACK: "ai",
    Kind.OPTED_OUT: "x",
    Kind.OPTED_IN: "check",
    Kind.CLOSED: "check",
    Kind.BOOKED: "calendar",
    Kind.BOOKING_MOVED: "swap",
    Kind.BOOKING_CANCELLED: "x",
}


def line_of(event: ConversationEvent, *, proposal: bool = False) -> Line:
    """An event as a line between messages. ``proposal`` tells that this booking was only suggested then."""
    clock = timezone.localtime(event.at).strftime("%H:%M")
    who = event.actor.name.split(" ")[0] if event.actor else _("Staff")
    reason = str(REASONS.get(event.reason, ""))
    values = {"time": clock, "name": who}
    strong, text = "", reason
    match event.kind:
        case Kind.HANDED_OVER if event.reason != "booking_text_withheld":
            strong = _("The AI handed over %(time)s.") % values
        case Kind.TAKEN_OVER:
            text = _("%(name)s took over %(time)s") % values
        case Kind.HANDED_BACK:
            text = (
                _("%(name)s let the AI answer again %(time)s") % values
                if event.actor
                else _("The text got through after all; the AI answers again %(time)s") % values
            )
        case Kind.OPTED_OUT:
            text = _("Said no to texts %(time)s") % values
        case Kind.BOOKED | Kind.BOOKING_MOVED | Kind.BOOKING_CANCELLED:
            text = _booking_text(event, proposal=proposal)
        case Kind.OPTED_IN:
            text = _("Said yes to texts again %(time)s") % values
        case Kind.CLOSED:
            text = (
                _("%(name)s closed the conversation %(time)s") % values
                if event.actor
                else _("The conversation was closed %(time)s") % values
            )
    return Line(
        id=f"e-{event.pk}",
        kind="hand" if strong else "event",
        icon=EVENT_ICONS.get(Kind(event.kind), "info"),
        strong=strong,
        text=text,
        url=reverse("calendar:booking", args=[event.booking_id]) if event.booking_id else "",
    )


def _booking_text(event: ConversationEvent, *, proposal: bool) -> str:
    """``Booked: Men's cut Tue 24 Nov 14:30 with Lina``; what it was where the booking is gone."""
    booking = event.booking
    if booking is None:
        return str(event.get_kind_display())
    values = {
        "service": service_label(booking.service),
        "time": moment_short(booking.start),
        "name": booking.resource.name,
    }
    match event.kind:
        case Kind.BOOKING_MOVED:
            return _("Moved: %(service)s, to %(time)s with %(name)s") % values
        case Kind.BOOKING_CANCELLED:
            return _("Cancelled: %(service)s %(time)s with %(name)s") % values
        case _:
            said = _("Suggested: %(service)s %(time)s with %(name)s")
            return (said if proposal else _("Booked: %(service)s %(time)s with %(name)s")) % values


def _proposals(events: Iterable[ConversationEvent]) -> set[UUID]:
    """The events that tell of a suggestion: the first of a booking that is not, or was later, confirmed."""
    found: set[UUID] = set()
    first: dict[UUID, UUID] = {}
    for event in events:
        if event.kind != Kind.BOOKED or event.booking is None:
            continue
        if event.booking.state == Booking.State.PROPOSED or event.booking.pk in first:
            found.add(first.get(event.booking.pk, event.pk))
        first.setdefault(event.booking.pk, event.pk)
    return found


def silent_line(interpretation: Interpretation) -> Line:
    """An interpretation that led to no message of its own."""
    return Line(
        id=f"i-{interpretation.pk}",
        kind="event",
        icon="eye",
        strong="",
        text=_("The AI read the message without answering"),
        reading=reading_of(interpretation),
    )


def thread_items(page: ThreadPage, *, conversation: Conversation, phone: str) -> ThreadItems:
    """Everything on the page in the order it happened, with a line where a new day begins."""
    found: list[tuple[datetime, str, Bubble | Line]] = [
        (message.created_at, str(message.pk), bubble_of(message, conversation=conversation, phone=phone))
        for message in page.messages
    ]
    suggested = _proposals(page.events)
    found += [
        (event.at, str(event.pk), line_of(event, proposal=event.pk in suggested)) for event in page.events
    ]
    found += [(reading.created_at, str(reading.pk), silent_line(reading)) for reading in page.silent]
    found += [
        (
            call.started_at,
            str(call.pk),
            Line(id=f"c-{call.pk}", kind="event", icon=call_icon(call), strong="", text=call_line(call)),
        )
        for call in page.calls
    ]
    found.sort(key=lambda item: (item[0], item[1]))
    return ThreadItems(
        items=list(_with_days(found)),
        first_day=timezone.localtime(found[0][0]).date().isoformat() if found else "",
    )


def _with_days(found: Iterable[tuple[datetime, str, Bubble | Line]]) -> Iterable[Bubble | Line]:
    shown: date | None = None
    for at, _key, item in found:
        day = timezone.localtime(at).date()
        if day != shown:
            shown = day
            yield Line(id=f"d-{day.isoformat()}", kind="day", icon="", strong="", text=day_text(day))
        yield item


def thread_name(conversation: Conversation, phone: str) -> str:
    """The thread's heading."""
    return contact_name(conversation.contact, phone)
