"""The hooks under threads, with real commits, and without a database."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from uuid import uuid4

from django.db import connection, connections
from django.test import Client

from conversations.channels.sms.reconcile import reconcile_wanted
from conversations.models import Conversation, Message
from crm.models import Contact, Identifier
from nexus.outbox.models import Job
from nexus.tenants.models import ChannelRoute
from tests.conversations.pipeline.conftest import KARIN, signed_post
from tests.conversations.pipeline.hooks.conftest import FORM, hook


def _at_once(count: int, act: Callable[[int], object]) -> list[object]:
    barrier, results = threading.Barrier(count), [None] * count

    def run(index: int) -> None:
        try:
            barrier.wait()
            results[index] = act(index)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _texts(route: ChannelRoute, in_company) -> list[tuple[str, str]]:
    with in_company(route.company):
        return sorted((m.external_id, m.body) for m in Message.objects.all())


def test_replays_and_bursts_at_the_same_moment_are_stored_once_each(fresh_database, in_company):
    route = ChannelRoute.objects.select_related("company").get(company__slug="alfa")

    def text(sid: str, sender: str = KARIN) -> int:
        form = {
            "MessageSid": sid,
            "AccountSid": route.account_sid,
            "From": sender,
            "To": route.number,
            "Body": sid,
        }
        return signed_post(Client(headers={"host": "localhost"}), route, "sms", form).status_code

    # A first text, five times at once: contact, conversation, message and job are made once.
    assert _at_once(5, lambda _: text("SM-first")) == [200] * 5
    # Five different first texts of an unknown number at once.
    assert _at_once(5, lambda n: text(f"SM-burst-{n}", "+46701740613")) == [200] * 5
    # A known number, five times at once.
    assert _at_once(5, lambda _: text("SM-again")) == [200] * 5
    expected = ["SM-again", *[f"SM-burst-{n}" for n in range(5)], "SM-first"]
    assert _texts(route, in_company) == [(sid, sid) for sid in expected]
    with in_company(route.company):
        assert (Contact.objects.count(), Identifier.objects.count(), Conversation.objects.count()) == (
            2,
            2,
            2,
        )
        ids = set(Conversation.objects.values_list("pk", flat=True))
    jobs = Job.objects.filter(kind="turn")
    assert {job.object_id for job in jobs} == ids
    assert sorted(job.generation for job in jobs) == [2, 5]


def test_while_the_database_is_away_the_answer_is_503_and_reconciliation_is_asked_for(
    fresh_database, in_company
):
    route = ChannelRoute.objects.select_related("company").get(company__slug="alfa")
    client = Client(headers={"host": "localhost"})
    form = {
        "MessageSid": "SM1",
        "AccountSid": route.account_sid,
        "From": KARIN,
        "To": route.number,
        "Body": "Hej",
    }
    status = {"MessageSid": "SM2", "AccountSid": route.account_sid, "MessageStatus": "sent"}
    assert signed_post(client, route, "sms", form).status_code == 200
    reconcile_wanted()
    with socket.socket() as taken:  # bound and not listening: whoever connects is refused
        taken.bind(("127.0.0.1", 0))
        connections.close_all()
        before = dict(connection.settings_dict)
        connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(taken.getsockname()[1])}
        try:
            answers = [
                signed_post(client, route, "sms", form | {"MessageSid": "SM3"}),
                signed_post(client, route, f"status?message={uuid4()}", status),
            ]
            wrong = client.post(
                hook(route), data=b"a=1", content_type=FORM, headers={"x-twilio-signature": "x"}
            )
        finally:
            connections.close_all()
            connection.settings_dict.update(before)
    assert [answer.status_code for answer in answers] == [503, 503]
    assert wrong.status_code == 403
    assert reconcile_wanted()
    assert not reconcile_wanted()
    assert signed_post(client, route, "sms", form | {"MessageSid": "SM3"}).status_code == 200
    assert [sid for sid, _ in _texts(route, in_company)] == ["SM1", "SM3"]
