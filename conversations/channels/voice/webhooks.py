"""Twilio's webhooks for calls (interfaces.md, the table at the hooks). Thin: check, parse, hand over."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt

from conversations.calls_words import SPOKEN
from conversations.channels.sms.port import Route
from conversations.channels.sms.routes import route_remembered
from conversations.channels.sms.webhooks import refuse, signed_form, twiml
from conversations.channels.voice import answers
from conversations.channels.voice.outcomes import ACCEPTED, ASKED, DECLINED, Fact
from conversations.channels.voice.port import InboundCall
from conversations.models import CallEvent
from conversations.services.calls import call_report
from conversations.services.calls_answer import call_answer, call_goodbye
from crm.bookings.selectors import company_here
from nexus.tenants.context import company_context_trusted

Kind = CallEvent.Kind
Hook = Callable[[HttpRequest, Route, QueryDict], HttpResponse]
View = Callable[[HttpRequest, str], HttpResponse]
_CALL_ID = re.compile(r"[\x21-\x7e]{1,64}")


def never_silent(view: Hook) -> View:
    """A hook whose answer a caller waits for: while storage is away they are put through, or told so.

    The company's phone is rung where this process remembers it; the signature has been checked by then.
    """
    checked = signed_form(view)

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, route: str) -> HttpResponse:
        response = checked(request, route)
        if response.status_code != 503:
            return response
        known = route_remembered(route)
        if known is not None and known.forward_to and view is _voice:
            return twiml(answers.plain_ring(known.forward_to))
        return twiml(answers.say(SPOKEN["away"]["sv"], "sv"))

    return answered


def _voice(_request: HttpRequest, route: Route, form: QueryDict) -> HttpResponse:
    """A call came in: what we do with it is the answer."""
    if form.get("To") != route.number:
        return refuse(403)
    call = _call(form, form.get("CallSid", ""))
    if call is None:
        return refuse(400)
    with company_context_trusted(route.schema):
        return twiml(call_answer(route=route, call=call))


def _done(_request: HttpRequest, route: Route, form: QueryDict) -> HttpResponse:
    """The ringing is over; the caller, if they are still there, is told what happens next."""
    if form.get("To") != route.number:
        return refuse(403)
    call = _call(form, form.get("CallSid", ""))
    if call is None:
        return refuse(400)
    fact = Fact(
        Kind.DONE,
        form.get("DialCallStatus", "").strip().lower(),
        {"true": True, "false": False}.get(form.get("DialBridged", "").strip().lower()),
        _seconds(form, "DialCallDuration"),
    )
    with company_context_trusted(route.schema):
        stored = call_report(route=route, call=call, facts=(fact,))
        return twiml(call_goodbye(call=stored))


def _status(request: HttpRequest, route: Route, form: QueryDict) -> HttpResponse:
    """The status of the caller's side, or, where there is a parent, of the company's phone."""
    parent = form.get("ParentCallSid", "") or request.GET.get("call", "")
    if not parent and form.get("To") != route.number:
        return refuse(403)
    call = _call(form, parent or form.get("CallSid", ""))
    if call is None or not form.get("CallSid"):
        return refuse(400)
    kind = Kind.LEG if parent else Kind.STATUS
    fact = Fact(kind, form.get("CallStatus", "").strip().lower(), seconds=_seconds(form, "CallDuration"))
    with company_context_trusted(route.schema):
        call_report(route=route, call=call, facts=(fact,))
    return twiml()


def _screen(request: HttpRequest, route: Route, form: QueryDict) -> HttpResponse:
    """The company's phone was picked up: ask to press 1, or hear what was pressed."""
    call = _call(form, request.GET.get("call", ""))
    if call is None:
        return refuse(400)
    digits = form.get("Digits")
    word = ASKED if digits is None else ACCEPTED if digits == "1" else DECLINED
    with company_context_trusted(route.schema):
        call_report(route=route, call=call, facts=(Fact(Kind.SCREEN, word),))
        if word == ASKED:
            company = company_here().name
            return twiml(answers.press_1(route, company=company, call_id=call.external_id))
    return twiml(answers.nothing() if word == ACCEPTED else answers.hang_up())


def _amd(request: HttpRequest, route: Route, form: QueryDict) -> HttpResponse:
    """The provider has listened to who picked up. It names no caller, so an unknown call stays unknown."""
    external_id = request.GET.get("call", "")
    if not _CALL_ID.fullmatch(external_id):
        return refuse(400)
    fact = Fact(Kind.AMD, form.get("AnsweredBy", "").strip().lower())
    with company_context_trusted(route.schema):
        call_report(route=route, call=InboundCall(external_id, ""), facts=(fact,), take_in=False)
    return twiml()


def _call(form: QueryDict, external_id: str) -> InboundCall | None:
    """The call that a report is about; None when it says neither which nor from whom."""
    caller = form.get("From")
    if caller is None or not _CALL_ID.fullmatch(external_id):
        return None
    caller = caller.strip()
    if len(caller) > 64 or (caller and not caller.isprintable()):
        return None
    return InboundCall(external_id=external_id, caller=caller, started_at=_started(form))


def _started(form: QueryDict) -> datetime | None:
    """When the call began, where the report says when it was made and how long the call had lasted."""
    try:
        told = parsedate_to_datetime(form.get("Timestamp", ""))
    except ValueError:
        return None
    if told.tzinfo is None:
        return None
    return told - timedelta(seconds=_seconds(form, "CallDuration") or 0)


def _seconds(form: QueryDict, name: str) -> int | None:
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


voice_hook = never_silent(_voice)
done_hook = never_silent(_done)
screen_hook = never_silent(_screen)
status_hook = signed_form(_status)
amd_hook = signed_form(_amd)
