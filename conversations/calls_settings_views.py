"""The page where the owner says what is done with calls."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conversations.calls_forms import CallSettingsForm
from conversations.calls_words import TEXT, with_company
from conversations.selectors.calls import call_settings
from conversations.services.calls_settings import call_settings_store
from crm.bookings.selectors import company_here
from crm.selectors import phone_display
from nexus.accounts.access import portal_view, staff_user
from nexus.accounts.models import User
from nexus.tenants.models import ChannelRoute


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(User.Role.OWNER)
def settings(request: HttpRequest) -> HttpResponse:
    """The rules for calls."""
    company = company_here()
    form = CallSettingsForm(
        request.POST if request.method == "POST" else None, instance=call_settings(), company=company.name
    )
    if request.method == "POST" and form.is_valid():
        changed = call_settings_store(company=company, values=form.cleaned_data, by=staff_user(request).pk)
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("calls:settings")
    routes = ChannelRoute.objects.filter(company=company, active=True).order_by("number")
    context = {
        "section": "calls",
        "form": form,
        "numbers": [(phone_display(route.number), phone_display(route.forward_to)) for route in routes],
        "our_text": {language: with_company(text, company.name) for language, text in TEXT.items()},
    }
    return render(request, "conversations/calls_settings.html", context, status=422 if form.is_bound else 200)
