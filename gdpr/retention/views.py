"""The portal's retention pages: owners and data-protection contacts look after how long things are kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gdpr.models import RetentionPolicy
from gdpr.retention.forms import PeriodsForm
from gdpr.retention.pages import (
    preview_context,
    progress_context,
    refusal,
    retention_context,
)
from gdpr.retention.selectors import handles_health_data, policy_in_force, policy_proposed
from gdpr.retention.services import PolicyRefused, policy_approve, policy_change, policy_reject
from nexus.accounts.access import portal_view, recent_login, staff_user
from nexus.accounts.models import User

KEEPERS = (User.Role.OWNER, User.Role.DATA_PROTECTION)
READ_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@portal_view(*KEEPERS)
def retention(request: HttpRequest) -> HttpResponse:
    """The periods, what waits, what is held, and the runs."""
    return render(request, "gdpr/retention.html", retention_context(staff_user(request), timezone.now()))


@require_safe
@portal_view(*KEEPERS)
def progress(request: HttpRequest) -> HttpResponse:
    """How far the run has come; asked again and again by the page while one goes on."""
    context = progress_context()
    response = render(request, "gdpr/_retention_progress.html", context)
    if context["running"] is None:
        # Done: its certificate and the new counts are on the whole page.
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(READ_WRITE)
@portal_view(*KEEPERS)
@recent_login
def change(request: HttpRequest) -> HttpResponse:
    """Choose periods; what the choice would let go is shown before it is made."""
    periods, waiting = policy_in_force().periods, policy_proposed()
    shown = {**periods, **(waiting.periods if waiting else {})}
    sent = request.POST if request.method == "POST" else None
    form = PeriodsForm(sent, periods=shown, health=handles_health_data())
    context: dict[str, Any] = {"form": form, "waiting": waiting}
    if sent is None or not form.is_valid():
        return render(request, "gdpr/retention_change.html", context, status=200 if sent is None else 422)
    wished = {**periods, **form.wish()}
    now = timezone.now()
    if "sure" in sent and sent.get("seen") == form.mark():
        changed = policy_change(wish=form.wish(), now=now, actor=staff_user(request))
        if changed.proposed:
            messages.warning(request, _("The shorter periods wait for a second person."))
        else:
            messages.success(request, _("Saved."))
        return redirect("rights:retention")
    context |= preview_context(wished, now)
    return render(request, "gdpr/retention_change.html", {**context, "previewed": form.mark()})


@require_POST
@portal_view(*KEEPERS)
@recent_login
def decide(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """A second person approves shorter periods, or somebody refuses them."""
    policy = get_object_or_404(RetentionPolicy, pk=policy_id)
    act = {"approve": policy_approve, "reject": policy_reject}.get(request.POST.get("decision", ""))
    if act is None:
        return HttpResponseBadRequest()
    try:
        decided = act(policy=policy, actor=staff_user(request), now=timezone.now())
    except PolicyRefused as refused:
        messages.error(request, refusal(refused))
    else:
        waits = decided.state == RetentionPolicy.State.PROPOSED
        messages.success(
            request, _("You stand for it now. Another has to approve it.") if waits else _("Saved.")
        )
    return redirect("rights:retention")
