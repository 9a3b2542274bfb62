"""Calendars behind secret addresses. Nobody logs in: who has the address may see what is there."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm.bookings.icalendar import booking_calendar, resource_calendar
from crm.bookings.links import feed_token_fits
from crm.bookings.models import Resource
from crm.bookings.selectors import booking_by_code, company_here


@require_safe
def booking_ics(request: HttpRequest, code: str) -> HttpResponse:
    """The customer's booking as a calendar file, whatever has become of it since the link was sent."""
    booking = booking_by_code(code)
    if booking is None:
        raise Http404
    return _calendar(booking_calendar(booking, company_here()), "booking.ics")


@require_safe
def resource_feed(request: HttpRequest, resource_id: UUID, token: str) -> HttpResponse:
    """A resource's calendar, for a calendar program to follow. A wrong token and a wrong id look alike."""
    resource = Resource.objects.filter(pk=resource_id).first()
    if resource is None or not feed_token_fits(resource, token):
        raise Http404
    return _calendar(resource_calendar(resource, company_here(), now=timezone.now()), "calendar.ics")


def _calendar(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Robots-Tag": "noindex, nofollow",
        },
    )
