"""The door to every portal page: who is logged in, in which role, in which language and time zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from nexus.accounts.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

EVERYONE = tuple(User.Role)
#: Whose settings say when a login is old.
_APP = "allauth.account"
#: The data-protection contact reads and oversees; answering customers is the others' work.
ANSWERING = (User.Role.OWNER, User.Role.AGENT)


def staff_user(request: HttpRequest) -> User:
    """The logged-in member of staff; only for views behind :func:`portal_view`."""
    return cast(User, request.user)


def portal_view(*roles: User.Role) -> Callable[[View[P]], View[P]]:
    """Let a view be seen by staff in one of ``roles`` only (everyone when none is given).

    Without a login the answer leads to the login page (an htmx request is told to go there as a
    whole page); in the wrong role it is 403. Answers are never stored by the browser.
    """
    allowed = roles or EVERYONE

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_login(request)
            user = staff_user(request)
            if user.role not in allowed:
                raise PermissionDenied
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
            if not chosen:
                translation.activate(user.language)
                request.LANGUAGE_CODE = translation.get_language()
            company = getattr(request, "company", None)
            zone = zoneinfo.ZoneInfo(getattr(company, "timezone", "") or settings.TIME_ZONE)
            with timezone.override(zone):
                response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        return guarded

    return decorate


def login_is_old(request: HttpRequest) -> bool:
    """Whether who is at the keyboard must show it again before something grave: the password, or the second
    factor, was last asked for longer ago than ``ACCOUNT_REAUTHENTICATION_TIMEOUT``."""
    return bool(reauthentication.is_reauthentication_required(request, app=_APP))


def recent_login(view: View[P]) -> View[P]:
    """Let a view be used only with a recent login (:func:`login_is_old`); goes below :func:`portal_view`.

    allauth asks, comes back to the page, and carries out a form that had been sent meanwhile. It keeps the
    form in the session until then, so a form with personal data asks :func:`login_is_old` itself.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        reauthentication.raise_if_reauthentication_required(request, app=_APP)
        return view(request, *args, **kwargs)

    return guarded


def to_recent_login(request: HttpRequest) -> HttpResponseBase:
    """To where the password is asked for, and from there back to this page; nothing of a form is kept."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    return redirect_to_login(request.get_full_path(), methods[0]["url"])


def _to_login(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
        return response
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
