"""That a receiver can know it is us, and what is written down about receivers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from nexus.audit.models import Instruction
from nexus.outbox.models import Job
from nexus.tenants.models import Company
from nexus.webhooks import sending
from nexus.webhooks.models import Delivery
from nexus.webhooks.services import (
    secret_rotate,
    subscription_change,
    subscription_delete,
)
from nexus.webhooks.signing import signature
from tests.api.factories import make_contact
from tests.nexus.webhooks.conftest import Clock, Subscribe, only
from tests.nexus.webhooks.test_events import DOCS
from tests.standins.hooked import Hooked, signed_right

Send = Callable[[], int]


# --- Signatures ---------------------------------------------------------------------------------


def test_the_receiver_can_check_that_it_is_us(subscribe: Subscribe, send: Send, receiver: Hooked) -> None:
    own = subscribe("contact.created")
    make_contact()
    send()
    (request,) = receiver.requests
    assert signed_right(request, str(own.secret))
    assert not signed_right(request, "whsec_" + "A" * 44)
    assert abs(int(request.headers["webhook-timestamp"]) - request.at) < 5
    request.body += b" "
    assert not signed_right(request, str(own.secret))


def test_the_documents_own_recipe_takes_what_we_send(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    recipe = DOCS.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    said: dict[str, Any] = {}
    exec(recipe, said)
    own = subscribe("contact.created")
    make_contact()
    send()
    (request,) = receiver.requests
    assert said["is_ours"](str(own.secret), request.headers, request.body)
    assert not said["is_ours"](str(own.secret), request.headers, request.body + b" ")
    late = {**request.headers, "webhook-timestamp": "1000000000"}
    assert not said["is_ours"](str(own.secret), late, request.body)


def test_a_known_answer_of_the_specification() -> None:
    """The example of the specification's own libraries."""
    found = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=datetime.fromtimestamp(1614265330, UTC),
        body=b'{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_after_a_change_both_secrets_sign_for_a_day(
    subscribe: Subscribe, send: Send, receiver: Hooked, clock: Clock
) -> None:
    own = subscribe("contact.created")
    old = str(own.secret)
    new = secret_rotate(subscription=own, by=None)
    assert new != old
    make_contact(605)
    send()
    clock.forward(timedelta(hours=25))
    make_contact(606)
    send()
    during, after = receiver.requests
    assert signed_right(during, old)
    assert signed_right(during, new)
    assert not signed_right(after, old)
    assert signed_right(after, new)
    own.refresh_from_db()
    assert own.previous_secret is None


# --- What is logged -----------------------------------------------------------------------------


def test_each_change_of_a_receiver_is_an_instruction_without_its_secrets(
    subscribe: Subscribe, receiver: Hooked
) -> None:
    own = subscribe("contact.created", url=f"{receiver.url}/in/hemlig-nyckel-77")
    subscription_change(subscription=own, values={"events": ["booking.moved"]}, by=None)
    subscription_change(subscription=own, values={"url": f"{receiver.url}/in/annan"}, by=None)
    subscription_change(subscription=own, values={"url": f"{receiver.url}/in/annan"}, by=None)
    secret_rotate(subscription=own, by=None)
    subscription_delete(subscription=own, by=None)
    lines = [
        line
        for line in Instruction.objects.order_by("sequence")
        if line.setting.startswith(f"webhook.{own.pk}")
    ]
    assert len(lines) == 5, "saying the same again is no instruction"
    made, events, address, secret, gone = lines
    assert (made.before, made.after["receiver"]) == (None, "127.0.0.1")
    assert events.after["events"] == ["booking.moved"]
    assert address.before["address"] != address.after["address"]
    assert (secret.before, secret.after) == ("issued", "renewed")
    assert gone.after is None
    said = str([(line.before, line.after) for line in lines])
    assert "hemlig-nyckel" not in said
    assert "whsec_" not in said


def test_a_receiver_that_is_deleted_takes_what_waits_with_it(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    own = subscribe("contact.created")
    make_contact()
    subscription_delete(subscription=own, by=None)
    send()
    assert receiver.requests == []
    assert not Delivery.objects.exists()


def test_secret_and_address_are_sealed_in_the_database(subscribe: Subscribe, in_company_a: Company) -> None:
    own = subscribe("contact.created", url="http://127.0.0.1:9/in/hemlig-nyckel-77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text, encode(secret, 'escape') FROM webhooks_subscription s")
        stored = str(cursor.fetchall())
    assert "hemlig-nyckel" not in stored
    assert str(own.secret) not in stored


def test_a_worker_that_was_killed_after_the_answer_sends_it_again_under_the_same_id(
    company_a: Company, subscribe: Subscribe, send: Send, receiver: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """What no handler catches, as a kill is none."""

    def die(point: str) -> None:
        if point == "webhook_after_answer":
            raise Killed

    subscribe("contact.created")
    make_contact()
    with monkeypatch.context() as patch:
        patch.setattr(sending, "crash_point", die)
        with pytest.raises(Killed):
            send()
    connection.set_tenant(company_a)  # as the next test would find it, had it not been killed
    assert only().state == "pending"
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    send()
    assert only().state == "delivered"
    assert [request.headers["webhook-id"] for request in receiver.requests] == [
        receiver.requests[0].headers["webhook-id"]
    ] * 2
