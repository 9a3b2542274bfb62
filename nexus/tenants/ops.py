"""Nomar's ops admin: Django's own, on the public host, over shared rows only (decision 11)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import LogoutView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from nexus.crypto.keys import PLATFORM, current_owner

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class OpsSite(AdminSite):
    """Staff of the public schema, logged in through allauth; in production only with a second factor."""

    site_header = site_title = _("Nomar Nexus operations")
    index_title = _("Operations")
    site_url = None
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return self._is_ops(request) and not self._lacks_second_factor(request)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is no password form here: to allauth's login, or to what is still missing after it."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if self._is_ops(request):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        if request.user.is_authenticated:
            raise PermissionDenied
        onward = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: onward})}")

    @method_decorator(never_cache)
    def logout(  # type: ignore[override]  # the stub knows only the page that Django itself would draw
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return LogoutView.as_view(next_page=reverse("account_login"))(request)

    def password_change(  # type: ignore[override]  # as above
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_change_password"))

    @staticmethod
    def _is_ops(request: HttpRequest) -> bool:
        user = request.user
        return current_owner() == PLATFORM and user.is_active and user.is_staff

    @staticmethod
    def _lacks_second_factor(request: HttpRequest) -> bool:
        if not settings.NEXUS.is_production:
            return False
        known = getattr(request, "_ops_second_factor", None)
        if known is None:  # asked several times in each request
            known = get_adapter().is_mfa_enabled(request.user, SECOND_FACTORS)
            request._ops_second_factor = known  # type: ignore[attr-defined]  # our own note on the request
        return not known


ops = OpsSite(name="admin")
