"""Texts about a person's own request: they go out where nothing else automated does, and codes leave no row."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from conversations.channels.sms.gateways import gateway
from conversations.channels.sms.port import GatewayError, Route, StatusUpdate
from conversations.channels.sms.reach import can_be_texted
from conversations.channels.sms.routes import route_by_id, status_callback
from conversations.models import Channel, Conversation, Message, ProviderDeletion
from conversations.services.holding import conversation_open
from conversations.services.leaving import PROVIDER_DELETIONS
from conversations.services.messages import message_queue
from conversations.services.rights_chat import chat_of
from crm.models import Contact
from crm.selectors import contact_opted_out, contact_phone
from nexus.crypto.envelope import DecryptionError
from nexus.crypto.index import blind_phone
from nexus.crypto.sealing import open_text, seal_text
from nexus.outbox.services import job_put
from nexus.schema import connection
from nexus.tenants.models import ChannelRoute, Company
from nexus.tenants.publish import publish_conversation

#: How long the simulator's handset shows a text that no row holds.
HANDSET_KEEPS = timedelta(minutes=10)
#: Longer than a code is good for; by then the provider has delivered the text or given up.
PROVIDER_KEEPS = timedelta(minutes=20)
#: The provider's clock may be behind ours by so much.
_CLOCKS_APART = timedelta(minutes=1)
_SEALED_FOR = "conversations.handset"


def rights_text_queue(*, contact: Contact, text: str, asked_now: bool = False, in_chat: bool = False) -> bool:
    """Queue ``text`` to the contact in their conversation. False when it cannot go out that way.

    A restricted contact gets it, for it is about what they asked for. One who wants no texts gets it only
    when ``asked_now``: they have just asked, in the channel. Who has shown no number is told in their chat, and
    so is, with ``in_chat``, who has one and asked there (it goes on by text when they have left). Call inside
    a transaction.
    """
    chat = chat_of(contact) if in_chat else None
    if chat is not None:
        message_queue(conversation=chat, body=text, author_type=Message.Author.SYSTEM, about_rights=True)
        publish_conversation(chat.pk)
        return True
    phone = contact_phone(contact)
    if phone and (not can_be_texted(phone) or (not asked_now and contact_opted_out(contact))):
        return False
    conversation = _conversation(contact) if phone else chat_of(contact)
    if conversation is None:
        return False
    message_queue(conversation=conversation, body=text, author_type=Message.Author.SYSTEM, about_rights=True)
    publish_conversation(conversation.pk)
    return True


def secret_text_send(*, contact: Contact, text: str, reference: UUID, origin_id: UUID) -> StatusUpdate:
    """Hand a text to the provider at once, and keep it nowhere. Raises GatewayError.

    ``reference`` stands in the callback's address, where no message is found by it. What the provider keeps
    of it is noted for deletion there, under ``origin_id``.
    """
    return _secret_send(contact_phone(contact), text_route(contact), text, reference, origin_id)


def code_text_send(*, phone: str, text: str, origin_id: UUID) -> StatusUpdate:
    """The same to a number that no contact has yet: a code that its owner types in the chat."""
    return _secret_send(phone, text_route(None), text, origin_id, origin_id)


def last_text_send(*, phone: str, route_id: str, text: str, reference: UUID, origin_id: UUID) -> StatusUpdate:
    """The same to the number of who is nobody's contact any more."""
    return _secret_send(phone, route_by_id(route_id), text, reference, origin_id)


def last_text_copies_note(*, phone: str, route_id: str, text: str, since: datetime, origin_id: UUID) -> None:
    """Have the provider's copy of a text deleted of which we do not know whether it was taken. Raises
    GatewayError."""
    route = route_by_id(route_id)
    if route is None:
        return
    for sent in gateway().sent(route, to=phone, since=since - _CLOCKS_APART):
        if sent.body == text:
            provider_copy_note(route_id=route.id, external_id=sent.external_id, origin_id=origin_id)


def _secret_send(
    phone: str, route: Route | None, text: str, reference: UUID, origin_id: UUID
) -> StatusUpdate:
    if route is None or not can_be_texted(phone):
        raise GatewayError("no number", permanent=True, code="no_number")
    chosen = gateway()
    answer = chosen.send(
        route,
        to=phone,
        body=text,
        status_callback=status_callback(route, str(reference)),
        reference=str(reference),
    )
    if chosen.name == "console":
        _show_on_handset(phone, text)
    else:
        provider_copy_note(route_id=route.id, external_id=answer.external_id, origin_id=origin_id)
    return answer


def provider_copy_note(*, route_id: str | UUID, external_id: str, origin_id: UUID) -> None:
    """The provider has a record of a text of which we have none: it goes there once the text has served."""
    ProviderDeletion.objects.get_or_create(
        kind=ProviderDeletion.Kind.MESSAGE,
        external_id=external_id,
        defaults={"route_id": route_id, "origin_id": origin_id},
    )
    job_put(kind=PROVIDER_DELETIONS, object_id=origin_id, delay=PROVIDER_KEEPS, max_wait=PROVIDER_KEEPS)


def handset_secret(phone: str) -> str:
    """The latest text without a row that the simulator's phone got, or ""."""
    sealed = cache.get(_handset_key(phone))
    if not isinstance(sealed, str):
        return ""
    try:
        return open_text(sealed, context=_SEALED_FOR)
    except DecryptionError:
        return ""


def _show_on_handset(phone: str, text: str) -> None:
    sealed = seal_text(text, context=_SEALED_FOR)
    cache.set(_handset_key(phone), sealed, timeout=int(HANDSET_KEEPS.total_seconds()))


def _handset_key(phone: str) -> str:
    return f"handset:{blind_phone(phone).hex()}"


def _conversation(contact: Contact) -> Conversation | None:
    """The contact's newest conversation by text; a closed one is left alone and a new one opened."""
    newest = (
        Conversation.objects.filter(contact=contact, channel=Channel.SMS)
        .order_by("-last_message_at", "-id")
        .first()
    )
    if newest is not None and newest.state != Conversation.State.CLOSED:
        return newest
    route = text_route(contact)
    if route is None:
        return None
    with transaction.atomic():
        return conversation_open(
            contact_id=contact.pk, channel=Channel.SMS, route_id=UUID(str(route.id)), unread=False
        )


def text_route(contact: Contact | None) -> Route | None:
    """The company's number that the contact last wrote to, or its first."""
    known = (
        Conversation.objects.filter(contact=contact, channel=Channel.SMS)
        .order_by("-last_message_at")
        .values_list("route_id", flat=True)
        .first()
        if contact
        else None
    )
    route = route_by_id(known) if known else None
    if route is not None:
        return route
    company = Company.objects.get(schema_name=connection.schema_name)
    own = ChannelRoute.objects.filter(company=company, active=True).order_by("number").first()
    return route_by_id(own.pk) if own else None
