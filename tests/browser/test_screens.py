"""What staff and customers see, in both sizes and themes: the panes, roles and states of the mock."""

from __future__ import annotations

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from nexus.accounts.models import User
from nexus.privacy.client_storage import client_items
from nexus.privacy.vocabulary import Subject
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


def test_the_portal_keeps_in_the_browser_what_the_data_map_says_and_nothing_else(
    visits: Visits, portal: Portal
) -> None:
    page = visits.page()
    page.goto(f"{portal.url}/login/")
    page.fill("[name=login]", "owner@alfa.example")
    page.goto(f"{portal.url}/integritet/")
    assert _kept(page) == {"portal_csrf"}
    page = visits.logged_in()
    page.locator("[data-theme-toggle]").first.click()
    page.goto(f"{portal.url}/settings/agent/")
    page.click(".save-bar button")
    page.click("[popovertarget=account-menu] >> visible=true")
    page.locator("#account-menu button[name=language]:not([aria-current])").first.click()
    page.wait_for_load_state()
    kept = _kept(page)
    assert {"portal_session", "portal_csrf", "portal_theme", "portal_language"} <= kept
    assert kept <= {item.code for item in client_items(Subject.STAFF)}


def _kept(page: Page) -> set[str]:
    """What the browser keeps, each by the declaration that names it; what none names stands by its key."""
    kept = [("cookie", str(cookie.get("name"))) for cookie in page.context.cookies()]
    for kind in ("localStorage", "sessionStorage"):
        kept += [(kind, str(key)) for key in page.evaluate(f"Object.keys({kind})")]
    codes = {(item.kind, item.key): item.code for item in client_items()}
    return {codes.get(each, " ".join(each)) for each in kept}


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
