"""The shell's own views."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
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


@never_cache
@require_safe
def answers(request: HttpRequest, language: str) -> HttpResponse:
    """The note on top of every page that texts do not go out just now; empty while they do.

    Open pages ask for it now and then. It is the same for everybody and needs no login, so that a page whose
    session has ended is not thrown out while somebody is writing on it. ``language`` is the page's.
    """
    with translation.override(language if language in ("sv", "en") else "sv"):
        return render(request, "portal/_answers.html")
