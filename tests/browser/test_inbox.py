"""Working in the inbox with a real browser: what a click, a key and a live event do."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from conversations.models import Conversation, Message
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.conftest import PASSWORD


def schema() -> str:
    return Company.objects.get(slug="alfa").schema_name


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found is not None, selector
    return found


def test_logging_in_leads_to_the_inbox_and_logging_out_back(visits: Visits, portal: Portal) -> None:
    page = visits.page()
    page.goto(portal.thread("Elin"))
    expect(page).to_have_url(re.compile("/login/"))
    page.fill("[name=login]", "owner@alfa.example")
    page.fill("[name=password]", "fel lösenord")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.locator("#thread-name")).to_have_text("Elin Sandgren")
    page.locator(".rail-foot [popovertarget=account-menu]").click()
    page.get_by_role("button", name="Logga ut").click()
    expect(page).to_have_url(f"{portal.url}/login/")


def test_at_1440_list_thread_and_contact_card_stand_side_by_side(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    page.goto(portal.thread("Elin"))
    rail, inbox = box(page, ".rail"), box(page, ".pane--list")
    thread, card = box(page, ".pane--thread"), box(page, ".pane--aside")
    assert rail["width"] == 84
    assert inbox["width"] == 348
    assert card["width"] == 336
    assert rail["x"] < inbox["x"] < thread["x"] < card["x"]
    expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_visible()
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("complementary", name="Kundkort")).to_be_visible()
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-relevant", "additions")
    headings = [" ".join(text.split()) for text in page.locator(".list-group").all_inner_texts()]
    assert headings == ["Behöver dig 3", "AI:n sköter 4", "Ni sköter 3"]


def test_at_1000_the_contact_card_slides_in_when_asked_for(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    page.set_viewport_size({"width": 1000, "height": 800})
    page.goto(portal.thread("Elin"))
    card = page.get_by_role("complementary", name="Kundkort")
    expect(card).to_be_hidden()
    page.get_by_role("link", name="Visa kundkort").click()
    expect(card).to_be_visible()
    page.get_by_role("link", name="Stäng kundkort").click()
    expect(card).to_be_hidden()


def test_on_a_phone_one_pane_is_shown_at_a_time(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in("phone")
    expect(page.locator(".pane--thread")).to_be_hidden()
    page.locator(".conv", has_text="Elin Sandgren").click()
    expect(page.locator(".pane--thread")).to_be_visible()
    expect(page.locator(".pane--list")).to_be_hidden()
    expect(page.locator(".rail")).to_be_hidden()
    page.get_by_role("link", name="Tillbaka till inkorgen").click()
    expect(page.locator(".pane--list")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_opening_a_conversation_keeps_the_list_and_changes_the_address(
    visits: Visits, portal: Portal
) -> None:
    page = visits.logged_in()
    row = page.locator(".conv", has_text="Oskar Hallvik")
    row.click()
    expect(page.locator("#thread-name")).to_have_text("Oskar Hallvik")
    expect(row).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(re.compile(f"/c/{portal.scene.conversations['Oskar']}/"))
    expect(page).to_have_title(re.compile("Oskar Hallvik"))
    page.go_back()
    expect(page.locator("#thread-name")).to_have_count(0)


def test_taking_over_writing_and_handing_back(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    page.goto(portal.thread("Elin"))
    page.keyboard.press("t")
    expect(page.locator(".stance")).to_contain_text("Du svarar Elin.")
    expect(page.locator("#baton-human")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("r")
    page.keyboard.type("Kom förbi i dag, så testar vi färgen på armen först.")
    expect(page.locator("[data-counter]")).to_have_text("52/160 · 1 sms")
    page.keyboard.press("Control+Enter")
    mine = page.locator(".msg--human").last
    expect(mine).to_contain_text("Kom förbi i dag")
    expect(page.locator("#reply-body")).to_have_value("")
    page.locator(".thread-head h2").click()
    page.keyboard.press("a")
    expect(page.locator(".stance")).to_contain_text("AI:n svarar Elin.")
    assert visits.complaints == []


def test_a_reply_without_scripts_is_a_plain_form(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    context = page.context.browser.new_context(java_script_enabled=False, locale="sv-SE")
    visits.contexts.append(context)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(portal.thread("Wilma"))
    plain.fill("#reply-body", "Klippning för barn kostar 290 kr.")
    plain.click("[data-send]")
    expect(plain.locator(".msg--human").last).to_contain_text("290 kr")
    expect(plain.locator(".stance")).to_contain_text("Du svarar Wilma.")


def test_the_counter_knows_both_alphabets(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    page.goto(portal.thread("Elin"))
    counter = page.locator("[data-counter]")
    for text, said in (
        ("å" * 160, "160/160 · 1 sms"),
        ("å" * 161, "161/306 · 2 sms"),
        ("€" * 80, "160/160 · 1 sms"),
        ("ş" * 70, "70/70 · 1 sms"),
        ("ş" * 71, "71/134 · 2 sms"),
        ("👍" * 35, "70/70 · 1 sms"),
        ("👍" * 36, "72/134 · 2 sms"),
    ):
        page.fill("#reply-body", text)
        expect(counter).to_have_text(said)


def test_a_live_event_adds_what_is_new_and_leaves_the_rest_alone(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    page.goto(portal.thread("Elin"))
    page.locator(".interp").nth(1).locator("summary").click()
    page.fill("#reply-body", "Ett utkast")
    page.evaluate("document.querySelector('.bubble').dataset.same = 'yes'")
    conversation = portal.scene.conversations["Elin"]
    with company_context(schema()):
        Message.objects.filter(conversation_id=conversation, author_type="ai").update(status="read")
        Message.objects.create(
            conversation_id=conversation, channel="sms", direction="inbound", author_type="contact",
            status="received", body="Hallå, är någon där?",
        )  # fmt: skip
    page.evaluate(f"window.stream.say('{conversation}')")
    expect(page.locator(".msg--contact").last).to_contain_text("Hallå, är någon där?")
    expect(page.locator(".msg--ai .tick").last).to_contain_text("Läst")
    assert page.locator(".bubble[data-same=yes]").count() == 1
    assert page.locator(".interp[open]").count() == 1
    expect(page.locator("#reply-body")).to_have_value("Ett utkast")


def test_an_event_about_another_conversation_does_not_fetch_this_one(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(portal.thread("Elin"))
    page.evaluate(
        f"htmx.trigger('#log', 'sse:conversation', {{data: '{portal.scene.conversations['Amir']}'}})"
    )
    with page.expect_response(lambda response: "/inbox/?" in response.url):
        page.evaluate("htmx.trigger('#list', 'sse:conversation', {data: 'x'})")
    assert not [url for url in asked if "/messages/" in url]


def test_the_stream_itself_refreshes_the_list(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in(real_stream=True)
    conversation = portal.scene.conversations["Birgitta"]

    def once(route: Route) -> None:
        route.fulfill(
            status=200,
            headers={"content-type": "text/event-stream", "access-control-allow-origin": portal.url,
                     "access-control-allow-credentials": "true"},
            body=f"retry: 600000\n\nevent: conversation\ndata: {conversation}\n\n",
        )  # fmt: skip

    page.context.route("**/live/**", once)
    with company_context(schema()):
        Conversation.objects.filter(pk=conversation).update(state="ai", waiting_since=None)
    with page.expect_response(lambda response: "/inbox/?" in response.url):
        page.goto(portal.url)
    expect(page.locator(".list-group").first).to_contain_text("Behöver dig 2")
    expect(page.locator("#rail-waiting")).to_contain_text("2")
    expect(page.locator("#tab-open")).to_have_text("10")


def test_the_theme_is_kept(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    page.get_by_role("button", name="Utseende").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_single_keys_do_nothing_inside_fields(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    page.goto(portal.thread("Elin"))
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("tae")
    expect(page.locator(".stance")).to_contain_text("Ingen svarar just nu.")


def test_j_and_k_walk_the_list(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".conv").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".conv").nth(0)).to_be_focused()


def test_a_text_in_the_simulator_is_on_the_handset_and_in_the_inbox(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    page.goto(f"{portal.url}/simulator/+46701740675/")
    page.fill("#sim-body", "Hej, när har ni öppet på lördag?")
    page.get_by_role("button", name="Skicka sms").click()
    expect(page.locator(".hs-out")).to_have_text("Hej, när har ni öppet på lördag?")
    expect(page.locator("#sim-steps")).to_contain_text("Sms in")
    expect(page.locator("#sim-body")).to_have_value("")
    page.get_by_role("link", name="Visa i inkorgen").click()
    expect(page.locator(".msg--contact")).to_contain_text("när har ni öppet på lördag?")
    assert visits.complaints == []


def test_english_is_one_choice_away(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    page.locator(".rail-foot [popovertarget=account-menu]").click()
    page.get_by_role("button", name="In English").click()
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
