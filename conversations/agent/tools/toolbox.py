"""The tools of one turn, bound to the company whose context the turn runs in.

No tool takes a company or a contact: what it may see is decided here, not by a model.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from conversations.agent.types import Json
from conversations.knowledge import Hit, search_articles
from crm.bookings.models import Service
from crm.bookings.selectors import Hours, services_all, week_hours

T = TypeVar("T")


class Toolbox:
    """Runs tools and records each call as ``{"name", "arguments", "result", "milliseconds"}``."""

    def __init__(self) -> None:
        self.calls: list[Json] = []
        self.sources: list[Json] = []

    def search_knowledge(self, query: str, language: str) -> list[Hit]:
        """The knowledge articles that fit ``query``, best first."""
        hits = self._run(
            "search_knowledge",
            {"query": query, "language": language},
            lambda: search_articles(query, language),
            lambda found: [{"title": hit.title, "rank": round(hit.rank, 3)} for hit in found],
        )
        for hit in hits:
            self.add_source(hit)
        return hits

    def opening_hours(self) -> dict[int, Hours]:
        """Opening hours by weekday."""
        return self._run(
            "company_facts",
            {"about": "opening_hours"},
            week_hours,
            lambda week: {str(day): f"{own.opens:%H:%M}-{own.closes:%H:%M}" for day, own in week.items()},
        )

    def services(self) -> list[Service]:
        """What the company sells."""
        return self._run("list_services", {}, services_all, lambda found: [service.key for service in found])

    def note_failure(self, name: str, arguments: Json, problem: str) -> None:
        """Record a call that could not be run."""
        self.calls.append(
            {"name": name, "arguments": arguments, "result": {"error": problem}, "milliseconds": 0}
        )

    def add_source(self, hit: Hit) -> None:
        """Remember an article as looked at, once."""
        source = {"id": str(hit.article_id), "title": hit.title}
        if source not in self.sources:
            self.sources.append(source)

    def _run(self, name: str, arguments: Json, call: Callable[[], T], brief: Callable[[T], object]) -> T:
        started = time.monotonic()
        found = call()
        spent = round((time.monotonic() - started) * 1000)
        self.calls.append(
            {"name": name, "arguments": arguments, "result": brief(found), "milliseconds": spent}
        )
        return found
