"""Query parameters of the bookings' resources."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Final

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from crm.bookings.hours import day_bounds, local_moment
from crm.bookings.models import Resource, Service
from crm.bookings.selectors import company_tz, resource_named, service_named
from crm.bookings.slots import Slot
from nexus.api.cursors import cursor_read, cursor_write
from nexus.api.problems import BadParameter

CURSOR: Final = "cursor"
LIST: Final = "crm.bookings.availability"
MOMENT = "A date, or ISO 8601; without an offset it is the company's local time."
FROM = OpenApiParameter("from", str, description=f"No earlier start than this. {MOMENT}")
TO = OpenApiParameter(
    "to", str, description=f"Only starts before this; a date is meant with its whole day. {MOMENT}"
)
SERVICE = OpenApiParameter("service", str, description="The service's id, key or name.")
RESOURCE = OpenApiParameter("resource", str, description="The resource's id or name.")
ACTIVE = OpenApiParameter(
    "active", str, enum=["true", "false", "all"], description="true unless told otherwise: those on offer."
)
_ACTIVE: dict[str, dict[str, bool]] = {"true": {"active": True}, "false": {"active": False}, "all": {}}


def moment_parameter(request: Request, name: str, *, end: bool = False) -> datetime.datetime | None:
    """A date or moment; ``end`` makes of a date the end of its day. Raises BadParameter."""
    raw = request.query_params.get(name)
    if raw is None:
        return None
    # A plus sign that its sender did not percent-encode arrives as a space.
    text, zone = raw.strip().replace(" ", "+") if "T" in raw else raw.strip(), company_tz()
    try:
        day = parse_date(text)
        if day is not None:
            return day_bounds(day, zone)[1 if end else 0]
        moment = parse_datetime(text)
        if moment is not None:
            aware = moment if moment.tzinfo else local_moment(moment.date(), moment.time(), zone)
            # A year that no other zone can express is no year for a booking either.
            return aware.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        pass
    raise BadParameter(name, _("Give a date or a time in ISO 8601."))


def service_parameter(request: Request, *, active: bool) -> Service | None:
    """The service that is meant. Raises BadParameter when there is none such."""
    return _row(request, "service", service_named, _("There is no such service."), active=active)


def resource_parameter(request: Request, *, active: bool) -> Resource | None:
    """The resource that is meant. Raises BadParameter when there is none such."""
    return _row(request, "resource", resource_named, _("There is no such resource."), active=active)


def active_parameter(request: Request) -> dict[str, bool]:
    """What to filter rows by. Raises BadParameter."""
    try:
        return _ACTIVE[request.query_params.get("active", "true")]
    except KeyError:
        raise BadParameter("active", _("Give true, false or all.")) from None


def _row(request: Request, name: str, find: Callable[..., Any], text: Any, *, active: bool) -> Any:
    raw = request.query_params.get(name)
    if raw is None:
        return None
    found = find(raw, active=active)
    if found is None:
        raise BadParameter(name, text)
    return found


class SlotPages:
    """Pages of free times, which are no rows: a cursor is a start, and the direction from it."""

    def __init__(self, request: Request) -> None:
        self._here = request.build_absolute_uri()
        self._later = True
        self._at: datetime.datetime | None = None
        raw = request.query_params.get(CURSOR)
        if raw is not None:
            values = cursor_read(LIST, raw)
            if values is None:
                raise BadParameter(CURSOR, _("This cursor is not valid here; start again without one."))
            later, moment = values
            self._later, self._at = bool(later), datetime.datetime.fromisoformat(moment)

    def page(
        self,
        find: Callable[[datetime.datetime, datetime.datetime, int | None], list[Slot]],
        *,
        first: datetime.datetime,
        last: datetime.datetime,
        size: int,
    ) -> tuple[list[Slot], str | None, str | None]:
        """A page of what ``find(from, before, limit)`` has between ``first`` and ``last``, and the addresses
        of the next one and the one before."""
        if not self._later and self._at is not None:
            found = find(first, self._at, None)
            earlier = self._link(found[-size].start, later=False) if len(found) > size else None
            return found[-size:], self._link(self._at, later=True), earlier
        begin = self._at or first
        found = find(begin, last, size + 1)
        later = self._link(found[size].start, later=True) if len(found) > size else None
        return found[:size], later, self._link(begin, later=False) if self._at else None

    def _link(self, moment: datetime.datetime, *, later: bool) -> str:
        text = cursor_write(LIST, [int(later), moment.isoformat()])
        return replace_query_param(self._here, CURSOR, text)
