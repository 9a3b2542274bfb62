"""The knowledge pages in a browser: looks, search while typing, the preview, an import, and no script from a text."""

from __future__ import annotations

import datetime
from pathlib import Path

from playwright.sync_api import expect

from conversations.models import Article
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, sizes
from tests.conversations.knowledge.files import word_file


def _articles() -> None:
    with company_context(Company.objects.get(slug="alfa").schema_name):
        Article.objects.create(title="Julmarknad 2025", body="x", valid_until=datetime.date(2025, 12, 24))
        Article.objects.create(title="Sommartider", body="x", valid_from=datetime.date(2090, 6, 1))
        Article.objects.create(
            title="Färg och allergi, och vad vi gör med den som har reagerat på en hårfärg förut",
            body="Vi gör **alltid** ett test.\n\n- Två dagar före\n- Gratis\n\n| Färg | Pris |\n| --- | --- |\n"
            "| Slingor | 1 450 kr |\n\nLäs [mer](https://exempel.se).",
        )


@sizes
def test_the_knowledge_pages_are_free_of_axe_violations_and_of_complaints(
    visits: Visits, portal: Portal, size: str
) -> None:
    _articles()
    looks = Looks(size)
    page = visits.logged_in(size)

    def look(name: str) -> None:
        looks.at(page, f"knowledge-{name}")

    page.goto(f"{portal.url}/knowledge/")
    look("list")
    page.get_by_role("link", name="Färg och allergi").click()
    look("article")
    page.get_by_label("Rubrik").fill("Parkering")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert")).to_contain_text("Det finns redan en artikel")
    visits.complaints.clear()  # the browser reports the 422 itself
    look("refused")
    page.goto(f"{portal.url}/knowledge/new/")
    look("new")
    page.goto(f"{portal.url}/knowledge/import/")
    look("import")
    page.get_by_label("Eller inklistrad text").fill("# Hund\nFår vänta.\n\n# Parkering\nPå gatan.")
    page.get_by_role("button", name="Visa artiklarna").click()
    expect(page.get_by_label("Spara den här")).to_have_count(2)
    look("proposals")
    page.goto(f"{portal.url}/knowledge/")
    page.get_by_role("link", name="Sommartider").click()
    page.get_by_role("link", name="Radera artikeln").click()
    look("delete")

    assert looks.problems == {}
    assert visits.complaints == []


def test_an_article_is_found_changed_and_previewed_while_it_is_typed(visits: Visits, portal: Portal) -> None:
    _articles()
    page = visits.logged_in()
    page.get_by_role("link", name="Kunskap").click()
    articles = page.locator("#articles li")
    expect(articles).to_have_count(7)
    page.get_by_role("searchbox").press_sequentially("parkering")
    expect(articles).to_have_count(1)
    page.get_by_role("searchbox").fill("")
    expect(articles).to_have_count(7)
    page.get_by_text("Engelska", exact=True).click()
    expect(articles).to_have_count(1)
    page.get_by_role("link", name="Parking").click()
    expect(page.locator("#articles [aria-current]")).to_contain_text("Parking")
    body = page.get_by_label("Svar", exact=True)
    body.fill(
        "Free **parking**.\n\n<script>window.ran = true</script><img src=x onerror='window.ran = true'>"
    )
    preview = page.locator("#preview")
    expect(preview.locator("strong")).to_have_text("parking")
    expect(preview).to_contain_text("<script>window.ran = true</script>")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("#notes")).to_contain_text("Sparat.")
    expect(body).to_have_value(
        "Free **parking**.\n\n<script>window.ran = true</script><img src=x onerror='window.ran = true'>"
    )
    assert page.evaluate("window.ran") is None
    assert visits.complaints == []


def test_a_word_file_becomes_the_articles_that_are_ticked(
    visits: Visits, portal: Portal, tmp_path: Path
) -> None:
    path = tmp_path / "svar.docx"
    path.write_bytes(
        word_file([(1, "Hund"), (0, "Får vänta."), (1, "Katt"), (0, "Nej."), (1, "Häst"), (0, "Ja.")])
    )
    page = visits.logged_in(role="agent")
    page.goto(f"{portal.url}/knowledge/import/")
    page.get_by_label("Dokument").set_input_files(path)
    page.get_by_role("button", name="Visa artiklarna").click()
    page.get_by_label("Spara den här").nth(1).uncheck()
    page.get_by_label("Rubrik").nth(2).fill("Hästar")
    page.get_by_role("button", name="Spara de ikryssade").click()
    expect(page.locator("#notes")).to_contain_text("2 artiklar är sparade.")
    titles = page.locator("#articles b")
    expect(titles.first).to_be_visible()
    assert {"Hund", "Hästar"} <= set(titles.all_inner_texts())
    assert "Katt" not in titles.all_inner_texts()
    assert visits.complaints == []
