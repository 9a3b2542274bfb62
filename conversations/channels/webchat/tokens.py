"""What a chat's page shows with each request: a short-lived signed token, bound to company, widget and site."""

from __future__ import annotations

import base64
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from conversations.channels.webchat.addresses import address_of, counted_as
from conversations.channels.webchat.origins import origin_allowed
from conversations.models import Visitor, Widget
from nexus.crypto.index import blind_index
from nexus.schema import connection
from nexus.tenants.chat_streams import CHAT_SALT, stream_claims

SALT: Final = "nexus.webchat"
TOKEN_SECONDS: Final = 15 * 60


class TokenRefused(Exception):
    """``code`` is ``expired`` (a new session helps) or ``forbidden``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Bearer:
    """Who a request speaks for. ``secret`` is the keyed hash that the visitor is found by."""

    visitor: UUID
    secret: bytes
    origin: str
    language: str


def new_secret() -> str:
    """What only the visitor's browser has: 256 bits."""
    return secrets.token_urlsafe(32)


def secret_blind(secret: str) -> bytes:
    """The keyed hash (32 bytes) that a secret is stored and found by, the company's own."""
    return blind_index(secret, label="chat-secret")


def token_make(*, widget: Widget, bearer: Bearer) -> tuple[str, datetime]:
    """The token and when it ends."""
    now = time.time()
    token = signing.dumps(
        {
            "s": connection.schema_name,
            "w": str(widget.pk),
            "v": str(bearer.visitor),
            "h": base64.urlsafe_b64encode(bearer.secret).decode(),
            "o": bearer.origin,
            "l": bearer.language,
        },
        salt=SALT,
    )
    return token, datetime.fromtimestamp(now + TOKEN_SECONDS, tz=UTC)


def token_take(request: HttpRequest, *, widget: Widget) -> Bearer:
    """Whom the request's token names. Raises :class:`TokenRefused`: forged, too old, another company's,
    another widget's, another site's."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer":
        raise TokenRefused("forbidden")
    try:
        claims: dict[str, Any] = signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS)
    except signing.SignatureExpired:
        raise TokenRefused("expired") from None
    except signing.BadSignature:
        raise TokenRefused("forbidden") from None
    ours = claims["s"] == connection.schema_name and claims["w"] == str(widget.pk)
    if not ours or claims["o"] != request.headers.get("X-Widget-Origin"):
        raise TokenRefused("forbidden")
    if not origin_allowed(claims["o"], widget.allowed_origins):
        raise TokenRefused("forbidden")  # the company has taken the site off its list since
    return Bearer(
        visitor=UUID(claims["v"]),
        secret=base64.urlsafe_b64decode(claims["h"]),
        origin=claims["o"],
        language=claims["l"],
    )


def bearer_of(visitor: Visitor, *, language: str) -> Bearer:
    return Bearer(visitor.pk, bytes(visitor.secret), visitor.origin, language)


def stream_url(request: HttpRequest, *, widget: Widget, visitor: UUID) -> str:
    """Where the chat listens; only a page of the company's own origin may read it."""
    claims = stream_claims(
        visitor=visitor,
        widget=widget.pk,
        origin=f"{request.scheme}://{request.get_host()}",
        place=counted_as(address_of(request)),
    )
    token = signing.dumps(claims, salt=CHAT_SALT)
    return f"{settings.NEXUS.live_url}/live/chat/?{urlencode({'token': token})}"
