"""The API's page in a real browser, under the strict policy."""

from __future__ import annotations

from tests.browser.conftest import Portal, Visits


def test_the_api_page_works_without_breaking_its_policy(visits: Visits, portal: Portal) -> None:
    page = visits.page()
    page.goto(f"{portal.url}/api/v1/docs/")
    page.get_by_role("button", name="GET /api/v1/contacts", exact=True).click()
    page.get_by_text("Contacts, newest first.").wait_for()
    page.get_by_role("button", name="Authorize").first.click()
    page.get_by_role("heading", name="Available authorizations").wait_for()
    assert visits.complaints == []
