"""Booking, moving, confirming and cancelling."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from crm.bookings.models import Booking, Resource, ResourceHours, Service
from crm.bookings.selectors import (
    booking_by_code,
    resource_named,
    service_named,
    services_all,
    upcoming_bookings,
)
from crm.bookings.services import (
    HELD,
    NotBookable,
    booking_cancel,
    booking_confirm,
    booking_create,
    booking_link,
    booking_mark,
    booking_move,
)
from crm.bookings.signals import booking_changed
from crm.bookings.slots import free_slots
from tests.api.factories import make_contact
from tests.crm.bookings.conftest import NOW, at

TEN, ELEVEN = "2026-11-24 10:00", "2026-11-24 11:00"


def starts(slots) -> list[str]:
    return [f"{slot.start:%Y-%m-%d %H:%M}" for slot in slots]


def refused(do, *args, **kwargs) -> NotBookable:
    with pytest.raises(NotBookable) as caught:
        do(*args, **kwargs)
    return caught.value


# -- booking


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


# -- moving


def test_a_move_leaves_the_old_row_and_frees_its_time(book, bo, lina, heard):
    old = book(TEN, resource=lina)
    code = booking_link(old)
    new = booking_move(booking=old, start=at(ELEVEN), now=NOW, source="staff")
    old.refresh_from_db()
    assert (old.state, old.moved_to, new.state, new.resource) == ("moved", new, "confirmed", lina)
    assert (new.uid, new.sequence, new.contact, new.service) == (old.uid, 1, old.contact, old.service)
    assert booking_link(new) == code
    assert booking_by_code(code) == new
    assert heard == [("created", "confirmed"), ("moved", "confirmed")]
    assert book(TEN, contact=bo, resource=lina).state == "confirmed"


def test_the_first_link_leads_to_the_last_of_a_chain_of_moves(book):
    booking = first = book(TEN)
    code = booking_link(first)
    for hour in (11, 12, 10):
        booking = booking_move(booking=booking, start=at(f"2026-11-24 {hour}:00"), now=NOW, source="ai")
    assert booking_by_code(code) == booking
    assert (booking.sequence, booking.moved_from.moved_from.moved_from) == (3, first)
    assert Booking.objects.filter(state="moved").count() == 3
    cancelled = booking_cancel(booking=booking, now=NOW, source="customer")
    assert booking_by_code(code) == cancelled


def test_moving_twice_to_the_same_time_is_one_move(book, heard):
    old = book(TEN)
    first = booking_move(booking=old, start=at(ELEVEN), now=NOW, source="ai")
    assert booking_move(booking=old, start=at(ELEVEN), now=NOW, source="ai") == first
    assert booking_move(booking=first, start=at(ELEVEN), now=NOW, source="ai") == first
    assert [change for change, _ in heard] == ["created", "moved"]


def test_a_booking_may_be_moved_into_its_own_time(book, lina):
    old = book(TEN, resource=lina)
    new = booking_move(booking=old, start=at("2026-11-24 10:15"), now=NOW, source="api")
    assert (new.resource, new.start) == (lina, at("2026-11-24 10:15"))


def test_a_booking_may_be_moved_to_somebody_else_at_the_same_time(book, lina, samira):
    old = book(TEN, resource=lina)
    new = booking_move(booking=old, start=old.start, resource=samira, now=NOW, source="staff")
    assert (new.resource, new.start) == (samira, old.start)


def test_a_move_to_a_taken_time_leaves_everything_as_it_was(book, bo, lina, samira):
    mine = book(TEN)
    book(ELEVEN, contact=bo, resource=lina)
    assert booking_move(booking=mine, start=at(ELEVEN), now=NOW, source="ai").resource == samira
    third = book("2026-11-24 12:00", contact=make_contact(607))
    answer = refused(booking_move, booking=third, start=at(ELEVEN), now=NOW, source="ai")
    assert answer.code == "taken"
    assert answer.alternatives
    third.refresh_from_db()
    assert (third.state, booking_by_code(booking_link(third))) == ("confirmed", third)


def test_what_has_begun_is_for_staff_to_change(book):
    booking = book(TEN)
    during = at("2026-11-24 10:05")
    for source in ("ai", "customer"):
        assert refused(booking_cancel, booking=booking, now=during, source=source).code == "past"
        move = refused(booking_move, booking=booking, start=at(ELEVEN), now=during, source=source)
        assert move.code == "past"
    assert booking_move(booking=booking, start=at(ELEVEN), now=during, source="staff").start == at(ELEVEN)


# -- cancelling and marking


def test_a_cancelled_time_is_free_again_and_told_once(book, bo, herr, heard):
    booking = book(TEN)
    for _ in range(2):
        assert booking_cancel(booking=booking, now=NOW, source="ai").state == "cancelled"
    assert Booking.objects.get().sequence == 1
    assert heard == [("created", "confirmed"), ("cancelled", "cancelled")]
    assert book(TEN, contact=bo).resource == booking.resource


def test_after_a_cancellation_the_same_wish_is_a_new_booking(book):
    first = book(TEN)
    booking_cancel(booking=first, now=NOW, source="ai")
    assert book(TEN) != first


def test_what_is_over_cannot_be_cancelled_moved_or_confirmed(book):
    booking = booking_mark(booking=book(TEN), state="done")
    assert refused(booking_cancel, booking=booking, now=NOW, source="staff").code == "wrong_state"
    assert refused(booking_confirm, booking=booking, now=NOW, source="staff").code == "wrong_state"
    move = refused(booking_move, booking=booking, start=at(ELEVEN), now=NOW, source="staff")
    assert move.code == "wrong_state"


def test_with_a_moment_only_what_has_begun_is_marked(book):
    booking = book(TEN)
    before = booking.start - timedelta(minutes=1)
    assert refused(booking_mark, booking=booking, state="done", now=before).code == "not_begun"
    assert booking_mark(booking=booking, state="no_show", now=booking.start).state == "no_show"


def test_a_wrong_mark_may_be_set_right(book):
    booking = book(TEN)
    for state in ("no_show", "done", "no_show"):
        assert booking_mark(booking=booking, state=state).state == state
    cancelled = booking_cancel(booking=book(ELEVEN), now=NOW, source="staff")
    assert refused(booking_mark, booking=cancelled, state="done").code == "wrong_state"


# -- finding


def test_a_contacts_coming_bookings_are_in_order_and_without_what_is_over(book, asa, bo):
    later, sooner = book("2026-11-25 10:00"), book(TEN)
    book(ELEVEN, contact=bo)
    booking_cancel(booking=book("2026-11-26 10:00"), now=NOW, source="ai")
    book("2026-11-27 10:00", proposed=True)
    assert upcoming_bookings(asa, NOW + timedelta(hours=1)) == [sooner, later]
    assert upcoming_bookings(asa, at("2026-11-24 10:01")) == [later]


def test_a_service_is_found_by_id_key_or_name_whatever_the_case(herr, dam):
    for text in (str(herr.pk), "klippning_herr", "KLIPPNING HERR", " men's cut "):
        assert service_named(text) == herr
    assert service_named("Slingor OCH klippning").key == "slingor"
    for text in ("", " ", "klipp", "\0", "00000000-0000-0000-0000-000000000000"):
        assert service_named(text) is None
    Service.objects.filter(pk=herr.pk).update(active=False)
    assert service_named("klippning_herr") is None
    assert service_named("klippning_herr", active=False) == herr
    assert herr not in services_all()


def test_a_resource_is_found_by_id_or_name(lina):
    lina.name = "Åsa Ödman"
    lina.save()
    assert resource_named("åsa ödman") == resource_named(str(lina.pk)) == lina


def test_a_link_says_nothing_of_its_booking_and_is_not_stored(book):
    booking = book(TEN)
    code = booking_link(booking)
    assert len(code) == 12
    assert code.isascii()
    assert code.isalnum()
    assert code.encode() not in bytes(Booking.objects.get().link_blind)
    assert booking_by_code(code[:-1] + ("a" if code[-1] != "a" else "b")) is None


def test_what_is_booked_is_not_offered(book, herr, lina):
    book(TEN, resource=lina)
    offered = free_slots(
        service=herr, start=at("2026-11-24 09:00"), end=at("2026-11-24 12:00"), now=NOW, resource=lina
    )
    assert starts(offered) == [
        f"2026-11-24 {clock}"
        for clock in ["09:00", "09:15", "09:30", "10:30", "10:45", "11:00", "11:15", "11:30", "11:45"]
    ]
