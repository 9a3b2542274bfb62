"""Every route of a URL configuration, read from Django itself, so that a new one is here by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

COMPANY, PUBLIC = "nexus.urls", "nexus.urls_public"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
_PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Route:
    """One pattern, written as in the URL configuration but for regex anchors, e.g. ``c/<uuid:id>/``."""

    pattern: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parts that vary."""
        return tuple(one or two for one, two in _PART.findall(self.pattern))

    def path(self, **values: str) -> str:
        """The address with these values in place of the parts."""
        filled = _PART.sub(lambda part: quote(values[part[1] or part[2]], safe="+"), self.pattern)
        return "/" + filled.replace("\\", "")


def routes(urlconf: str) -> tuple[Route, ...]:
    """All routes, in the order in which Django tries them."""
    return tuple(dict.fromkeys(_walk(get_resolver(urlconf), "")))


def _walk(resolver: Any, prefix: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLPattern):
            yield Route(pattern)
        else:
            assert isinstance(entry, URLResolver)
            yield from _walk(entry, pattern)
