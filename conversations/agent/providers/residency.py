"""Whether an AI endpoint may be used for a company (privacy.md, "Sweden and the EU")."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from conversations.agent.providers.base import ProviderError


@dataclass(frozen=True)
class Endpoint:
    """Where a model is called. ``retention`` is the host's published way of keeping what it is sent."""

    host: str
    region: str
    retention: str
    in_eu: bool


def endpoint_of(base_url: str) -> Endpoint:
    """What is known about the host of ``base_url``. A host we do not know counts as outside the EU.

    Anthropic's own API offers no region in the EU and keeps inputs and outputs for up to 30 days
    (https://privacy.claude.com/, commercial terms).
    """
    host = urlsplit(base_url).hostname or ""
    if is_loopback(host):
        return Endpoint(host, "local", "none", in_eu=settings.NEXUS.environment in ("local", "test"))
    return Endpoint(host, "outside-eu", "30-days", in_eu=False)


def require_allowed(endpoint: Endpoint, *, transfer_instructed: bool) -> None:
    """Raise :class:`ProviderError` unless residency and the company's instruction allow ``endpoint``."""
    if settings.NEXUS.residency == "any" or endpoint.in_eu or transfer_instructed:
        return
    raise ProviderError(
        f"{endpoint.host} is outside the EU and the company has not signed a transfer instruction.",
        permanent=True,
    )


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine: ``localhost`` or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
