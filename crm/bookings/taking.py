"""Taking a time: the first resource that Postgres lets us have.

That a resource is booked once at a time is Postgres' word (``booking_no_overlap``), never ours: what looks
free is tried, and who comes second is told so. Who tries holds the resource's row meanwhile, because two
that insert into an exclusion constraint at the same moment would else wait for each other. That row is let
go before the next one is tried, so there is never more than one to wait for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import psycopg
from django.db import IntegrityError, transaction
from django.db.models import Q

from crm.bookings.errors import NotBookable
from crm.bookings.links import retired_blind
from crm.bookings.models import Booking, Resource
from crm.bookings.selectors import company_tz
from crm.bookings.slots import busy_spans, open_resources, service_end

State = Booking.State


def take(
    draft: Booking,
    resources: Sequence[Resource],
    now: datetime,
    *,
    replaces: Booking | None = None,
    on_grid: bool = False,
) -> Booking | None:
    """Store the draft with the first resource that is open and free, in place of ``replaces``.

    Returns None when all are taken. Raises :class:`NotBookable`: ``closed`` when none is open, ``misfit`` when
    with ``on_grid`` the start is not one of those that are offered.
    """
    able = open_resources(service=draft.service, resources=resources, start=draft.start, zone=company_tz())
    if not able:
        raise NotBookable("closed")
    if on_grid:
        able = open_resources(
            service=draft.service, resources=able, start=draft.start, zone=company_tz(), on_grid=True
        )
        if not able:
            raise NotBookable("misfit")
    draft.end, draft.blocked_until = service_end(draft.service, draft.start)
    taken = busy_spans(resources=able, start=draft.start, end=draft.blocked_until, now=now)
    for resource in able:
        if any(not _is(span, resource, replaces) for span in taken.get(resource.pk, ())):
            continue
        draft.resource = resource
        try:
            with transaction.atomic():
                if not Resource.objects.select_for_update(no_key=True).filter(pk=resource.pk, active=True):
                    continue
                _lapse(draft, now)
                if replaces is not None:
                    _retire(replaces, now)
                draft.save(force_insert=True)
                if replaces is not None:
                    Booking.objects.filter(pk=replaces.pk).update(moved_to=draft)
                return draft
        except IntegrityError as error:
            if not isinstance(
                error.__cause__, psycopg.errors.ExclusionViolation | psycopg.errors.UniqueViolation
            ):
                raise
    return None


def _is(span: tuple[datetime, datetime], resource: Resource, booking: Booking | None) -> bool:
    """Whether what is taken there is this booking itself."""
    return (
        booking is not None
        and resource.pk == booking.resource_id
        and span == (booking.start, booking.blocked_until)
    )


def _lapse(draft: Booking, now: datetime) -> None:
    """Cancel the proposals in the draft's way whose time to answer is over. Nobody needs to be told."""
    in_the_way = Q(resource=draft.resource, start__lt=draft.blocked_until, blocked_until__gt=draft.start) | Q(
        contact=draft.contact, service=draft.service, start=draft.start
    )
    over = Booking.objects.filter(in_the_way, state=State.PROPOSED, held_until__lte=now)
    # Somebody who holds one of them is confirming or moving it just now: then it is not over.
    rows = over.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    Booking.objects.filter(pk__in=list(rows)).update(state=State.CANCELLED, held_until=None, changed_at=now)


def _retire(old: Booking, now: datetime) -> None:
    Booking.objects.filter(pk=old.pk).update(
        state=State.MOVED, held_until=None, link_blind=retired_blind(old.pk), changed_at=now
    )
