"""Taking in what a visitor writes: once, however often it comes, with the job that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.agent import wording
from conversations.agent.reopening import when_open
from conversations.channels.sms.keywords import HIDDEN, code_in
from conversations.channels.sms.optout import Wish, is_cancel, wish
from conversations.channels.webchat import words
from conversations.channels.webchat.linking import code_take, code_typed, visitor_link
from conversations.channels.webchat.stream import company_name, message_tell, state_tell
from conversations.channels.webchat.tokens import Bearer
from conversations.channels.webchat.visitors import visitor_make, visitor_of
from conversations.models import Channel, Conversation, ConversationEvent, Message, Visitor, Widget
from conversations.screening import make_safe, screen
from conversations.selectors.webchat import chat_conversation, external_id
from conversations.services.conversations import conversation_hand_over
from conversations.services.holding import conversation_open
from conversations.services.inbound import RECEIVED, code_asked, message_store
from conversations.services.messages import message_queue
from crm.bookings.selectors import company_here
from crm.selectors import contact_opted_out, contact_phone
from crm.services import opt_in, opt_out
from nexus.faults import crash_point
from nexus.privacy.requests import rights_code_take
from nexus.schema import connection
from nexus.tenants.publish import publish_conversation
from nexus.webhooks.services import event_put

LONGEST = 2000
#: Chats are quicker than texts: so long is waited for the rest of a burst.
DEBOUNCE, LONGEST_WAIT = timedelta(seconds=1), timedelta(seconds=10)


@dataclass(frozen=True)
class Writer:
    """Who writes, from where, with what."""

    bearer: Bearer
    widget: Widget
    address: str
    user_agent: str


@dataclass(frozen=True)
class Taken:
    """What became of a message: the row, and whether it is new. One that was a code is in no row."""

    message: Message
    new: bool
    visitor: Visitor


def chat_receive(*, writer: Writer, client_id: UUID, body: str) -> Taken:
    """Store a message once, with the job that answers it. Called inside the company.

    Personnummer are masked before anything is stored; a one-time code is used and stored nowhere.
    Raises TooMuch, and TokenRefused for a visitor who was erased.
    """
    try:
        return _receive(writer, client_id, body)
    except IntegrityError:
        # Two first messages met: the other has made the visitor, so this finds it.
        return _receive(writer, client_id, body)


def _receive(writer: Writer, client_id: UUID, body: str) -> Taken:
    now, screened = timezone.now(), screen(make_safe(body).strip())
    external = external_id(writer.bearer.visitor, client_id)
    with transaction.atomic():
        visitor = _visitor(writer)
        conversation = _open_one(visitor, now)
        text, code = screened.text, code_in(screened.text)
        if code and _was_a_code(code.digits, visitor, conversation, reference=external):
            text = code.rest
            if not text:
                return Taken(_unstored(conversation, external, now), True, visitor)
        phone = contact_phone(visitor.contact)
        wished = wish(text, opted_out=bool(phone) and contact_opted_out(visitor.contact))
        if wished is Wish.OUT and is_cancel(text):
            wished = None  # in a chat it is about what was talked about
        asked = code_asked(text, visitor.contact_id)
        answer = wished is None and asked is None
        message = Message(
            conversation=conversation,
            channel=Channel.WEBCHAT,
            direction=Message.Direction.INBOUND,
            author_type=Message.Author.CONTACT,
            body=text,
            masked=screened.masked,
            handled=not answer,
            status=Message.Status.RECEIVED,
            external_id=external,
            created_at=now,
        )
        with connection.cursor() as cursor:
            stored = message_store(
                cursor,
                message,
                now=now,
                answer=answer,
                debounce=min(DEBOUNCE, timedelta(seconds=settings.NEXUS.reply_debounce)),
                longest=LONGEST_WAIT,
                # A number is not heard of by what its owner's browser writes.
                seen=not phone,
            )
        if not stored:
            # Neither may a visitor or conversation stay that was made for a message that is there.
            transaction.set_rollback(True)
        else:
            event_put(RECEIVED, message.pk, contact_id=visitor.contact_id)
        if stored and wished is not None:
            _obey(wished, visitor, conversation, phone)
        elif stored and asked is not None:
            _tell(conversation, asked or words.said("code_sent", _language(visitor, writer.bearer)))
    if not stored:
        kept = Message.objects.select_related("conversation", "author").get(
            channel=Channel.WEBCHAT, external_id=external
        )
        return Taken(kept, False, visitor)
    crash_point("chat_after_commit")
    publish_conversation(conversation.pk)
    message_tell(message)
    return Taken(message, True, visitor)


def human_ask(*, writer: Writer) -> Conversation:
    """The visitor wants a person: staff have the conversation from now on, and the chat says so."""
    try:
        return _ask(writer)
    except IntegrityError:
        return _ask(writer)


def _ask(writer: Writer) -> Conversation:
    now = timezone.now()
    with transaction.atomic():
        visitor = _visitor(writer)
        conversation = _open_one(visitor, now)
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        if conversation.state == Conversation.State.AI:
            # Whatever waited for the AI is staff's now.
            Message.objects.filter(conversation=conversation, handled=False).update(handled=True)
            message_queue(
                conversation=conversation,
                body=_fetching(_language(visitor, writer.bearer), now),
                author_type=Message.Author.SYSTEM,
            )
            conversation_hand_over(conversation=conversation, reason="asked_for_human")
    publish_conversation(conversation.pk)
    return conversation


def _fetching(language: str, now: datetime) -> str:
    """That a person is fetched, and when one is there where nobody is now; as typed words are answered."""
    return f"{wording.say('human', language)} {when_open(now, company_here().timezone, language)}".strip()


def number_confirm(*, writer: Writer, code: str) -> Visitor:
    """The code shows that the number is the visitor's, who may not have written yet. Raises CodeRefused."""
    phone = code_take(visitor=writer.bearer.visitor, code=code)
    with transaction.atomic():
        visitor = _visitor(writer)
        visitor_link(visitor=visitor, phone=phone)
    visitor.refresh_from_db()
    conversation = chat_conversation(visitor.pk)
    if conversation is not None:
        publish_conversation(conversation.pk)
    return visitor


def _visitor(writer: Writer) -> Visitor:
    found = visitor_of(writer.bearer)
    if found is not None:
        return found
    return visitor_make(
        writer.bearer, widget=writer.widget, address=writer.address, user_agent=writer.user_agent
    )


def _open_one(visitor: Visitor, now: datetime) -> Conversation:
    """The visitor's open episode, or a new one."""
    latest = chat_conversation(visitor.pk)
    if latest is not None and latest.state != Conversation.State.CLOSED:
        return latest
    made = conversation_open(
        contact_id=visitor.contact_id, channel=Channel.WEBCHAT, route_id=visitor.pk, now=now
    )
    state_tell(made)
    return made


def _was_a_code(digits: str, visitor: Visitor, conversation: Conversation, *, reference: str) -> bool:
    """Whether these digits were waited for: the chat's own code for a number, or a rights case's."""
    answer = code_typed(visitor, digits)
    if answer is None:
        answer = rights_code_take(contact_id=visitor.contact_id, code=digits, reference=reference)
    if answer is None:
        return False
    if answer:
        _tell(conversation, answer)
        conversation_id = conversation.pk
        transaction.on_commit(lambda: publish_conversation(conversation_id))
    return True


def _tell(conversation: Conversation, text: str) -> None:
    message_queue(conversation=conversation, body=text, author_type=Message.Author.SYSTEM, about_rights=True)


def _obey(wished: Wish, visitor: Visitor, conversation: Conversation, phone: str) -> None:
    """An opt-out or opt-in word is about texts; the chat itself goes on."""
    change, kind = (
        (opt_out, ConversationEvent.Kind.OPTED_OUT)
        if wished is Wish.OUT
        else (opt_in, ConversationEvent.Kind.OPTED_IN)
    )
    if phone and change(contact=visitor.contact, phone=phone, source="webchat"):
        ConversationEvent.objects.create(conversation=conversation, kind=kind)
    language = "en" if visitor.contact.language == "en" else "sv"
    said = "no_number" if not phone else "opted_out" if wished is Wish.OUT else "opted_in"
    message_queue(
        conversation=conversation,
        body=words.said(said, language, name=company_name()),
        author_type=Message.Author.SYSTEM,
    )


def _language(visitor: Visitor, bearer: Bearer) -> str:
    chosen = visitor.contact.language or bearer.language
    return "en" if chosen == "en" else "sv"


def _unstored(conversation: Conversation, external: str, now: datetime) -> Message:
    """A code as the page shows it: it is in no row."""
    return Message(
        conversation=conversation,
        channel=Channel.WEBCHAT,
        direction=Message.Direction.INBOUND,
        author_type=Message.Author.CONTACT,
        body=HIDDEN,
        status=Message.Status.RECEIVED,
        external_id=external,
        created_at=now,
    )
