"""The privacy pages as staff see them, in both sizes and themes."""

from __future__ import annotations

import re
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from conversations.models import Conversation
from crm.choices import contact_restrict
from crm.models import Contact
from crm.services import contact_create
from gdpr.cases.services import case_extend, case_open, case_refuse, case_verify_by_staff
from gdpr.models import Case, Hold
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, sizes
from tests.conftest import PASSWORD


def _plant(portal: Portal) -> dict[str, Case]:
    """A case in every step, one late, one soon due, and one about a number that nobody has."""
    now = timezone.now()
    people = {
        name: Conversation.objects.select_related("contact").get(pk=pk).contact
        for name, pk in portal.scene.conversations.items()
    }

    def made(kind: str, who: Contact | None, days: int, **more: str) -> Case:
        values = {"phone": "+46701740671" if who is None else "", "channel": "sms", **more}
        return case_open(kind=kind, contact=who, now=now - timedelta(days=days), **values)[0]

    found = {
        "access": made("access", people["Peder"], 20, wish="Vad har ni sparat om mig?"),
        "erasure": made("erasure", None, 3, channel="api"),
        "rectification": made("rectification", people["Elin"], 2, channel="portal"),
        "objection": made("objection", people["Elin"], 36),
        "late": made("portability", people["Peder"], 29, stated_name="Karl Karlsson"),
    }
    for key in ("access", "rectification", "erasure"):
        found[key] = case_verify_by_staff(case=found[key], actor=portal.scene.me, note="Ringde upp.", now=now)
    case_extend(case=found["late"], actor=portal.scene.me, reason="Många ärenden just nu.", now=now)
    refused = made("restriction", people["Elin"], 9)
    found["refused"] = case_refuse(
        case=refused, actor=portal.scene.me, ground="unfounded", note="Ni är inte kund hos oss.", now=now
    )
    return found


def _erasures(page: Page, portal: Portal, looks: Looks) -> None:
    """The question before an erasure, a wrong name, a hold that is in the way, and the password asked for again."""
    now = timezone.now()
    with company_context(Company.objects.get(slug="alfa").schema_name):
        contact = contact_create(phone="+46701740672", name="Gun Grahn")
        case = case_open(kind="erasure", contact=contact, phone="", channel="portal", now=now)[0]
        case_verify_by_staff(case=case, actor=portal.scene.me, note="Ringde upp.", now=now)
    address = f"{portal.url}/rights/cases/{case.pk}/"
    page.goto(address)
    looks.at(page, "privacy-case-erasure")
    page.get_by_role("link", name="Godkänn och utför …").click()
    expect(page.get_by_label("Skriv ”Gun Grahn” för att bekräfta")).to_be_visible()
    looks.at(page, "privacy-erasure-approve")
    page.get_by_label("Skriv ”Gun Grahn” för att bekräfta").fill("Karin")
    with page.expect_response(lambda answer: answer.status == 422):
        page.get_by_role("button", name="Godkänn och radera").click()
    expect(page.get_by_text("Det är inte samma")).to_be_visible()
    looks.at(page, "privacy-erasure-wrong-name")
    with company_context(Company.objects.get(slug="alfa").schema_name):
        for session in Session.objects.all():
            kept = session.get_decoded()
            for record in kept.get("account_authentication_methods", ()):
                record["at"] -= 360
            session.session_data = Session.objects.encode(kept)
            session.save()
    page.get_by_label("Skriv ”Gun Grahn” för att bekräfta").fill("gun grahn")
    page.get_by_role("button", name="Godkänn och radera").click()
    expect(page).to_have_url(re.compile("/account/reauthenticate/"))
    looks.at(page, "privacy-reauthenticate")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Bekräfta").click()
    expect(page.get_by_label("Skriv ”Gun Grahn” för att bekräfta")).to_have_value("Gun Grahn")
    with company_context(Company.objects.get(slug="alfa").schema_name):
        hold = Hold.objects.create(
            contact=contact,
            reason="Tvist om en faktura",
            owner=portal.scene.me,
            review_on=timezone.localdate(),
        )
    page.goto(address)
    expect(page.get_by_text("Tvist om en faktura")).to_be_visible()
    expect(page.get_by_role("link", name="Godkänn och utför …")).to_have_count(0)
    looks.at(page, "privacy-case-held")
    with company_context(Company.objects.get(slug="alfa").schema_name):
        hold.delete()
    page.goto(f"{address}erasure/approve/")
    page.get_by_label("Skriv ”Gun Grahn” för att bekräfta").fill("Gun Grahn")
    page.get_by_role("button", name="Godkänn och radera").click()
    expect(page.get_by_text("Godkänt. Det utförs nu")).to_be_visible()


@sizes
def test_the_privacy_pages_are_free_of_axe_violations(visits: Visits, portal: Portal, size: str) -> None:
    with company_context(Company.objects.get(slug="alfa").schema_name):
        cases = _plant(portal)
    looks = Looks(size)
    page = visits.logged_in(size)
    page.goto(f"{portal.url}/rights/")
    looks.at(page, "privacy")
    page.goto(f"{portal.url}/rights/cases/?tab=closed")
    looks.at(page, "privacy-cases-closed")
    for key in ("access", "rectification", "late", "refused"):
        page.goto(f"{portal.url}/rights/cases/{cases[key].pk}/")
        looks.at(page, f"privacy-case-{key}")
    page.goto(f"{portal.url}/rights/cases/new/")
    looks.at(page, "privacy-new")
    page.goto(f"{portal.url}/rights/people/{cases['access'].contact_id}/")
    looks.at(page, "privacy-person")
    _erasures(page, portal, looks)
    with company_context(Company.objects.get(slug="alfa").schema_name):
        contact = cases["access"].contact
        assert contact is not None
        Contact.objects.filter(pk=contact.pk).update(returned_at=timezone.now())
        restricted = cases["rectification"].contact
        assert restricted is not None
        contact_restrict(contact=restricted, actor=None)
    page.goto(portal.thread("Peder"))
    looks.at(page, "privacy-thread")
    page.goto(portal.thread("Elin"))
    looks.at(page, "privacy-restricted")
    assert looks.problems == {}
    (wrong_name,) = visits.complaints
    assert "422" in wrong_name
