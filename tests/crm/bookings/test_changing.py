"""Moving, cancelling and marking."""

from __future__ import annotations

from datetime import timedelta

from crm.bookings.models import Booking
from crm.bookings.selectors import (
    booking_by_code,
)
from crm.bookings.services import (
    booking_cancel,
    booking_confirm,
    booking_link,
    booking_mark,
    booking_move,
)
from tests.api.factories import make_contact
from tests.crm.bookings.conftest import ELEVEN, NOW, TEN, at, refused


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
