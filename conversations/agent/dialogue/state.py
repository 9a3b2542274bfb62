"""What is remembered of a dialogue from one message to the next, as the interpretation keeps it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from typing import Literal

from conversations.agent.types import Json
from conversations.agent.when import When

Goal = Literal["", "book", "move", "cancel", "done"]
_GOALS: tuple[Goal, ...] = ("", "book", "move", "cancel", "done")
# What was offered longer ago is forgotten.
FRESH = datetime.timedelta(hours=48)
_MOST = 12


@dataclass(frozen=True)
class Talk:
    """A dialogue under way.

    ``goal`` is what the customer wants; ``done`` means that ``booking`` was just made, and "" that only the
    subject is known. ``service`` and ``services`` are keys: the one that is meant, and those that may be.
    ``window`` is when, as far as it is known. ``offered`` are the times on offer, in the order they were
    written. ``booking`` is when the booking that it is about begins, ``pending`` such moments to choose from.
    ``opened`` is the intent that the dialogue began with, ``misses`` how often an answer was not understood.
    ``queue`` is what is to be booked after this one: keys of services ("" is the same again), each with its time.
    """

    goal: Goal = ""
    service: str = ""
    services: tuple[str, ...] = ()
    resource: str = ""
    window: When | None = None
    offered: tuple[datetime.datetime, ...] = ()
    booking: datetime.datetime | None = None
    pending: tuple[datetime.datetime, ...] = ()
    opened: str = "book"
    misses: int = 0
    queue: tuple[tuple[str, When | None], ...] = ()
    at: datetime.datetime | None = field(default=None)

    @property
    def active(self) -> bool:
        """Whether an answer is waited for."""
        return self.goal in ("book", "move", "cancel")

    def but(self, **changes: object) -> Talk:
        """The same with some parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # names and types are checked by the callers

    def to_json(self) -> Json:
        """As stored; empty parts are left out."""
        kept: Json = {
            "goal": self.goal,
            "service": self.service,
            "services": list(self.services),
            "resource": self.resource,
            "window": _window_json(self.window),
            "offered": [moment.isoformat() for moment in self.offered],
            "booking": self.booking.isoformat() if self.booking else "",
            "pending": [moment.isoformat() for moment in self.pending],
            "opened": self.opened if self.opened != "book" else "",
            "misses": self.misses,
            "queue": [{"service": key, "window": _window_json(window)} for key, window in self.queue],
        }
        told = {name: value for name, value in kept.items() if value}
        return {**told, "at": self.at.isoformat()} if told and self.at else {}


def read_talk(state: Json, now: datetime.datetime) -> Talk:
    """What ``state`` tells, in the zone of ``now``; an empty one where it is old or cannot be read."""
    at = _moment(state.get("at"), now)
    if at is None or not datetime.timedelta(0) <= now - at <= FRESH:
        return Talk()
    goal = state.get("goal", "")
    misses = state.get("misses", 0)
    return Talk(
        goal=next((known for known in _GOALS if known == goal), ""),
        service=str(state.get("service", "")),
        services=tuple(str(key) for key in _list(state.get("services"))),
        resource=str(state.get("resource", "")),
        window=_window(state.get("window"), now),
        offered=_moments(state.get("offered"), now),
        booking=_moment(state.get("booking"), now),
        pending=_moments(state.get("pending"), now),
        opened=str(state.get("opened") or "book"),
        misses=misses if isinstance(misses, int) else 0,
        queue=tuple(
            (str(one.get("service", "")), _window(one.get("window"), now))
            for one in _list(state.get("queue"))
            if isinstance(one, dict)
        ),
        at=at,
    )


def _window_json(window: When | None) -> Json | None:
    if window is None or window.start is None:
        return None
    kept: Json = {
        "start": window.start.isoformat(),
        "end": window.end.isoformat() if window.end else "",
        "day": window.day_said,
        "time": window.time_said,
    }
    if window.alternatives:
        # "Nästa vecka efter kl 15" is a window a day; a weekday that is named next is one of them.
        kept["others"] = [
            [start.isoformat(), end.isoformat() if end else ""] for start, end in window.alternatives[:_MOST]
        ]
    return kept


def _window(given: object, now: datetime.datetime) -> When | None:
    if not isinstance(given, dict):
        return None
    start, end = _moment(given.get("start"), now), _moment(given.get("end"), now)
    if start is None:
        return None
    others = tuple(
        (other, _moment(pair[1], now))
        for pair in _list(given.get("others"))
        if isinstance(pair, list) and len(pair) == 2 and (other := _moment(pair[0], now)) is not None
    )
    return When(start, end, end is None, bool(given.get("day")), bool(given.get("time")), "", others, "")


def _list(given: object) -> list[object]:
    return given[:_MOST] if isinstance(given, list) else []


def _moments(given: object, now: datetime.datetime) -> tuple[datetime.datetime, ...]:
    return tuple(moment for one in _list(given) if (moment := _moment(one, now)) is not None)


def _moment(given: object, now: datetime.datetime) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(given) if isinstance(given, str) and given else None
    except ValueError:
        return None
    return moment.astimezone(now.tzinfo) if moment and moment.tzinfo else None
