"""Every right is two clicks from a conversation, and one from the contact, in every width."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from gdpr.models import Case
from tests.browser.conftest import Portal, Visits

RIGHTS = {kind.value for kind in Case.Kind}


@pytest.mark.parametrize("width", [1440, 1100, 390])
def test_each_right_is_two_clicks_from_a_conversation(visits: Visits, portal: Portal, width: int) -> None:
    page = visits.logged_in("phone" if width < 760 else "desktop")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(portal.thread("Peder"))
    ways = page.locator('a[href*="/rights/people/"]').filter(visible=True)
    expect(ways.first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ways.first.click()
    expect(page).to_have_url(re.compile("/rights/people/"))
    buttons = page.locator("button[name=kind]").filter(visible=True)
    assert {button.get_attribute("value") for button in buttons.all()} == RIGHTS
    buttons.first.click()
    expect(page).to_have_url(re.compile("/rights/cases/"))
    assert visits.complaints == []
