"""What a caller hears: the company's phone ringing, or a sentence about what happens next."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from conversations.calls_words import spoken
from conversations.channels.sms.port import Route
from conversations.channels.voice import answers
from conversations.channels.voice.outcomes import CLOSED, NO_PHONE, RUNG, RUNG_AMD, RUNG_PRESS_1, Fact
from conversations.channels.voice.port import InboundCall
from conversations.models import Call, CallEvent, CallSettings, Outcome
from conversations.selectors.calls import call_settings, company_is_open, recently_texted, why_not_text
from conversations.services.calls import call_report
from crm.bookings.selectors import company_here

Kind = CallEvent.Kind
_RUNG = {
    CallSettings.Screening.NONE: RUNG,
    CallSettings.Screening.PRESS_1: RUNG_PRESS_1,
    CallSettings.Screening.AMD: RUNG_AMD,
}


def call_answer(*, route: Route, call: InboundCall) -> str:
    """Take the call in and say, as TwiML, what is to be done with it. Asked again it says the same."""
    settings = call_settings()
    is_open = company_is_open(timezone.now())
    if not route.forward_to or call.caller == route.forward_to:
        did = NO_PHONE
    elif settings.rings == CallSettings.Rings.OPEN and not is_open:
        did = CLOSED
    else:
        did = _RUNG[CallSettings.Screening(settings.screening)]
    stored = call_report(route=route, call=call, facts=(Fact(Kind.VOICE, did),))
    if did not in (CLOSED, NO_PHONE):
        return answers.ring(route, settings, call_id=call.external_id)
    return _sentence(stored, "closed" if not is_open else "no_answer")


def call_goodbye(*, call: Call | None) -> str:
    """After the ringing: nothing for whom was answered, else what happens next."""
    if call is not None and call.outcome == Outcome.ANSWERED:
        return answers.hang_up()
    return _sentence(call, "no_answer")


def _sentence(call: Call | None, code: str) -> str:
    contact = call.contact if call is not None else None
    language = "en" if contact is not None and contact.language == "en" else "sv"
    last = "text_follows" if call is not None and _text_follows(call) else "later"
    return answers.say(spoken(company_here().name, language, code, last), language)


def _text_follows(call: Call) -> bool:
    """Whether a text will follow, as far as can be told now: nothing is promised that may not come."""
    settings = call_settings()
    if why_not_text(call, settings=settings) or call.contact_id is None:
        return False
    since = timezone.now() - timedelta(hours=settings.window_hours)
    return not recently_texted(contact_id=call.contact_id, since=since)
