"""Who writes in a chat: found by the secret that only their browser has, made with the first message."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from conversations.channels.webchat.addresses import counted_as, network_of
from conversations.channels.webchat.devices import device_of
from conversations.channels.webchat.limits import NEW_BY_ADDRESS, NEW_BY_COMPANY, allow
from conversations.channels.webchat.tokens import Bearer, TokenRefused, secret_blind
from conversations.models import Visitor, Widget
from crm.models import Contact
from nexus.schema import connection
from nexus.tenants.chat_streams import here_note
from nexus.tenants.publish import is_revoked, visitor_mark
from nexus.webhooks.services import event_put

#: A visit is written down at most so often.
_SEEN_EVERY = timedelta(minutes=1)


def visitor_by_secret(secret: str, *, widget: Widget, origin: str) -> Visitor | None:
    """The visitor with this secret, on this site only."""
    return _visitors().filter(secret=secret_blind(secret), widget=widget, origin=origin).first()


def visitor_of(bearer: Bearer) -> Visitor | None:
    """The visitor whom a token names, or None before their first message."""
    return _visitors().filter(pk=bearer.visitor, secret=bearer.secret).first()


def visitor_make(bearer: Bearer, *, widget: Widget, address: str, user_agent: str) -> Visitor:
    """The visitor whom a token names, made with a contact of their own. Call inside a transaction.

    Raises IntegrityError when another request has made it, :class:`TokenRefused` (``expired``) when it
    was erased meanwhile, and TooMuch.
    """
    if is_revoked(visitor_mark(bearer.visitor)):
        raise TokenRefused("expired")
    allow(NEW_BY_ADDRESS, counted_as(address))
    allow(NEW_BY_COMPANY, connection.schema_name, alarm_kind="chat_visitors")
    now, device = timezone.now(), device_of(user_agent)
    contact = Contact.objects.create(language=bearer.language, created_at=now, last_seen_at=now)
    event_put("contact.created", contact.pk, contact_id=contact.pk)
    return Visitor.objects.create(
        id=bearer.visitor,
        widget=widget,
        contact=contact,
        secret=bearer.secret,
        origin=bearer.origin,
        browser=device.browser,
        os=device.os,
        device=device.kind,
        ip=address or None,
        network=network_of(address),
        ip_at=now,
        created_at=now,
        seen_at=now,
    )


def visitor_seen(visitor: Visitor, *, address: str, user_agent: str | None = None) -> None:
    """Note that the visitor is here, from where, and with which browser where that is given."""
    here_note(visitor.pk)
    now = timezone.now()
    changed = _moved(visitor, address, now)
    if user_agent is not None:
        device = device_of(user_agent)
        if (device.browser, device.os) != (visitor.browser, visitor.os):
            visitor.browser, visitor.os, visitor.device = device.browser, device.os, device.kind
            changed += ["browser", "os", "device"]
    if changed or now - visitor.seen_at > _SEEN_EVERY:
        visitor.seen_at = now
        visitor.save(update_fields=[*changed, "seen_at"])


def _moved(visitor: Visitor, address: str, now: datetime) -> list[str]:
    if not address or (visitor.ip == address and now - visitor.ip_at < timedelta(days=1)):
        return []
    visitor.ip, visitor.network, visitor.ip_at = address, network_of(address), now
    return ["ip", "network", "ip_at"]


def _visitors() -> QuerySet[Visitor]:
    return Visitor.objects.select_related("contact", "widget")
