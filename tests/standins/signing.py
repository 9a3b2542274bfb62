"""Twilio's request signature and form encoding, written from the published description, without the SDK.

The description: take the full URL as the customer configured it, append every POST parameter's name
and value without delimiters, in the order of the names (case-sensitive), sign that with HMAC-SHA1 under the
account's auth token, and encode the digest as Base64. (Twilio's "Webhooks security" page.)
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import quote_plus, unquote_to_bytes

Pairs = Sequence[tuple[str, "str | Percent"]]


class Percent(str):
    """A value that is already percent-encoded, for bytes which are no text at all."""


def encode_form(pairs: Pairs) -> bytes:
    """The body `application/x-www-form-urlencoded`; lone surrogates travel as their three bytes."""
    return "&".join(
        f"{quote_plus(name)}={value if isinstance(value, Percent) else _quote(value)}"
        for name, value in pairs
    ).encode("ascii")


def decode_form(body: bytes) -> list[tuple[str, str]]:
    """Names and values as signed: percent-decoded, UTF-8 with replacement; blank ones and doubles kept."""
    pairs = []
    for piece in body.split(b"&"):
        if piece:
            name, _, value = piece.partition(b"=")
            pairs.append((_unquote(name), _unquote(value)))
    return pairs


def sign(token: str, url: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The value of `X-Twilio-Signature`. Of a name that occurs twice each different value counts once."""
    text = url + "".join(name + value for name, value in sorted(set(pairs)))
    digest = hmac.new(token.encode(), text.encode("utf-8"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode("ascii")


def sign_body(token: str, url: str, body: bytes) -> str:
    """As `sign`, over an encoded form."""
    return sign(token, url, decode_form(body))


def _quote(value: str) -> str:
    return quote_plus(value.encode("utf-8", "surrogatepass"))


def _unquote(piece: bytes) -> str:
    return unquote_to_bytes(piece.replace(b"+", b" ")).decode("utf-8", "replace")
