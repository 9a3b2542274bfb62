"""What staff and customers see, in both sizes and themes: the panes, roles and states of the mock."""

from __future__ import annotations

import pytest
from django.db import connection
from playwright.sync_api import expect

from nexus.accounts.models import User
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, keep, sizes


@sizes
def test_every_screen_is_free_of_axe_violations_and_of_complaints_from_the_browser(
    visits: Visits, portal: Portal, size: str
) -> None:
    looks = Looks(size)
    page = visits.page(size)
    page.goto(f"{portal.url}/login/")
    looks.at(page, "login")
    page.goto(f"{portal.url}/integritet/")
    looks.at(page, "notice")
    page.goto(f"{portal.url}/finns-inte/")
    visits.complaints.clear()  # the browser reports the 404 itself
    looks.at(page, "404")

    page = visits.logged_in(size)
    looks.at(page, "inbox")
    page.goto(portal.thread("Elin"))
    page.locator(".interp").nth(1).locator("summary").click()
    looks.at(page, "thread")
    page.goto(portal.thread("Peder"))
    looks.at(page, "states")
    page.goto(f"{portal.url}/simulator/+46701740612/")
    looks.at(page, "simulator")
    page.goto(f"{portal.url}/account/mfa/")
    looks.at(page, "mfa")
    page.goto(f"{portal.url}/account/sessions/")
    looks.at(page, "sessions")

    assert looks.problems == {}
    assert visits.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ops_admin_wears_our_tokens_under_the_strict_policy(
    visits: Visits, portal: Portal, theme: str
) -> None:
    connection.set_schema_to_public()
    ops = User.objects.create_superuser("ops@nomar.example", "Drift-lösenord-7", name="Nomar Drift")
    page = visits.page("desktop", theme)
    visits.sign_in(page, ops, portal.public_url)
    page.goto(f"{portal.public_url}/admin/tenants/company/")
    keep(page, f"admin-{theme}")
    expect(page.locator("#site-name")).to_contain_text("Nomar Nexus")
    expect(page.locator("#result_list")).to_contain_text("Salong Alfa")
    pine = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--pine')").strip()
    assert (
        page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--primary')").strip()
        == pine
    )
    assert visits.complaints == []
