"""Taking in what the provider reports about a call: each fact once, then the verdict on all of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.channels.sms.port import Route
from conversations.channels.voice.outcomes import FINAL, PICKED_UP, WORDS, Fact, outcome_of
from conversations.channels.voice.port import InboundCall, is_hidden
from conversations.models import Call, CallEvent, Conversation, Outcome
from conversations.screening import make_safe
from conversations.selectors.calls import company_is_open
from conversations.selectors.calls_afterwards import RECOVERED_WITHIN
from crm.models import Contact, Identifier
from crm.recognition import SILENT_FOR
from crm.services import contact_create
from nexus.crypto.index import blind_phone
from nexus.outbox.services import job_put
from nexus.privacy import ledger
from nexus.tenants.publish import publish_conversation
from nexus.webhooks.services import event_put

SETTLE, TEXT, FOLLOW = "call_settle", "call_text", "call_follow"
#: Reports come within seconds of each other, in any order; so long a text waits for the last of them.
TEXT_AFTER: Final = timedelta(seconds=8)
#: When the provider is asked about a call whose end nobody has reported. The phone rings for a minute at most.
ASK_AFTER: Final = timedelta(seconds=120)
#: A report about a call that we never saw begin counts for so long; what is older was erased, or is a replay.
TAKEN_IN_WITHIN: Final = timedelta(hours=6)
#: An hour is more than the clocks of the provider and ours can differ.
FUTURE: Final = timedelta(hours=1)
LONGEST: Final = 24 * 60 * 60  # seconds; a call can last no longer, and a column holds no more than 2**31
Kind = CallEvent.Kind


def call_report(
    *,
    route: Route,
    call: InboundCall,
    facts: tuple[Fact, ...],
    take_in: bool = True,
) -> Call | None:
    """Write down what was reported and reckon the outcome. Called inside the company.

    A report about an unknown call makes the call, so that the order of reports does not matter, unless
    ``take_in`` is False, or the caller was erased since, or it is older than :data:`TAKEN_IN_WITHIN`; then
    the answer is None, and nothing is stored.
    """
    try:
        return _report(route, call, facts, take_in)
    except IntegrityError:
        # Two first reports, or two first calls from one number, met: the other has made what this one finds.
        return _report(route, call, facts, take_in)


def _report(route: Route, reported: InboundCall, facts: tuple[Fact, ...], take_in: bool) -> Call | None:
    now = timezone.now()
    with transaction.atomic():
        call = Call.objects.select_for_update().filter(external_id=reported.external_id).first()
        if call is None:
            if not take_in or not _may_take_in(route, reported, now):
                return None
            call = _begin(route, reported, now)
        new = [fact for fact in facts if _note(call, fact, now)]
        if new:
            _reckon(call, now)
    return call


def _may_take_in(route: Route, reported: InboundCall, now: datetime) -> bool:
    started = reported.started_at or now
    if not now - TAKEN_IN_WITHIN <= started <= now + FUTURE:
        return False
    if is_hidden(reported.caller):
        return True
    return not ledger.is_erased(route.schema, blind_phone(make_safe(reported.caller)), since=started)


def _begin(route: Route, reported: InboundCall, now: datetime) -> Call:
    started = min(reported.started_at or now, now)
    call = Call(
        route_id=UUID(route.id),
        external_id=reported.external_id,
        hidden=is_hidden(reported.caller),
        in_hours=company_is_open(started),
        started_at=started,
    )
    if not call.hidden:
        call.phone = make_safe(reported.caller)
        call.contact = _contact_of(call.phone, now)
    call.save(force_insert=True)
    # Should nothing more be reported, the provider is asked.
    job_put(kind=SETTLE, object_id=call.pk, delay=ASK_AFTER)
    return call


def _contact_of(phone: str, now: datetime) -> Contact:
    known = Identifier.objects.filter(kind=Identifier.Kind.PHONE, blind=blind_phone(phone)).first()
    if known is None:
        return contact_create(phone=phone)
    contact = Contact.objects.get(pk=known.contact_id)
    changed = []
    if contact.last_seen_at < now - SILENT_FOR:
        contact.returned_at = now
        changed.append("returned_at")
    if contact.last_seen_at < now - timedelta(hours=1):
        contact.last_seen_at = now
        changed.append("last_seen_at")
    if changed:
        contact.save(update_fields=changed)
    return contact


def _note(call: Call, fact: Fact, now: datetime) -> bool:
    """Write a fact down; False when it is known, or no word that says anything."""
    if fact.status not in WORDS.get(fact.kind, ()):
        return False
    _event, new = CallEvent.objects.get_or_create(
        call=call,
        kind=fact.kind,
        status=fact.status,
        defaults={
            "bridged": fact.bridged,
            "seconds": None if fact.seconds is None else min(max(fact.seconds, 0), LONGEST),
            "at": fact.at or now,
        },
    )
    return new


def _reckon(call: Call, now: datetime) -> None:
    """The verdict on all facts, and what follows from a new one."""
    facts = facts_of(call)
    outcome = outcome_of(facts)
    before = call.outcome
    call.outcome = outcome
    call.seconds = _talked(facts) if outcome == Outcome.ANSWERED else None
    call.ring_seconds = _rang(call, facts)
    if outcome is not None and call.settled_at is None:
        call.settled_at = now
    call.save(update_fields=["outcome", "seconds", "ring_seconds", "settled_at"])
    if outcome != before and outcome == Outcome.MISSED:
        event_put("call.missed", call.pk, contact_id=call.contact_id)
    if outcome != before and outcome not in (None, Outcome.ANSWERED):
        if call.texted_back_at is None:
            # Another report pushes the time a little, but a text never waits longer than twice as long.
            job_put(kind=TEXT, object_id=call.pk, delay=TEXT_AFTER, max_wait=2 * TEXT_AFTER)
        if call.contact_id and call.followed_at is None:
            due = call.started_at + RECOVERED_WITHIN - now
            job_put(kind=FOLLOW, object_id=call.pk, delay=max(due, timedelta()))
    publish_call(call)


def publish_call(call: Call) -> None:
    """Tell open pages that something has happened in the caller's thread."""
    if call.contact_id is None:
        return
    latest = (
        Conversation.objects.filter(contact_id=call.contact_id)
        .order_by("-last_message_at", "-id")
        .values_list("pk", flat=True)
        .first()
    )
    publish_conversation(latest or call.contact_id)


def facts_of(call: Call) -> list[Fact]:
    """All that is known of a call, as the verdict needs it."""
    return [
        Fact(event.kind, event.status, event.bridged, event.seconds, event.at)
        for event in CallEvent.objects.filter(call=call)
    ]


def _talked(facts: list[Fact]) -> int | None:
    """Seconds of talk: as the end of the dial says, else as the leg does."""
    for kind in (Kind.DONE, Kind.LEG):
        said = [fact.seconds for fact in facts if fact.kind == kind and fact.seconds is not None]
        if said:
            return max(said)
    return None


def _rang(call: Call, facts: list[Fact]) -> int | None:
    """Seconds from the call's beginning until the phone was picked up, or the ringing ended."""
    ends = [
        fact.at
        for fact in facts
        if fact.at is not None
        and (
            (fact.kind == Kind.LEG and fact.status in PICKED_UP | FINAL)
            or (fact.kind == Kind.DONE and fact.status not in PICKED_UP)
        )
    ]
    if not ends:
        return None
    return min(max(int((min(ends) - call.started_at).total_seconds()), 0), LONGEST)
