"""The page where the owner says whether messages can be searched by their words."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conversations.search.selectors import words_are_kept
from conversations.search.services import search_settings_store
from crm.bookings.selectors import company_here
from nexus.accounts.access import portal_view, staff_user
from nexus.accounts.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(User.Role.OWNER)
def settings(request: HttpRequest) -> HttpResponse:
    """The one choice, with what it means."""
    if request.method == "POST":
        changed = search_settings_store(
            company=company_here(), words=request.POST.get("words") == "on", actor=staff_user(request)
        )
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("conversations:search_settings")
    return render(
        request, "conversations/search_settings.html", {"section": "search", "words": words_are_kept()}
    )
