"""Which addresses on the net a webhook may be sent to: public ones, and on a developer's machine this one.

A company writes the address, so it must not become a door into our own house: not by a number, not by a name
that leads there, not by an IPv6 form of an IPv4 address, not by a name that leads elsewhere the second time
(:mod:`nexus.webhooks.client` connects to the very address that was looked at here).
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final

import httpx2
from django.conf import settings

LONGEST_URL: Final = 500
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# A name as it stands in the DNS, or a number of either kind.
_HOST: Final = re.compile(rb"(?:[A-Za-z0-9_-]{1,63}\.?){1,40}|[0-9A-Fa-f:.]{2,45}")

# The IANA's special-purpose registries (RFC 6890 and its successors), multicast (RFC 5771), what is reserved
# (RFC 1112), and Azure's address for a machine's own host, which lies among the public ones. Python's
# ``is_global`` has another list in each version, so it is asked too and not instead.
_REFUSED_V4: Final = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
# Of IPv6 only what has been given out to be public (RFC 4291) is let through: loopback, unique local,
# link-local, multicast, IPv4-mapped and -compatible and both NAT64 prefixes (64:ff9b::/96, 64:ff9b:1::/48) lie
# outside. Within it are Teredo and others of the IETF's, documentation, 6to4 and AS112.
_LOOPBACK_V6: Final = ipaddress.IPv6Address("::1")
_PUBLIC_V6: Final = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6: Final = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "2620:4f:8000::/48",
            "3fff::/20",
        ),
    )
)


class AddressRefused(Exception):
    """We do not send there. ``code``: ``url`` (it is none that can be used), ``https``, ``port``, ``address``
    (it leads into a private or special network), ``dns`` (the name is not known)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address, taken apart by the same reader that sends to it. ``path`` has the query too."""

    scheme: str
    host: str
    port: int
    path: bytes
    header: bytes


def at_home() -> bool:
    """Whether this is a developer's or a test's machine, where receivers run beside us."""
    return settings.NEXUS.environment in ("local", "test")


def target_of(url: str) -> Target:
    """The parts of a company's address. Raises :class:`AddressRefused` (``url``, ``https``, ``port``)."""
    if len(url) > LONGEST_URL or url != url.strip() or "\\" in url:
        raise AddressRefused("url")
    try:
        read = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        raise AddressRefused("url") from error
    if read.scheme not in ("https", "http") or read.userinfo or read.fragment:
        raise AddressRefused("url")
    if not _HOST.fullmatch(read.raw_host) or not 0 < (read.port or 443) < 65536:
        raise AddressRefused("url")
    if read.scheme != "https" and not at_home():
        raise AddressRefused("https")
    port = read.port or (443 if read.scheme == "https" else 80)
    if port != 443 and not at_home():
        raise AddressRefused("port")
    return Target(
        scheme=read.scheme,
        host=read.raw_host.decode("ascii"),
        port=port,
        path=read.raw_path,
        header=read.netloc,
    )


def is_allowed(address: Address) -> bool:
    """Whether a webhook may be sent to this address."""
    if isinstance(address, ipaddress.IPv4Address):
        if address.is_loopback:
            return at_home()
        return address.is_global and not any(address in network for network in _REFUSED_V4)
    if address == _LOOPBACK_V6:
        return at_home()
    return (
        address in _PUBLIC_V6
        and address.is_global
        and address.scope_id is None
        and not any(address in network for network in _REFUSED_V6)
    )


def checked(found: Sequence[str]) -> list[str]:
    """What a name leads to, once all of it may be sent to. Raises :class:`AddressRefused`: one bad address
    among good ones is enough, for nobody could tell which of them is meant."""
    try:
        addresses = [ipaddress.ip_address(each) for each in dict.fromkeys(found)]
    except ValueError as error:
        raise AddressRefused("address") from error
    if not addresses:
        raise AddressRefused("dns")
    if not all(is_allowed(address) for address in addresses):
        raise AddressRefused("address")
    return [str(address) for address in addresses]


def looked_up(host: str, port: int) -> list[str]:
    """What the machine's resolver says of a name, all of it, in its order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def addresses_of(host: str, port: int, *, seconds: float) -> list[str]:
    """The addresses that a name leads to now, looked up once and checked. Raises :class:`AddressRefused`.

    The resolver cannot be interrupted, so it is asked from a thread that may be left behind.
    """
    answers: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(looked_up(host.strip("[]"), port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=max(seconds, 0.01))
    except Empty:
        raise AddressRefused("dns") from None
    if isinstance(found, Exception):
        raise AddressRefused("dns") from found
    return checked(found)
