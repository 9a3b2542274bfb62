"""The providers of calls by name, and the simulator's, which keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from conversations.channels.voice.port import Deleted, ListedCall, Route, VoiceGateway
from conversations.channels.voice.twilio import TwilioVoice


class ConsoleVoice:
    """The built-in phone simulator: a call is over when it is made, and nothing of it is elsewhere."""

    name = "console"

    def fetch(self, route: Route, external_id: str) -> ListedCall | None:
        return None

    def legs(self, route: Route, external_id: str) -> Iterator[ListedCall]:
        yield from ()

    def received(self, route: Route, *, since: datetime) -> Iterator[ListedCall]:
        yield from ()

    def delete(self, route: Route, external_id: str) -> Deleted:
        return Deleted.GONE

    def listed(self, route: Route, *, phone: str | None) -> Iterator[ListedCall]:
        yield from ()


VOICES: dict[str, type[VoiceGateway]] = {"console": ConsoleVoice, "twilio": TwilioVoice}


def voice() -> VoiceGateway:
    """The provider of calls of this installation."""
    return VOICES[settings.NEXUS.sms_gateway]()
