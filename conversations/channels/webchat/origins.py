"""Which sites a widget may stand on. An origin is scheme, host and port (RFC 6454)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

LONGEST = 200
_PORTS = {"http": 80, "https": 443}


def origin_normalise(text: str) -> str | None:
    """An origin as browsers write it (lower case, no default port), or None for what is none.

    ``https://saxen.se`` and ``http://localhost:8080``; an allowed one may have ``:*`` for any port.
    """
    text = text.strip()
    if len(text) > LONGEST or any(sign.isspace() for sign in text):
        return None
    any_port = text.endswith(":*")
    try:
        parts = urlsplit(text.removesuffix(":*"))
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    plain = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in _PORTS or not plain or not _is_host(host) or (any_port and port is not None):
        return None
    name = f"[{host}]" if ":" in host else host
    tail = ":*" if any_port else "" if port in (None, _PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{name}{tail}"


def _is_host(host: str) -> bool:
    return bool(host) and host.isascii() and all(sign.isalnum() or sign in ".-:" for sign in host)


def origin_allowed(origin: str, allowed: Iterable[str]) -> bool:
    """Whether a page of ``origin`` may show the widget."""
    found = origin_normalise(origin)
    if found is None or found.endswith(":*"):
        return False
    without_port = found.rsplit(":", 1)[0] if found.rsplit(":", 1)[-1].isdigit() else found
    known = {each for each in map(origin_normalise, allowed) if each}
    return found in known or f"{without_port}:*" in known


def frame_ancestors(allowed: Iterable[str]) -> list[str]:
    """The sources of the directive ``frame-ancestors`` (CSP 3), none of which can end the directive."""
    return sorted({each for each in map(origin_normalise, allowed) if each})
