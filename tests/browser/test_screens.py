"""What staff and customers see, in both sizes and themes: the panes, roles and states of the mock.

Set ``NEXUS_SCREENSHOTS`` to a folder to have every screen saved there, to be laid beside the mock.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Page, expect

from nexus.accounts.models import User
from tests.browser.conftest import Portal, Visits

BOTH = [(size, theme) for size in ("desktop", "phone") for theme in ("light", "dark")]
looks = pytest.mark.parametrize(("size", "theme"), BOTH, ids=[f"{size}-{theme}" for size, theme in BOTH])


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("NEXUS_SCREENSHOTS"):
        page.wait_for_timeout(400)  # let what moves come to rest
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {[n['html'][:160] for n in v['nodes']][:4]} {v['nodes'][0].get('failureSummary', '')[:200]}"
        for v in found
    ]


@looks
def test_every_screen_is_free_of_axe_violations_and_of_complaints_from_the_browser(
    visits: Visits, portal: Portal, size: str, theme: str
) -> None:
    problems: dict[str, list[str]] = {}
    page = visits.page(size, theme)
    page.goto(f"{portal.url}/login/")
    keep(page, f"login-{size}-{theme}")
    problems["login"] = violations(page)
    page.goto(f"{portal.url}/integritet/")
    keep(page, f"notice-{size}-{theme}")
    problems["notice"] = violations(page)
    page.goto(f"{portal.url}/finns-inte/")
    visits.complaints.clear()  # the browser reports the 404 itself
    keep(page, f"404-{size}-{theme}")
    problems["404"] = violations(page)

    page = visits.logged_in(size, theme)
    keep(page, f"inbox-{size}-{theme}")
    problems["inbox"] = violations(page)
    page.goto(portal.thread("Elin"))
    page.locator(".interp").nth(1).locator("summary").click()
    keep(page, f"thread-{size}-{theme}")
    problems["thread"] = violations(page)
    page.goto(portal.thread("Peder"))
    keep(page, f"states-{size}-{theme}")
    problems["states"] = violations(page)
    page.goto(f"{portal.url}/simulator/+46701740612/")
    keep(page, f"simulator-{size}-{theme}")
    problems["simulator"] = violations(page)
    page.goto(f"{portal.url}/account/mfa/")
    keep(page, f"mfa-{size}-{theme}")
    problems["mfa"] = violations(page)
    page.goto(f"{portal.url}/account/sessions/")
    keep(page, f"sessions-{size}-{theme}")
    problems["sessions"] = violations(page)

    assert {name: found for name, found in problems.items() if found} == {}
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
