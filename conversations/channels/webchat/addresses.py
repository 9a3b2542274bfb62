"""The address that a request came from, as far as it is kept and counted."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

from nexus.crypto.index import blind_index


def address_of(request: HttpRequest) -> str:
    """The client's address, by the rules of ``NEXUS_TRUSTED_PROXIES``; "" when it is none."""
    try:
        ip = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(ip, "ipv4_mapped", None)
    return str(mapped or ip)


def network_of(address: str) -> str:
    """The address without what tells one household from the next: its /24, or /48 of IPv6."""
    if not address:
        return ""
    length = 48 if ":" in address else 24
    return str(ipaddress.ip_network(f"{address}/{length}", strict=False))


def counted_as(address: str) -> str:
    """What an address is counted under: a keyed hash, so that no cache key holds it.

    Of IPv6 it is the /64, of which one subscriber has all.
    """
    if ":" in address:
        address = str(ipaddress.ip_network(f"{address}/64", strict=False))
    return blind_index(address, label="address").hex()[:32]
