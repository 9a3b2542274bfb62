"""The contract of a gateway, held by each of them."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as current
from django.utils import timezone

from conversations.channels.sms.gateways import GATEWAYS, gateway
from conversations.channels.sms.port import GatewayError, Route
from conversations.channels.sms.routes import route_by_id, status_callback
from conversations.channels.sms.statuses import RANK
from conversations.models import Conversation, Message
from conversations.services.messages import message_queue
from crm.services import contact_create

KARIN = "+46701740612"
CERTAIN = ("429", "401")
UNCERTAIN = ("500", "503", "close", "hang", "accept_then_hang", "accept_then_close", "accept_then_500",
             "accept_then_garbage")  # fmt: skip


@pytest.fixture
def route(in_company_a, route_a) -> Route:
    found = route_by_id(route_a.pk)
    assert found is not None
    return found


@pytest.fixture(params=sorted(GATEWAYS))
def any_gateway(request, twilio, settings):
    """Each gateway in turn, where it can be reached."""
    settings.NEXUS = dataclasses.replace(current.NEXUS, sms_gateway=request.param)
    assert gateway().name == request.param
    return gateway()


def send(route: Route, body: str = "Hej Karin!", *, reference: str = "", to: str = KARIN):
    reference = reference or str(uuid4())
    return gateway().send(
        route, to=to, body=body, status_callback=status_callback(route, reference), reference=reference
    )


@pytest.mark.parametrize("body", ["Hej Karin!", "Räksmörgås 🦐 €", "a" * 1600, "<b>&amp;</b>\n{{ x }}"])
def test_a_text_is_taken_under_an_id_and_with_a_status_of_ours(any_gateway, route, body):
    answer = send(route, body)
    assert 0 < len(answer.external_id) <= 64
    assert answer.status in RANK
    assert RANK[answer.status] >= RANK["accepted"]
    assert answer.error_code == ""


def test_two_texts_have_two_ids(any_gateway, route):
    assert send(route).external_id != send(route).external_id


def test_what_was_sent_can_be_fetched(any_gateway, route, route_a):
    contact = contact_create(phone=KARIN)
    conversation = Conversation.objects.create(contact=contact, channel="sms", route_id=route_a.pk)
    message = message_queue(conversation=conversation, body="Hej", author_type="ai")
    answer = send(route, reference=str(message.pk))
    Message.objects.filter(pk=message.pk).update(external_id=answer.external_id)
    found = any_gateway.fetch(route, answer.external_id)
    assert found is not None
    assert found.external_id == answer.external_id
    assert found.status in RANK


def test_what_was_never_sent_is_not_found(any_gateway, route):
    assert any_gateway.fetch(route, "SM" + "0" * 32) is None


def test_the_lists_are_lists_of_ours(any_gateway, route):
    since = timezone.now() - timedelta(hours=1)
    assert list(any_gateway.sent(route, to=KARIN, since=since)) == []
    assert list(any_gateway.received(route, since=since)) == []


# -- what only a provider elsewhere can do


@pytest.mark.parametrize("kind", CERTAIN)
def test_a_refusal_is_certain(kind, twilio, route):
    twilio.fail_next(kind)
    with pytest.raises(GatewayError) as caught:
        send(route)
    assert (caught.value.uncertain, caught.value.permanent) == (False, kind == "401")


@pytest.mark.parametrize("kind", UNCERTAIN)
def test_a_broken_answer_to_a_create_is_uncertain(kind, twilio, route):
    twilio.fail_next(kind, seconds=1.0)
    with pytest.raises(GatewayError) as caught:
        send(route)
    assert (caught.value.uncertain, caught.value.permanent) == (True, False)


@pytest.mark.parametrize("kind", ["429", "500", "503", "close", "hang"])
def test_a_read_that_failed_is_neither_uncertain_nor_permanent(kind, twilio, route):
    twilio.fail_next(kind, times=None, seconds=1.0)
    since = timezone.now() - timedelta(hours=1)
    for read in (
        lambda: gateway().fetch(route, "SM" + "0" * 32),
        lambda: list(gateway().sent(route, to=KARIN, since=since)),
        lambda: list(gateway().received(route, since=since)),
    ):
        with pytest.raises(GatewayError) as caught:
            read()
        assert (caught.value.uncertain, caught.value.permanent) == (False, False)


def test_a_host_that_is_down_has_surely_not_taken_the_text(twilio, route):
    twilio.refuse_connections()
    with pytest.raises(GatewayError) as caught:
        send(route)
    assert (caught.value.uncertain, caught.value.permanent) == (False, False)
    twilio.accept_connections()


def test_an_answer_that_drips_in_ends_at_the_whole_deadline(twilio, route, monkeypatch):
    monkeypatch.setattr("conversations.channels.sms.twilio.READ_SECONDS", 30.0)
    monkeypatch.setattr("conversations.channels.sms.twilio.WHOLE_SECONDS", 0.3)
    twilio.fail_next("slow", seconds=1.0)
    started = timezone.now()
    with pytest.raises(GatewayError) as caught:
        send(route)
    assert caught.value.uncertain
    assert timezone.now() - started < timedelta(seconds=0.9)


@pytest.mark.parametrize(("to", "code"), [("+46701740699", "21211"), (KARIN, "21610")])
def test_a_permanent_refusal_carries_the_provider_s_code(to, code, twilio, route):
    twilio.invalid_numbers.add("+46701740699")
    twilio.opt_out(KARIN)
    with pytest.raises(GatewayError) as caught:
        send(route, to=to)
    assert (caught.value.permanent, caught.value.uncertain, caught.value.code) == (True, False, code)


def test_the_provider_s_list_shows_what_was_sent_to_whom_and_when(twilio, route):
    twilio.callback_delay = 0.0
    before = timezone.now() - timedelta(seconds=2)
    answer = send(route, "Ett")
    send(route, "Till annan", to="+46701740699")
    assert twilio.wait_for(lambda: all(m.status == "delivered" for m in twilio.outbound()))
    (row,) = gateway().sent(route, to=KARIN, since=before)
    assert (row.external_id, row.body, row.recipient, row.sender) == (
        answer.external_id,
        "Ett",
        KARIN,
        route.number,
    )
    assert row.status == "delivered"
    assert before <= row.created_at <= timezone.now()


def test_the_provider_s_list_shows_what_came_in_oldest_first_and_nothing_else(twilio, route):
    now = timezone.now()
    for minutes, body in ((30, "Äldst"), (10, "Yngst"), (20, "Mellan"), (90, "För länge sedan")):
        twilio.inbound(KARIN, route.number, body, post=False, sent_at=now - timedelta(minutes=minutes))
    twilio.inbound(KARIN, route.number, post=False, num_media=2, sent_at=now - timedelta(minutes=5))
    send(route)
    rows = list(gateway().received(route, since=now - timedelta(hours=1)))
    assert [(row.body, row.num_media) for row in rows] == [("Äldst", 0), ("Mellan", 0), ("Yngst", 0), ("", 2)]
    assert {row.sender for row in rows} == {KARIN}
    assert {row.recipient for row in rows} == {route.number}


def test_a_number_without_an_account_cannot_send(twilio, route):
    with pytest.raises(GatewayError) as caught:
        send(dataclasses.replace(route, account_sid="", auth_token=""))
    assert (caught.value.permanent, caught.value.code) == (True, "no_account")


def test_a_transfer_instruction_opens_the_way_out_of_the_eu(
    twilio, route, in_company_a, settings, monkeypatch
):
    elsewhere = dataclasses.replace(current.NEXUS, twilio_api_base_url="", residency="eu")
    settings.NEXUS = elsewhere
    reached: list[str] = []

    def request(_self, method, url, *args, **kwargs):
        reached.append(url)
        raise ValueError("no network in tests")

    monkeypatch.setattr("conversations.channels.sms.twilio.TwilioHttpClient.request", request)
    with pytest.raises(GatewayError, match="not in the EU"):
        send(route)
    in_company_a.transfer_instruction_at = timezone.now()
    in_company_a.save()
    with pytest.raises(GatewayError, match="broke"):
        send(route)
    (url,) = reached
    assert url.startswith("https://api.twilio.com/")


def test_with_region_and_edge_the_texts_go_to_ireland(twilio, route, settings, monkeypatch):
    settings.NEXUS = dataclasses.replace(current.NEXUS, twilio_api_base_url="", residency="eu")
    reached: list[str] = []

    def request(_self, method, url, *args, **kwargs):
        reached.append(url)
        raise ValueError("no network in tests")

    monkeypatch.setattr("conversations.channels.sms.twilio.TwilioHttpClient.request", request)
    with pytest.raises(GatewayError, match="broke"):
        send(dataclasses.replace(route, region="ie1", edge="dublin"))
    (url,) = reached
    assert url.startswith("https://api.dublin.ie1.twilio.com/")
