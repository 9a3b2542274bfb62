"""What the provider is told to do with a call, as TwiML (https://www.twilio.com/docs/voice/twiml)."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings as django_settings
from twilio.twiml.voice_response import Gather, VoiceResponse

from conversations.calls_words import spoken
from conversations.channels.sms.port import Route
from conversations.channels.sms.routes import hook_path
from conversations.models import CallSettings

VOICES: Final = {
    "sv": {"language": "sv-SE", "voice": "Polly.Elin-Neural"},
    "en": {"language": "en-GB", "voice": "Polly.Amy-Neural"},
}
#: How long the company's phone rings when nothing but its number is known.
PLAIN_SECONDS: Final = 20
#: How long whoever picked up has to press 1: the sentence, and a moment.
PRESS_SECONDS: Final = 8


def hook_address(route: Route, kind: str, **query: str) -> str:
    """The public address of one of the route's hooks, as the provider will sign it."""
    path = f"{django_settings.NEXUS.public_url}{hook_path(route, kind)}"
    return f"{path}?{urlencode(query)}" if query else path


def ring(route: Route, settings: CallSettings, *, call_id: str) -> str:
    """Ring the company's phone. The caller hears it ring until a person has taken the call.

    ``call_id`` is the caller's call; it travels in the addresses, for the leg has an id of its own.
    """
    response = VoiceResponse()
    dial = response.dial(
        action=hook_address(route, "voice/done"),
        method="POST",
        timeout=settings.ring_seconds,
        answer_on_bridge=True,
    )
    more: dict[str, Any] = {}
    if settings.screening == CallSettings.Screening.PRESS_1:
        more["url"] = hook_address(route, "voice/screen", call=call_id)
        more["method"] = "POST"
    elif settings.screening == CallSettings.Screening.AMD:
        more["machine_detection"] = "Enable"
        more["amd_status_callback"] = hook_address(route, "voice/amd", call=call_id)
        more["amd_status_callback_method"] = "POST"
    dial.number(
        route.forward_to,
        status_callback=hook_address(route, "voice/status", call=call_id),
        status_callback_event="initiated ringing answered completed",
        status_callback_method="POST",
        **more,
    )
    return str(response)


def plain_ring(forward_to: str) -> str:
    """Ring the company's phone with nothing to be asked or reported: while the database is away."""
    response = VoiceResponse()
    response.dial(timeout=PLAIN_SECONDS).number(forward_to)
    return str(response)


def say(text: str, language: str) -> str:
    """Say something and hang up."""
    response = VoiceResponse()
    response.say(text, **VOICES[language])
    response.hangup()
    return str(response)


def nothing() -> str:
    """No order: the call goes on, or is over."""
    return str(VoiceResponse())


def hang_up() -> str:
    """End this leg."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def press_1(route: Route, *, company: str, call_id: str) -> str:
    """Ask whoever picked up to press 1; a voicemail does not, and the leg ends."""
    response = VoiceResponse()
    gather = Gather(
        num_digits=1,
        timeout=PRESS_SECONDS,
        action=hook_address(route, "voice/screen", call=call_id),
        method="POST",
    )
    gather.say(spoken(company, "sv", "press_1"), **VOICES["sv"])
    response.append(gather)
    response.hangup()
    return str(response)
