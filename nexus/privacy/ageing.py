"""Rows that are about no contact and have their time as well: staff's sessions, records of settled work.

What is about contacts ages through :mod:`nexus.privacy.registry`; an app's ``privacy.py`` enters the rest::

    ageing_rows(
        AgeingRows(
            "sessions.Session",
            Text("Inloggningar", "Sign-ins"),
            retention=RetentionClass.SECURITY,
            due=lambda _before, now: Q(expire_date__lt=now),
        )
    )
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import Model, Q

from nexus.privacy.vocabulary import RetentionClass, Text


@dataclass(frozen=True, slots=True)
class AgeingRows:
    """``due(before, now)`` finds the rows whose time ended before ``before``; ``now`` is the run's moment.

    The period is the company's for ``retention``, or ``days`` where no company has a say. ``at`` is the field
    that places a row in time. ``companies`` and ``public`` say in which schemas the table is kept.
    """

    model: str
    title: Text
    due: Callable[[datetime, datetime], Q]
    at: str
    retention: RetentionClass | None = None
    days: int | None = None
    companies: bool = True
    public: bool = False

    @property
    def table(self) -> type[Model]:
        return apps.get_model(self.model)


_rows: list[AgeingRows] = []


def ageing_rows(*entries: AgeingRows) -> None:
    """Enter models. Raises ValueError for one that is entered already, or has no period or two."""
    for entry in entries:
        if any(entry.model == other.model for other in _rows):
            raise ValueError(f"{entry.model} is entered twice.")
        if (entry.retention is None) == (entry.days is None):
            raise ValueError(f"{entry.model}: give either a retention class or days.")
        _rows.append(entry)


def registered_ageing() -> tuple[AgeingRows, ...]:
    """All entries, as they were entered."""
    return tuple(_rows)
