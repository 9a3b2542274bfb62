"""The portal's pages about services, resources and hours: everyone reads, the owner changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.bookings.models import HoursException, Resource, Service
from crm.bookings.selectors import company_here
from crm.bookings.setup_forms import DaysForm, ResourceForm, ServiceForm, WeekForm, week_initial
from crm.bookings.setup_pages import (
    company_week,
    feed_address,
    next_place,
    place_of,
    red_days,
    resource_rows,
    resource_week,
    service_rows,
    special_days,
    week_lines,
)
from crm.bookings.setup_services import (
    day_remove,
    days_store,
    feed_renew,
    opening_hours_store,
    resource_store,
    service_store,
)
from nexus.accounts.access import portal_view, staff_user
from nexus.accounts.models import User

OWNER = User.Role.OWNER
READ_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@portal_view()
def settings(request: HttpRequest) -> HttpResponse:
    """The first page of the settings."""
    return redirect("setup:services")


@require_safe
@portal_view()
def services(request: HttpRequest) -> HttpResponse:
    """All services."""
    return _page(request, "services", {"rows": service_rows()})


@require_http_methods(READ_WRITE)
@portal_view(OWNER)
def service_new(request: HttpRequest) -> HttpResponse:
    """A new service."""
    return _service(request, Service())


@require_http_methods(READ_WRITE)
@portal_view(OWNER)
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Change a service."""
    return _service(request, get_object_or_404(Service, pk=service_id))


def _service(request: HttpRequest, own: Service) -> HttpResponse:
    new = own._state.adding
    initial = {"place": next_place(Service) if new else place_of(own)}
    form = ServiceForm(_sent(request), instance=own, initial=initial)
    if request.method == "POST" and form.is_valid():
        service_store(
            service=form.save(commit=False),
            resources=form.cleaned_data["resources"],
            place=form.cleaned_data["place"],
            changed=form.changed_data,
            by=staff_user(request).pk,
        )
        messages.success(request, _("Saved."))
        return redirect("setup:services")
    return _page(request, "service", {"form": form, "service": own, "new": new}, form.is_bound)


@require_safe
@portal_view()
def resources(request: HttpRequest) -> HttpResponse:
    """All resources with their hours."""
    return _page(request, "resources", {"rows": resource_rows()})


@require_http_methods(READ_WRITE)
@portal_view(OWNER)
def resource_new(request: HttpRequest) -> HttpResponse:
    """A new resource."""
    return _resource(request, Resource())


@require_http_methods(READ_WRITE)
@portal_view(OWNER)
def resource(request: HttpRequest, resource_id: UUID) -> HttpResponse:
    """Change a resource: name, own hours, days away, the secret calendar address."""
    return _resource(request, get_object_or_404(Resource, pk=resource_id))


def _resource(request: HttpRequest, own: Resource, days: DaysForm | None = None) -> HttpResponse:
    new = own._state.adding
    week = {} if new else resource_week(own)
    data = _sent(request) if days is None else None
    initial = {"place": next_place(Resource) if new else place_of(own), "own_hours": "own" if week else ""}
    form = ResourceForm(data, instance=own, initial=initial)
    hours = WeekForm(data, pauses=True, initial=week_initial(week or company_week()))
    if data is not None:
        own_hours = bool(data.get("own_hours"))
        if form.is_valid() and (not own_hours or hours.is_valid()):
            after = hours.week() if own_hours else {}
            saved = resource_store(
                resource=form.save(commit=False),
                place=form.cleaned_data["place"],
                week=after,
                changed=[*form.changed_data, *(["hours"] if after != week else [])],
                by=staff_user(request).pk,
            )
            messages.success(request, _("Saved."))
            return redirect("setup:resource", saved.pk)
    context: dict[str, Any] = {"form": form, "hours": hours, "resource": own, "new": new}
    if not new:
        context |= {
            "feed": feed_address(own, company_here()),
            "special": special_days(own),
            "days_form": days or DaysForm(),
            "days_url": "setup:resource_days",
        }
    return _page(request, "resource", context, data is not None or days is not None)


@require_POST
@portal_view(OWNER)
def resource_days(request: HttpRequest, resource_id: UUID) -> HttpResponse:
    """Days on which a resource is away, or works at other hours."""
    own = get_object_or_404(Resource, pk=resource_id)
    form = DaysForm(request.POST)
    if not form.is_valid():
        return _resource(request, own, form)
    _store_days(request, form, own)
    return redirect("setup:resource", own.pk)


@require_POST
@portal_view(OWNER)
def resource_day_remove(request: HttpRequest, resource_id: UUID, exception_id: UUID) -> HttpResponse:
    """A day is as usual again."""
    row = get_object_or_404(HoursException, pk=exception_id, resource_id=resource_id)
    day_remove(exception=row, by=staff_user(request).pk)
    return redirect("setup:resource", resource_id)


@require_POST
@portal_view(OWNER)
def resource_feed(request: HttpRequest, resource_id: UUID) -> HttpResponse:
    """A new secret calendar address; the old one ends."""
    own = get_object_or_404(Resource, pk=resource_id)
    feed_renew(resource=own, by=staff_user(request).pk)
    messages.success(request, _("There is a new address; the old one has stopped working."))
    return redirect("setup:resource", own.pk)


@require_safe
@portal_view()
def hours(request: HttpRequest) -> HttpResponse:
    """The company's opening hours, special days and red days."""
    return _hours(request)


@require_POST
@portal_view(OWNER)
def hours_week(request: HttpRequest) -> HttpResponse:
    """Set the opening hours of the week."""
    form = WeekForm(request.POST, pauses=False)
    if not form.is_valid():
        return _hours(request, week=form)
    opening_hours_store(week=form.week(), by=staff_user(request).pk)
    messages.success(request, _("Saved."))
    return redirect("setup:hours")


@require_POST
@portal_view(OWNER)
def hours_days(request: HttpRequest) -> HttpResponse:
    """Days on which the company is closed, or open at other hours; red days too."""
    form = DaysForm(request.POST)
    if not form.is_valid():
        return _hours(request, days=form)
    _store_days(request, form, None)
    return redirect("setup:hours")


@require_POST
@portal_view(OWNER)
def hours_day_remove(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """A day is as usual again; a red day is closed."""
    row = get_object_or_404(HoursException, pk=exception_id, resource=None)
    day_remove(exception=row, by=staff_user(request).pk)
    return redirect("setup:hours")


def _hours(
    request: HttpRequest, *, week: WeekForm | None = None, days: DaysForm | None = None
) -> HttpResponse:
    own = company_week()
    context = {
        "week": week or WeekForm(pauses=False, initial=week_initial(own)),
        "lines": week_lines(own),
        "special": special_days(None),
        "red": red_days(),
        "days_form": days or DaysForm(),
        "days_url": "setup:hours_days",
    }
    return _page(request, "hours", context, week is not None or days is not None)


def _store_days(request: HttpRequest, form: DaysForm, own: Resource | None) -> None:
    left = days_store(
        days=form.days(),
        clock=form.clock(),
        note=form.cleaned_data["note"],
        resource=own,
        by=staff_user(request).pk,
    )
    messages.success(request, _("Saved."))
    if left:
        said = ngettext(
            "%(n)d booking stands at a time that is closed now. Move or cancel it in the calendar.",
            "%(n)d bookings stand at times that are closed now. Move or cancel them in the calendar.",
            left,
        )
        messages.warning(request, said % {"n": left})


def _sent(request: HttpRequest) -> QueryDict | None:
    """What a form is filled with: an empty POST is one that lacks everything, not none."""
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, name: str, context: dict[str, Any], refused: bool = False) -> HttpResponse:
    may_edit = staff_user(request).role == OWNER
    return render(
        request,
        f"setup/{name}.html",
        {"section": name.removesuffix("s") + "s", "may_edit": may_edit, **context},
        status=422 if refused else 200,
    )
