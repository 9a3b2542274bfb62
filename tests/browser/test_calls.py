"""The calls' log, the overview and the rules, in both sizes and themes."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from playwright.sync_api import expect

from conversations.models import Call, Conversation, Message
from crm.models import Contact
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, sizes

OUTCOMES = ("missed", "answered", "busy", "missed", "voicemail", "answered", "failed")


def _a_fortnight() -> None:
    now = timezone.now().replace(minute=20)
    with company_context(Company.objects.get(slug="alfa").schema_name):
        contacts = list(Contact.objects.order_by("id")[:5])
        for number in range(60):
            contact = contacts[number % len(contacts)]
            outcome = OUTCOMES[number % len(OUTCOMES)]
            texted = outcome != "answered" and number % 3 > 0
            at = now - timedelta(days=number % 13, hours=number % 9)
            Call.objects.create(
                contact=None if number % 11 == 5 else contact,
                hidden=number % 11 == 5,
                phone="" if number % 11 == 5 else "+46701740612",
                route_id=uuid4(),
                external_id=f"CA{number}",
                outcome=outcome,
                seconds=90 if outcome == "answered" else None,
                started_at=at,
                settled_at=at + timedelta(seconds=20),
                texted_back_at=at + timedelta(seconds=28) if texted else None,
                no_text="" if texted or outcome == "answered" else "not_mobile",
            )
        for conversation in Conversation.objects.all()[:3]:
            for day in range(10):
                asked = now - timedelta(days=day, hours=1)
                for author, at in (
                    ("contact", asked),
                    ("ai" if day % 3 else "human", asked + timedelta(seconds=9 + day)),
                ):
                    Message.objects.create(
                        conversation=conversation,
                        channel="sms",
                        direction="inbound" if author == "contact" else "outbound",
                        author_type=author,
                        status="received" if author == "contact" else "delivered",
                        body="Hej!",
                        created_at=at,
                    )


@sizes
def test_calls_and_overview_are_free_of_axe_violations_and_of_complaints_from_the_browser(
    visits: Visits, portal: Portal, size: str
) -> None:
    _a_fortnight()
    looks = Looks(size)
    page = visits.logged_in(size)
    for path, name in (
        ("calls/?tab=all", "calls"),
        ("overview/", "overview"),
        ("overview/?period=90", "overview-quarter"),
        ("settings/calls/", "call-rules"),
        ("simulator/+46701740612/", "simulator-ring"),
    ):
        page.goto(f"{portal.url}/{path}")
        if name == "overview":
            page.locator("details.as-table summary").first.click()
        looks.at(page, name)
    assert looks.problems == {}
    assert visits.complaints == []


def test_every_wrong_field_has_the_same_red_edge_and_the_current_tab_is_in_view(
    visits: Visits, portal: Portal
) -> None:
    looks = Looks("phone")
    page = visits.logged_in("phone")
    page.goto(f"{portal.url}/settings/calls/")
    expect(page.locator(".subnav [aria-current]")).to_be_in_viewport(ratio=1)
    # The row of tabs alone has moved.
    assert page.evaluate("document.querySelector('#main').scrollTop") == 0
    edge = "element => getComputedStyle(element).borderTopColor"
    calm = page.locator("#id_wording_en").evaluate(edge)
    page.fill("#id_wording_sv", "Vi ringer upp.")
    page.fill("#id_countries", "XX")
    page.click(".save-bar button")
    wrong = {page.locator(f"#id_{name}").evaluate(edge) for name in ("wording_sv", "countries")}
    assert len(wrong) == 1
    assert wrong != {calm}
    looks.at(page, "call-rules-wrong")
    assert looks.problems == {}
