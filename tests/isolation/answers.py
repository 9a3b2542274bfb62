"""What an asker sees of an answer, without what differs by chance or echoes the question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.test import Client

# Random in every answer: nonces, masked CSRF tokens, and the signed, timed token of the live stream.
CHANCE = (
    re.compile(r"nonce-[\w+/=-]+"),
    re.compile(r'nonce="[^"]*"'),
    re.compile(r"\b[A-Za-z0-9]{64}\b"),
    re.compile(r"\b[\w-]{20,}:[\w-]{5,8}:[\w-]{20,}"),
)
# Of the time of the answer, or of its bytes before the echo was taken out.
LEFT_OUT = frozenset({"content-length", "date", "expires", "last-modified", "set-cookie"})


@dataclass(frozen=True)
class Answer:
    """Status, headers and body; two askers who may tell nothing apart get equal ones."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    body: str


def ask(
    client: Client,
    method: str,
    path: str,
    *,
    body: Mapping[str, Any] | None,
    json: bool,
    echo: Mapping[str, str],
) -> Answer:
    """The answer to one request, whose effects are undone. ``echo`` names the ids that it may repeat."""
    extra: dict[str, Any] = {"data": body or {}}
    if json:
        extra["content_type"] = "application/json"
    if method in ("GET", "HEAD", "OPTIONS"):
        extra = {}
    elif method != "POST":
        extra["content_type"] = "application/json"
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = getattr(client, method.lower())(path, **extra)
        transaction.set_rollback(True)
    client.cookies = cookies
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(
        status=response.status_code,
        headers=tuple(
            sorted(
                (name.lower(), _clean(value, echo))
                for name, value in response.headers.items()
                if name.lower() not in LEFT_OUT
            )
        ),
        cookies=tuple(sorted(response.cookies)),
        body=_clean(content.decode("utf-8", "replace"), echo),
    )


def _clean(text: str, echo: Mapping[str, str]) -> str:
    for name, value in echo.items():
        for form in {value, quote(value), quote(value, safe=""), quote(quote(value, safe=""), safe="")}:
            text = text.replace(form, f"[{name}]")
    for chance in CHANCE:
        text = chance.sub("[chance]", text)
    return text
