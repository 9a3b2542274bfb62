"""The privacy pages as staff see them, in both sizes and themes."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from conversations.models import Conversation
from crm.choices import contact_restrict
from crm.models import Contact
from gdpr.cases.services import case_extend, case_open, case_refuse, case_verify_by_staff
from gdpr.models import Case
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, sizes


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
    assert visits.complaints == []
