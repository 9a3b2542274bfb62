"""The breach view: a time and a component, and whose data that concerns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.bookings.selectors import company_here
from gdpr.registers import breach
from gdpr.registers.downloads import csv_download
from gdpr.registers.forms import BreachForm, breach_initial
from gdpr.registers.pages import breach_context, categories_text, tabs
from gdpr.registers.views import KEEPERS
from nexus.accounts.access import portal_view, staff_user
from nexus.audit.services import entry_append


@require_safe
@portal_view(*KEEPERS)
def page(request: HttpRequest) -> HttpResponse:
    """The question, and once it is asked the answer: counts, and the first of the people."""
    asked = "component" in request.GET
    form = BreachForm(request.GET if asked else None, company=company_here(), initial=breach_initial())
    context: dict[str, Any] = {"form": form, "registers": tabs(), "tab": "breach"}
    if asked and form.is_valid():
        found = breach.affected(form.scope())
        _log(request, "breach_list", form.scope(), len(found))
        context |= breach_context(form.scope(), found, request.GET.urlencode())
    return render(request, "gdpr/registers/breach.html", context, status=422 if form.errors else 200)


@require_safe
@portal_view(*KEEPERS)
def download(request: HttpRequest) -> HttpResponseBase:
    """Everybody whom it concerns, for telling them (GDPR art. 34)."""
    form = BreachForm(request.GET, company=company_here())
    if not form.is_valid():
        return redirect("rights:register_breach")
    found = breach.affected(form.scope())
    _log(request, "breach_downloaded", form.scope(), len(found))
    header = (_("Customer's id"), _("Name"), _("Phone"), _("Categories"), _("First"), _("Last"))
    return csv_download("breach", header, lambda: _rows(found))


def _rows(found: dict[UUID, breach.Affected]) -> Iterator[tuple[object, ...]]:
    for person in breach.people(found):
        first, last = person.affected.first, person.affected.last
        yield (
            person.contact_id,
            person.name,
            person.phone,
            categories_text(person.affected),
            timezone.localtime(first).isoformat(timespec="seconds") if first else "",
            timezone.localtime(last).isoformat(timespec="seconds") if last else "",
        )


def _log(request: HttpRequest, action: str, scope: breach.Scope, count: int) -> None:
    entry_append(
        action=action,
        subject_type="tenants.Company",
        subject_id=company_here().pk,
        actor_id=staff_user(request).pk,
        details={
            "component": scope.component,
            "since": scope.since.isoformat(),
            "until": scope.until.isoformat(),
            "stored": scope.stored,
            "people": count,
            **({"object": str(scope.object_id)} if scope.object_id else {}),
        },
    )
