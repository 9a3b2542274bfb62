"""Articles through the API."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.knowledge import search_articles
from conversations.knowledge.services import LONGEST_BODY
from conversations.models import Article
from nexus.audit.models import Entry
from tests.api.conftest import Api
from tests.api.factories import unknown_id
from tests.api.test_pages import follow, ids

DOGS = {"title": "Djur", "body": "Hundar får **vänta** utanför."}


def written(api: Api, **fields: Any) -> dict[str, Any]:
    response = api.post("knowledge", {**DOGS, **fields})
    assert response.status_code == 201, response.content
    return dict(response.json())


def test_an_article_that_is_written_is_shown_and_used(api: Api) -> None:
    response = api.post("knowledge", {**DOGS, "valid_from": "2020-01-01", "valid_until": None})
    row = response.json()
    assert response["Location"].endswith(f"/api/v1/knowledge/{row['id']}")
    shown = api.get(f"knowledge/{row['id']}").json()
    assert shown == row
    assert {name: shown[name] for name in ("title", "body", "language", "valid_from", "valid_until")} == {
        **DOGS,
        "language": "sv",
        "valid_from": "2020-01-01",
        "valid_until": None,
    }
    assert search_articles("hund", "sv")[0].title == "Djur"


def test_patch_changes_what_is_sent_and_put_the_rest_too(api: Api) -> None:
    row = written(api, valid_until="2030-12-31")
    path = f"knowledge/{row['id']}"
    patched = api.call("patch", path, {"title": "Hund"}).json()
    assert (patched["title"], patched["body"], patched["valid_until"]) == ("Hund", DOGS["body"], "2030-12-31")
    put = api.call("put", path, {"title": "Hund", "body": "Nej."}).json()
    assert (put["body"], put["valid_until"], put["id"]) == ("Nej.", None, row["id"])
    assert api.call("put", path, {"title": "Hund"}).status_code == 400


def test_a_deleted_article_is_gone_and_used_no_more(api: Api) -> None:
    row = written(api)
    assert api.call("delete", f"knowledge/{row['id']}").status_code == 204
    assert api.get(f"knowledge/{row['id']}").status_code == 404
    assert api.call("delete", f"knowledge/{row['id']}").status_code == 404
    assert search_articles("hund", "sv") == []


def test_a_title_that_is_taken_is_a_conflict_in_its_language_only(api: Api) -> None:
    row = written(api)
    again = api.post("knowledge", DOGS)
    assert (again.status_code, again.json()["type"]) == (409, "urn:nomar-nexus:problem:title-taken")
    assert written(api, language="en")["language"] == "en"
    other = written(api, title="Katter")
    assert api.call("patch", f"knowledge/{other['id']}", {"title": "Djur"}).status_code == 409
    assert api.call("patch", f"knowledge/{other['id']}", {"title": "dJUR"}).status_code == 409
    assert api.call("patch", f"knowledge/{row['id']}", {"title": "DJUR"}).status_code == 200
    assert api.call("patch", f"knowledge/{row['id']}", {"title": "Djur"}).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"title": ""}, "#/title"),
        ({"title": "x" * 201}, "#/title"),
        ({"title": "a\x00b"}, "#/title"),
        ({"body": "  "}, "#/body"),
        ({"body": "x" * (LONGEST_BODY + 1)}, "#/body"),
        ({"language": "fi"}, "#/language"),
        ({"valid_from": "i morgon"}, "#/valid_from"),
        ({"valid_from": "2026-12-02", "valid_until": "2026-12-01"}, "#/valid_until"),
    ],
)
def test_what_is_no_article_is_refused_with_the_place_of_the_fault(
    api: Api, wrong: dict[str, str], pointer: str
) -> None:
    response = api.post("knowledge", {**DOGS, **wrong})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert not Article.objects.filter(title="Djur").exists()


def test_patch_sees_the_day_that_stands_already(api: Api) -> None:
    row = written(api, valid_from="2026-12-02")
    refused = api.call("patch", f"knowledge/{row['id']}", {"valid_until": "2026-12-01"})
    assert refused.status_code == 400


def test_the_longest_article_fits_in_a_request_however_it_is_written(api: Api) -> None:
    body = "\U0001f415" * LONGEST_BODY  # twelve bytes each as JSON escapes
    assert written(api, body=body)["body"] == body
    assert api.post("knowledge", {**DOGS, "body": "x" * 300_000}).status_code == 413


def test_articles_are_listed_newest_first_page_by_page(api: Api) -> None:
    made = [written(api, title=f"Artikel {number}")["id"] for number in range(5)]
    listed = ids(follow(api, "knowledge?page_size=3"))
    assert listed[:5] == made[::-1]
    assert len(listed) == len(set(listed)) == Article.objects.count()


@pytest.mark.parametrize(
    ("q", "found"),
    [("djur", True), ("vänta", True), ("hund", True), ("hundarna", True), ("utan", True), ("katt", False),
     ("%", False), ("'", False)],
)  # fmt: skip
def test_q_searches_titles_and_texts_and_their_forms(api: Api, q: str, found: bool) -> None:
    row = written(api)
    rows = api.client.get(
        "/api/v1/knowledge", {"q": q}, headers={"authorization": f"Api-Key {api.key}"}
    ).json()["results"]
    assert (row["id"] in [one["id"] for one in rows]) is found


def test_a_language_or_a_query_that_cannot_be_is_refused(api: Api) -> None:
    assert api.get("knowledge?language=fi").json()["errors"][0]["parameter"] == "language"
    assert api.get(f"knowledge?q={'x' * 101}").json()["errors"][0]["parameter"] == "q"
    written(api, language="en")
    assert {row["language"] for row in api.get("knowledge?language=en").json()["results"]} == {"en"}


def test_an_unknown_article_is_not_there_whatever_is_asked(api: Api) -> None:
    path = f"knowledge/{unknown_id()}"
    answers = {
        method: api.call(method, path, DOGS).status_code for method in ("get", "put", "patch", "delete")
    }
    assert set(answers.values()) == {404}
    assert api.call("patch", path, {"language": "fi"}).status_code == 404


def test_every_change_is_an_entry_with_ids_and_codes_alone(api: Api) -> None:
    row = written(api)
    api.call("patch", f"knowledge/{row['id']}", {"body": "Nej."})
    api.call("patch", f"knowledge/{row['id']}", {"body": "Nej."})
    api.call("delete", f"knowledge/{row['id']}")
    entries = Entry.objects.filter(subject_id=row["id"]).order_by("pk")
    assert [(entry.action, entry.actor_kind, entry.actor_id, entry.details) for entry in entries] == [
        ("article_created", "api", None, {"language": "sv"}),
        ("article_changed", "api", None, {"language": "sv", "fields": "body"}),
        ("article_deleted", "api", None, {"language": "sv"}),
    ]
