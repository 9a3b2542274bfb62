"""Texts about bookings to those who have objected, and to those whose data is restricted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from conversations.models import Conversation, Message
from crm.bookings.models import Booking
from crm.choices import contact_object, contact_restrict
from crm.models import Contact
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.outbox.services import job_put
from tests.gdpr.cases.conftest import Desk
from tests.gdpr.cases.test_obeyed import booking_of
from tests.gdpr.cases.test_obeyed import thread as thread


def run(kind: str, company: Any, booking: Booking) -> None:
    """The job, as a worker runs it when it is due."""
    job_put(kind=kind, object_id=booking.pk)
    connection.set_schema_to_public()
    for job in list(Job.objects.filter(kind=kind, object_id=booking.pk)):
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(seconds=1))
        job_run(job.pk)
    connection.set_tenant(company)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reminders go by day."""
    at = datetime.fromisoformat("2026-11-23T12:00:00+01:00").astimezone(UTC)
    monkeypatch.setattr(timezone, "now", lambda: at)


def texts_out() -> list[tuple[str, str]]:
    rows = Message.objects.filter(direction="outbound", author_type__in=("system", "human")).order_by("id")
    return [(row.author_type, str(row.body).split(":")[0]) for row in rows]


def test_who_has_objected_is_told_and_reminded_of_their_booking_by_a_fixed_text(
    noon, company_a, karin: Contact, thread
):
    contact_object(contact=karin, actor=None)
    booking = booking_of(karin)
    run("booking_text", company_a, booking)
    run("booking_reminder", company_a, booking)
    assert texts_out() == [("system", "Bokat"), ("system", "Påminnelse")]


@pytest.mark.parametrize("source", ["staff", "customer"])
def test_of_a_restricted_customers_booking_staff_are_told_and_nothing_is_sent(
    noon, desk: Desk, company_a, karin: Contact, thread, source: str
):
    contact_restrict(contact=karin, actor=None)
    booking = booking_of(karin, source=source)
    run("booking_text", company_a, booking)
    # Who booked it at the desk has seen there that nothing is sent.
    assert Conversation.objects.get().state == ("ai" if source == "staff" else "waiting_for_staff")
    run("booking_reminder", company_a, booking)
    booking.refresh_from_db()
    assert (texts_out(), booking.reminded_at) == ([], None)
    waiting = Conversation.objects.get()
    assert (waiting.state, waiting.unread) == ("waiting_for_staff", True)
    desk.post(f"/c/{thread.pk}/reason/", {"reason": "request"})
    page = desk.get(f"/c/{thread.pk}/").content.decode()
    assert "Inget sms om bokningen skickades" in page
    assert f"/bookings/{booking.pk}/" in page
    assert "AI:n lämnade över" not in page
