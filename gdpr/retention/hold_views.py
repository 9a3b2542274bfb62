"""The portal's pages about legal holds."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.models import Contact
from gdpr.models import Hold
from gdpr.retention.forms import HoldForm, ReviewForm
from gdpr.retention.hold_pages import hold_context, who
from gdpr.retention.holds import HoldRefused, hold_lift, hold_place, hold_postpone
from gdpr.retention.pages import refusal
from gdpr.retention.views import KEEPERS, READ_WRITE
from nexus.accounts.access import portal_view, staff_user
from nexus.audit.services import read_log


@require_http_methods(READ_WRITE)
@portal_view(*KEEPERS)
def hold_new(request: HttpRequest) -> HttpResponse:
    """Place a hold; ``?contact=<id>`` says on whom, else their number is asked for."""
    contact = _contact(request)
    form = HoldForm(request.POST if request.method == "POST" else None, contact=contact)
    if form.is_valid() and form.contact is not None:
        try:
            hold_place(
                contact=form.contact,
                reason=form.cleaned_data["reason"],
                review_on=form.cleaned_data["review_on"],
                actor=staff_user(request),
                now=timezone.now(),
            )
        except HoldRefused as refused:
            form.add_error("review_on" if refused.code == "review_past" else "reason", refusal(refused))
        else:
            messages.success(request, _("Everything about the customer is kept from now on."))
            # Whoever came from the person's page goes back to it.
            return redirect("rights:person", contact.pk) if contact else redirect("rights:retention")
    context = {"form": form, "who": who(contact) if contact else ""}
    return render(request, "gdpr/retention_hold_new.html", context, status=422 if form.errors else 200)


def _contact(request: HttpRequest) -> Contact | None:
    wanted = request.GET.get("contact", "")
    if not wanted:
        return None
    try:
        return get_object_or_404(Contact, pk=UUID(wanted))
    except ValueError:
        return None


@require_http_methods(READ_WRITE)
@portal_view(*KEEPERS)
def hold(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """One hold with its reason: lift it, or choose another review date. Reading it is logged."""
    found = get_object_or_404(Hold.objects.select_related("contact", "owner", "lifted_by"), pk=hold_id)
    user, form, status = staff_user(request), ReviewForm(), 200
    if request.method == "POST":
        try:
            if "lift" in request.POST:
                hold_lift(hold=found, actor=user, now=timezone.now())
                messages.success(request, _("The hold is lifted."))
                return redirect("rights:retention")
            form, status = ReviewForm(request.POST), 422
            if form.is_valid():
                day = form.cleaned_data["review_on"]
                hold_postpone(hold=found, review_on=day, actor=user, now=timezone.now())
                messages.success(request, _("Saved."))
                return redirect("rights:retention")
        except HoldRefused as refused:
            if refused.code == "lifted":
                messages.error(request, refusal(refused))
                return redirect("rights:retention")
            form.add_error("review_on", refusal(refused))
    else:
        read_log(
            actor_id=user.pk,
            subject_type="gdpr.Hold",
            subject_id=found.pk,
            contact_id=found.contact_id,
        )
    return render(request, "gdpr/retention_hold.html", {**hold_context(found), "form": form}, status=status)
