"""The package itself, the person's page for it, and the page on which others' data is looked at."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from conversations.models import Message
from gdpr.access.services import package_link
from gdpr.codes import _blind
from gdpr.models import IdentityCode, Package, Redaction
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, sizes
from tests.gdpr.access import help
from tests.gdpr.people import canaries, full_person


@pytest.fixture
def case(portal: Portal) -> object:
    """A case that waits for a decision about the person's sister."""
    company = Company.objects.get(slug="alfa")
    person = full_person(company, 7)
    with company_context(company.schema_name):
        message = Message.objects.get(conversation__contact=person, direction="inbound")
        message.body = f"{message.body}. Ring annars min syster Saga på 070-174 06 99"
        message.save()
        made = help.approved_case(person, canaries(7).phone)
    _run("package")
    return made


def _run(kind: str) -> None:
    for job in Job.objects.filter(kind=kind):
        job_run(job.pk)


@sizes
def test_a_package_from_the_decision_about_others_to_the_persons_download(
    visits: Visits, portal: Portal, case, size: str, tmp_path: Path
) -> None:
    company = Company.objects.get(slug="alfa")
    looks = Looks(size)
    page = visits.logged_in(size, role="data_protection")
    page.goto(f"{portal.url}/rights/cases/{case.pk}/")
    looks.at(page, "package-case-waits")
    page.get_by_role("link", name="Granska", exact=True).click()
    expect(page.get_by_role("heading", name="Uppgifter om andra")).to_be_visible()
    looks.at(page, "package-others")
    hide = page.locator("button.btn--primary[value=redact]")
    hide.click()  # all at once: the sister's number and her name
    expect(hide).to_have_count(0)
    expect(page.get_by_text("Allt är bestämt")).to_be_visible()
    _run("package")
    page.goto(f"{portal.url}/rights/cases/{case.pk}/")
    expect(page.get_by_role("link", name=re.compile("Hämta registerutdraget"))).to_be_visible()
    looks.at(page, "package-case-ready")

    with company_context(company.schema_name):
        path = re.sub(r"^https?://[^/]+", "", package_link(package=Package.objects.get(case=case)))
    person = visits.page(size)
    person.goto(f"{portal.url}{path}")
    looks.at(person, "package-link")
    person.get_by_role("button", name="Skicka en kod till mig").click()
    expect(person.get_by_label("Koden i sms:et")).to_be_visible()
    looks.at(person, "package-code")
    with company_context(company.schema_name):
        # As the job does, with a code that we know.
        code = IdentityCode.objects.get(case=case, purpose="package")
        code.blind, code.sent_at = _blind(code.pk, "123456"), timezone.now()
        code.save()
    person.get_by_label("Koden i sms:et").fill("654321")
    person.get_by_role("button", name="Hämta mina uppgifter").click()
    expect(person.get_by_text("Koden stämmer inte")).to_be_visible()
    looks.at(person, "package-wrong-code")
    person.get_by_label("Koden i sms:et").fill("123 456")
    with person.expect_download() as downloading:
        person.get_by_role("button", name="Hämta mina uppgifter").click()
    assert not person.context.cookies()

    content = Path(downloading.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    reader = visits.page(size)
    reader.goto((tmp_path / "index.html").as_uri())
    expect(reader.get_by_role("heading", name="Det här har vi sparat om dig")).to_be_visible()
    looks.at(reader, "package-index")
    reader.locator("#conversations\\.Message").scroll_into_view_if_needed()
    looks.at(reader, "package-index-thread")
    person.goto(f"{portal.url}/u/{'a' * 32}/")
    looks.at(person, "package-gone")
    assert looks.problems == {}
    with company_context(company.schema_name):
        assert Redaction.objects.filter(case=case, decision="redact").exists()
