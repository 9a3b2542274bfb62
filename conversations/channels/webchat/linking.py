"""A visitor's own number, shown by a code: the chat and the number's history become one person's.

The code goes to the provider and nowhere else. What is waited for stands in the cache, for minutes, sealed,
and with the keyed hash of the code only.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from conversations.agent.guardrails import to_sms_text
from conversations.channels.sms.port import GatewayError
from conversations.channels.sms.routes import is_platform_number
from conversations.channels.webchat import words
from conversations.channels.webchat.addresses import counted_as
from conversations.channels.webchat.limits import (
    CODES_BY_ADDRESS,
    CODES_BY_COMPANY,
    CODES_BY_NUMBER,
    CODES_BY_VISITOR,
    allow,
)
from conversations.channels.webchat.stream import company_name, linked_tell
from conversations.models import Channel, Conversation, Visitor
from conversations.services.holding import holding_share
from conversations.services.rights import code_text_send
from crm.merging import contact_merge
from crm.models import Contact, Identifier
from crm.recognition import number_in_doubt, same_name
from crm.selectors import contact_by_phone, contact_phone, is_swedish_mobile, phone_normalise
from nexus.crypto.envelope import DecryptionError
from nexus.crypto.index import blind_index, blind_phone
from nexus.crypto.sealing import open_text, seal_text
from nexus.outbox.services import Claim, RetryLater
from nexus.outbox.tasks import job_now
from nexus.schema import connection
from nexus.webhooks.services import event_put

JOB: Final = "chat_code"
DIGITS, TRIES = 6, 5
GOOD_FOR = timedelta(minutes=10)
#: How long a code is still worth sending after it was asked for.
WORTH_SENDING = timedelta(minutes=3)
_SEALED_FOR = "conversations.chat-code"


class CodeRefused(Exception):
    """``code`` is ``number`` (none that we may text), ``wrong``, ``expired`` or ``spent``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def code_order(*, visitor: UUID, number: str, address: str, language: str) -> None:
    """Have a code sent to a number that a visitor typed. Raises :class:`CodeRefused` and TooMuch.

    Only a Swedish mobile number: strangers who collect texts to costly numbers get none (privacy.md
    "Money and abuse").
    """
    phone = phone_normalise(number[:40])
    if phone is None or not is_swedish_mobile(phone) or is_platform_number(phone):
        raise CodeRefused("number")
    allow(CODES_BY_VISITOR, str(visitor))
    allow(CODES_BY_ADDRESS, counted_as(address))
    allow(CODES_BY_NUMBER, blind_phone(phone).hex()[:32])
    allow(CODES_BY_COMPANY, connection.schema_name, alarm_kind="chat_codes")
    cache.set(
        _key(visitor),
        {
            "phone": seal_text(phone, context=_SEALED_FOR),
            "at": timezone.now().isoformat(),
            "language": language,
            "blind": "",
        },
        timeout=int(GOOD_FOR.total_seconds()),
    )
    cache.delete(_tries_key(visitor))
    with transaction.atomic():
        job_now(kind=JOB, object_id=visitor)


def code_send(claim: Claim) -> None:
    """The job ``chat_code``: make a code and hand it to the provider.

    A worker that died on the way may have sent one: the next makes a new one, and only that one counts.
    """
    visitor = claim.object_id
    waiting = cache.get(_key(visitor))
    if not isinstance(waiting, dict):
        return
    asked, now = datetime.fromisoformat(waiting["at"]), timezone.now()
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    left = int((asked + GOOD_FOR - now).total_seconds())
    if left <= 0:
        return
    cache.set(_key(visitor), {**waiting, "blind": _blind(visitor, digits)}, timeout=left)
    text = words.said("code", waiting["language"], name=company_name(), code=digits)
    try:
        code_text_send(
            phone=open_text(waiting["phone"], context=_SEALED_FOR), text=to_sms_text(text), origin_id=visitor
        )
    except GatewayError as error:
        if not error.permanent and not error.uncertain and now - asked < WORTH_SENDING:
            raise RetryLater(timedelta(seconds=5), error.code) from error


def code_take(*, visitor: UUID, code: str) -> str:
    """The number that the code shows to be the visitor's; it is used up then.

    Raises :class:`CodeRefused`: ``wrong``, ``spent`` after five wrong ones, also for the right one, and
    ``expired`` when none is waited for.
    """
    waiting = cache.get(_key(visitor))
    if not isinstance(waiting, dict) or not waiting["blind"]:
        raise CodeRefused("expired")
    # Counted before it is compared, so that tries at the same moment are tries all the same.
    cache.add(_tries_key(visitor), 0, timeout=int(GOOD_FOR.total_seconds()))
    try:
        tries = int(cache.incr(_tries_key(visitor)))
    except ValueError:
        raise CodeRefused("expired") from None
    if tries > TRIES:
        raise CodeRefused("spent")
    typed = "".join(sign for sign in code[:20] if sign.isdigit())
    if not hmac.compare_digest(waiting["blind"], _blind(visitor, typed)):
        raise CodeRefused("wrong" if tries < TRIES else "spent")
    try:
        phone = open_text(waiting["phone"], context=_SEALED_FOR)
    except DecryptionError:
        raise CodeRefused("expired") from None
    if not cache.delete(_key(visitor)):
        raise CodeRefused("expired")  # the same code at the same moment: one of them has used it
    return phone


def code_typed(visitor: Visitor, digits: str) -> str | None:
    """The answer to six digits that were written as a message; None when no code was waited for."""
    if not isinstance(cache.get(_key(visitor.pk)), dict):
        return None
    language = "en" if visitor.contact.language == "en" else "sv"
    try:
        phone = code_take(visitor=visitor.pk, code=digits)
    except CodeRefused as refused:
        return words.said(refused.code, language)
    visitor_link(visitor=visitor, phone=phone)
    return words.said("linked", language)


def visitor_link(*, visitor: Visitor, phone: str) -> Contact:
    """The number is the visitor's: whoever has it here and who writes in the chat are one contact from now on.

    Where the number may have a new owner, or its contact another name than the visitor gave, nothing from
    before this chat is theirs (privacy.md "Identity").
    """
    now = timezone.now()
    with transaction.atomic():
        visitor = Visitor.objects.select_for_update(of=("self",)).select_related("contact").get(pk=visitor.pk)
        mine = Contact.objects.select_for_update().get(pk=visitor.contact_id)
        known = contact_by_phone(phone)
        if known is None and not contact_phone(mine):
            Identifier.objects.create(
                contact=mine, kind=Identifier.Kind.PHONE, value=phone, blind=blind_phone(phone)
            )
        elif known is None:
            _move_to_new(visitor, phone, now)
        elif known.pk != mine.pk:
            _join(visitor, mine, known, now)
        Visitor.objects.filter(pk=visitor.pk).update(linked_at=now)
        visitor.refresh_from_db()
        holding_share(contact_id=visitor.contact_id)
        linked_tell(visitor.pk)
    contact: Contact = visitor.contact
    return contact


def _join(visitor: Visitor, mine: Contact, known: Contact, now: datetime) -> None:
    doubt = number_in_doubt(known, now) or not same_name(str(mine.name or ""), str(known.name or ""))
    if doubt and known.returned_at is None:
        Contact.objects.filter(pk=known.pk).update(returned_at=visitor.created_at)
    if contact_phone(mine):
        # Who had shown another number before: only this chat goes over, the other number keeps its own.
        visitor_move(visitor=visitor, contact=known)
    else:
        contact_merge(keep=known, other=mine, actor=None, reason="chat")
    Contact.objects.filter(pk=known.pk).update(last_seen_at=now)


def _move_to_new(visitor: Visitor, phone: str, now: datetime) -> None:
    made = Contact.objects.create(language=visitor.contact.language, created_at=now, last_seen_at=now)
    event_put("contact.created", made.pk, contact_id=made.pk)
    Identifier.objects.create(contact=made, kind=Identifier.Kind.PHONE, value=phone, blind=blind_phone(phone))
    visitor_move(visitor=visitor, contact=made)


def visitor_move(*, visitor: Visitor, contact: Contact) -> None:
    """This chat, with what was said in it, is another contact's. Call inside a transaction."""
    Conversation.objects.filter(channel=Channel.WEBCHAT, route_id=visitor.pk).update(contact=contact)
    Visitor.objects.filter(pk=visitor.pk).update(contact=contact)


def _key(visitor: UUID) -> str:
    return f"chat-code:{visitor}"


def _tries_key(visitor: UUID) -> str:
    return f"chat-code-tries:{visitor}"


def _blind(visitor: UUID, digits: str) -> str:
    return blind_index(f"{visitor}:{digits}", label="chat-code").hex()
