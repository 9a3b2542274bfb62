"""The owner's pages about webhooks; they work without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from nexus.accounts.models import User
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from nexus.webhooks.models import Delivery, Subscription
from nexus.webhooks.services import subscription_create
from tests.standins.hooked import Hooked

ROOT = "/settings/webhooks/"
WISH = {
    "url": "http://127.0.0.1:9/in",
    "description": "Kassan",
    "events": ["contact.created", "contact.erased"],
}
LogIn = Callable[..., User]


@pytest.fixture
def owner(client_a: Client, company_a: Company, log_in: LogIn) -> Client:
    log_in(client_a, company_a)
    return client_a


@pytest.fixture
def own(company_a: Company, receiver: Hooked) -> Subscription:
    with company_context(company_a.schema_name):
        return subscription_create(
            url=receiver.hook, events=["contact.created"], description="Kassan", by=None
        )


def inside(company: Company) -> Any:
    return company_context(company.schema_name)


def test_an_owner_makes_a_receiver_and_sees_its_secret_once(owner: Client, company_a: Company) -> None:
    page = owner.get(f"{ROOT}new/").content.decode()
    checked = set(re.findall(r'value="([a-z_.]+)"\s*checked', page))
    assert checked == {"contact.erased", "contact.rectified", "contact.restricted", "contact.unrestricted"}
    answer = owner.post(f"{ROOT}new/", WISH)
    assert answer.status_code == 201
    with inside(company_a):
        made = Subscription.objects.get()
        secret = str(made.secret)
        assert made.created_by.email == "owner@alfa.example"
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    for place in (ROOT, f"{ROOT}{made.pk}/"):
        shown = owner.get(place).content.decode()
        assert "Kassan" in shown
        assert secret not in shown


def test_what_is_not_right_is_said_beside_the_field(owner: Client, company_a: Company) -> None:
    answer = owner.post(f"{ROOT}new/", {"url": "gopher://x/", "events": []})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Det är ingen adress som vi kan skicka till" in said
    assert "Välj minst en händelse" in said
    with inside(company_a):
        assert not Subscription.objects.exists()


def test_a_receiver_is_changed_paused_started_and_deleted(
    owner: Client, company_a: Company, own: Subscription
) -> None:
    place = f"{ROOT}{own.pk}/"
    assert owner.post(place, {**WISH, "description": "Ny"}).status_code == 302
    for act, state in (("pause", "paused"), ("resume", "active")):
        owner.post(f"{place}{act}/")
        with inside(company_a):
            assert Subscription.objects.get().state == state
    with inside(company_a):
        found = Subscription.objects.get()
        assert (found.description, found.events) == ("Ny", ["contact.created", "contact.erased"])
    assert owner.post(f"{place}secret/").status_code == 201
    assert owner.post(f"{place}delete/").status_code == 302
    with inside(company_a):
        assert not Subscription.objects.exists()


def test_a_test_stands_in_the_log_and_can_be_sent_again(
    owner: Client, company_a: Company, own: Subscription, send: Callable[[], int], receiver: Hooked
) -> None:
    place = f"{ROOT}{own.pk}/"
    owner.post(f"{place}test/")
    assert "På väg" in owner.get(place).content.decode()
    with inside(company_a):
        send()
    shown = owner.get(place).content.decode()
    assert "Levererat" in shown
    assert "Skicka igen" in shown
    with inside(company_a):
        row = Delivery.objects.get()
    owner.post(f"{place}log/{row.pk}/replay/")
    with inside(company_a):
        send()
    assert len(receiver.requests) == 2


def test_the_log_is_paged_by_key(owner: Client, company_a: Company, own: Subscription) -> None:
    with inside(company_a):
        rows = [
            Delivery.objects.create(
                subscription=own, event_id=uuid4(), kind="contact.created", object_id=uuid4(), state="failed"
            )
            for _ in range(60)
        ]
    page = owner.get(f"{ROOT}{own.pk}/").content.decode()
    assert page.count("/replay/") == 50
    older = re.search(r"before=([0-9a-f-]{36})", page)
    assert older
    rest = owner.get(f"{ROOT}{own.pk}/?before={older[1]}").content.decode()
    assert rest.count("/replay/") == 10
    assert str(rows[0].pk) in rest
    assert owner.get(f"{ROOT}{own.pk}/?before=junk").status_code == 200


def test_a_receiver_that_does_not_answer_is_said_on_its_page(
    owner: Client, company_a: Company, own: Subscription
) -> None:
    with inside(company_a):
        Subscription.objects.update(state="failing", failing_since=timezone.now())
    page = owner.get(f"{ROOT}{own.pk}/").content.decode()
    assert "så vi har pausat den" in page
    assert "Starta igen" in page
    assert "Pausad: den svarar inte" in owner.get(ROOT).content.decode()


@pytest.mark.parametrize("role", ["agent", "data_protection"])
def test_nobody_but_the_owner_sees_or_changes_receivers(
    client_a: Client, company_a: Company, log_in: LogIn, own: Subscription, role: str
) -> None:
    log_in(client_a, company_a, role=role)
    with inside(company_a):
        row = Delivery.objects.create(
            subscription=own, event_id=uuid4(), kind="contact.created", object_id=uuid4(), state="failed"
        )
    for place in (ROOT, f"{ROOT}new/", f"{ROOT}{own.pk}/"):
        assert client_a.get(place).status_code == 403
        assert client_a.post(place, WISH).status_code in (403, 405)
    for act in ("test", "secret", "pause", "resume", "delete"):
        assert client_a.post(f"{ROOT}{own.pk}/{act}/").status_code == 403
    assert client_a.post(f"{ROOT}{own.pk}/log/{row.pk}/replay/").status_code == 403
    with inside(company_a):
        assert Subscription.objects.get().state == "active"
        assert Delivery.objects.get().state == "failed"
    assert "Webhookar" not in client_a.get("/settings/services/").content.decode()


def test_another_companys_receiver_is_not_there(
    client_b: Client, company_b: Company, log_in: LogIn, own: Subscription
) -> None:
    log_in(client_b, company_b)
    assert client_b.get(f"{ROOT}{own.pk}/").status_code == 404
    assert client_b.post(f"{ROOT}{own.pk}/delete/").status_code == 404
    assert client_b.post(f"{ROOT}{own.pk}/no-such-act/").status_code == 404
