"""One line of the table of routes, and short ways to write the common ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KEY, SESSION, NOBODY = "key", "session", "nobody"


@dataclass(frozen=True)
class Sample:
    """One line of the table; ``why`` must be given where no login is needed."""

    needs: str
    methods: Mapping[str, int]
    rows: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    shows: bool = False  # the owner's GET holds the owner's canary
    why: str = ""


def page(**more: Any) -> Sample:
    return Sample(SESSION, {"GET": 200}, **more)


def action(status: int = 302, **more: Any) -> Sample:
    return Sample(SESSION, {"POST": status}, **more)


def resource(methods: Mapping[str, int] | None = None, **more: Any) -> Sample:
    return Sample(KEY, methods or {"GET": 200}, **more)


def form(**more: Any) -> Sample:
    """A page of allauth's with a form: an empty one comes back, and PUT is its POST."""
    return Sample(SESSION, {"GET": 200, "POST": 200, "PUT": 200}, **more)


def any_method(status: int) -> dict[str, int]:
    return dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), status)


def open_to_all(why: str, methods: Mapping[str, int] | None = None, **more: Any) -> Sample:
    return Sample(NOBODY, methods or {"GET": 200}, why=why, **more)
