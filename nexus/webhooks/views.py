"""The owner's pages about the company's own systems that are told what happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nexus.accounts.access import portal_view, staff_user
from nexus.accounts.models import User
from nexus.webhooks.events import kinds
from nexus.webhooks.forms import SubscriptionForm
from nexus.webhooks.models import Delivery, Subscription
from nexus.webhooks.selectors import deliveries_page, subscriptions
from nexus.webhooks.services import (
    MOST_SUBSCRIPTIONS,
    WebhookRefused,
    delivery_replay,
    secret_rotate,
    subscription_change,
    subscription_create,
    subscription_delete,
    test_send,
)
from nexus.webhooks.words import attempt_text, reason_text

OWNER = User.Role.OWNER
READ_WRITE = ["GET", "HEAD", "POST"]
State = Subscription.State
#: Seconds within which a try that is to come is waited for on the page.
_SOON = 30
_TONES = {
    Delivery.State.DELIVERED: "pine",
    Delivery.State.PENDING: "info",
    Delivery.State.FAILED: "bad",
    Delivery.State.REFUSED: "",
}
TONES = {State.ACTIVE: "pine", State.PAUSED: "", State.FAILING: "bad"}


@require_safe
@portal_view(OWNER)
def webhooks(request: HttpRequest) -> HttpResponse:
    """All receivers."""
    rows = [(row, TONES[State(row.state)]) for row in subscriptions()]
    return _page(request, "list", {"rows": rows, "full": len(rows) >= MOST_SUBSCRIPTIONS})


@require_http_methods(READ_WRITE)
@portal_view(OWNER)
def webhook_new(request: HttpRequest) -> HttpResponse:
    """A new receiver; its secret is on the page that answers, and nowhere else."""
    form = SubscriptionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = subscription_create(by=staff_user(request), **form.cleaned_data)
        except WebhookRefused as refused:
            messages.error(request, _refusal(refused))
            return redirect("webhooks:list")
        return _secret(request, made)
    return _page(request, "new", {"form": form}, refused=form.is_bound)


@require_http_methods(READ_WRITE)
@portal_view(OWNER)
def webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """One receiver: its settings, and a page of its log."""
    own = get_object_or_404(Subscription, pk=webhook_id)
    form = SubscriptionForm(request.POST if request.method == "POST" else None, subscription=own)
    if form.is_bound and form.is_valid():
        changed = subscription_change(
            subscription=own, values=dict(form.cleaned_data), by=staff_user(request)
        )
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("webhooks:webhook", own.pk)
    own = Subscription.objects.annotate(lines=Count("deliveries")).get(pk=own.pk)
    context = {"webhook": own, "tone": TONES[State(own.state)], "form": form, **_log(request, own)}
    return _page(request, "webhook", context, refused=form.is_bound)


@require_POST
@portal_view(OWNER)
def webhook_act(request: HttpRequest, webhook_id: UUID, act: str) -> HttpResponse:
    """Test, pause, start again, change the secret, delete."""
    own = get_object_or_404(Subscription, pk=webhook_id)
    done = _ACTS.get(act)
    if done is None:
        raise Http404
    try:
        return done(request, own)
    except WebhookRefused as refused:
        messages.error(request, _refusal(refused))
        return redirect("webhooks:webhook", own.pk)


@require_POST
@portal_view(OWNER)
def webhook_replay(request: HttpRequest, webhook_id: UUID, delivery_id: UUID) -> HttpResponse:
    """Send something once more."""
    row = get_object_or_404(Delivery, pk=delivery_id, subscription_id=webhook_id)
    try:
        delivery_replay(delivery=row)
        messages.success(request, _("It is sent again."))
    except WebhookRefused as refused:
        messages.error(request, _refusal(refused))
    return redirect("webhooks:webhook", webhook_id)


def _test(request: HttpRequest, own: Subscription) -> HttpResponse:
    test_send(subscription=own)
    messages.success(request, _("A test is on its way; it stands first in the log."))
    return redirect("webhooks:webhook", own.pk)


def _rotate(request: HttpRequest, own: Subscription) -> HttpResponse:
    secret_rotate(subscription=own, by=staff_user(request))
    return _secret(request, own, renewed=True)


def _pause(request: HttpRequest, own: Subscription) -> HttpResponse:
    subscription_change(subscription=own, values={"state": State.PAUSED}, by=staff_user(request))
    messages.success(request, _("Paused. Nothing is sent until you start it again."))
    return redirect("webhooks:webhook", own.pk)


def _resume(request: HttpRequest, own: Subscription) -> HttpResponse:
    subscription_change(subscription=own, values={"state": State.ACTIVE}, by=staff_user(request))
    messages.success(request, _("Started. What happened meanwhile can be sent again from the log."))
    return redirect("webhooks:webhook", own.pk)


def _delete(request: HttpRequest, own: Subscription) -> HttpResponse:
    subscription_delete(subscription=own, by=staff_user(request))
    messages.success(request, _("The receiver is gone, with its log."))
    return redirect("webhooks:list")


_ACTS: dict[str, Callable[[HttpRequest, Subscription], HttpResponse]] = {
    "test": _test,
    "secret": _rotate,
    "pause": _pause,
    "resume": _resume,
    "delete": _delete,
}


def _secret(request: HttpRequest, own: Subscription, *, renewed: bool = False) -> HttpResponse:
    return _page(
        request, "secret", {"webhook": own, "secret": str(own.secret), "renewed": renewed}, status=201
    )


def _log(request: HttpRequest, own: Subscription) -> dict[str, Any]:
    page, older = deliveries_page(own, before=_key(request.GET.get("before", "")))
    rows = [
        {
            "row": row,
            "title": kinds()[row.kind].title if row.kind in kinds() else row.kind,
            "tone": _TONES[Delivery.State(row.state)],
            "reason": reason_text(row),
            "tries": [(datetime.fromisoformat(a["at"]), attempt_text(a)) for a in row.attempts],
            "again": row.state != Delivery.State.PENDING and own.state != State.PAUSED,
        }
        for row in page
    ]
    now = timezone.now()
    soon = any(row.next_attempt_at and (row.next_attempt_at - now).total_seconds() < _SOON for row in page)
    return {"rows": rows, "older": older, "newest": "before" not in request.GET, "soon": soon}


def _key(raw: str) -> UUID | None:
    """Where a page of the log goes on; None for what is no key."""
    try:
        return UUID(raw)
    except ValueError:
        return None


def _refusal(refused: WebhookRefused) -> str:
    said = {
        "too_many": _("You have as many receivers as one can have."),
        "pending": _("It is on its way already."),
        "not_active": _("The receiver is paused. Start it first."),
    }
    return said.get(refused.code, refused.code)


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], *, refused: bool = False, status: int = 200
) -> HttpResponse:
    return render(
        request,
        f"webhooks/{name}.html",
        {"section": "webhooks", **context},
        status=422 if refused else status,
    )
