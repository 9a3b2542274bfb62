"""The customer's own page for a booking. Nobody logs in: the code in the link is what opens it.

Unknown codes are all answered alike. Nothing of it is kept by caches or search engines.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.bookings.calendar_page import day_or_none
from crm.bookings.customer_pages import (
    booking_context,
    move_context,
    reach_context,
    resource_of,
    slot_at,
    slot_context,
)
from crm.bookings.errors import NotBookable
from crm.bookings.limits import BY_ADDRESS, may_ask, unknown_code
from crm.bookings.models import Booking
from crm.bookings.selectors import booking_by_code, company_here
from crm.bookings.services import booking_cancel, booking_confirm, booking_move
from crm.bookings.words import REFUSALS

CUSTOMER = Booking.Source.CUSTOMER
Page = Callable[[HttpRequest, Booking, str], HttpResponse]
#: Longer than any code that was ever sent.
LONGEST_CODE = 64


def customer_page(page: Page) -> Callable[..., HttpResponse]:
    """Look the code up, within the limits, and draw the page in the company's time zone."""

    @wraps(page)
    def opened(request: HttpRequest, code: str) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR", "")
        booking = booking_by_code(code) if len(code) <= LONGEST_CODE else None
        if not may_ask(address=address, code=code[:LONGEST_CODE], known=booking is not None):
            response = render(request, "429.html", status=429)
            response["Retry-After"] = str(BY_ADDRESS[1])
        else:
            if booking is None:
                unknown_code(address=address)
                # A link that is no longer good, or never was: nobody is told which.
                context = reach_context(company_here())
                response = render(request, "bookings/customer_gone.html", context, status=404)
            else:
                with timezone.override(zoneinfo.ZoneInfo(company_here().timezone)):
                    response = page(request, booking, code)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


@require_safe
@customer_page
def booking(request: HttpRequest, own: Booking, code: str) -> HttpResponse:
    """How the booking stands, and what can be done about it."""
    return _page(request, "booking", own, code)


@require_POST
@customer_page
def confirm(request: HttpRequest, own: Booking, code: str) -> HttpResponse:
    """Agree to a proposed time."""
    try:
        booking_confirm(booking=own, now=timezone.now(), source=CUSTOMER)
    except NotBookable as refused:
        return _refused(request, own, code, refused)
    messages.success(request, _("Thank you, the time is yours."))
    return redirect("calendar:customer", code)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def cancel(request: HttpRequest, own: Booking, code: str) -> HttpResponse:
    """Cancel: GET asks whether it is meant, POST does it."""
    if request.method != "POST":
        return _page(request, "cancel", own, code)
    try:
        booking_cancel(booking=own, now=timezone.now(), source=CUSTOMER)
    except NotBookable as refused:
        return _refused(request, own, code, refused)
    messages.success(request, _("Your booking is cancelled."))
    return redirect("calendar:customer", code)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def move(request: HttpRequest, own: Booking, code: str) -> HttpResponse:
    """Another time: GET shows free ones, with ``start`` asks whether that one is meant; POST takes it."""
    now = timezone.now()
    if request.method != "POST":
        start = _moment(request.GET.get("start", ""))
        if start is None:
            return _times(request, own, code, now)
        slot = slot_at(own, start, now)
        if slot is None:
            return _times(request, own, code, now, refusal=str(REFUSALS["taken"]))
        return _page(request, "move_sure", own, code, slot_context(slot))
    start = _moment(request.POST.get("start", ""))
    if start is None:
        return _times(request, own, code, now, refusal=_("Choose a time."), status=422)
    try:
        booking_move(
            booking=own,
            start=start,
            now=now,
            source=CUSTOMER,
            resource=resource_of(request.POST.get("with", "")),
        )
    except NotBookable as refused:
        if refused.code == "wrong_state" or own.start <= now:
            return _refused(request, own, code, refused)
        said = _("Choose one of the times.") if refused.code == "misfit" else str(REFUSALS[refused.code])
        return _times(request, own, code, now, refusal=said, status=409)
    messages.success(request, _("Your booking has been moved."))
    return redirect("calendar:customer", code)


def _times(
    request: HttpRequest,
    own: Booking,
    code: str,
    now: datetime.datetime,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    first = day_or_none(request.GET.get("from", "")) or timezone.localdate(now)
    context = {**move_context(own, first, now), "refusal": refusal}
    return _page(request, "move", own, code, context, status=status)


def _refused(request: HttpRequest, own: Booking, code: str, refused: NotBookable) -> HttpResponse:
    fresh = booking_by_code(code) or own
    return _page(request, "booking", fresh, code, {"refusal": str(REFUSALS[refused.code])}, status=409)


def _page(
    request: HttpRequest,
    name: str,
    own: Booking,
    code: str,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {**booking_context(own, company_here(), code, timezone.now()), **(more or {})}
    # Only what can still be changed has a step that changes it.
    if name != "booking" and not context["can_change"]:
        return redirect("calendar:customer", code)
    return render(request, f"bookings/customer_{name}.html", context, status=status)


def _moment(text: str) -> datetime.datetime | None:
    # A plus sign comes as a space when an address is typed by hand.
    try:
        start = datetime.datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return start if start.tzinfo is not None and 2000 <= start.year <= 2100 else None
