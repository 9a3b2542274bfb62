"""Lists come in pages, newest first, and every row comes exactly once."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation
from tests.api.conftest import Api
from tests.api.factories import make_ai_answer, make_contact, make_conversation, make_inbound
from tests.api.test_problems import assert_problem


def follow(api: Api, path: str, direction: str = "next") -> list[dict[str, Any]]:
    """All pages from ``path`` on."""
    pages = [api.get(path).json()]
    while pages[-1][direction]:
        pages.append(api.get(pages[-1][direction]).json())
        assert len(pages) < 50
    return pages


def ids(pages: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for page in pages for row in page["results"]]


def test_a_list_has_next_previous_and_results(api: Api) -> None:
    assert api.get("contacts").json() == {"next": None, "previous": None, "results": []}


def test_following_next_shows_every_contact_once_newest_first(api: Api) -> None:
    newest_first = [str(make_contact(610 + days, days_ago=days).pk) for days in range(7)]
    pages = follow(api, "contacts?page_size=3")
    assert [len(page["results"]) for page in pages] == [3, 3, 1]
    assert ids(pages) == newest_first


def test_following_previous_leads_back_over_the_same_pages(api: Api) -> None:
    for days in range(7):
        make_contact(610 + days, days_ago=days)
    pages = follow(api, "contacts?page_size=3")
    back = follow(api, pages[-1]["previous"], "previous")
    assert [page["results"] for page in back] == [pages[1]["results"], pages[0]["results"]]
    assert back[-1]["next"]
    assert pages[0]["previous"] is None


def test_addresses_are_absolute_and_keep_the_filter(api: Api) -> None:
    contact = make_contact()
    for _ in range(3):
        make_conversation(contact, state="closed")
    following = api.get("conversations?state=closed&page_size=2").json()["next"]
    assert following.startswith(f"http://{api.host}/api/v1/conversations?")
    assert "state=closed" in following
    assert "page_size=2" in following


def test_rows_of_the_same_moment_are_neither_lost_nor_doubled(api: Api) -> None:
    moment = timezone.now()
    contact = make_contact()
    made = {str(make_conversation(contact, at=moment, state="closed").pk) for _ in range(7)}
    found = ids(follow(api, "conversations?page_size=2"))
    assert sorted(found) == sorted(made)
    assert found == sorted(found, reverse=True)


def test_conversations_are_ordered_by_their_activity(api: Api) -> None:
    contact = make_contact()
    old = make_conversation(contact, state="closed", at=timezone.now())
    new = make_conversation(contact, state="closed", at=timezone.now() - timedelta(hours=1))
    assert ids(follow(api, "conversations")) == [str(old.pk), str(new.pk)]


def test_a_conversation_that_moves_to_the_top_meanwhile_does_not_disturb_the_rest(api: Api) -> None:
    contact = make_contact()
    now = timezone.now()
    rows = [make_conversation(contact, state="closed", at=now - timedelta(hours=hour)) for hour in range(4)]
    first = api.get("conversations?page_size=2").json()
    Conversation.objects.filter(pk=rows[3].pk).update(last_message_at=now + timedelta(hours=1))
    rest = follow(api, first["next"])
    assert ids(rest) == [str(rows[2].pk)]
    assert ids(follow(api, rest[0]["previous"], "previous"))[:2] == [str(rows[0].pk), str(rows[1].pk)]


def test_messages_are_listed_newest_first(api: Api) -> None:
    conversation = make_conversation(make_contact())
    made = [str(make_inbound(conversation, f"Text {number}").pk) for number in range(5)]
    found = ids(follow(api, f"conversations/{conversation.pk}/messages?page_size=2"))
    assert found == made[::-1]


@pytest.mark.parametrize(("asked", "given"), [("1", 1), ("200", 200), ("1000", 200), (None, 50)])
def test_a_page_holds_what_was_asked_for_up_to_200(api: Api, asked: str | None, given: int) -> None:
    contact = make_contact()
    Conversation.objects.bulk_create(
        Conversation(contact=contact, channel="sms", route_id=contact.pk, state="closed") for _ in range(201)
    )
    size = f"?page_size={asked}" if asked else ""
    assert len(api.get(f"conversations{size}").json()["results"]) == given


def test_a_cursor_of_another_list_is_refused(api: Api) -> None:
    for number in range(2):
        make_contact(610 + number)
    cursor = api.get("contacts?page_size=1").json()["next"].split("cursor=")[1].split("&")[0]
    assert_problem(api.get(f"conversations?cursor={cursor}"), 400)


def test_a_cursor_that_was_tampered_with_is_refused(api: Api) -> None:
    for number in range(2):
        make_contact(610 + number)
    following = api.get("contacts?page_size=1").json()["next"]
    assert_problem(api.get(following[:-1] + ("A" if following[-1] != "A" else "B")), 400)


def test_the_number_of_queries_does_not_grow_with_the_page(api: Api) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert api.get(path).status_code == 200
        return sum("search_path" not in query["sql"] for query in captured)

    def fill(first: int) -> str:
        for number in range(first, first + 5):
            contact = make_contact(number, days_ago=number)
            conversation = make_conversation(contact)
            make_inbound(conversation)
            for _ in range(3):
                make_ai_answer(last := conversation)
        return f"conversations/{last.pk}/messages"

    small = fill(610)
    for path in ("contacts", "conversations", small):
        queries(path)  # what is cached per process is cached now
    before = {path: queries(path) for path in ("contacts", "conversations")}
    few = queries(f"{small}?page_size=1")
    fill(620)
    assert {path: queries(path) for path in before} == before
    assert queries(small) == few


def test_next_is_not_given_where_a_page_is_exactly_full(api: Api) -> None:
    for number in range(4):
        make_contact(610 + number)
    pages = follow(api, "contacts?page_size=2")
    assert len(pages) == 2
    assert all(newer != older for newer, older in pairwise(ids(pages)))
