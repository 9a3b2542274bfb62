"""The booking calendar in the portal. Thin: selectors read, services change, pages put contexts together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.bookings.calendar_page import Look, calendar_context, day_or_none
from crm.bookings.customers import booking_contact
from crm.bookings.models import Booking, Resource, Service
from crm.bookings.portal_forms import ChooseForm, MoveForm, NewBookingForm
from crm.bookings.portal_panel import (
    SUBJECT,
    booking_or_404,
    choice_of_day,
    panel_context,
    refusal_context,
    told_number,
    told_of,
)
from crm.bookings.selectors import resources_for
from crm.bookings.services import (
    HELD,
    NotBookable,
    booking_cancel,
    booking_confirm,
    booking_create,
    booking_mark,
    booking_move,
)
from nexus.accounts.access import ANSWERING, portal_view, staff_user
from nexus.audit.services import entry_append, read_log

STAFF = Booking.Source.STAFF
Context = dict[str, Any]


@require_safe
@portal_view()
def calendar(request: HttpRequest) -> HttpResponse:
    """The calendar, with no booking open."""
    return _page(request, Look.of(request), {})


@require_safe
@portal_view()
def booking(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """A booking in the panel beside the calendar; the panel alone when htmx asks for it."""
    return _booking(request, booking_or_404(booking_id))


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(*ANSWERING)
def new(request: HttpRequest) -> HttpResponse:
    """A new booking: GET offers the free times of a day, POST takes one of them."""
    now = timezone.now()
    today = timezone.localdate(now)
    if request.method != "POST":
        day = day_or_none(request.GET.get("date", "")) or today
        asked = {**request.GET.dict(), "date": max(day, today).isoformat()}
        return _new(request, ChooseForm(asked), NewBookingForm(), wanted=request.GET.get("at", ""))
    form = NewBookingForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        start, resource = data["slot"]
        try:
            with transaction.atomic():
                made = booking_create(
                    service=data["service"],
                    start=start,
                    contact=booking_contact(phone=data["phone"], name=data["name"]),
                    now=now,
                    source=STAFF,
                    resource=resource,
                    created_by=staff_user(request),
                    proposed=data["kind"] == "proposed",
                )
                _note(request, made, "created")
        except NotBookable as refused:
            return _new(request, _chosen(request), form, refused=refused)
        messages.success(request, _("Booked.") if data["kind"] == "confirmed" else _("Proposed."))
        return redirect(_address(request, made))
    return _new(request, _chosen(request), form)


@require_POST
@portal_view(*ANSWERING)
def told(request: HttpRequest) -> HttpResponse:
    """Whether whoever has the number that was typed gets a text. Sent by POST: numbers stand in no log."""
    context = {"told": told_number(request.POST.get("phone", ""))}
    return render(request, "bookings/_told.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(*ANSWERING)
def move(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Another time for a booking: GET offers the free times of a day, POST takes one."""
    own, now = booking_or_404(booking_id), timezone.now()
    if request.method != "POST":
        return _move(request, own, {})
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _move(request, own, {"refusal": form.errors["slot"][0]}, status=422)
    start, resource = form.cleaned_data["slot"]
    try:
        with transaction.atomic():
            moved = booking_move(booking=own, start=start, now=now, source=STAFF, resource=resource)
            _note(request, moved, "moved")
    except NotBookable as refused:
        return _move(request, own, refusal_context(refused), status=409)
    messages.success(request, _("The booking has been moved."))
    return redirect(_address(request, moved))


@require_POST
@portal_view(*ANSWERING)
def confirm(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Confirm a proposed booking."""
    return _act(
        request,
        booking_id,
        lambda own: booking_confirm(booking=own, now=timezone.now(), source=STAFF),
        _("The booking has been confirmed."),
    )


@require_POST
@portal_view(*ANSWERING)
def cancel(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Cancel a booking; the customer is told by text."""
    return _act(
        request,
        booking_id,
        lambda own: booking_cancel(booking=own, now=timezone.now(), source=STAFF),
        _("The booking has been cancelled."),
    )


@require_POST
@portal_view(*ANSWERING)
def done(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """The customer came."""
    return _act(request, booking_id, lambda own: booking_mark(booking=own, state="done"), _("Noted."))


@require_POST
@portal_view(*ANSWERING)
def no_show(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """The customer did not come."""
    return _act(request, booking_id, lambda own: booking_mark(booking=own, state="no_show"), _("Noted."))


def _act(
    request: HttpRequest, booking_id: UUID, service: Callable[[Booking], Booking], said: str
) -> HttpResponse:
    own = booking_or_404(booking_id)
    try:
        with transaction.atomic():
            changed = service(own)
            _note(request, changed, changed.state)
    except NotBookable as refused:
        return _booking(request, booking_or_404(booking_id), refusal_context(refused), status=409)
    messages.success(request, said)
    return redirect(_address(request, changed))


def _note(request: HttpRequest, changed: Booking, act: str) -> None:
    entry_append(
        action=f"booking.{act}",
        subject_type=SUBJECT,
        subject_id=changed.pk,
        actor_id=staff_user(request).pk,
        contact_id=changed.contact_id,
        details={"state": changed.state},
    )


def _address(request: HttpRequest, own: Booking) -> str:
    look = Look.of(request, timezone.localdate(own.start))
    return f"{reverse('calendar:booking', args=[own.pk])}?{look.query}"


def _booking(
    request: HttpRequest, own: Booking, more: Context | None = None, *, status: int = 200
) -> HttpResponse:
    user = staff_user(request)
    read_log(actor_id=user.pk, subject_type=SUBJECT, subject_id=own.pk, contact_id=own.contact_id)
    panel = panel_context(own, timezone.now(), user=user)
    look = Look.of(request, timezone.localdate(own.start))
    context = {"panel": "bookings/_booking.html", "open_id": own.pk, **panel, **(more or {})}
    return _page(request, look, context, status=status)


def _move(request: HttpRequest, own: Booking, more: Context, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    held = timezone.localdate(own.start)
    day = day_or_none(request.GET.get("on", "")) or held
    able = resources_for(own.service)
    resource = next((one for one in able if str(one.pk) == request.GET.get("with", "")), None)
    context = {
        "panel": "bookings/_move.html",
        "open_id": own.pk,
        "booking": own,
        "choice": choice_of_day(own.service, max(day, timezone.localdate(now)), now, resource=resource),
        "resource": resource,
        "able": able,
        # The new time is always to come.
        "told": told_of(own, now + HELD, now),
        **more,
    }
    return _page(request, Look.of(request, held), context, status=status)


def _chosen(request: HttpRequest) -> ChooseForm:
    """The choice that a booking was sent in with, to be made again."""
    moment = request.POST.get("slot", "").partition("/")[0]
    return ChooseForm(
        {
            "service": request.POST.get("service", ""),
            "resource": request.POST.get("resource", ""),
            "date": (day_or_none(moment[:10]) or timezone.localdate()).isoformat(),
        }
    )


def _new(
    request: HttpRequest,
    choose: ChooseForm,
    form: NewBookingForm,
    *,
    wanted: str = "",
    refused: NotBookable | None = None,
) -> HttpResponse:
    now = timezone.now()
    # What is missing yet is no mistake: the form is read while it is being filled in.
    choose.is_valid()
    chosen: Context = choose.cleaned_data
    service: Service | None = chosen.get("service")
    day = chosen.get("date") or timezone.localdate(now)
    resource: Resource | None = chosen.get("resource")
    choose.errors.clear()
    context: Context = {
        "panel": "bookings/_new.html",
        "choose": choose,
        "form": form,
        "service": service,
        "choice": choice_of_day(service, day, now, resource=resource, wanted=wanted) if service else None,
        "slot": request.POST.get("slot", ""),
        "at": wanted,
        "told": told_number(request.POST.get("phone", "")),
        **(refusal_context(refused) if refused else {}),
    }
    status = 409 if refused else 422 if form.errors else 200
    return _page(request, Look.of(request, day), context, status=status)


def _page(request: HttpRequest, look: Look, context: Context, *, status: int = 200) -> HttpResponse:
    if request.headers.get("HX-Target") == "panel" and "panel" in context:
        return render(request, "bookings/_panel.html", {"look": look, **context}, status=status)
    page = {**calendar_context(look, timezone.now()), **context}
    return render(request, "bookings/calendar.html", page, status=status)
