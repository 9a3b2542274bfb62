"""What a chat's open pages are told: messages, parts of an answer, who types, and who holds it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from conversations.models import Channel, Conversation, Message, Widget
from conversations.selectors.webchat import message_shown, state_shown
from nexus.schema import connection
from nexus.tenants.chat_streams import chat_publish, streams_forget
from nexus.tenants.models import Company
from nexus.tenants.publish import publish_revocation, visitor_mark


def message_tell(message: Message, *, turn: UUID | None = None) -> None:
    """After the commit, show a message in the chat that its conversation is; in no other channel."""
    conversation: Conversation = message.conversation
    if conversation.channel != Channel.WEBCHAT:
        return
    shown = message_shown(message, company=company_name(), turn=turn)
    chat_publish(conversation.route_id, ("message", shown))


def state_tell(conversation: Conversation) -> None:
    """After the commit, show who holds the conversation now."""
    if conversation.channel == Channel.WEBCHAT:
        chat_publish(conversation.route_id, ("state", state_shown(conversation)))


def typing_tell(conversation: Conversation, *, who: str, name: str) -> None:
    """Show that the AI (``ai``) or a member of staff (``human``) is writing."""
    if conversation.channel == Channel.WEBCHAT:
        chat_publish(conversation.route_id, ("typing", {"who": who, "name": name}))


def linked_tell(visitor: UUID) -> None:
    """After the commit, all of the visitor's pages know that the number is confirmed."""
    chat_publish(visitor, ("linked", {}))


class ChatScreen:
    """A :class:`conversations.agent.streaming.Screen`: an answer in a chat while it is being written."""

    def __init__(self, visitor: UUID, turn: UUID) -> None:
        self.visitor, self.turn, self.shown = visitor, turn, False

    def show(self, sentence: str) -> None:
        self.shown = True
        self._tell("part", sentence)

    def replace(self, text: str) -> None:
        self.shown = bool(text)
        self._tell("replace", text)

    def _tell(self, kind: str, text: str) -> None:
        data: dict[str, Any] = {"turn": str(self.turn), "text": text}
        chat_publish(self.visitor, (kind, data))


def chat_screen(conversation: Conversation, *, turn: UUID, name: str, again: bool) -> ChatScreen | None:
    """Where the answer to a chat is shown while it is written; None in another channel.

    ``again``: what an attempt before this one may have shown is taken back.
    """
    if conversation.channel != Channel.WEBCHAT:
        return None
    screen = ChatScreen(conversation.route_id, turn)
    if again:
        screen.replace("")
    typing_tell(conversation, who="ai", name=name)
    return screen


def screen_clear(screen: ChatScreen | None) -> None:
    """Take back what was shown of an answer that does not come."""
    if screen is not None and screen.shown:
        screen.replace("")


def company_name() -> str:
    """The company that we are in, as its customers know it."""
    return Company.objects.only("name").get(schema_name=connection.schema_name).name


def streams_end(*, visitors: Iterable[UUID] = (), widget: Widget | None = None) -> None:
    """After the commit, end the streams of these visitors, and forget what they hold, or of a widget."""
    gone = list(visitors)
    marks = [visitor_mark(each) for each in gone] + ([str(widget.pk)] if widget else [])
    publish_revocation(marks=marks)
    streams_forget(gone)
