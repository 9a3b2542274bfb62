"""The playground and the reviewed answers in a browser: looks, a trial of several texts, and a mark in the thread."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from conversations.models import AnswerReview, Message
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, sizes


def ask(page: Page, text: str) -> None:
    page.get_by_label("Sms från en provkund").fill(text)
    page.get_by_role("button", name="Fråga").click()


@sizes
def test_trials_and_reviews_are_free_of_axe_violations_and_of_complaints(
    visits: Visits, portal: Portal, size: str
) -> None:
    looks = Looks(size)
    page = visits.logged_in(size)

    def look(name: str) -> None:
        looks.at(page, name)

    page.goto(f"{portal.url}/knowledge/playground/")
    look("play-empty")
    ask(page, "Hej, vad kostar en klippning?")
    answers = page.locator("#play-log .msg--ai")
    expect(answers).to_have_count(1)
    ask(page, "Mitt personnummer är 811228-9874, jag vill prata med en människa")
    expect(answers).to_have_count(2)
    page.locator("#play-log .interp summary").first.click()
    look("play-answered")
    page.goto(f"{portal.url}/knowledge/")
    look("play-beside")
    page.goto(f"{portal.url}/knowledge/reviews/")
    look("reviews-none")
    page.goto(portal.thread("Elin"))
    page.get_by_role("link", name="Fel svar").first.click()
    expect(page.get_by_label("Vad var fel?")).to_be_focused()
    look("mark-form")
    page.get_by_label("Vad var fel?").select_option("wrong_fact")
    page.get_by_label("Kommentar").fill("Färgning kostar mer sedan i våras, det står fel i artikeln.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Markerat som fel svar")).to_be_visible()
    look("marked")
    page.goto(f"{portal.url}/knowledge/reviews/")
    look("reviews")
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="Kör om").click()
    expect(page.locator("#new-answer .interp")).to_have_count(1)
    look("review")

    assert looks.problems == {}
    assert visits.complaints == []


def test_a_trial_goes_on_text_by_text_beside_an_article_that_is_being_written(
    visits: Visits, portal: Portal
) -> None:
    page = visits.logged_in(role="agent")
    page.goto(f"{portal.url}/knowledge/new/")
    page.get_by_label("Rubrik").fill("Halvskriven")
    log = page.locator("#play-log")
    ask(page, "Hej, vad kostar en klippning?")
    expect(log.locator(".msg--ai")).to_have_count(1)
    expect(page.get_by_label("Sms från en provkund")).to_have_value("")
    ask(page, "Tack!")
    expect(log.locator(".msg--contact")).to_have_count(2)
    page.get_by_text("Vid en annan tidpunkt än nu").click()
    page.get_by_label("När kunden skriver").fill("2026-12-24T10:00")
    ask(page, "Har ni öppet imorgon?")
    expect(log.locator(".day")).to_contain_text("24 dec")
    page.get_by_role("button", name="Börja om").click()
    expect(log.locator(".msg")).to_have_count(0)
    expect(page.get_by_label("Rubrik")).to_have_value("Halvskriven")
    assert page.url.endswith("/knowledge/new/")
    assert visits.complaints == []


def test_while_the_model_thinks_the_panel_says_so_and_a_refusal_keeps_the_conversation(
    visits: Visits, portal: Portal
) -> None:
    page = visits.logged_in()
    page.goto(f"{portal.url}/knowledge/playground/")
    ask(page, "Hej!")
    expect(page.locator("#play-log .msg--ai")).to_have_count(1)
    page.route("**/knowledge/playground/", lambda route: (page.wait_for_timeout(700), route.continue_()))
    page.get_by_label("Sms från en provkund").fill("När öppnar ni?")
    page.get_by_role("button", name="Fråga").click(no_wait_after=True)
    expect(page.get_by_text("AI:n tänker")).to_be_visible()
    expect(page.locator("#play-log .msg--ai")).to_have_count(2)
    expect(page.get_by_text("AI:n tänker")).to_be_hidden()
    page.unroute("**/knowledge/playground/")
    page.evaluate("document.querySelector('#play-box [name=said]').value = ' '")
    ask(page, "Och nu?")
    expect(page.get_by_role("alert")).to_contain_text("gick inte att fortsätta")
    expect(page.locator("#play-log .msg--ai")).to_have_count(2)
    expect(page.get_by_label("Sms från en provkund")).to_have_value("Och nu?")
    assert visits.complaints == []


@pytest.mark.parametrize("way", ["undo", "cancel"])
def test_a_mark_is_taken_back_in_the_thread(visits: Visits, portal: Portal, way: str) -> None:
    schema = Company.objects.get(slug="alfa").schema_name
    page = visits.logged_in()
    with company_context(schema):
        message = Message.objects.filter(
            conversation_id=portal.scene.conversations["Elin"], author_type="ai"
        ).earliest("id")
        AnswerReview.objects.create(
            conversation_id=message.conversation_id, message=message, reason="tone", messages=["Hej"]
        )
    page.goto(portal.thread("Elin"))
    bubble = page.locator(f"#m-{message.pk}")
    bubble.get_by_role("link", name="Ändra").click()
    if way == "undo":
        bubble.get_by_role("button", name="Ta bort markeringen").click()
        expect(bubble.get_by_text("Markerat som fel svar")).to_have_count(0)
        expect(bubble.get_by_role("link", name="Fel svar")).to_be_focused()
    else:
        bubble.get_by_role("link", name="Avbryt").click()
        expect(bubble.locator("form")).to_have_count(0)
        expect(bubble.get_by_text("Markerat som fel svar")).to_be_visible()
    assert visits.complaints == []
