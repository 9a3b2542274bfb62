"""Messages that go out: written with the job that sends them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.channels.sms.reach import can_be_texted
from conversations.channels.sms.segments import segment_count
from conversations.channels.webchat.going_on import text_instead, unseen_look_again
from conversations.channels.webchat.stream import message_tell
from conversations.models import Channel, Conversation, Message
from conversations.screening import make_safe, screen
from conversations.selectors.reach import opted_out_here
from conversations.services.conversations import CannotSend, conversation_take_over
from conversations.services.restricted import reason_needed
from crm.selectors import contact_phone
from nexus.accounts.models import User
from nexus.outbox.tasks import job_now
from nexus.tenants.publish import publish_conversation

__all__ = ["MAX_CHARACTERS", "CannotSend", "message_queue", "message_resend", "staff_reply"]

SEND = "send"
MAX_CHARACTERS = 1600


def message_queue(
    *,
    conversation: Conversation,
    body: str,
    author_type: str,
    author: User | None = None,
    masked: bool = False,
    about_rights: bool = False,
    turn: UUID | None = None,
) -> Message:
    """Write an outbound message and the job that sends it. Call inside a transaction.

    ``about_rights``: it answers the person's own request about their data (see ``Message.about_rights``).
    In a chat it waits to be shown (``queued``); ``turn`` names the answer that was shown in parts. It goes out
    as a text when the visitor has left and can be texted, at once or once it has stayed unseen.
    """
    now = timezone.now()
    chat = conversation.channel == Channel.WEBCHAT
    route = text_instead(conversation, length=len(body)) if chat else None
    texted = not chat or route is not None
    message = Message.objects.create(
        conversation=conversation,
        channel=Channel.SMS if texted else conversation.channel,
        direction=Message.Direction.OUTBOUND,
        author_type=author_type,
        author=author,
        body=body,
        masked=masked,
        about_rights=about_rights,
        segments=segment_count(body).count if texted else 0,
        status=Message.Status.QUEUED,
        route_id=route,
        created_at=now,
    )
    Conversation.objects.filter(pk=conversation.pk).update(last_message_at=now)
    if texted:
        # One job per conversation: its messages leave in the order in which they were written.
        job_now(kind=SEND, object_id=conversation.pk)
    else:
        unseen_look_again(conversation)
    if chat:
        message_tell(message, turn=turn)
    return message


def staff_reply(*, conversation: Conversation, author: User | None, body: str) -> Message:
    """A message written by staff, or by the company's own system when ``author`` is None.

    Writing is taking over. To a restricted customer only somebody writes who has said why they look; the
    company's own system says so with each request, which its view sees to. Raises :class:`CannotSend`.
    """
    if author is not None and reason_needed(conversation, author.pk):
        raise CannotSend("restricted")
    screened = screen(make_safe(body).strip())
    text = screened.text
    if not text:
        raise CannotSend("empty")
    if len(text) > MAX_CHARACTERS:
        raise CannotSend("too_long")
    if opted_out_here(conversation):
        raise CannotSend("opted_out")
    if conversation.channel == Channel.SMS and not can_be_texted(contact_phone(conversation.contact)):
        raise CannotSend("no_number")
    with transaction.atomic():
        conversation = conversation_take_over(conversation=conversation, user=author)
        # Whichever way the person asked, this is their answer.
        theirs = Message.objects.filter(conversation__contact_id=conversation.contact_id, handled=False)
        theirs.update(handled=True)
        message = message_queue(
            conversation=conversation,
            body=text,
            author_type=Message.Author.HUMAN,
            author=author,
            masked=screened.masked,
        )
    publish_conversation(conversation.pk)
    return message


def message_resend(*, message: Message, author: User) -> Message:
    """Send a failed or uncertain message's text again, because a person decided so (decision 3)."""
    if message.status not in (Message.Status.FAILED, Message.Status.UNDELIVERED, Message.Status.UNCERTAIN):
        raise CannotSend("not_failed")
    return staff_reply(conversation=message.conversation, author=author, body=message.body)
