"""Whatever a customer writes: an answer that fits, nothing booked in the past, nobody else's booking touched."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.agent.guardrails import MAX_SEGMENTS
from conversations.channels.sms.segments import is_gsm, segment_count
from conversations.screening import make_safe
from crm.bookings.models import Booking
from tests.conversations.agent.dialogue.conftest import Customer, tools
from tests.conversations.agent.turns import MONDAY

PIECES = [
    "boka", "avboka", "flytta", "klippning", "herr", "dam", "slingor", "imorgon", "på lördag", "igår", "kl 14",
    "14.30", "halv tre", "kl 27", "31/11", "nästa vecka", "em", "den första", "den sista", "ja", "nej", "inte",
    "senare", "hos Lina", "hos Mirella", "Anna", "tack", "?", "vad kostar", "öppet", "eller", "till", "alla",
    "två", "om 2 år", "2027-02-30", "kan inte komma", "book", "cancel", "tomorrow", "at 3pm", "men's cut", "👍",
    "jag heter", "istället", "ledig", "\n", "STOPP", "...", "radera min tid", "112", "🤷", "\u202e", "\u0000",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map(" ".join) | st.text(max_size=60)
ACTS = {"book", "move_booking", "cancel_booking", "open_rights_request"}


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_no_words_break_the_agent_book_in_the_past_or_touch_others(
    customers: Callable[..., Customer], texts: list[str]
) -> None:
    with transaction.atomic():
        other, writer = customers(606), customers(607)
        other.say("boka klippning dam på torsdag kl 10")
        for text in texts:
            outcome = writer.say(make_safe(text))
            assert bool(outcome.reply) == (outcome.decision != "silent")
            assert outcome.decision != "acted" or ACTS & set(tools(outcome))
            if is_gsm(outcome.reply):
                assert segment_count(outcome.reply).count <= MAX_SEGMENTS
        assert not Booking.objects.filter(start__lt=MONDAY).exists()
        assert not Booking.objects.filter(start__gt=MONDAY + datetime.timedelta(days=366)).exists()
        assert other.booked == [("klippning_dam", "2026-11-26 10:00")]
        transaction.set_rollback(True)
