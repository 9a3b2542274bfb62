"""A package's link in the chat of who asked there.

Who has no number finds it there when they come back, so it is a message of the chat; alone it opens nothing, for
the code is shown on the chat's open pages and stands in no row. Who has one gets both by text as everybody, and
sees the link at once where the chat is open.
"""

from __future__ import annotations

from typing import Final

from conversations.models import Message, Visitor
from conversations.services.messages import message_queue
from conversations.services.rights_chat import chat_of, is_open, own_visitor, secret_show
from gdpr.models import Case
from nexus.privacy.vocabulary import Language, Text
from nexus.tenants.publish import publish_conversation

_HERE: Final = Text(
    "Dina uppgifter är klara att hämta (ärende {number}). Låt chatten vara öppen och gå till {link} inom 14 dagar. "
    "Be om koden där, så visar vi den här i chatten.",
    "Your data is ready (case {number}). Keep this chat open and go to {link} within 14 days. Ask for the code "
    "there, and we will show it here in the chat.",
)
_BY_TEXT: Final = Text(
    "Dina uppgifter är klara att hämta (ärende {number}). Gå till {link} inom 14 dagar, så skickar vi koden till "
    "ditt nummer.",
    "Your data is ready (case {number}). Go to {link} within 14 days and we will text the code to your number.",
)


def link_in_chat(*, case: Case, link: str) -> bool:
    """Tell the chat that the package is ready; whether somebody who has no number has been told so.

    Call in the transaction in which it gets ready.
    """
    contact = case.contact
    if contact is None:
        return False
    language: Language = "en" if contact.language == "en" else "sv"
    if own_visitor(contact) is not None:
        chat = chat_of(contact)
        if chat is None:
            return False
        text = _HERE.in_(language).format(number=case.number, link=link)
        message_queue(conversation=chat, body=text, author_type=Message.Author.SYSTEM, about_rights=True)
        publish_conversation(chat.pk)
        return True
    if case.channel == Case.Channel.WEBCHAT:
        visitor = Visitor.objects.filter(contact=contact).order_by("-seen_at").first()
        if visitor is not None and visitor.linked_at is not None and is_open(visitor.pk):
            text = _BY_TEXT.in_(language).format(number=case.number, link=link)
            secret_show(visitor=visitor.pk, text=text, until=None)
    return False
