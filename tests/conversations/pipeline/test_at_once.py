"""Texts, staff, workers and callbacks at the same moment, with real threads and commits."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from conversations.models import Conversation, Message
from conversations.services.conversations import conversation_hand_back, conversation_take_over
from conversations.services.messages import staff_reply
from nexus.accounts.models import User
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute
from tests.conversations.pipeline.conftest import KARIN, signed_post
from tests.standins.twilio import TwilioStandIn


@pytest.fixture
def route(fresh_database) -> ChannelRoute:
    return ChannelRoute.objects.select_related("company").get(company__slug="alfa")


class _Server(WSGIServer):
    """One thread a request, each leaving no connection behind."""

    def process_request(self, request, client_address) -> None:
        threading.Thread(target=self._one, args=(request, client_address), daemon=True).start()

    def _one(self, request, client_address) -> None:
        try:
            self.finish_request(request, client_address)
            self.shutdown_request(request)
        finally:
            connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        """Nothing."""


@pytest.fixture
def served(route, twilio) -> Iterator[TwilioStandIn]:
    """The stand-in, whose callbacks reach the application over HTTP."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        twilio.map_url(settings.NEXUS.public_url, f"127.0.0.1:{server.server_port}")
        yield twilio
        server.shutdown()
        thread.join()


def _text(route: ChannelRoute, body: str) -> int:
    form = {"MessageSid": f"SM{uuid4().hex}", "AccountSid": route.account_sid, "From": KARIN, "To": route.number,
            "Body": body}  # fmt: skip
    return signed_post(Client(headers={"host": "localhost"}), route, "sms", form).status_code


def _run_due() -> int:
    connection.set_schema_to_public()
    due = Job.objects.filter(dead=False, due_at__lte=timezone.now()).exclude(kind="settle")
    return sum(job_run(job.pk) for job in due)


def _until_idle() -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        _run_due()
        connection.set_schema_to_public()
        if not Job.objects.filter(dead=False).exclude(kind="settle").exists():
            return
        time.sleep(0.02)
    raise AssertionError(list(Job.objects.values("kind", "last_error")))


def test_callbacks_before_the_answer_out_of_order_and_at_once_end_delivered(served, route, in_company):
    orders = ("reversed_doubled", "at_once", "normal")
    served.fail_next("callback_before_reply")
    for order in orders:
        served.fail_next("normal", operation="create", callbacks=order)
    for number in range(1 + len(orders)):
        assert _text(route, f"När har ni öppet på lördag? ({number})") == 200
        _until_idle()
    assert served.wait_for(lambda: len(served.status_deliveries()) == 15)
    assert {delivery.status for delivery in served.status_deliveries()} == {200}
    assert not served.sender.errors
    with in_company(route.company):
        for message in Message.objects.filter(direction="outbound"):
            assert message.status == "delivered"
            # "accepted" is what the answer to the create itself says, where it came first.
            reported = {event.status for event in message.delivery.all()} - {"accepted"}
            assert reported == {"queued", "sent", "delivered"}
            assert served.messages[message.external_id].body == message.body
        assert Message.objects.filter(direction="outbound").count() == 4


def test_staff_customer_and_workers_at_once_neither_deadlock_nor_lose_or_double_anything(
    route, served, in_company
):
    served.callbacks = "at_once"
    assert _text(route, "Hej") == 200
    schema, problems, stop = route.company.schema_name, [], threading.Event()
    with company_context(schema):
        conversation = Conversation.objects.get()
        user = User.objects.get(role="owner")

    def customer(number: int) -> None:
        assert _text(route, f"När har ni öppet? {number}") == 200

    def staff(number: int) -> None:
        with company_context(schema):
            if number % 3 == 0:
                staff_reply(conversation=conversation, author=user, body=f"Svar {number}")
            elif number % 3 == 1:
                conversation_take_over(conversation=conversation, user=user)
            else:
                conversation_hand_back(conversation=conversation, user=user)

    def stranded(number: int) -> None:
        # What a worker killed between intent and answer leaves behind.
        with company_context(schema):
            first = Message.objects.filter(status="queued").order_by("-id").values("pk")[:1]
            if number % 5 == 0 and not Message.objects.filter(status="sending").exists():
                Message.objects.filter(pk__in=first, status="queued").update(
                    status="sending", attempted_at=timezone.now()
                )

    def loop(act: Callable[[int], None], times: int) -> None:
        try:
            for number in range(times):
                act(number)
                time.sleep(random.random() / 100)
        except Exception as error:  # shown below, whatever it is
            problems.append(repr(error))
        finally:
            connections.close_all()

    def worker() -> None:
        try:
            while not stop.is_set():
                _run_due()
        except Exception as error:  # shown below, whatever it is
            problems.append(repr(error))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=worker) for _ in range(2)]
    others = [
        threading.Thread(target=loop, args=args)
        for args in ((customer, 25), (customer, 25), (staff, 45), (stranded, 20))
    ]
    for thread in [*workers, *others]:
        thread.start()
    for thread in others:
        thread.join()
    stop.set()
    for thread in workers:
        thread.join()
    _until_idle()
    assert problems == []
    assert not served.doubles() or all("Svar" not in body for _, body in served.doubles())
    connection.set_schema_to_public()
    assert not Job.objects.filter(last_error__contains="Error").exists()
    with in_company(route.company):
        assert Message.objects.filter(direction="inbound").count() == 51
        replies = {m.body: m for m in Message.objects.filter(author_type="human")}
        assert len(replies) == 15
        theirs = {m.body for m in served.outbound()}
        for body, message in replies.items():
            assert (body in theirs) == (message.status not in ("uncertain", "canceled")), (
                body,
                message.status,
            )
