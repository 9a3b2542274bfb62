"""Webhooks in the settings: made, tried, seen in the log and sent again, with and without a script; and the looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from nexus.accounts.models import User
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from nexus.webhooks.models import Delivery, Subscription
from nexus.webhooks.services import subscription_create
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, sizes
from tests.standins.hooked import Hooked, signed_right

Inside = Callable[[], AbstractContextManager[object]]


@pytest.fixture
def receiver() -> Iterator[Hooked]:
    with Hooked() as hooked:
        yield hooked


def work(schema: str) -> None:
    """What a worker would do now."""
    for job in list(Job.objects.filter(kind="webhook", schema=schema).values_list("pk", flat=True)):
        job_run(job)


def test_an_owner_sets_a_receiver_up_tries_it_and_sends_something_again(
    visits: Visits, portal: Portal, receiver: Hooked
) -> None:
    schema = str(Company.objects.get(slug="alfa").schema_name)
    page = visits.logged_in()
    page.goto(f"{portal.url}/settings/services/")
    page.click(".subnav >> text=Webhookar")
    expect(page.locator("#webhooks-title")).to_be_visible()
    page.click("text=Ny mottagare")
    page.fill("#id_url", receiver.hook)
    page.fill("#id_description", "Kassan")
    page.check("input[value='message.received']")
    page.click("button:has-text('Skapa')")
    secret = page.input_value("#secret")
    assert secret.startswith("whsec_")
    page.click("text=Jag har kopierat den")
    expect(page.locator("#receiver-title")).to_have_text("Kassan")
    assert secret not in page.content()

    receiver.fail_next("status", code=500)
    page.click("button:has-text('Skicka ett test')")
    expect(page.locator("#log tbody tr")).to_have_count(1)
    expect(page.locator("#log")).to_contain_text("På väg")
    work(schema)
    # The log looks again by itself while something is about to happen.
    expect(page.locator("#log summary")).to_have_text("1 försök")
    page.click("#log summary")
    expect(page.locator("#log details")).to_contain_text("500")
    Job.objects.filter(kind="webhook").update(due_at=timezone.now())
    work(schema)
    page.reload()
    expect(page.locator("#log")).to_contain_text("Levererat")
    page.click("#log button:has-text('Skicka igen')")
    work(schema)
    page.reload()
    expect(page.locator("#log summary")).to_have_text("3 försök")
    assert [event["type"] for event in receiver.events] == ["webhook.test"] * 3
    assert all(signed_right(request, secret) for request in receiver.requests)
    assert visits.complaints == []


def test_without_a_script_it_all_works(
    visits: Visits, portal: Portal, receiver: Hooked, inside: Inside
) -> None:
    context = visits.browser.new_context(java_script_enabled=False, locale="sv-SE")
    visits.contexts.append(context)
    page = context.new_page()
    with inside():
        own = subscription_create(url=receiver.hook, events=["contact.erased"], by=None)
        visits.sign_in(page, User.objects.get(role="owner"), portal.url)
    page.goto(f"{portal.url}/settings/webhooks/{own.pk}/")
    page.click("button:has-text('Skicka ett test')")
    expect(page.locator("#log")).to_contain_text("På väg")
    page.click("button:has-text('Pausa')")
    expect(page.locator("text=Pausad av er")).to_be_visible()
    page.click("button:has-text('Starta igen')")
    page.click("button:has-text('Byt hemlighet')")
    assert page.input_value("#secret").startswith("whsec_")
    page.click("text=Jag har kopierat den")
    page.click("summary:has-text('Ta bort')")
    page.click("details button:has-text('Ta bort')")
    expect(page.locator("main")).to_contain_text("Inget av era system får veta något än")
    with inside():
        assert not Subscription.objects.exists()


@sizes
def test_the_pages_are_free_of_axe_violations(visits: Visits, portal: Portal, size: str) -> None:
    with company_context(Company.objects.get(slug="alfa").schema_name):
        own = subscription_create(
            url="http://127.0.0.1:9/in", events=["contact.erased"], description="Kassan", by=None
        )
        at = timezone.now().isoformat(timespec="seconds")
        for state, reason, attempt in (
            ("delivered", "", {"at": at, "status": 200, "error": "", "milliseconds": 84}),
            ("failed", "", {"at": at, "status": None, "error": "timeout", "milliseconds": 10000}),
            ("refused", "restricted", None),
        ):
            Delivery.objects.create(
                subscription=own,
                event_id=uuid4(),
                kind="contact.created",
                object_id=uuid4(),
                state=state,
                reason=reason,
                attempts=[attempt] if attempt else [],
            )
        Subscription.objects.filter(pk=own.pk).update(state="failing", failing_since=timezone.now())
    looks = Looks(size)
    page = visits.logged_in(size)
    root = f"{portal.url}/settings/webhooks/"
    page.goto(root)
    looks.at(page, "webhooks")
    page.goto(f"{root}new/")
    looks.at(page, "webhooks-new")
    page.fill("#id_url", "gopher://example.se/")
    page.click("button:has-text('Skapa')")
    expect(page.locator("#id_url_error")).to_be_visible()
    looks.at(page, "webhooks-wrong")
    page.goto(f"{root}{own.pk}/")
    page.click("#log summary >> nth=0")
    looks.at(page, "webhooks-one")
    page.click("button:has-text('Byt hemlighet')")
    expect(page.locator("#secret")).to_be_visible()
    looks.at(page, "webhooks-secret")
    assert looks.problems == {}
    # The answer to the wrong form is a 422, which the browser's console reports.
    assert [text for text in visits.complaints if "422" not in text] == []
