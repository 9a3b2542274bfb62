"""The question before an erasure begins (mock: "lists exact counts and asks for the name")."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gdpr.cases.acts import REFUSALS
from gdpr.cases.errors import CaseRefused
from gdpr.cases.presenter import case_who
from gdpr.cases.services import DECIDABLE, case_approve, is_verified
from gdpr.erasure.approval import ErasureForm, confirmation_keep, confirmation_take
from gdpr.erasure.selectors import page_context
from gdpr.erasure.views import KEEPERS
from gdpr.models import Case
from nexus.accounts.access import login_is_old, portal_view, recent_login, staff_user, to_recent_login
from nexus.audit.services import read_log


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(*KEEPERS)
def approve(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Shows exactly what goes, and begins when the person's name has been typed.

    422 for another name, 409 when more or less would go than was shown; nothing has begun then. A recent login
    is asked for before the question; where it grew old while somebody read, what they typed is remembered.
    """
    case = get_object_or_404(Case.objects.select_related("contact"), pk=case_id, kind=Case.Kind.ERASURE)
    if case.contact is None or not is_verified(case) or case.state not in DECIDABLE:
        return redirect("rights:case", case.pk)
    return _decide(request, case) if request.method == "POST" else _ask(request, case)


@recent_login
def _ask(request: HttpRequest, case: Case) -> HttpResponse:
    read_log(
        actor_id=staff_user(request).pk,
        subject_type="gdpr.Case",
        subject_id=case.pk,
        contact_id=case.contact_id,
    )
    context, who = page_context(case, timezone.now(), staff_user(request)), case_who(case)
    typed = who if confirmation_take(request, case, context["mark"]) else ""
    return _page(request, context, ErasureForm(who=who, initial={"name": typed}))


def _decide(request: HttpRequest, case: Case) -> HttpResponseBase:
    user, now = staff_user(request), timezone.now()
    form, context = ErasureForm(request.POST, who=case_who(case)), page_context(case, now, user)
    if not form.is_valid():
        return _page(request, context, form, status=422)
    if form.cleaned_data["plan"] != context["mark"]:
        return _page(request, context, form, changed=True, status=409)
    if login_is_old(request):
        confirmation_keep(request, case, context["mark"])
        return to_recent_login(request)
    try:
        case_approve(case=case, actor=user, now=now)
    except CaseRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    else:
        messages.success(request, _("Approved. It is being carried out."))
    return redirect("rights:case", case.pk)


def _page(
    request: HttpRequest,
    context: dict[str, Any],
    form: ErasureForm,
    *,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    blocked = "" if context["holds"] or not context["first"] else REFUSALS["answer_first"]
    context |= {"form": form, "changed": changed, "blocked": blocked}
    context["rows_go"] = sum(row.goes for row in context["rows"])
    context["rows_stay"] = sum(row.stays for row in context["rows"])
    return render(request, "gdpr/erasure_approve.html", context, status=status)
