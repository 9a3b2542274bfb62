"""Texts about bookings: the confirmation, the reminder the day before, and what became of a proposal.

Each is a job, so none is lost when a worker dies and none is sent twice: the row says whether the
customer has been told. A booking that the agent made in the conversation is confirmed by its own answer;
the job sees to it that there is one.
"""

from __future__ import annotations

import datetime
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from conversations.agent import booking_words
from conversations.agent.guardrails import to_sms_text
from conversations.models import Channel, Conversation, ConversationEvent, Message
from conversations.selectors.agent import agent_settings
from conversations.services.holding import conversation_open
from conversations.services.messages import message_queue
from crm.bookings.models import Booking
from crm.bookings.services import booking_cancel
from crm.bookings.signals import booking_changed
from crm.bookings.telling import why_no_text
from nexus.outbox.services import Claim, RetryLater, job_put
from nexus.outbox.tasks import job_now
from nexus.schema import connection
from nexus.tenants.hosts import company_url
from nexus.tenants.models import ChannelRoute, Company
from nexus.tenants.publish import publish_conversation

TEXT, REMINDER, EXPIRY = "booking_text", "booking_reminder", "booking_expiry"
# The agent's own answer confirms what it booked; this is how long it may take before we do it instead.
AGENT_TELLS_WITHIN = timedelta(seconds=90)
BEFORE = timedelta(hours=24)
# A reminder later than this helps nobody.
LATEST = timedelta(hours=2)
MORNING, EVENING = datetime.time(8), datetime.time(20)

State = Booking.State
_KINDS = {
    "created": ConversationEvent.Kind.BOOKED,
    "confirmed": ConversationEvent.Kind.BOOKED,
    "moved": ConversationEvent.Kind.BOOKING_MOVED,
    "cancelled": ConversationEvent.Kind.BOOKING_CANCELLED,
}


@receiver(booking_changed, dispatch_uid="conversations.booking_texts")
def booking_note(
    sender: object, booking: Booking, change: str, source: str, now: datetime.datetime, **_: object
) -> None:
    """Put the line in the thread and the jobs that tell the customer; inside the booking's transaction."""
    Booking.objects.filter(pk=booking.pk).update(announced_at=None)
    conversation = _latest_conversation(booking)
    if conversation is not None:
        ConversationEvent.objects.create(
            conversation=conversation, kind=_KINDS[change], booking=booking, at=now
        )
        transaction.on_commit(lambda: publish_conversation(conversation.pk))
    if source == Booking.Source.AI:
        job_put(kind=TEXT, object_id=booking.pk, delay=AGENT_TELLS_WITHIN)
    elif not (source == Booking.Source.CUSTOMER and change in ("cancelled", "confirmed")):
        # Whoever cancels or confirms on the booking's page sees there that it is done.
        job_now(kind=TEXT, object_id=booking.pk)
    if booking.state == State.PROPOSED and booking.held_until is not None:
        job_put(kind=EXPIRY, object_id=booking.pk, delay=max(booking.held_until - now, timedelta()))
    if booking.state == State.CONFIRMED:
        moment = reminder_moment(booking.start, now, _zone())
        if moment is not None:
            job_put(kind=REMINDER, object_id=booking.pk, delay=moment - now)


def reminder_moment(
    start: datetime.datetime, now: datetime.datetime, zone: ZoneInfo
) -> datetime.datetime | None:
    """24 hours before ``start``, moved to between 08 and 20 local time; ``None`` when that has passed.

    From the night it moves to the evening before, from the early morning to 08, so it never comes at
    night and never less than :data:`LATEST` before the time itself.
    """
    wall = (start - BEFORE).astimezone(zone)
    moment = wall
    if wall.time() < MORNING:
        moment = wall.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    elif wall.time() > EVENING:
        moment = wall.replace(hour=EVENING.hour, minute=0, second=0, microsecond=0)
    return moment if now < moment <= start - LATEST else None


def booking_text(claim: Claim) -> None:
    """The job ``booking_text``: tell the customer how the booking stands, if nobody has yet."""
    with transaction.atomic():
        claim.hold()
        booking = _locked(claim)
        if booking is None or booking.announced_at is not None:
            return
        text = _standing_text(booking)
        if text and _send(booking, text):
            booking.announced_at = timezone.now()
            booking.save(update_fields=["announced_at"])
        elif text and booking.source != Booking.Source.STAFF:
            # Who booked it here has seen there that no text goes out.
            _tell_staff(booking)
        claim.finish()


def booking_reminder(claim: Claim) -> None:
    """The job ``booking_reminder``: once, the day before, never at night; not for what has changed since."""
    now, zone = timezone.now(), _zone()
    with transaction.atomic():
        claim.hold()
        booking = _locked(claim)
        if booking is None or booking.state != State.CONFIRMED or booking.reminded_at is not None:
            return
        if booking.start - now < LATEST or not agent_settings().reminders:
            return
        local = now.astimezone(zone)
        if not MORNING <= local.time() <= datetime.time(21):
            # The job is late, and it is night by now.
            morning = local.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
            raise RetryLater((morning if morning > local else morning + timedelta(days=1)) - local, "night")
        language = _language(booking)
        when = booking_words.moment(booking.start.astimezone(zone), local, language)
        lead = "Reminder" if language == "en" else "Påminnelse"
        how = "Reply CANCEL to cancel." if language == "en" else "Svara AVBOKA för att avboka."
        tail = booking_words.link_tail(booking, company_url(_company()), language)
        text = f"{lead}: {booking_words.name_of(booking, language)} {when}. {how} {tail}"
        if _send(booking, text):
            booking.reminded_at = now
            booking.save(update_fields=["reminded_at"])
        else:
            _tell_staff(booking)
        claim.finish()


def booking_expiry(claim: Claim) -> None:
    """The job ``booking_expiry``: a proposal that nobody confirmed gives its time back."""
    booking = Booking.objects.filter(pk=claim.object_id, state=State.PROPOSED).first()
    now = timezone.now()
    if booking is not None and booking.held_until is not None and booking.held_until <= now:
        booking_cancel(booking=booking, now=now, source=Booking.Source.STAFF, hold=claim.hold)


def _locked(claim: Claim) -> Booking | None:
    return (
        Booking.objects.select_for_update(of=("self",))
        .select_related("service", "resource", "contact")
        .filter(pk=claim.object_id)
        .first()
    )


def _standing_text(booking: Booking) -> str:
    zone, now, language = _zone(), timezone.now(), _language(booking)
    tail = booking_words.link_tail(booking, company_url(_company()), language)
    if booking.state == State.CONFIRMED:
        return f"{booking_words.booked(booking, zone, now, language)} {tail}"
    if booking.state == State.PROPOSED:
        return f"{booking_words.proposed(booking, zone, now, language)} {tail}"
    if booking.state == State.CANCELLED:
        return booking_words.cancelled(booking, zone, now, language)
    return ""


def _send(booking: Booking, text: str) -> bool:
    """Queue ``text`` in the contact's conversation; False when they cannot or will not be texted."""
    if why_no_text(contact=booking.contact, start=booking.start, now=timezone.now()):
        return False
    conversation = _latest_conversation(booking) or _open_conversation(booking)
    if conversation is None:
        return False
    message_queue(conversation=conversation, body=to_sms_text(text), author_type=Message.Author.SYSTEM)
    transaction.on_commit(lambda: publish_conversation(conversation.pk))
    return True


def _tell_staff(booking: Booking) -> None:
    """A restricted customer got no text about their booking: staff have it among what needs them."""
    if why_no_text(contact=booking.contact, start=booking.start, now=timezone.now()) != "restricted":
        return
    found = _latest_conversation(booking) or _open_conversation(booking)
    if found is None:
        return
    conversation = Conversation.objects.select_for_update().get(pk=found.pk)
    if conversation.state != Conversation.State.WAITING:
        conversation.state, conversation.waiting_since = Conversation.State.WAITING, timezone.now()
    conversation.unread = True
    conversation.save(update_fields=["state", "waiting_since", "unread"])
    ConversationEvent.objects.create(
        conversation=conversation,
        kind=ConversationEvent.Kind.HANDED_OVER,
        reason="booking_text_withheld",
        booking=booking,
    )
    transaction.on_commit(lambda: publish_conversation(conversation.pk))


def _latest_conversation(booking: Booking) -> Conversation | None:
    return (
        Conversation.objects.filter(contact_id=booking.contact_id, channel=Channel.SMS)
        .exclude(state=Conversation.State.CLOSED)
        .order_by("-last_message_at", "-id")
        .first()
    )


def _open_conversation(booking: Booking) -> Conversation | None:
    route = ChannelRoute.objects.filter(company=_company(), active=True).order_by("number").first()
    if route is None:
        return None
    return conversation_open(
        contact_id=booking.contact_id, channel=Channel.SMS, route_id=route.pk, unread=False
    )


def _company() -> Company:
    return Company.objects.get(schema_name=connection.schema_name)


def _zone() -> ZoneInfo:
    return ZoneInfo(_company().timezone)


def _language(booking: Booking) -> str:
    return "en" if booking.contact.language == "en" else "sv"
