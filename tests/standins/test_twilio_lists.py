"""The telephone provider's stand-in lists, redacts and deletes as the provider does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException

from tests.standins.conftest import (
    COMPANY,
    CONTACT,
    OTHER_CONTACT,
    client_of,
    send,
)
from tests.standins.twilio import TwilioStandIn


def test_lists_hold_both_directions_newest_first_and_page_without_loss(twilio: TwilioStandIn) -> None:
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    sids = [
        twilio.inbound(CONTACT, COMPANY, f"text {n}", post=False, sent_at=start + timedelta(minutes=n)).sid
        for n in range(7)
    ]
    answer = send(twilio)
    twilio.wait_for(lambda: twilio.messages[answer.sid].status == "delivered")
    client = client_of(twilio)
    inbound = client.messages.list(to=COMPANY, page_size=3)
    assert [m.sid for m in inbound] == sids[::-1]
    assert {m.direction for m in inbound} == {"inbound"}
    assert [m.sid for m in client.messages.list(to=CONTACT)] == [answer.sid]
    assert len(client.messages.list()) == 8
    pages = [r for r in twilio.requests if "PageSize=3" in r.query]
    assert len(pages) == 3


def test_a_page_does_not_shift_when_new_messages_arrive(twilio: TwilioStandIn) -> None:
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    for n in range(4):
        twilio.inbound(CONTACT, COMPANY, str(n), post=False, sent_at=start + timedelta(seconds=n))
    page = client_of(twilio).messages.page(to=COMPANY, page_size=2)
    seen = [m.body for m in page]
    twilio.inbound(CONTACT, COMPANY, "new", post=False, sent_at=start + timedelta(hours=1))
    following = page.next_page()
    assert seen + [m.body for m in following] == ["3", "2", "1", "0"]


def test_date_filters_include_their_bounds(twilio: TwilioStandIn) -> None:
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    for hours in (-1, 0, 1):
        twilio.inbound(CONTACT, COMPANY, str(hours), post=False, sent_at=noon + timedelta(hours=hours))
    messages = client_of(twilio).messages
    assert [m.body for m in messages.list(date_sent_after=noon)] == ["1", "0"]
    assert [m.body for m in messages.list(date_sent_before=noon)] == ["0", "-1"]
    assert [m.body for m in messages.list(date_sent="2026-11-23T12:00:00Z")] == ["0"]
    assert [m.body for m in messages.list(date_sent_after=noon, date_sent_before=noon)] == ["0"]
    assert [m.body for m in messages.list(from_=OTHER_CONTACT)] == []


def test_a_message_that_is_not_final_can_neither_be_deleted_nor_redacted(twilio: TwilioStandIn) -> None:
    twilio.fail_next("stuck")
    message = send(twilio)
    context = client_of(twilio).messages(message.sid)
    for refused in (context.delete, lambda: context.update(body="")):
        with pytest.raises(TwilioRestException) as caught:
            refused()
        assert (caught.value.status, caught.value.code) == (409, 20009)


def test_a_final_message_is_redacted_then_deleted(twilio: TwilioStandIn) -> None:
    came = twilio.inbound(CONTACT, COMPANY, "hemligt", post=False)
    context = client_of(twilio).messages(came.sid)
    assert context.update(body="").body == ""
    assert context.delete() is True
    with pytest.raises(TwilioRestException) as caught:
        context.fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)
    assert client_of(twilio).messages.list() == []
    assert twilio.messages[came.sid].deleted


def test_a_failing_list_raises_what_the_sdk_raises(twilio: TwilioStandIn) -> None:
    twilio.fail_next("500", operation="list")
    send(twilio)
    with pytest.raises(TwilioException):
        client_of(twilio).messages.list()


def test_calls_are_listed_by_number_and_start(twilio: TwilioStandIn) -> None:
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    missed = twilio.add_call(CONTACT, COMPANY, "no-answer", started=start)
    twilio.add_call(OTHER_CONTACT, COMPANY, "completed", started=start - timedelta(days=2), seconds=30)
    calls = client_of(twilio).calls.list(to=COMPANY, start_time_after=start)
    assert [(c.sid, c.status, c.direction) for c in calls] == [(missed, "no-answer", "inbound")]
    assert client_of(twilio).calls(missed).delete() is True
