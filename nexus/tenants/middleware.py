"""From an address to a company: whose request this is, and from where it came."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, set_urlconf
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy

from nexus.privacy.gate import ledger_ahead
from nexus.schema import connection
from nexus.tenants.hosts import company_for_host, public_hosts
from nexus.tenants.models import Company
from nexus.tenants.readiness import NotReady, require_ready

GetResponse = Callable[[HttpRequest], HttpResponse]
#: Seconds after which it is worth another try. Erasing again whoever had been erased takes seconds each.
BACK_WITHIN, RESTORED_WITHIN = 5, 60
#: The problem's type while a backup is brought up to date (:mod:`nexus.privacy.gate`).
RESTORING = "urn:nomar-nexus:problem:restoring"
_RESTORING = gettext_lazy(
    "The service has been restored from a backup, and is erasing again what was erased since the backup was made. "
    "Nothing is read or changed until that is done. Try again in a minute."
)
#: The same words as the API has for them elsewhere.
_DETAILS = {
    404: gettext_lazy("There is nothing here."),
    503: gettext_lazy("The service is not available right now. Try again shortly."),
}


class ClientAddressMiddleware:
    """Believes ``X-Forwarded-For`` and ``-Proto`` only from a trusted proxy; else they do not exist."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        meta.pop("HTTP_X_NEXUS_SCHEME", None)
        forwarded = meta.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = meta.pop("HTTP_X_FORWARDED_PROTO", "")
        meta.pop("HTTP_X_FORWARDED_HOST", None)
        if self._trusted(meta.get("REMOTE_ADDR", "")):
            meta["HTTP_X_NEXUS_SCHEME"] = scheme
            # From the right: the first address that is not one of our own proxies is the client.
            for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
                meta["REMOTE_ADDR"] = hop
                if not self._trusted(hop):
                    break
        return self.get_response(request)

    @staticmethod
    def _trusted(address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in settings.NEXUS.trusted_proxies)


class HooksMiddleware:
    """Takes the providers' webhooks out of the stack: nobody is logged in there, and no page is drawn.

    The route in the address decides the company, so the host name does not matter (interfaces.md). And
    this is the hot path: what pages need would cost it a fifth of its time.
    """

    prefix = "/hooks/"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self.prefix):
            return self.get_response(request)
        try:
            match = resolve(request.path_info, urlconf=settings.PUBLIC_SCHEMA_URLCONF)
        except Resolver404:
            return self.get_response(request)
        connection.set_schema_to_public()
        return match.func(request, *match.args, **match.kwargs)


class CompanyMiddleware:
    """Enters the company that the host name belongs to, after the readiness gate.

    Unknown host 404; company being made, incomplete or the database away 503.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        connection.set_schema_to_public()
        try:
            host, _ = split_domain_port(request.get_host())
        except DisallowedHost:
            return HttpResponse("Bad host", status=400, content_type="text/plain")
        try:
            return self._enter(request, host.lower().rstrip("."))
        finally:
            connection.set_schema_to_public()
            set_urlconf(None)

    def _enter(self, request: HttpRequest, host: str) -> HttpResponse:
        if host in public_hosts():
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            request.company = None  # type: ignore[attr-defined]  # ours; see nexus.tenants.requests
            return self.get_response(request)
        try:
            company = company_for_host(host)
            if company is None:
                return self._plain(request, 404)
            if company.state != Company.State.READY:
                return self._plain(request, 503)
            if ledger_ahead():
                return self._plain(request, 503, restoring=True)
            require_ready(company.schema_name)
        except (DatabaseError, NotReady):
            return self._plain(request, 503)
        connection.set_tenant(company)
        request.company = company  # type: ignore[attr-defined]  # ours
        request.tenant = company  # type: ignore[attr-defined]  # django-tenants' name for it
        response = self.get_response(request)
        if request.path.startswith("/api/"):
            # Customers' data must not stay in anybody's cache.
            response.setdefault("Cache-Control", "no-store")
        return response

    @staticmethod
    def _plain(request: HttpRequest, status: int, *, restoring: bool = False) -> HttpResponse:
        """An answer that needs no company, no session and no database, in the language that is asked for."""
        language = translation.get_language_from_request(request)
        with translation.override(language):
            if request.path.startswith("/api/"):
                problem = {
                    "type": RESTORING if restoring else "about:blank",
                    "title": HTTPStatus(status).phrase,
                    "status": status,
                    "detail": str(_RESTORING if restoring else _DETAILS[status]),
                }
                response = HttpResponse(
                    json.dumps(problem), status=status, content_type="application/problem+json"
                )
            else:
                page = render_to_string(f"{status}.html", {"restoring": restoring})
                response = HttpResponse(page, status=status)
        response["Cache-Control"] = "no-store"
        response["Content-Language"] = language
        patch_vary_headers(response, ("Accept-Language",))
        if status == 503:
            response["Retry-After"] = str(RESTORED_WITHIN if restoring else BACK_WITHIN)
        return response
