"""The company's wishes for its agent: when it answers, what it leaves to staff, and how often."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from conversations.agent.providers.base import ProviderError
from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.turn import run_turn
from conversations.models import AgentSettings, Conversation, ConversationEvent, Message
from conversations.services import turns
from conversations.services.conversations import conversation_take_over
from conversations.services.turn_input import LONGEST_TEXT, LONGEST_WORD, readable
from crm.bookings.models import Booking
from nexus.accounts.models import User
from nexus.schema import connection
from nexus.tenants.models import Company
from tests.conversations.pipeline.conftest import Hook

STOCKHOLM = ZoneInfo("Europe/Stockholm")
In = Callable[[Company], AbstractContextManager[None]]
Work = Callable[[], int]
OPEN, CLOSED = datetime(2027, 2, 15, 11, tzinfo=STOCKHOLM), datetime(2027, 2, 14, 22, tzinfo=STOCKHOLM)


def wish(company: Company, in_company: In, **wishes: object) -> None:
    with in_company(company):
        AgentSettings.objects.create(**wishes)


@pytest.mark.parametrize(
    ("answers", "moment", "speaks"),
    [
        ("always", CLOSED, True),
        ("open", OPEN, True),
        ("open", CLOSED, False),
        ("closed", CLOSED, True),
        ("closed", OPEN, False),
        ("never", OPEN, False),
    ],
)
def test_the_agent_answers_only_when_the_company_wants_it_to(
    company_a: Company,
    in_company: In,
    sms_hook: Hook,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
    answers: str,
    moment: datetime,
    speaks: bool,
) -> None:
    wish(company_a, in_company, answers=answers, away_text="Tack! Vi svarar när vi har öppet.")
    monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(UTC))
    sms_hook("När har ni öppet på lördag?")
    work()
    with in_company(company_a):
        (answer,) = Message.objects.filter(direction="outbound")
        conversation = Conversation.objects.get()
        if speaks:
            assert answer.author_type == "ai"
            assert conversation.state == "ai"
        else:
            assert (answer.author_type, answer.body) == ("system", "Tack! Vi svarar när vi har öppet.")
            assert conversation.state == "waiting_for_staff"
            assert ConversationEvent.objects.get().reason == "agent_off"


def test_an_excluded_topic_is_left_to_staff(
    company_a: Company, in_company: In, sms_hook: Hook, work: Work
) -> None:
    wish(company_a, in_company, excluded_topics=["presentkort", "permanent make up"])
    sms_hook("Säljer ni presentkorten på plats?")
    work()
    with in_company(company_a):
        assert Conversation.objects.get().state == "waiting_for_staff"
        assert ConversationEvent.objects.get().reason == "excluded_topic"
        assert "kollega" in Message.objects.get(direction="outbound").body


def test_replies_to_one_number_are_capped_and_then_staff_have_it(
    company_a: Company, in_company: In, sms_hook: Hook, work: Work
) -> None:
    most = turns.REPLY_CAPS[0][1]
    for number in range(most + 3):
        sms_hook(f"När har ni öppet på lördag? {number}")
        work()
    with in_company(company_a):
        assert Message.objects.filter(author_type="ai").count() == most
        assert Conversation.objects.get().state == "waiting_for_staff"
        assert ConversationEvent.objects.get().reason == "reply_cap"


@pytest.mark.parametrize(("fallback", "author"), [("holding", "system"), ("rules", "ai")])
def test_without_the_provider_the_rules_answer_only_where_the_company_chose_so(
    company_a: Company,
    in_company: In,
    sms_hook: Hook,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
    fallback: str,
    author: str,
) -> None:
    wish(company_a, in_company, fallback=fallback)

    def down_unless_embedded(turn, *, provider=None, **how):
        if provider != "embedded":
            raise ProviderError("down", permanent=True)
        return run_turn(turn, provider=provider, **how)

    monkeypatch.setattr(turns, "run_turn", down_unless_embedded)
    sms_hook("När har ni öppet på lördag?")
    work()
    with in_company(company_a):
        answer = Message.objects.get(direction="outbound")
        assert answer.author_type == author
        assert ("10.00-15.00" in answer.body) is (fallback == "rules")
        waiting = Conversation.objects.get().state == "waiting_for_staff"
        assert waiting is (fallback == "holding")


@pytest.mark.parametrize("meanwhile", ["taken_over", "wrote_on", "opted_out"])
def test_the_agent_does_not_act_on_what_no_longer_holds(
    company_a: Company,
    in_company: In,
    sms_hook: Hook,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: str,
) -> None:
    calls: list[str] = []

    def overtaken(turn, *, hold, contact, **how):
        calls.append(turn.text)
        if len(calls) == 1:
            if meanwhile == "taken_over":
                owner = User.objects.get(role="owner")
                conversation_take_over(conversation=Conversation.objects.get(), user=owner)
            else:
                sms_hook("nej vänta" if meanwhile == "wrote_on" else "STOPP")
                connection.set_tenant(company_a)
            tools = Toolbox(turn, contact=contact, hold=hold)
            service = tools.service("klippning_herr")
            free = tools.find_free_times(service, tools.now, tools.now + timedelta(days=10))
            tools.book(service, free.slots[0].start)
        raise ProviderError("the second look at it is another test's", permanent=True)

    monkeypatch.setattr(turns, "run_turn", overtaken)
    sms_hook("Boka klippning herr kl 15")
    work()
    with in_company(company_a):
        assert not Booking.objects.exists()
        assert len(calls) == (2 if meanwhile == "wrote_on" else 1)


def test_an_endless_word_is_stored_whole_and_read_in_part(
    company_a: Company, in_company: In, sms_hook: Hook, work: Work
) -> None:
    """Reading a word may cost by the square of its length; this one would keep a worker for hours."""
    sms_hook("a" * 60_000)
    work()
    with in_company(company_a):
        assert len(Message.objects.get(direction="inbound").body) == 60_000
        assert Message.objects.filter(direction="outbound").count() == 1


@given(st.text(max_size=3000))
def test_what_the_agent_reads_is_bounded_and_ordinary_texts_are_whole(text: str) -> None:
    read = readable(text)
    assert len(read) <= LONGEST_TEXT
    assert all(len(word) <= LONGEST_WORD for word in read.split())
    if len(text) <= LONGEST_TEXT and all(len(word) <= LONGEST_WORD for word in text.split()):
        assert read == text
