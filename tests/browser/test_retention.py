"""The retention pages in both sizes and themes."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from crm.models import Contact
from gdpr.models import Hold, PurgeRun
from gdpr.retention.classes import defaults
from gdpr.retention.purge import purge_run
from gdpr.retention.runs import purge_start
from gdpr.retention.services import policy_change
from nexus.accounts.models import User
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, sizes


def _a_night_and_a_run() -> Hold:
    """A run that is done, one that goes on, a proposal from the API and a hold."""
    now = timezone.now()
    run, _job = purge_start(now=now - timedelta(days=1))
    purge_run(run_id=run.pk)
    policy_change(wish={"interpretations": 60, "messages": 180}, now=now, actor_kind="api")
    hold: Hold = Hold.objects.create(
        contact=Contact.objects.earliest("created_at"),
        reason="Tvist om en faktura från i våras",
        owner=User.objects.get(role="owner"),
        review_on=timezone.localdate() + timedelta(days=30),
    )
    running, _job = purge_start(now=now)
    step = {"along": {}, "after": None, "failed": ""}
    steps = {
        "conversations.Interpretation:interpretations": {"due": 61, "gone": 61, "done": True, **step},
        "conversations.Message:messages": {"due": 2214, "gone": 1000, "done": False, **step},
    }
    progress = {"periods": defaults(), "steps": steps, "excepted": 2}
    PurgeRun.objects.filter(pk=running.pk).update(progress=progress)
    return hold


@sizes
def test_the_retention_pages_are_free_of_axe_violations_and_complaints(
    visits: Visits, portal: Portal, size: str
) -> None:
    schema = Company.objects.get(slug="alfa").schema_name
    with company_context(schema):
        hold = _a_night_and_a_run()
    looks = Looks(size)
    page = visits.logged_in(size, role="data_protection")
    page.goto(f"{portal.url}/rights/retention/")
    expect(page.get_by_text("Godkänn")).to_be_visible()
    looks.at(page, "retention")
    # The page follows the run to its end, and then shows its certificate.
    with company_context(schema):
        purge_run(run_id=PurgeRun.objects.get(state="running").pk)
    expect(page.get_by_text("Gallring pågår")).to_have_count(0)
    page.goto(f"{portal.url}/rights/retention/change/")
    looks.at(page, "retention-change")
    page.get_by_role("button", name="Visa vad som skulle gallras").click()
    expect(page.get_by_role("button", name="Föreslå för en andra person")).to_be_visible()
    looks.at(page, "retention-preview")
    page.goto(f"{portal.url}/rights/retention/holds/new/")
    page.get_by_role("button", name="Lägg spärren").click()
    looks.at(page, "retention-hold-new")
    page.goto(f"{portal.url}/rights/retention/holds/{hold.pk}/")
    looks.at(page, "retention-hold")
    assert looks.problems == {}
    assert visits.complaints == []
