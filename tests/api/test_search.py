"""Searching messages and conversations by words, through the API."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from conversations.models import Conversation, SearchSettings
from nexus.audit.models import Entry
from tests.api.conftest import Api
from tests.api.factories import make_ai_answer, make_contact, make_conversation, make_inbound
from tests.api.test_pages import ids
from tests.api.test_problems import assert_problem


@pytest.fixture
def thread(api: Api) -> Conversation:
    return make_conversation(make_contact(605, "Åsa Öberg"))


def bodies(api: Api, query: str, more: str = "") -> list[str]:
    return [row["body"] for row in api.get(f"messages?q={quote(query)}{more}").json()["results"]]


def test_messages_are_found_by_words_phrases_and_numbers(api: Api, thread: Conversation) -> None:
    make_inbound(thread, "Kan jag boka tid för klippning?")
    make_inbound(thread, "Min tid kan jag väl boka om? Ring 070-174 06 77")
    make_ai_answer(thread, "Klippningar kostar 425 kr.")
    assert bodies(api, "klippningen") == ["Klippningar kostar 425 kr.", "Kan jag boka tid för klippning?"]
    assert bodies(api, '"boka tid"') == ["Kan jag boka tid för klippning?"]
    assert bodies(api, "+46701740677") == ["Min tid kan jag väl boka om? Ring 070-174 06 77"]
    (row,) = api.get("messages?q=kostar").json()["results"]
    assert (row["author_type"], row["interpretation"]["intent"]) == ("ai", "opening_hours")


def test_a_search_is_paged_by_key(api: Api, thread: Conversation) -> None:
    made = [str(make_inbound(thread, f"Klippning {number}").pk) for number in range(5)]
    seen, url = [], "messages?q=klippning&page_size=2"
    while url:
        page = api.get(url).json()
        seen += ids([page])
        url = page["next"]
    assert seen == made[::-1]


def test_time_and_channel_narrow_it(api: Api, thread: Conversation) -> None:
    make_inbound(thread, "Klippning")
    soon = quote((timezone.now() + timedelta(hours=1)).isoformat())
    assert len(bodies(api, "klippning", f"&to={soon}&channel=sms")) == 1
    assert bodies(api, "klippning", f"&from={soon}") == bodies(api, "klippning", "&channel=webchat") == []


@pytest.mark.parametrize(
    "query", ["", "q=", "q=%20", "q=a&channel=fax", "q=a&from=igår", "q=a&cursor=tull", "q=a&page_size=0"]
)
def test_what_cannot_be_searched_is_refused(api: Api, query: str) -> None:
    assert_problem(api.get(f"messages?{query}"), 400)


def test_what_is_shown_is_logged_and_nothing_of_the_words(api: Api, thread: Conversation) -> None:
    make_inbound(thread, "Pärlsocker")
    bodies(api, "pärlsocker")
    (entry,) = Entry.objects.filter(action="read", actor_kind="api", subject_id=thread.pk)
    assert entry.details == {"by": "search"}


def test_restricted_contacts_words_are_not_found(api: Api, thread: Conversation) -> None:
    make_inbound(thread, "Pärlsocker")
    thread.contact.restricted = True
    thread.contact.save()
    assert bodies(api, "pärlsocker") == []
    assert ids([api.get(f"conversations?q={quote('pärlsocker')}").json()]) == []


def test_conversations_are_found_by_words_as_well_as_by_names(api: Api, thread: Conversation) -> None:
    other = make_conversation(make_contact(606, "Olle Klippberg"))
    make_inbound(thread, "Två klippningar, tack")
    make_inbound(other, "Hej")
    assert ids([api.get("conversations?q=klippning").json()]) == [str(thread.pk)]
    assert ids([api.get("conversations?q=klippb").json()]) == [str(other.pk)]
    assert ids([api.get(f"conversations?q={quote(chr(34) + 'två klippningar' + chr(34))}").json()]) == [
        str(thread.pk)
    ]


def test_a_company_that_keeps_no_words_says_so(api: Api, thread: Conversation) -> None:
    make_inbound(thread, "Pärlsocker")
    SearchSettings.objects.create(words=False)
    assert_problem(api.get(f"messages?q={quote('pärlsocker')}"), 409)
    assert ids([api.get(f"conversations?q={quote('pärlsocker')}").json()]) == []
