"""Booking, and times that are proposed."""

from __future__ import annotations

from datetime import time

import pytest
from django.db import IntegrityError, transaction

from crm.bookings.models import Booking, Resource, ResourceHours, Service
from crm.bookings.services import (
    HELD,
    booking_confirm,
    booking_create,
    booking_move,
)
from crm.bookings.signals import booking_changed
from tests.api.factories import make_contact
from tests.crm.bookings.conftest import ELEVEN, NOW, TEN, at, refused, starts


def test_a_booking_takes_the_first_who_is_free(book, bo, lina, samira, heard):
    first = book(TEN)
    assert (first.state, first.resource, first.start, first.end) == (
        "confirmed", lina, at(TEN), at("2026-11-24 10:30"),
    )  # fmt: skip
    assert book(TEN, contact=bo).resource == samira
    assert heard == [("created", "confirmed")] * 2


def test_asking_twice_is_one_booking_and_told_once(book, heard):
    assert book(TEN) == book(TEN)
    assert Booking.objects.count() == 1
    assert heard == [("created", "confirmed")]


def test_the_same_service_at_the_same_time_is_refused_twice_by_the_database_too(book, samira):
    booking = book(TEN)
    booking.pk, booking.resource, booking.link_blind = None, samira, b"other"
    booking._state.adding = True
    booking.id = Booking._meta.get_field("id").get_default()
    with pytest.raises(IntegrityError, match="booking_once"), transaction.atomic():
        booking.save(force_insert=True)


def test_when_all_are_taken_other_times_of_the_same_day_are_offered(book, bo, lina, samira):
    book(TEN, resource=lina)
    book(TEN, contact=bo, resource=samira)
    answer = refused(book, TEN, contact=make_contact(607))
    assert answer.code == "taken"
    assert starts(answer.alternatives) == ["2026-11-24 09:15", "2026-11-24 09:30", "2026-11-24 10:30"]
    assert Booking.objects.count() == 2


def test_one_who_was_asked_for_is_not_exchanged_for_another(book, bo, lina):
    book(TEN, resource=lina)
    answer = refused(book, TEN, contact=bo, resource=lina)
    assert answer.code == "taken"
    assert {slot.resource for slot in answer.alternatives} == {lina}


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ("2026-11-23 07:59", "past"),
        ("2026-11-24 08:30", "closed"),
        ("2026-11-24 17:31", "closed"),
        ("2026-11-29 10:00", "closed"),
        ("2027-01-06 10:00", "closed"),
        ("2027-11-24 10:00", "too_far"),
        ("2026-11-24 10:00:30", "misfit"),
    ],
)
def test_what_cannot_be_booked_is_refused_with_its_reason(book, start, code):
    assert refused(book, start).code == code
    assert not Booking.objects.exists()


@pytest.mark.parametrize("source", ["staff", "ai"])
def test_staff_and_the_agent_may_book_any_minute_and_the_last_ends_at_closing(book, bo, source):
    assert book("2026-11-24 10:07", source=source).start == at("2026-11-24 10:07")
    assert book("2026-11-24 17:30", contact=bo, source=source).end == at("2026-11-24 18:00")


@pytest.mark.parametrize("source", ["api", "customer"])
def test_whoever_books_or_moves_by_themselves_takes_one_of_the_times_on_offer(book, source):
    answer = refused(book, "2026-11-24 10:07", source=source)
    assert answer.code == "misfit"
    assert starts(answer.alternatives) == ["2026-11-24 09:45", "2026-11-24 10:00", "2026-11-24 10:15"]
    booking = book(TEN, source=source)
    move = refused(booking_move, booking=booking, start=at("2026-11-24 11:07"), now=NOW, source=source)
    assert move.code == "misfit"
    booking.refresh_from_db()
    assert booking.state == "confirmed"
    there = booking_move(booking=booking, start=at("2026-11-24 11:15"), now=NOW, source=source)
    assert there.start == at("2026-11-24 11:15")


def test_the_times_on_offer_are_counted_from_when_each_one_begins_to_work(book, bo, lina, samira):
    ResourceHours.objects.create(resource=lina, weekday=1, opens=time(9, 10), closes=time(12))
    assert book("2026-11-24 09:25").resource == lina
    assert refused(book, "2026-11-24 09:25", contact=bo, resource=samira).code == "misfit"


def test_a_change_of_persons_keeps_the_minute_that_staff_chose(book, lina, samira):
    booking = book("2026-11-24 10:07", source="staff", resource=lina)
    moved = booking_move(booking=booking, start=booking.start, resource=samira, now=NOW, source="api")
    assert (moved.start, moved.resource) == (at("2026-11-24 10:07"), samira)


def test_a_refusal_for_a_closed_time_offers_the_nearest_days(book):
    answer = refused(book, "2026-11-29 13:00")
    assert starts(answer.alternatives) == ["2026-11-30 12:45", "2026-11-30 13:00", "2026-11-30 13:15"]


def test_only_those_who_do_a_service_are_booked_for_it(book, herr, bo, lina, samira):
    herr.resources.add(samira)
    assert book(TEN).resource == samira
    assert refused(book, TEN, contact=bo).code == "taken"
    assert refused(book, ELEVEN, resource=lina).code == "misfit"


def test_who_takes_no_bookings_is_not_booked(book, bo, lina, samira):
    Resource.objects.filter(pk=lina.pk).update(active=False)
    assert refused(book, TEN, resource=lina).code == "unknown_resource"
    assert book(TEN).resource == samira
    Resource.objects.filter(pk=samira.pk).update(active=False)
    answer = refused(book, ELEVEN, contact=bo)
    assert (answer.code, answer.alternatives) == ("unknown_resource", [])


def test_a_service_named_to_somebody_away_is_not_done_by_the_others(book, herr, lina):
    herr.resources.add(lina)
    Resource.objects.filter(pk=lina.pk).update(active=False)
    assert refused(book, TEN).code == "unknown_resource"


def test_a_service_that_is_no_longer_offered_is_not_booked_but_may_be_moved(book, herr):
    booking = book(TEN)
    Service.objects.filter(pk=herr.pk).update(active=False)
    herr.refresh_from_db()
    assert refused(book, ELEVEN).code == "misfit"
    moved = booking_move(booking=booking, start=at(ELEVEN), now=NOW, source="staff")
    assert moved.start == at(ELEVEN)


def test_a_naive_time_is_a_mistake_of_the_caller(herr, asa):
    with pytest.raises(ValueError, match="aware"):
        booking_create(service=herr, start=at(TEN).replace(tzinfo=None), contact=asa, now=NOW, source="api")


def test_the_hold_comes_first_and_its_refusal_stops_everything(book):
    class Lost(Exception):
        pass

    def hold():
        assert not Booking.objects.exists()
        raise Lost

    with pytest.raises(Lost):
        book(TEN, hold=hold)
    assert not Booking.objects.exists()


def test_what_a_listener_refuses_is_not_booked(book, heard):
    def refuse(**_):
        raise RuntimeError("no text could be stored")

    booking_changed.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            book(TEN)
    finally:
        booking_changed.disconnect(refuse)
    assert not Booking.objects.exists()


def test_the_buffer_is_kept_after_a_service_and_may_reach_past_closing(book, herr, bo, lina):
    herr.buffer_minutes = 20
    herr.save()
    book(TEN, resource=lina)
    assert refused(book, "2026-11-24 10:45", contact=bo, resource=lina).code == "taken"
    assert refused(book, "2026-11-24 09:20", contact=bo, resource=lina, source="staff").code == "taken"
    assert book("2026-11-24 10:50", contact=bo, resource=lina, source="staff").blocked_until == at(
        "2026-11-24 11:40"
    )
    assert book("2026-11-24 17:30", resource=lina).end == at("2026-11-24 18:00")


def test_the_note_is_not_readable_at_rest(book):
    booking = book(TEN, note="Kommer med barnvagn")
    assert Booking.objects.get().note == "Kommer med barnvagn"
    raw = Booking.objects.filter(pk=booking.pk).values_list("note", flat=True).get()
    assert b"barnvagn" not in bytes(str(raw), "utf-8")


# -- proposed times


def test_a_proposed_time_is_kept_and_then_free_again(book, bo, lina, heard):
    proposal = book(TEN, resource=lina, proposed=True)
    assert (proposal.state, proposal.held_until) == ("proposed", NOW + HELD)
    assert refused(book, TEN, contact=bo, resource=lina).code == "taken"
    later = NOW + HELD
    other = book(TEN, contact=bo, resource=lina, now=later)
    proposal.refresh_from_db()
    assert (proposal.state, other.state) == ("cancelled", "confirmed")
    assert heard == [("created", "proposed"), ("created", "confirmed")]


def test_a_proposal_that_has_lapsed_is_no_hindrance_to_asking_anew(book, lina, samira):
    old = book(TEN, resource=lina, proposed=True)
    new = book(TEN, resource=samira, now=NOW + HELD, proposed=True)
    old.refresh_from_db()
    assert (old.state, new.state) == ("cancelled", "proposed")


def test_booking_what_one_was_offered_confirms_it(book, heard):
    proposal = book(TEN, proposed=True)
    assert book(TEN) == proposal
    proposal.refresh_from_db()
    assert (proposal.state, proposal.held_until) == ("confirmed", None)
    assert heard == [("created", "proposed"), ("confirmed", "confirmed")]


def test_a_proposal_is_confirmed_once(book, heard):
    proposal = book(TEN, proposed=True)
    for _ in range(2):
        assert booking_confirm(booking=proposal, now=NOW, source="staff").state == "confirmed"
    assert heard == [("created", "proposed"), ("confirmed", "confirmed")]
