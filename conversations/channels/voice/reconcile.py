"""Calls that no webhook brought, and those whose end none told: the provider's list is compared with ours."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from conversations.channels.sms.port import Route
from conversations.channels.voice.gateways import voice
from conversations.channels.voice.port import InboundCall
from conversations.models import Call
from conversations.services.calls import TAKEN_IN_WITHIN, call_report
from conversations.services.calls_settle import listed_facts

#: So young a call's reports are still on their way.
REPORTED_WITHIN: Final = timedelta(minutes=1)


def calls_reconcile(route: Route) -> int:
    """Take in the calls of the last hours that no webhook brought. Returns how many.

    What was erased, or goes on, is not taken in: the one never, the other when it is over.
    """
    provider, now, taken = voice(), timezone.now(), 0
    listed = list(provider.received(route, since=now - TAKEN_IN_WITHIN))
    settled = set(
        Call.objects.filter(external_id__in=[call.external_id for call in listed])
        .exclude(outcome=None)
        .values_list("external_id", flat=True)
    )
    for call in listed:
        if call.external_id in settled or call.at > now - REPORTED_WITHIN:
            continue
        facts = listed_facts(call, list(provider.legs(route, call.external_id)))
        if facts is None:
            continue
        known = Call.objects.filter(external_id=call.external_id).exists()
        stored = call_report(
            route=route, call=InboundCall(call.external_id, call.caller, call.at), facts=facts
        )
        taken += stored is not None and not known
    return taken
