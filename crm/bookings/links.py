"""The secrets in addresses: a customer's link to a booking, and a resource's calendar feed.

Both are keyed hashes under the company's index key, so that nothing that opens an address is stored, and
one company's address is nothing on another's host.
"""

from __future__ import annotations

import base64
from uuid import UUID

from django.utils.crypto import constant_time_compare

from crm.bookings.models import Booking, Resource
from nexus.crypto.index import blind_index

CODE_LENGTH = 12  # 60 bits, in letters and digits that need no escaping and survive a text message
TOKEN_LENGTH = 32


def _letters(digest: bytes, length: int) -> str:
    return base64.b32encode(digest)[:length].decode("ascii").lower()


def booking_link(booking: Booking) -> str:
    """The code in the customer's link. A chain of moved bookings has one code, that of its newest."""
    return _letters(blind_index(str(booking.uid), label="booking.code"), CODE_LENGTH)


def code_blind(code: str) -> bytes:
    """What is stored of a code, to find its booking by."""
    return blind_index(code, label="booking.link")


def retired_blind(booking_id: UUID) -> bytes:
    """What a booking that was moved has in place of the code, which its successor took over."""
    return blind_index(str(booking_id), label="booking.retired")


def feed_token(resource: Resource) -> str:
    """The secret in the address of a resource's calendar feed; raising ``feed_version`` changes it."""
    digest = blind_index(f"{resource.pk}:{resource.feed_version}", label="booking.feed")
    return _letters(digest, TOKEN_LENGTH)


def feed_token_fits(resource: Resource, token: str) -> bool:
    """Whether the token is the resource's present one; takes the same time whatever was sent."""
    return constant_time_compare(feed_token(resource), token)
