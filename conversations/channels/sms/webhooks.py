"""Twilio's webhooks (interfaces.md, the table at the hooks). Thin: check, parse, hand over."""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from twilio.request_validator import RequestValidator

from conversations.channels.sms.port import InboundSms, Route
from conversations.channels.sms.reconcile import want_reconcile
from conversations.channels.sms.routes import route_by_token
from conversations.channels.sms.statuses import from_twilio
from conversations.services.delivery import delivery_record
from conversations.services.inbound import sms_receive
from nexus.faults import crash_point
from nexus.tenants.context import NoSuchCompany, company_context_trusted
from nexus.tenants.readiness import NotReady

logger = logging.getLogger(__name__)

MAX_BODY = 1024 * 1024
FORM = "application/x-www-form-urlencoded"
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_RAW = re.compile(rb"[\x80-\xff]")
Hook = Callable[[HttpRequest, Route, QueryDict], HttpResponse]


def twiml(content: str = EMPTY) -> HttpResponse:
    """TwiML, the XML that Twilio takes orders in."""
    return HttpResponse(content, content_type="text/xml")


def signed_form(view: Hook) -> Callable[[HttpRequest, str], HttpResponse]:
    """Let through only what Twilio signed for this route, as a parsed form.

    405, 415, 413, 404, 403 and 400 as the table says; 503 while storage is away, and then a wish to
    fetch from the provider what was missed.
    """

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, route: str) -> HttpResponse:
        if request.method != "POST":
            return refuse(405, allow="POST")
        if (request.content_type or "").lower() != FORM:
            return refuse(415)
        body = _body(request)
        if body is None:
            return refuse(413)
        try:
            found = route_by_token(route)
            if found is None:
                return refuse(404)
            try:
                form = _form(body)
            except TooManyFieldsSent:
                return refuse(400)
            if not signature_ok(request, found, form):
                return refuse(403)
            if form.get("AccountSid") != found.account_sid:
                return refuse(403)
            return view(request, found, form)
        except (DatabaseError, NotReady) as error:
            logger.warning("hook answered 503", extra={"error": type(error).__name__})
            want_reconcile()
            return refuse(503)
        except NoSuchCompany:
            return refuse(404)

    return checked


def _body(request: HttpRequest) -> bytes | None:
    """The body, or ``None`` when it is larger than a hook takes.

    Without a Content-Length (a chunked body) Django reads nothing, so it is read here, up to the limit.
    """
    length = request.META.get("CONTENT_LENGTH")
    if not length and isinstance(request, WSGIRequest) and "HTTP_TRANSFER_ENCODING" in request.META:
        body: bytes = request.environ["wsgi.input"].read(MAX_BODY + 1)
        return body if len(body) <= MAX_BODY else None
    return request.body if int(length or 0) <= MAX_BODY else None


def _form(body: bytes) -> QueryDict:
    """The form, decoded as UTF-8 with replacement (interfaces.md), as it was signed.

    Bytes that should have been percent-encoded are so now: left as they are, one of them would make
    Django read the whole form as Latin-1.
    """
    return QueryDict(_RAW.sub(lambda byte: b"%%%02X" % byte[0][0], body), encoding="utf-8")


def signature_ok(request: HttpRequest, route: Route, form: QueryDict) -> bool:
    """Whether the signature is Twilio's for exactly this address, under the route's own token.

    Checked against the configured public URL, never against what the request says of itself. The
    SDK's own ``validate`` would also accept the address with its port added or removed.
    """
    given = request.META.get("HTTP_X_TWILIO_SIGNATURE", "")
    if not given or not route.auth_token:
        return False
    query = request.META.get("QUERY_STRING", "")
    address = settings.NEXUS.public_url + request.path + (f"?{query}" if query else "")
    expected = RequestValidator(route.auth_token).compute_signature(address, form)
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


@signed_form
def sms_hook(_request: HttpRequest, route: Route, form: QueryDict) -> HttpResponse:
    """A text came in. 200 once it is stored, with an empty answer: ours is sent through the API."""
    if form.get("To") != route.number:
        return refuse(403)
    external_id, sender = form.get("MessageSid", ""), form.get("From", "").strip()
    if not external_id or len(external_id) > 64 or "\0" in external_id:
        return refuse(400)
    if not sender or len(sender) > 64 or not sender.isprintable():
        return refuse(400)
    media = form.get("NumMedia", "0")
    sms = InboundSms(
        external_id=external_id,
        sender=sender,
        recipient=route.number,
        body=form.get("Body", ""),
        num_media=min(int(media), 100) if media.isascii() and media.isdigit() and len(media) < 4 else 0,
        opt_out_type=form.get("OptOutType", ""),
    )
    with company_context_trusted(route.schema):
        sms_receive(route=route, sms=sms)
    crash_point("web_before_response")
    return twiml()


@signed_form
def status_hook(request: HttpRequest, route: Route, form: QueryDict) -> HttpResponse:
    """A delivery report for a message of ours; one we do not know (any more) gets a calm 200."""
    external_id = form.get("MessageSid", "")
    if not external_id or len(external_id) > 64 or "\0" in external_id:
        return refuse(400)
    status = from_twilio(form.get("MessageStatus", "") or form.get("SmsStatus", ""))
    try:
        message_id = UUID(request.GET.get("message", ""))
    except ValueError:
        return twiml()
    if status is None:
        return twiml()
    code = form.get("ErrorCode", "")
    with company_context_trusted(route.schema):
        delivery_record(
            message_id=message_id,
            external_id=external_id,
            status=status,
            reported=form.get("MessageStatus", "").lower(),
            error_code=code if code.isascii() and code.isdigit() and len(code) <= 12 else "",
        )
    return twiml()


def refuse(status: int, *, allow: str = "") -> HttpResponse:
    """An answer without words to whoever is refused."""
    response = HttpResponse(status=status, content_type="text/plain")
    if allow:
        response["Allow"] = allow
    if status == 503:
        response["Retry-After"] = "5"
    return response
