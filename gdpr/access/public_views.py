"""The person's own page for their package. Nobody logs in and nothing is set in the browser: the link leads
here, and the code that is texted to their number opens it.

A link that is unknown, another company's, over or fetched by nobody any more is answered alike. There is no
token against forged forms, for there is no cookie that could be misused: whoever can make the request has the
link already.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from conversations.services.rights_chat import own_visitor
from crm.bookings.selectors import company_here
from gdpr.access.downloads import zip_response
from gdpr.access.limits import BY_ADDRESS, may_ask, unknown_token
from gdpr.access.links import is_open, package_by_token
from gdpr.access.services import package_fetched
from gdpr.cases.errors import CaseRefused
from gdpr.codes import code_order, code_take
from gdpr.models import IdentityCode, Package
from nexus.api.authentication import ApiKeyAuthentication
from nexus.api.problems import problem
from nexus.audit.services import entry_append

logger = logging.getLogger(__name__)
Page = Callable[[HttpRequest, Package, str], HttpResponseBase]
#: Longer than any token.
LONGEST: Final = 64
REFUSALS: Final[dict[str, str | Promise]] = {
    "wrong": gettext_lazy("That is not the right code. Look at the latest text, and try again."),
    "spent": gettext_lazy("The code has been tried too often. Have a new one sent."),
    "expired": gettext_lazy("The code is no longer good. Have a new one sent."),
    "too_many_codes": gettext_lazy("Too many codes have been sent to you. Wait an hour, and try again."),
    "chat_closed": gettext_lazy(
        "Your chat is not open. Open it and leave it open, and ask for the code again."
    ),
    "no_number": gettext_lazy("We cannot text your number. Ask the company to give you your data."),
    "opted_out": gettext_lazy("We cannot text your number. Ask the company to give you your data."),
}


def package_page(page: Page) -> Callable[..., HttpResponseBase]:
    """Look the token up, within the limits; refuse whatever cannot be fetched."""

    @csrf_exempt
    @wraps(page)
    def opened(request: HttpRequest, token: str) -> HttpResponseBase:
        response = _opened(page, request, token)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # The address is the link itself: it is told to nobody.
        response["Referrer-Policy"] = "no-referrer"
        return response

    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@package_page
def package(request: HttpRequest, own: Package, token: str) -> HttpResponseBase:
    """GET: what waits here and how it is opened. POST: the zip, for the right code.

    To the company's API key it is given at once: this address is the API's ``package_url``.
    """
    if request.headers.get("Authorization"):
        try:
            ApiKeyAuthentication().authenticate(Request(request))
        except AuthenticationFailed:
            return problem(401)
        package_fetched(package=own, by="api", now=timezone.now())
        return zip_response(own)
    if request.method != "POST":
        return _page(request, own, token, {"sent": "sent" in request.GET})
    now = timezone.now()
    try:
        code_take(case=own.case, purpose=IdentityCode.Purpose.PACKAGE, code=_code(request), now=now)
    except CaseRefused as refused:
        context = {"refusal": REFUSALS[refused.code], "sent": refused.code == "wrong"}
        return _page(request, own, token, context, status=403)
    package_fetched(package=own, by="link", now=now)
    return zip_response(own)


@require_POST
@package_page
def send_code(request: HttpRequest, own: Package, token: str) -> HttpResponseBase:
    """Text a code to the person."""
    try:
        code_order(case=own.case, purpose=IdentityCode.Purpose.PACKAGE, now=timezone.now())
    except CaseRefused as refused:
        status = 429 if refused.code == "too_many_codes" else 409
        return _page(request, own, token, {"refusal": REFUSALS[refused.code]}, status=status)
    return HttpResponseRedirect(f"{reverse('package:package', args=[token])}?sent=1")


def _code(request: HttpRequest) -> str:
    return request.POST.get("code", "")[:LONGEST]


def _opened(page: Page, request: HttpRequest, token: str) -> HttpResponseBase:
    address = request.META.get("REMOTE_ADDR", "")
    found = package_by_token(token) if len(token) <= LONGEST else None
    if not may_ask(address=address, token=token[:LONGEST], known=found is not None):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(BY_ADDRESS[1])
        return response
    if found is not None and is_open(found, timezone.now()):
        return page(request, found, token)
    if found is None:
        unknown_token(address=address)
        logger.warning("unknown package link")
    else:
        entry_append(
            action="package.link_refused",
            subject_type="gdpr.Package",
            subject_id=found.pk,
            actor_kind="public",
            contact_id=found.case.contact_id,
            details={"why": "expired"},
        )
    return render(request, "gdpr/access_gone.html", _context(), status=404)


def _page(
    request: HttpRequest, own: Package, token: str, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {
        **_context(),
        "heading": _("Your data"),
        "token": token,
        "until": own.expires_at,
        "kind": own.case.kind,
        "chat_site": _chat_site(own),
        **more,
    }
    return render(request, "gdpr/access_link.html", context, status=status)


def _chat_site(own: Package) -> str:
    """Where the person's chat is, when the code is shown in it; "" when it is texted."""
    visitor = own_visitor(own.case.contact) if own.case.contact else None
    return visitor.origin if visitor else ""


def _context() -> dict[str, Any]:
    return {"company": company_here()}
