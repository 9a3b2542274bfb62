"""Texts about bookings: one confirmation, one reminder, never at night, never without consent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from conversations.models import AgentSettings, ConversationEvent, Message
from conversations.services.booking_texts import BEFORE, LATEST, reminder_moment
from crm.bookings.models import Booking, Service
from crm.bookings.services import booking_cancel, booking_create, booking_move
from crm.models import Contact, OptOut
from crm.selectors import contact_by_phone
from crm.services import contact_create, opt_out
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.outbox.services import job_put
from nexus.schema import connection
from nexus.tenants.models import Company
from tests.conversations.pipeline.conftest import KARIN, Hook

STOCKHOLM = ZoneInfo("Europe/Stockholm")
In = Callable[[Company], AbstractContextManager[None]]
# A Monday long after anything that other tests book.
DAY = datetime(2027, 2, 15, tzinfo=STOCKHOLM)


class Clock:
    """The process's clock, to be set."""

    def __init__(self, now: datetime) -> None:
        self.now = now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock(datetime(2027, 2, 10, 12, tzinfo=STOCKHOLM))
    monkeypatch.setattr(timezone, "now", lambda: clock.now.astimezone(UTC))
    return clock


def book(start: datetime, *, source: str = "staff", phone: str = KARIN, proposed: bool = False) -> Booking:
    contact = contact_by_phone(phone) or contact_create(phone=phone)
    return booking_create(
        service=Service.objects.get(key="klippning_herr"),
        start=start,
        contact=contact,
        now=timezone.now(),
        source=source,
        proposed=proposed,
    )


def texts() -> list[str]:
    rows = Message.objects.filter(direction="outbound").order_by("id")
    return [message.body for message in rows if message.author_type == "system"]


def run_due(kind: str) -> int:
    connection.set_schema_to_public()
    due = Job.objects.filter(kind=kind, due_at__lte=timezone.now()).values_list("pk", flat=True)
    return sum(job_run(job) for job in list(due))


def test_a_booking_by_staff_is_confirmed_by_a_text_with_time_and_link(
    clock: Clock, company_a: Company, in_company: In, work: Callable[[], int]
) -> None:
    with in_company(company_a):
        book(DAY.replace(hour=14, minute=30))
    work()
    with in_company(company_a):
        (text,) = texts()
        assert "Bokat: Klippning herr måndag 15 februari kl 14.30 hos Lina." in text
        assert f"{company_a.slug}.localhost" in text
        assert Message.objects.filter(direction="outbound").get().segments <= 2
        assert Booking.objects.get().announced_at is not None


def test_moving_and_cancelling_are_told_and_stand_in_the_thread(
    clock: Clock, company_a: Company, in_company: In, work: Callable[[], int], sms_hook: Hook
) -> None:
    sms_hook("Hej")
    work()
    with in_company(company_a):
        booking = book(DAY.replace(hour=14, minute=30))
    work()
    with in_company(company_a):
        booking = Booking.objects.get(pk=booking.pk)
        moved = booking_move(booking=booking, start=DAY.replace(hour=16), now=clock.now, source="staff")
    work()
    with in_company(company_a):
        booking_cancel(booking=Booking.objects.get(pk=moved.pk), now=clock.now, source="staff")
    work()
    with in_company(company_a):
        first, second, third = texts()
        assert first.startswith("Bokat:")
        assert second.startswith("Ombokat: Klippning herr måndag 15 februari kl 16.00")
        assert third.startswith("Avbokat: Klippning herr måndag 15 februari kl 16.00")
        kinds = ConversationEvent.objects.filter(booking__isnull=False).order_by("id")
        assert [event.kind for event in kinds] == ["booked", "booking_moved", "booking_cancelled"]


def test_what_the_agent_told_is_not_told_again_and_what_it_did_not_tell_is(
    clock: Clock, company_a: Company, in_company: In, work: Callable[[], int]
) -> None:
    with in_company(company_a):
        told = book(DAY.replace(hour=9), source="ai")
        Booking.objects.filter(pk=told.pk).update(announced_at=clock.now)
        book(DAY.replace(hour=10), source="ai")
    assert run_due("booking_text") == 0
    clock.now += timedelta(seconds=91)
    assert run_due("booking_text") == 2
    with in_company(company_a):
        (text,) = texts()
        assert "kl 10.00" in text


def test_the_reminder_comes_once_a_day_before_and_can_be_switched_off(
    clock: Clock, company_a: Company, in_company: In, work: Callable[[], int]
) -> None:
    start = DAY.replace(hour=14, minute=30)
    with in_company(company_a):
        booking = book(start)
    work()
    clock.now = start - BEFORE - timedelta(minutes=1)
    assert run_due("booking_reminder") == 0
    clock.now = start - BEFORE
    assert run_due("booking_reminder") == 1
    with in_company(company_a):
        job_put(kind="booking_reminder", object_id=booking.pk)
    run_due("booking_reminder")
    with in_company(company_a):
        reminders = [text for text in texts() if text.startswith("Påminnelse")]
        assert len(reminders) == 1
        assert "imorgon måndag 15 februari kl 14.30" in reminders[0]
        assert "AVBOKA" in reminders[0]
        AgentSettings.objects.create(reminders=False)
        other = book(DAY.replace(hour=16), phone="+46701740613")
        job_put(kind="booking_reminder", object_id=other.pk)
    run_due("booking_reminder")
    with in_company(company_a):
        assert len([text for text in texts() if text.startswith("Påminnelse")]) == 1


def test_a_late_reminder_waits_for_the_morning(clock: Clock, company_a: Company, in_company: In) -> None:
    with in_company(company_a):
        book(DAY.replace(hour=14, minute=30))
    clock.now = DAY.replace(hour=2)
    run_due("booking_reminder")
    with in_company(company_a):
        assert not [text for text in texts() if text.startswith("Påminnelse")]
    clock.now = DAY.replace(hour=8, minute=1)
    assert run_due("booking_reminder") == 1
    with in_company(company_a):
        assert [text for text in texts() if text.startswith("Påminnelse")]


@pytest.mark.parametrize("why", ["cancelled", "opted_out", "moved"])
def test_who_has_cancelled_moved_or_opted_out_is_not_reminded_of_the_old_time(
    clock: Clock, company_a: Company, in_company: In, why: str
) -> None:
    start = DAY.replace(hour=14, minute=30)
    with in_company(company_a):
        booking = book(start)
        if why == "cancelled":
            booking_cancel(booking=booking, now=clock.now, source="staff")
        elif why == "moved":
            booking_move(
                booking=booking, start=DAY + timedelta(days=1, hours=10), now=clock.now, source="api"
            )
        else:
            opt_out(contact=Contact.objects.get(), phone=KARIN, source="sms")
    clock.now = start - BEFORE
    run_due("booking_reminder")
    with in_company(company_a):
        assert not [text for text in texts() if text.startswith("Påminnelse")]


def test_an_unconfirmed_proposal_gives_its_time_back(
    clock: Clock, company_a: Company, in_company: In
) -> None:
    with in_company(company_a):
        booking = book(DAY.replace(hour=9), proposed=True)
        held = Booking.objects.get(pk=booking.pk).held_until
    assert held is not None
    clock.now = held - timedelta(minutes=1)
    run_due("booking_expiry")
    with in_company(company_a):
        assert Booking.objects.get(pk=booking.pk).state == "proposed"
    clock.now = held + timedelta(seconds=1)
    run_due("booking_expiry")
    with in_company(company_a):
        assert Booking.objects.get(pk=booking.pk).state == "cancelled"


@pytest.mark.parametrize("reminded", [True, False])
def test_cancel_after_a_reminder_is_about_the_booking_else_an_opt_out(
    clock: Clock,
    company_a: Company,
    in_company: In,
    sms_hook: Hook,
    work: Callable[[], int],
    reminded: bool,
) -> None:
    with in_company(company_a):
        booking = book(DAY.replace(hour=14))
        if reminded:
            Booking.objects.filter(pk=booking.pk).update(reminded_at=clock.now)
    sms_hook("Cancel")
    work()
    with in_company(company_a):
        assert OptOut.objects.exists() is not reminded
        assert Message.objects.filter(author_type="ai").exists() is reminded


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=STOCKHOLM)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=30)),
)
def test_a_reminder_is_never_at_night_nor_too_late_nor_in_the_past(start: datetime, ahead: timedelta) -> None:
    now = start - ahead
    moment = reminder_moment(start, now, STOCKHOLM)
    if moment is not None:
        local = moment.astimezone(STOCKHOLM)
        assert 8 <= local.hour <= 20
        assert now < moment <= start - LATEST
        assert timedelta() < start - moment <= timedelta(hours=30)
    else:
        assert ahead <= timedelta(hours=30)
