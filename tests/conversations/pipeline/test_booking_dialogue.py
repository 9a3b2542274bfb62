"""A booking from the first text to the cancellation, over signed webhooks and the real jobs."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager

from django.http import HttpResponse
from django.utils import timezone

from conversations.models import Interpretation, Message
from crm.bookings.holidays import red_day
from crm.bookings.models import Booking
from crm.models import Contact
from nexus.tenants.models import Company
from tests.conversations.agent.turns import STOCKHOLM

DAYS = {1: "tisdag", 2: "onsdag", 3: "torsdag"}


def _open_day() -> datetime.date:
    """A coming weekday on which the salon is open."""
    today = timezone.now().astimezone(STOCKHOLM).date()
    coming = (today + datetime.timedelta(days=shift) for shift in range(1, 8))
    return next(day for day in coming if day.weekday() in DAYS and not red_day(day))


def test_a_customer_books_by_text_is_remembered_and_cancels(
    sms_hook: Callable[..., HttpResponse],
    work: Callable[[], int],
    company_a: Company,
    in_company: Callable[[Company], AbstractContextManager[object]],
) -> None:
    day = _open_day()
    wanted = datetime.datetime.combine(day, datetime.time(14, 30), STOCKHOLM)
    for text in (
        f"Hej! kan jag få en klipptid på {DAYS[day.weekday()]} em?",
        "14.30 blir bra, Anna",
        "måste tyvärr avboka",
    ):
        assert sms_hook(text).status_code == 200
        work()
        if "14.30" in text:
            with in_company(company_a):
                booking = Booking.objects.get()
                assert (booking.start, booking.state) == (wanted, Booking.State.CONFIRMED)
                assert Contact.objects.get().name == "Anna"
    with in_company(company_a):
        assert Booking.objects.get().state == Booking.State.CANCELLED
        ours = Message.objects.filter(author_type=Message.Author.AI).order_by("id")
        replies = [str(message.body) for message in ours]
        assert len(replies) == 3
        assert "14.30" in replies[0]
        assert "Bokat: Klippning herr" in replies[1]
        assert "/b/" in replies[1]
        assert replies[2].startswith("Avbokat")
        read = [
            (one.content["intent"], one.decision, [call["name"] for call in one.content["tools"]])
            for one in Interpretation.objects.order_by("id")
        ]
    assert [(intent, decision) for intent, decision, _ in read] == [
        ("book", "asked"),
        ("book", "acted"),
        ("cancel", "acted"),
    ]
    assert "find_free_times" in read[0][2]
    assert {"book", "remember_name"} <= set(read[1][2])
    assert "cancel_booking" in read[2][2]
