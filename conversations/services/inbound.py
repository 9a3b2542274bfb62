"""Taking in a text: one transaction, few statements (architecture, "An SMS's way through", step 2).

This is the hot path. The statements are raw because each ORM statement would be accompanied by a
``SET search_path``; here one cursor carries them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.agent.rights_asked import right_asked
from conversations.channels.sms.keywords import asks_for_code, code_in
from conversations.channels.sms.optout import Wish, is_cancel, wish
from conversations.channels.sms.port import InboundSms, Route
from conversations.channels.sms.reach import can_be_texted
from conversations.channels.sms.routes import is_platform_number
from conversations.channels.sms.segments import segment_count
from conversations.models import Channel, ConversationEvent, Message
from conversations.screening import make_safe, screen
from conversations.search.keeping import WANTED, terms_array
from conversations.services.holding import conversation_open
from conversations.services.rights import provider_copy_note, rights_text_queue
from crm.bookings.selectors import recently_reminded
from crm.models import Contact
from crm.recognition import SILENT_FOR
from crm.services import contact_create, opt_in, opt_out
from nexus.crypto.ids import uuid7
from nexus.crypto.index import blind_phone
from nexus.faults import crash_point
from nexus.outbox.services import ON_ANOTHER_REASON
from nexus.privacy.requests import rights_code_ask, rights_code_take
from nexus.schema import connection
from nexus.tenants.publish import publish_conversation
from nexus.webhooks.services import WANTED_SQL, event_put

TURN = "turn"
RECEIVED = "message.received"
_BODY = Message._meta.get_field("body")


@dataclass(frozen=True)
class Received:
    """What became of a text. ``new`` is False when it had been taken in before.

    One that was a one-time code has no message.
    """

    conversation_id: UUID | None
    message_id: UUID | None
    new: bool


@dataclass(frozen=True)
class _Sender:
    contact_id: UUID | None
    opted_out: bool
    conversation_id: UUID | None
    told: bool  # whether a system of the company's wants to know that something came in


def sms_receive(*, route: Route, sms: InboundSms) -> Received:
    """Store a text once, with the job that will answer it. Called inside the company.

    ``sms.external_id`` makes it once: replays, also at the same moment, find it there. Personnummer
    are masked before anything is stored; opt-out words never reach the AI, nor does what comes from a
    sender that no answer can reach.
    """
    try:
        return _receive(route=route, sms=sms)
    except IntegrityError:
        # Two first texts from one number met: the other has made the contact, so this finds it.
        return _receive(route=route, sms=sms)


def _receive(*, route: Route, sms: InboundSms) -> Received:
    now = timezone.now()
    phone = make_safe(sms.sender)
    screened = screen(make_safe(sms.body))
    blind = blind_phone(phone)
    with transaction.atomic():
        with connection.cursor() as cursor:
            sender = _look_up(cursor, blind, route)
            wished = wish(screened.text, opted_out=sender.opted_out, provider_word=sms.opt_out_type)
            if wished is Wish.OUT and _is_about_a_booking(screened.text, sender, sms, now):
                wished = None
            text, code = screened.text, code_in(screened.text)
            if code and sender.contact_id and _was_a_code(code.digits, sender.contact_id, sms, route):
                if not code.rest:
                    return Received(conversation_id=sender.conversation_id, message_id=None, new=True)
                text = code.rest
            said = code_asked(text, sender.contact_id)
            # Who wants no texts may still ask what is stored about them.
            answer = (
                wished is None
                and said is None
                and can_be_texted(phone)
                and not is_platform_number(phone)
                and (not sender.opted_out or right_asked(text) is not None)
            )
            contact_id = sender.contact_id or contact_create(phone=phone).pk
            conversation_id = sender.conversation_id or _open(contact_id, route, now)
            message = Message(
                conversation_id=conversation_id,
                channel=Channel.SMS,
                direction=Message.Direction.INBOUND,
                author_type=Message.Author.CONTACT,
                body=text,
                num_media=sms.num_media,
                masked=screened.masked,
                # Nobody answers an opt-out word, nor a number that wants no texts, nor a sender that is
                # no number, also not later. Who asks for a new code has got it.
                handled=not answer,
                segments=segment_count(text).count,
                status=Message.Status.RECEIVED,
                external_id=sms.external_id,
                created_at=sms.received_at or now,
            )
            stored = message_store(cursor, message, now=now, answer=answer)
        if not stored:
            # Neither may a contact or conversation stay that was made for a text we have already.
            transaction.set_rollback(True)
            return Received(conversation_id=None, message_id=None, new=False)
        if sender.told:
            event_put(RECEIVED, message.pk, contact_id=contact_id)
        if wished is not None:
            _obey(wished, contact_id=contact_id, conversation_id=conversation_id, phone=phone)
        if said:
            rights_text_queue(contact=Contact.objects.get(pk=contact_id), text=said, asked_now=True)
        crash_point("web_before_commit")
    crash_point("web_after_commit")
    publish_conversation(conversation_id)
    return Received(conversation_id=conversation_id, message_id=message.pk, new=True)


def _was_a_code(code: str, contact_id: UUID, sms: InboundSms, route: Route) -> bool:
    """Whether these digits were waited for: then they are answered, and stored nowhere (privacy.md)."""
    answer = rights_code_take(contact_id=contact_id, code=code, reference=sms.external_id)
    if answer is None:
        return False
    if answer:
        contact = Contact.objects.get(pk=contact_id)
        rights_text_queue(contact=contact, text=answer, asked_now=True)
        if settings.NEXUS.sms_gateway != "console":
            provider_copy_note(route_id=route.id, external_id=sms.external_id, origin_id=contact_id)
    return True


def code_asked(text: str, contact_id: UUID | None) -> str | None:
    """What to say to who asks for a new code; None for any other text. Undone with the transaction."""
    if contact_id is None or not asks_for_code(text):
        return None
    return rights_code_ask(contact_id=contact_id)


def _is_about_a_booking(text: str, sender: _Sender, sms: InboundSms, now: datetime) -> bool:
    """CANCEL soon after a reminder means the booking, not the texts (privacy.md)."""
    return (
        sender.contact_id is not None
        and not sms.opt_out_type
        and is_cancel(text)
        and recently_reminded(contact_id=sender.contact_id, now=now)
    )


def _look_up(cursor: Any, blind: bytes, route: Route) -> _Sender:
    cursor.execute(
        """
        SELECT i.contact_id, EXISTS (SELECT 1 FROM crm_optout o WHERE o.blind = %(blind)s),
               (SELECT c.id FROM conversations_conversation c WHERE c.contact_id = i.contact_id
                 AND c.channel = 'sms' AND c.route_id = %(route)s AND c.state <> 'closed' LIMIT 1),
               """
        + WANTED_SQL
        + """
        FROM (SELECT 1) one LEFT JOIN crm_identifier i ON i.kind = 'phone' AND i.blind = %(blind)s
        """,
        {"blind": blind, "route": route.id, "event": RECEIVED},
    )
    return _Sender(*cursor.fetchone())


def _open(contact_id: UUID, route: Route, now: datetime) -> UUID:
    return conversation_open(
        contact_id=contact_id, channel=Channel.SMS, route_id=UUID(str(route.id)), now=now
    ).pk


def message_store(
    cursor: Any,
    message: Message,
    *,
    now: datetime,
    answer: bool,
    debounce: timedelta | None = None,
    longest: timedelta | None = None,
    seen: bool = True,
) -> bool:
    """Message, conversation, contact and job in one statement; False when the message was there.

    ``debounce`` and ``longest`` are how long the answer waits for more, and at most; by default as for texts.
    ``seen``: this is a sign of life of the contact's number.
    """
    if debounce is None:
        debounce = timedelta(seconds=settings.NEXUS.reply_debounce)
    if longest is None:
        longest = timedelta(seconds=settings.NEXUS.reply_max_wait)
    longest = max(longest, debounce)
    cursor.execute(
        """
        WITH stored AS (
            INSERT INTO conversations_message (id, conversation_id, channel, direction, author_type, body,
                num_media, masked, handled, segments, status, error_code, external_id, created_at)
            VALUES (%(id)s, %(conversation)s, %(channel)s, 'inbound', 'contact', %(body)s, %(media)s, %(masked)s,
                %(handled)s, %(segments)s, 'received', '', %(external)s, %(created)s)
            ON CONFLICT (channel, external_id) WHERE external_id IS NOT NULL DO NOTHING
            RETURNING conversation_id
        ), found_by AS (
            INSERT INTO conversations_messageterms (message_id, created_at, terms)
            SELECT %(id)s, %(created)s, %(terms)s::bigint[] FROM stored
            WHERE """
        + WANTED
        + """
        ), moved AS (
            UPDATE conversations_conversation c SET last_message_at = %(now)s, unread = true,
                state = CASE c.state WHEN 'closed' THEN 'ai' ELSE c.state END,
                waiting_since = CASE c.state WHEN 'waiting_for_staff' THEN COALESCE(c.waiting_since, %(now)s)
                                ELSE c.waiting_since END
            FROM stored WHERE c.id = stored.conversation_id RETURNING c.contact_id
        ), seen AS (
            UPDATE crm_contact SET last_seen_at = %(now)s,
                returned_at = CASE WHEN last_seen_at < %(long_ago)s THEN %(now)s ELSE returned_at END
            FROM moved
            WHERE %(seen)s AND crm_contact.id = moved.contact_id AND last_seen_at < %(an_hour_ago)s
        ), job AS (
            INSERT INTO public.outbox_job AS job (id, schema, kind, object_id, generation, due_at, first_due_at,
                fence, claimed_generation, attempts, dead, last_error, created_at)
            SELECT %(job)s, %(schema)s, 'turn', conversation_id, 1, %(due)s, %(now)s, 0, 0, 0, false, '', %(now)s
            FROM stored WHERE %(answer)s
            """
        + ON_ANOTHER_REASON
        + """
        )
        SELECT count(*) FROM stored
        """,
        {
            "id": message.pk,
            "conversation": message.conversation_id,
            "channel": message.channel,
            "body": _BODY.get_db_prep_save(_BODY.pre_save(message, True), connection),
            "media": message.num_media,
            "masked": message.masked,
            "handled": message.handled,
            "segments": message.segments,
            "external": message.external_id,
            "created": message.created_at,
            "terms": terms_array(str(message.body or "")),
            "now": now,
            "an_hour_ago": now - timedelta(hours=1),
            "long_ago": now - SILENT_FOR,
            "job": uuid7(),
            "schema": connection.schema_name,
            "due": now + debounce,
            "longest": str(longest.total_seconds()),
            "answer": answer,
            "seen": seen,
        },
    )
    return bool(cursor.fetchone()[0])


def _obey(wished: Wish, *, contact_id: UUID, conversation_id: UUID, phone: str) -> None:
    """An opt-out or opt-in word: recorded, shown in the thread, answered by nobody."""
    contact = Contact.objects.get(pk=contact_id)
    change, kind = (
        (opt_out, ConversationEvent.Kind.OPTED_OUT)
        if wished is Wish.OUT
        else (opt_in, ConversationEvent.Kind.OPTED_IN)
    )
    if change(contact=contact, phone=phone, source="sms"):
        ConversationEvent.objects.create(conversation_id=conversation_id, kind=kind)
