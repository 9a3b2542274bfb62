"""The shell's own views."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from nexus.accounts.models import User


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Set the language cookie, and remember the choice with the account."""
    response: HttpResponse = set_language(request)
    language = request.POST.get("language", "")
    user = request.user
    if isinstance(user, User) and language in ("sv", "en") and user.language != language:
        user.language = language
        user.save(update_fields=["language"])
    return response
