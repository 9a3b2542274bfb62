"""Booking, moving and cancelling. How a time is taken stands in :mod:`crm.bookings.taking`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.db import transaction
from django.utils import timezone

from crm.bookings.errors import Code
from crm.bookings.errors import NotBookable as NotBookable
from crm.bookings.links import booking_link as booking_link
from crm.bookings.links import code_blind
from crm.bookings.models import Booking, Resource, Service
from crm.bookings.selectors import ACTIVE, bookings_standing, resources_for
from crm.bookings.signals import booking_changed
from crm.bookings.slots import HORIZON, nearest_slots
from crm.bookings.taking import take
from crm.models import Contact
from nexus.accounts.models import User

#: How long a proposed time is kept for the contact.
HELD = timedelta(minutes=15)
# With these another time helps.
_OTHER_TIMES: tuple[Code, ...] = ("past", "closed", "taken", "misfit", "unknown_resource")
# The customer's own wish, in words or by link: what has begun is for staff to settle.
_CUSTOMERS = (Booking.Source.AI, Booking.Source.CUSTOMER)
# Whoever books by themselves takes one of the times that are offered: between them lie minutes that nobody
# can sell. Staff know when that is worth it, and the agent offers times by itself.
_ON_GRID = (Booking.Source.API, Booking.Source.CUSTOMER)

Hold = Callable[[], None] | None
State = Booking.State


def booking_create(
    *,
    service: Service,
    start: datetime,
    contact: Contact,
    now: datetime,
    source: str,
    resource: Resource | None = None,
    created_by: User | None = None,
    note: str = "",
    proposed: bool = False,
    hold: Hold = None,
) -> Booking:
    """Book ``service`` from ``start`` with ``resource``, or with the first who is open and free.

    Asking again is harmless: the contact's standing booking of the same service and start is returned, and
    confirmed if it was only proposed. A proposed booking keeps its time for 15 minutes. ``hold`` is called
    first in the transaction. Raises :class:`NotBookable`.
    """
    start = _moment(start)
    with _other_times(service, start, now, resource), transaction.atomic():
        if hold:
            hold()
        standing = _standing(contact, service, start, now)
        if standing is None:
            draft = Booking(
                service=service,
                contact=contact,
                start=start,
                state=State.PROPOSED if proposed else State.CONFIRMED,
                held_until=now + HELD if proposed else None,
                source=source,
                created_by=created_by,
                note=note,
                created_at=now,
                changed_at=now,
            )
            draft.link_blind = code_blind(booking_link(draft))
            _check(service, start, now)
            able = _choice(resources_for(service), resource)
            made = take(draft, able, now, on_grid=source in _ON_GRID)
            if made is not None:
                booking_changed.send(sender=Booking, booking=made, change="created", source=source, now=now)
                return made
            # The same wish may have been stored between the look and the try.
            standing = _standing(contact, service, start, now)
        if standing is None:
            raise NotBookable("taken")
        return standing if proposed else booking_confirm(booking=standing, now=now, source=source)


def booking_move(
    *,
    booking: Booking,
    start: datetime,
    now: datetime,
    source: str,
    resource: Resource | None = None,
    hold: Hold = None,
) -> Booking:
    """Give a booking another start, or another resource; returns the new booking, which is confirmed.

    Without ``resource`` the one it had is tried first. The old booking is ``moved`` and points to the new
    one, which takes over its identity in calendars and in the customer's link. Moving again to the same time
    changes nothing. Raises :class:`NotBookable`; the old booking then stands as it was.
    """
    start = _moment(start)
    with _other_times(booking.service, start, now, resource), transaction.atomic():
        if hold:
            hold()
        old = _locked(booking)
        there = old.moved_to if old.state == State.MOVED else old
        if there and there.start == start and there.state in ACTIVE and resource in (None, there.resource):
            return there if there is not old else booking_confirm(booking=old, now=now, source=source)
        if old.state not in ACTIVE:
            raise NotBookable("wrong_state")
        if source in _CUSTOMERS and old.start <= now:
            raise NotBookable("past")
        _check(old.service, start, now, offered_still=True)
        able = _choice(resources_for(old.service), resource)
        if resource is None:
            able.sort(key=lambda one: one.pk != old.resource_id)
        # One who only changes persons keeps the minute that staff once chose.
        on_grid = source in _ON_GRID and start != old.start
        made = take(_successor(old, start, source, now), able, now, replaces=old, on_grid=on_grid)
        if made is None:
            raise NotBookable("taken")
        booking_changed.send(sender=Booking, booking=made, change="moved", source=source, now=now)
        return made


def booking_cancel(*, booking: Booking, now: datetime, source: str, hold: Hold = None) -> Booking:
    """Cancel a booking; its time is free again. Cancelling a cancelled one changes nothing.

    Raises :class:`NotBookable`: ``wrong_state``, or ``past`` when a customer cancels what has begun.
    """
    with transaction.atomic():
        if hold:
            hold()
        own = _locked(booking)
        if own.state == State.CANCELLED:
            return own
        if own.state not in ACTIVE:
            raise NotBookable("wrong_state")
        if source in _CUSTOMERS and own.start <= now:
            raise NotBookable("past")
        return _changed(own, State.CANCELLED, change="cancelled", source=source, now=now)


def booking_confirm(*, booking: Booking, now: datetime, source: str, hold: Hold = None) -> Booking:
    """Confirm a proposed booking. One whose time to answer is over may still be, while nobody took it.

    Raises :class:`NotBookable`: ``wrong_state``, or ``past``.
    """
    with transaction.atomic():
        if hold:
            hold()
        own = _locked(booking)
        if own.state == State.CONFIRMED:
            return own
        if own.state != State.PROPOSED:
            raise NotBookable("wrong_state")
        if own.start < now:
            raise NotBookable("past")
        return _changed(own, State.CONFIRMED, change="confirmed", source=source, now=now)


def booking_mark(
    *, booking: Booking, state: Literal["done", "no_show"], now: datetime | None = None
) -> Booking:
    """Record what became of a confirmed booking; a wrong mark may be changed into the other.

    With ``now`` only of one that has begun: staff see who stands before them, another system does not.
    Raises :class:`NotBookable`: ``wrong_state``, or ``not_begun``.
    """
    with transaction.atomic():
        own = _locked(booking)
        if own.state not in (State.CONFIRMED, State.DONE, State.NO_SHOW):
            raise NotBookable("wrong_state")
        if now is not None and own.start > now:
            raise NotBookable("not_begun")
        if own.state != state:
            own.state, own.changed_at = state, timezone.now()
            own.save(update_fields=["state", "changed_at"])
        return own


@contextmanager
def _other_times(
    service: Service, wanted: datetime, now: datetime, resource: Resource | None
) -> Iterator[None]:
    """Give a refusal the times that can be had instead, once its transaction is over."""
    try:
        yield
    except NotBookable as refused:
        if refused.code in _OTHER_TIMES:
            own = nearest_slots(service=service, wanted=wanted, now=now, resource=resource)
            refused.alternatives = own or nearest_slots(service=service, wanted=wanted, now=now)
        raise


def _moment(start: datetime) -> datetime:
    if start.tzinfo is None:
        raise ValueError("A booking begins at an aware moment.")
    return start.astimezone(UTC)


def _check(service: Service, start: datetime, now: datetime, *, offered_still: bool = False) -> None:
    if start < now:
        raise NotBookable("past")
    if start > now + HORIZON:
        raise NotBookable("too_far")
    if start.second or start.microsecond or not (service.active or offered_still):
        raise NotBookable("misfit")


def _choice(able: Sequence[Resource], wanted: Resource | None) -> list[Resource]:
    """Those to try, in order. Raises NotBookable when there is nobody."""
    if wanted is None:
        if not able:
            raise NotBookable("unknown_resource")
        return list(able)
    if not Resource.objects.filter(pk=wanted.pk, active=True).exists():
        raise NotBookable("unknown_resource")
    if wanted not in able:
        raise NotBookable("misfit")
    return [wanted]


def _successor(old: Booking, start: datetime, source: str, now: datetime) -> Booking:
    return Booking(
        service=old.service,
        contact_id=old.contact_id,
        start=start,
        source=source,
        created_by_id=old.created_by_id,
        note=old.note,
        uid=old.uid,
        sequence=old.sequence + 1,
        link_blind=code_blind(booking_link(old)),
        created_at=now,
        changed_at=now,
    )


def _changed(own: Booking, state: State, *, change: str, source: str, now: datetime) -> Booking:
    own.state, own.held_until, own.changed_at = state, None, now
    own.sequence += 1
    own.save(update_fields=["state", "held_until", "changed_at", "sequence"])
    booking_changed.send(sender=Booking, booking=own, change=change, source=source, now=now)
    return own


def _locked(booking: Booking) -> Booking:
    """The booking as it is now, nobody else's to change until the transaction ends."""
    return (
        Booking.objects.select_for_update(of=("self",), no_key=True)
        .select_related("service", "resource", "contact", "moved_to")
        .get(pk=booking.pk)
    )


def _standing(contact: Contact, service: Service, start: datetime, now: datetime) -> Booking | None:
    return (
        bookings_standing(now)
        .filter(contact=contact, service=service, start=start)
        .select_related("service", "resource", "contact")
        .first()
    )
