"""The knowledge pages over HTTP: who may use them, what is stored and noted, and what stored text cannot do."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from conversations.knowledge.selectors import PAGE
from conversations.models import Article
from nexus.accounts.models import User
from nexus.audit.models import Entry
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.conversations.knowledge.files import word_file

DOGS = {"title": "Djur", "body": "Hundar får **vänta** utanför.", "language": "sv"}


@dataclass
class Editor:
    """Somebody of Salong Alfa at the knowledge pages; the test itself runs inside the company."""

    client: Client
    company: Company
    user: User

    def get(self, path: str = "", **query: str) -> Any:
        return self._ask("get", path, query)

    def post(self, path: str, data: dict[str, Any]) -> Any:
        return self._ask("post", path, data)

    def _ask(self, method: str, path: str, data: dict[str, Any]) -> Any:
        try:
            return getattr(self.client, method)(f"/knowledge/{path}", data)
        finally:
            connection.set_tenant(self.company)


@pytest.fixture
def editor(client_a: Client, company_a: Company, log_in: Any) -> Iterator[Editor]:
    user = log_in(client_a, company_a, "agent")
    with company_context(company_a.schema_name):
        yield Editor(client_a, company_a, user)


def entries(article_id: object) -> list[tuple[str, object, dict[str, Any]]]:
    found = Entry.objects.filter(subject_id=article_id).order_by("pk")
    return [(entry.action, entry.actor_id, entry.details) for entry in found]


def test_those_who_answer_customers_may_use_the_pages_and_nobody_else(
    client_a: Client, company_a: Company, log_in: Any
) -> None:
    paths = ["", "new/", "import/"]
    assert [client_a.get(f"/knowledge/{path}").status_code for path in paths] == [302] * 3
    for role, status in (("owner", 200), ("agent", 200), ("data_protection", 403)):
        log_in(client_a, company_a, role)
        assert [client_a.get(f"/knowledge/{path}").status_code for path in paths] == [status] * 3, role
        menu = client_a.get("/account/sessions/").content.decode()
        assert ('href="/knowledge/"' in menu) is (status == 200)


def test_an_article_is_written_changed_and_deleted_and_each_is_noted(editor: Editor) -> None:
    response = editor.post("new/", {**DOGS, "valid_until": "2030-12-31"})
    article = Article.objects.get(title="Djur")
    assert response["Location"] == f"/knowledge/{article.pk}/"
    assert article.valid_until == datetime.date(2030, 12, 31)
    editor.post(f"{article.pk}/", {**DOGS, "body": "Nej.\r\nAldrig."})
    article.refresh_from_db()
    assert (article.body, article.valid_until) == ("Nej.\nAldrig.", None)
    assert "raderas för gott" in editor.get(f"{article.pk}/delete/").content.decode()
    assert Article.objects.filter(pk=article.pk).exists()
    assert editor.post(f"{article.pk}/delete/", {})["Location"] == "/knowledge/"
    assert not Article.objects.filter(pk=article.pk).exists()
    me = editor.user.pk
    assert entries(article.pk) == [
        ("article_created", me, {"language": "sv"}),
        ("article_changed", me, {"language": "sv", "fields": "body valid_until"}),
        ("article_deleted", me, {"language": "sv"}),
    ]


def test_saving_without_a_change_is_no_change(editor: Editor) -> None:
    editor.post("new/", DOGS)
    article = Article.objects.get(title="Djur")
    before = article.updated_at
    assert editor.post(f"{article.pk}/", DOGS).status_code == 302
    article.refresh_from_db()
    assert article.updated_at == before
    assert len(entries(article.pk)) == 1


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"title": " "}, "Skriv en rubrik."),
        ({"body": ""}, "Skriv svaret."),
        ({"body": "x" * 20_001}, "Texten är för lång"),
        ({"language": "fi"}, "fi"),
        ({"valid_from": "2026-12-02", "valid_until": "2026-12-01"}, "Sista dagen ligger före den första."),
        ({"title": "Parkering"}, "Det finns redan en artikel med den rubriken"),
        ({"title": "pARKERING"}, "Det finns redan en artikel med den rubriken"),
    ],
)
def test_what_cannot_be_saved_stays_in_the_form_with_its_reason(
    editor: Editor, wrong: dict[str, str], text: str
) -> None:
    count = Article.objects.count()
    for path in ("new/", f"{Article.objects.get(title='Betalning').pk}/"):
        response = editor.post(path, {**DOGS, **wrong})
        assert response.status_code == 422
        page = response.content.decode()
        assert text in page
        assert wrong.get("body", "Hundar får **vänta** utanför.")[:50] in page
    assert Article.objects.count() == count
    assert not Article.objects.filter(title="Djur").exists()


def test_html_in_an_article_is_text_and_scripts_never_run(editor: Editor) -> None:
    body = (
        "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> <b>fet</b>\n\n"
        "[klick](javascript:alert(1)) [data](data:text/html,x) ![bild](https://exempel.se/spion.png)\n\n"
        "</textarea><script>alert(2)</script>\n\n**riktig** [länk](https://exempel.se)\n\n"
        "<a href='java&#115;cript:alert(1)'>x</a> <https://exempel.se/a>"
    )
    editor.post("new/", {"title": "<script>alert(3)</script>", "body": body, "language": "sv"})
    article = Article.objects.get(body__contains="alert(2)")
    pages = [
        editor.get(f"{article.pk}/").content.decode(),
        editor.post("preview/", {"body": body}).content.decode(),
        editor.get().content.decode(),
        editor.get(f"{article.pk}/delete/").content.decode(),
    ]
    for page in pages:
        assert "<script>alert" not in page
        assert not re.search(
            r"<img|onerror=|href=.?(?:javascript|data):", page.replace("&lt;img", ""), re.I
        ) or ("onerror=" in page and "<img" not in page)
    preview = pages[1]
    assert re.findall(r"<(\w+)", preview) == re.findall(r"<(div|p|strong|a)\b", preview)
    assert "<strong>riktig</strong>" in preview
    assert 'href="https://exempel.se"' in preview
    assert "spion" not in preview
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in preview


def test_the_list_says_what_is_over_and_what_is_to_come(editor: Editor) -> None:
    Article.objects.create(title="Förbi", body="x", valid_until=datetime.date(2020, 3, 1))
    Article.objects.create(title="Sedan", body="x", valid_from=datetime.date(2090, 3, 1))
    text = " ".join(re.sub(r"<[^>]+>", " ", editor.get().content.decode()).split())
    assert re.search(r"Förbi Svenska · ändrad [^·]+ Gick ut 1 mar 2020", text)
    assert re.search(r"Sedan Svenska · ändrad [^·]+ Börjar 1 mar 2090", text)
    assert len(re.findall(r"Gick ut|Börjar", text)) == 2


def test_the_list_is_searched_and_filtered(editor: Editor) -> None:
    def titles(**query: str) -> set[str]:
        return set(
            re.findall(r"<b>([^<]+)</b>", editor.get(**query).content.decode().split('id="articles"')[1])
        )

    assert titles(q="p-skiva") == {"Parkering"}
    assert titles(q="parkeringar") == {"Parkering"}
    assert titles(language="en") == {"Parking"}
    assert titles(q="park", language="en") == {"Parking"}
    assert titles(q="finns-inte") == set()
    assert titles(q="\x00%", before="påhittad") == set()
    assert len(titles()) == 4


def test_the_list_goes_on_page_by_page(editor: Editor) -> None:
    Article.objects.all().delete()
    Article.objects.bulk_create(Article(title=f"Artikel {number}", body="x") for number in range(PAGE + 5))
    seen: list[str] = []
    path = ""
    for _ in range(3):
        response = editor.client.get(f"/knowledge/{path}", headers={"hx-request": "true"})
        connection.set_tenant(editor.company)
        page = response.content.decode()
        seen += re.findall(r"<b>(Artikel \d+)</b>", page)
        more = re.search(r'hx-get="/knowledge/(rows/\?before=[^"]+)"', page)
        if not more:
            break
        path = more[1]
    assert len(seen) == len(set(seen)) == PAGE + 5
    assert editor.get("rows/", q="x")["Location"] == "/knowledge/?q=x"


def proposals(page: str) -> list[tuple[str, bool]]:
    titles = re.findall(r'name="part-\d+-title"[^>]*?value="([^"]*)"', page)
    ticks = re.findall(r'name="part-\d+-keep"([^>]*)>', page)
    return [(title, "checked" in tick) for title, tick in zip(titles, ticks, strict=True)]


def test_a_document_is_shown_as_articles_and_nothing_is_stored(editor: Editor) -> None:
    before = Article.objects.count(), Entry.objects.count()
    content = word_file([(1, "Hund"), (0, "Får vänta utanför."), (1, "BETALNING"), (0, "Bara kort.")])
    upload = SimpleUploadedFile("svar.txt", content)  # the name says something else
    response = editor.post("import/", {"document": upload, "language": "sv"})
    assert response.status_code == 200
    # Betalning is there already, so it is not ticked.
    assert proposals(response.content.decode()) == [("Hund", True), ("BETALNING", False)]
    assert (Article.objects.count(), Entry.objects.count()) == before


def parts(*several: dict[str, str]) -> dict[str, str]:
    sent = {"part-TOTAL_FORMS": str(len(several)), "part-INITIAL_FORMS": str(len(several)), "language": "sv"}
    for number, one in enumerate(several):
        sent |= {f"part-{number}-{name}": value for name, value in one.items()}
    return sent


def test_what_is_ticked_is_saved_as_it_was_edited(editor: Editor) -> None:
    response = editor.post(
        "import/save/",
        parts(
            {"keep": "on", "title": "Hund", "body": "Välkommen."},
            {"title": "Katt", "body": "Nej."},
            {"keep": "on", "title": "Häst", "body": "Ute."},
        ),
    )
    assert response["Location"] == "/knowledge/"
    assert set(Article.objects.filter(title__in=["Hund", "Katt", "Häst"]).values_list("title", "body")) == {
        ("Hund", "Välkommen."),
        ("Häst", "Ute."),
    }
    assert Entry.objects.filter(action="article_created", actor_id=editor.user.pk).count() == 2
    assert "2 artiklar är sparade." in editor.get().content.decode()


@pytest.mark.parametrize(
    ("second", "text"),
    [
        ({"title": "Parkering", "body": "x"}, "Det finns redan en artikel"),
        ({"title": "Hund", "body": "x"}, "Två artiklar kan inte ha samma rubrik."),
        ({"title": "", "body": "x"}, "Skriv en rubrik."),
        ({"title": "Katt", "body": ""}, "Skriv svaret."),
    ],
)
def test_when_one_is_refused_none_is_saved_and_nothing_typed_is_lost(
    editor: Editor, second: dict[str, str], text: str
) -> None:
    count = Article.objects.count()
    first = {"keep": "on", "title": "Hund", "body": "Ändrad text."}
    response = editor.post("import/save/", parts(first, {"keep": "on", **second}))
    assert response.status_code == 422
    assert text in response.content.decode()
    assert "Ändrad text." in response.content.decode()
    assert Article.objects.count() == count
    assert not Entry.objects.filter(action="article_created", actor_id=editor.user.pk).exists()


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({}, "Välj en fil eller klistra in en text."),
        ({"text": "Hej", "document": SimpleUploadedFile("a.txt", b"hej")}, "inte båda"),
        ({"document": SimpleUploadedFile("a.txt", b"x" * (2 * 1024 * 1024 + 1))}, "större än 2 MB"),
        ({"document": SimpleUploadedFile("a.docx", b"\x7fELF\x00")}, "ingen text-, Word- eller pdf-fil"),
        ({"text": "x" * 200_001}, "mer än 200 000 tecken"),
        ({"text": "# Bara en rubrik"}, "ingen text i den"),
    ],
    ids=["nothing", "both", "large", "program", "long", "no text"],
)
def test_what_cannot_be_imported_is_refused_with_its_reason(
    editor: Editor, sent: dict[str, Any], text: str
) -> None:
    response = editor.post("import/", {**sent, "language": "sv"})
    assert response.status_code == 422
    assert text in response.content.decode()


def test_a_made_up_import_stores_nothing(editor: Editor) -> None:
    count = Article.objects.count()
    for sent in (
        {},
        {"language": "fi"},
        {**parts({"keep": "on", "title": "a", "body": "b"}), "language": "fi"},
    ):
        assert editor.post("import/save/", sent)["Location"] == "/knowledge/import/"
    many = {**parts({"keep": "on", "title": "a", "body": "b"}), "part-TOTAL_FORMS": "100000"}
    assert editor.post("import/save/", many).status_code == 422
    assert Article.objects.count() == count


def test_the_pages_run_under_the_strict_policy(editor: Editor) -> None:
    response = editor.get("new/")
    assert "unsafe" not in response["Content-Security-Policy"]
    page = response.content.decode()
    assert not re.search(r"\son\w+=|style=", page)
    assert all("src=" in tag or "nonce=" in tag for tag in re.findall(r"<script[^>]*>", page))
