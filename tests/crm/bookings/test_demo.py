"""The demo companies have bookings to look at."""

from __future__ import annotations

import pytest

from crm.bookings.demo import WISHES, bookings_seed
from crm.bookings.models import Booking
from crm.bookings.selectors import company_tz, day_spans, upcoming_bookings
from crm.services import contact_create
from nexus.outbox.models import Job
from nexus.tenants.demo import COMPANIES, demo_conversations, demo_profile
from nexus.tenants.profiles import profile_apply
from tests.crm.bookings.conftest import NOW


@pytest.mark.parametrize("name", COMPANIES)
def test_the_demos_customers_have_bookings_in_the_coming_days_and_nobody_is_told(in_company_a, name, heard):
    profile_apply(in_company_a, demo_profile(name))
    told = demo_conversations(name)
    for each in told:
        contact_create(**each["contact"])
    phones, jobs = [each["contact"]["phone"] for each in told], Job.objects.count()
    assert bookings_seed(phones=phones, now=NOW) == min(len(phones), len(WISHES)) >= 6
    for booking in Booking.objects.all():
        assert upcoming_bookings(booking.contact, NOW) == [booking]
        day = booking.start.astimezone(company_tz()).date()
        assert any(
            opens <= booking.start and booking.end <= closes
            for opens, closes in day_spans(day, booking.resource)
        )
    assert len({booking.resource for booking in Booking.objects.all()}) == 3
    assert (heard, Job.objects.count()) == ([], jobs)
    assert bookings_seed(phones=phones, now=NOW) == 0
