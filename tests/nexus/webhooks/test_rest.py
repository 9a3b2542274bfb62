"""Receivers over REST."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from nexus.audit.models import Instruction
from nexus.tenants.models import Company
from nexus.webhooks.models import Delivery, Subscription
from tests.api.conftest import Api
from tests.api.conftest import api as api
from tests.api.factories import make_contact
from tests.api.test_problems import assert_problem
from tests.standins.hooked import Hooked, signed_right

Send = Callable[[], int]
WISH = {"url": "http://127.0.0.1:9/webhooks", "events": ["contact.created"]}


def made(api: Api, **more: Any) -> dict[str, Any]:
    response = api.post("webhooks", {**WISH, **more})
    assert response.status_code == 201, response.content
    found: dict[str, Any] = response.json()
    return found


def test_a_receiver_is_made_and_its_secret_is_in_that_answer_alone(api: Api) -> None:
    response = api.post("webhooks", {**WISH, "description": "Kassan", "system": "bokadirekt"})
    own = response.json()
    assert response["Location"].endswith(f"/api/v1/webhooks/{own['id']}")
    assert own["secret"].startswith("whsec_")
    assert (own["description"], own["system"], own["state"]) == ("Kassan", "bokadirekt", "active")
    for answer in (
        api.get(f"webhooks/{own['id']}"),
        api.get("webhooks"),
        api.call("patch", f"webhooks/{own['id']}", {}),
    ):
        assert answer.status_code == 200
        assert "whsec_" not in answer.content.decode()
    line = Instruction.objects.get(setting=f"webhook.{own['id']}")
    assert (line.actor_kind, line.after["events"]) == ("api", ["contact.created"])


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({"url": "ftp://example.se/"}, "#/url"),
        ({"url": "https://user:pass@example.se/"}, "#/url"),
        ({"url": ""}, "#/url"),
        ({"events": []}, "#/events"),
        ({"events": ["contact.exploded"]}, "#/events"),
        ({"events": ["webhook.test"]}, "#/events"),
        ({"state": "failing"}, "#/state"),
        ({"description": "a" * 81}, "#/description"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(api: Api, wish: dict[str, Any], pointer: str) -> None:
    response = api.post("webhooks", {**WISH, **wish})
    assert_problem(response, 400)
    assert pointer in {
        error["pointer"].rsplit("/", error["pointer"].count("/") - 1)[0]
        for error in response.json()["errors"]
    }
    assert not Subscription.objects.exists()


def test_production_takes_https_on_its_usual_port_alone(api: Api, settings: Any) -> None:
    settings.NEXUS = replace(settings.NEXUS, environment="production")
    for url in ("http://example.se/", "https://example.se:8443/"):
        assert_problem(api.post("webhooks", {**WISH, "url": url}), 400)
    assert api.post("webhooks", {**WISH, "url": "https://example.se/in"}).status_code == 201


def test_an_eleventh_receiver_is_a_conflict(api: Api) -> None:
    for _ in range(10):
        made(api)
    assert_problem(api.post("webhooks", WISH), 409)


def test_a_receiver_is_changed_in_part_as_a_whole_and_deleted(api: Api) -> None:
    own = made(api, description="Kassan")
    place = f"webhooks/{own['id']}"
    assert api.call("patch", place, {"state": "paused"}).json()["state"] == "paused"
    whole = api.call("put", place, {**WISH, "events": ["booking.moved", "booking.moved"]}).json()
    assert (whole["events"], whole["description"], whole["state"]) == (["booking.moved"], "", "active")
    assert api.call("delete", place).status_code == 204
    assert_problem(api.get(place), 404)


def test_receivers_are_paged_newest_first(api: Api) -> None:
    ids = [made(api)["id"] for _ in range(3)]
    first = api.get("webhooks?page_size=2").json()
    assert [row["id"] for row in first["results"]] == ids[:0:-1]
    assert [row["id"] for row in api.get(first["next"]).json()["results"]] == ids[:1]


def test_the_log_of_a_receiver_has_every_try_and_is_paged(
    api: Api, send: Send, receiver: Hooked, company_a: Company
) -> None:
    own = made(api, url=receiver.hook)
    receiver.fail_next("status", code=500)
    for number in (605, 606, 607):
        make_contact(number)
    send()
    page = api.get(f"webhooks/{own['id']}/deliveries?page_size=2").json()
    assert len(page["results"]) == 2
    (last,) = api.get(page["next"]).json()["results"]
    states = sorted(row["state"] for row in [*page["results"], last])
    assert states == ["delivered", "delivered", "pending"]
    row = page["results"][0]
    assert row["event"] == "contact.created"
    assert row["attempts"][0].keys() == {"at", "status", "error", "milliseconds"}
    assert row["webhook_id"] in {request.headers["webhook-id"] for request in receiver.requests}


def test_something_is_sent_again_and_a_test_and_a_new_secret(api: Api, send: Send, receiver: Hooked) -> None:
    own = made(api, url=receiver.hook)
    tested = api.post(f"webhooks/{own['id']}/test", None)
    assert (tested.status_code, tested.json()["event"]) == (202, "webhook.test")
    again = f"webhooks/{own['id']}/deliveries/{tested.json()['id']}/replay"
    assert_problem(api.post(again, None), 409)
    send()
    assert api.post(again, None).status_code == 202
    send()
    assert [event["type"] for event in receiver.events] == ["webhook.test"] * 2
    assert signed_right(receiver.requests[0], own["secret"])
    fresh = api.post(f"webhooks/{own['id']}/secret", None).json()["secret"]
    assert fresh not in ("", own["secret"])


def test_a_receivers_log_is_not_anothers(api: Api) -> None:
    one, other = made(api), made(api)
    row = Delivery.objects.create(
        subscription_id=one["id"], event_id=uuid4(), kind="contact.created", object_id=uuid4(), state="failed"
    )
    assert_problem(api.post(f"webhooks/{other['id']}/deliveries/{row.pk}/replay", None), 404)
    assert api.post(f"webhooks/{one['id']}/deliveries/{row.pk}/replay", None).status_code == 202


def test_without_a_key_there_is_nothing(api: Api) -> None:
    assert_problem(api.anonymous().get("webhooks"), 401)
    assert_problem(api.anonymous().post("webhooks", WISH), 401)


def test_the_index_and_the_description_know_of_webhooks(api: Api) -> None:
    assert api.get("").json()["webhooks"].endswith("/api/v1/webhooks")
    described = api.get("schema/").json()["paths"]
    assert "/api/v1/webhooks/{id}/deliveries" in described or "/api/v1/webhooks/{pk}/deliveries" in described
