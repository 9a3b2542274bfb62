"""What a search finds of what has been written, and what it never finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conversations.models import Conversation, Message, MessageTerms
from conversations.search import finding
from conversations.search import selectors as searching
from conversations.search.query import Wanted
from conversations.search.selectors import contacts_search, messages_search
from nexus.crypto.words import stem, words_in
from nexus.tenants.models import Company
from tests.api.factories import make_contact, make_conversation, make_inbound
from tests.conversations.search.conftest import Say, found

LONG = "Jag undrar över klippning och färgning hos er. " * 200 + "Sist stod här en pärlsocker."


@given(text=st.text(max_size=300))
@example(text="Hej! Har ni en tid för klippning på lördag?")
@example(text="👍🏽 så bra ❤️ tack 🙏")
@example(text="Ring 070-174 06 12 efter kl 17")
@example(text="ÅÄÖ åäö a\u030a İstanbul ǅ ß ﬁ ½ ①")
@example(text=LONG)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_is_found_by_each_of_its_words(thread: Conversation, text: str) -> None:
    text = text.replace("\0", "")
    message = make_inbound(thread, text.encode("utf-8", "replace").decode())
    words = {word.plain for word in words_in(str(message.body)) if stem(word.plain)}
    for word in sorted(words)[:40]:
        if len(word) <= 100:
            hits = messages_search(wanted=Wanted.of(word), limit=200).rows
            assert message.pk in {hit.message.pk for hit in hits}, word
    message.delete()


def test_another_inflection_is_found_and_marked(say: Say) -> None:
    say("Vad kostar klippningarna? Jag vill bli klippt.")
    say("Hej, var ligger ni?")
    (hit,) = messages_search(wanted=Wanted.of("klippning")).rows
    assert [str(hit.message.body)[start:end] for start, end in hit.marks] == ["klippningarna", "klippt"]


def test_all_words_must_be_there_in_any_order(say: Say) -> None:
    both = say("På fredag vill jag färga håret")
    say("Färga ögonbrynen")
    say("Vi ses på fredag")
    assert found("färgning fredag") == [both.body]


def test_a_phrase_is_found_in_its_order_only(say: Say) -> None:
    say("Tid på fredag vill jag boka")
    right = say("Jag vill  boka\ntid, på fredag")
    assert found('"boka tid på fredag"') == [right.body]
    assert found("”boka tid”") == [right.body]
    assert found('"tid boka"') == []
    assert len(found("boka tid fredag")) == 2


def test_a_phrase_and_a_word_both_count(say: Say) -> None:
    right = say("Kan jag boka tid åt min hund?")
    say("Kan jag boka tid åt min katt?")
    assert found('"boka tid" hundar') == [right.body]


def test_a_phrase_of_common_words_is_found_among_what_has_its_rarer_ones(say: Say) -> None:
    right = say("Det är jag som har en grön hund")
    say("En hund som är grön har jag")
    assert found('"en grön hund"') == [right.body]


def test_words_that_every_text_has_are_said_to_find_nothing(say: Say) -> None:
    say("Jag och du")
    assert found("jag och") == []
    assert Wanted.of("jag och").common
    assert not Wanted.of("jag och hunden").common
    assert not Wanted.of("…")


@pytest.mark.parametrize("spelt", ["070-174 06 77", "+46701740677", "0046 70 174 0677", "0701740677"])
def test_a_number_in_a_text_is_found_in_any_spelling(say: Say, spelt: str) -> None:
    message = say("Ring min man på 070 174 06 77 i stället")
    say("Ring mig på 070-174 06 78")
    (hit,) = messages_search(wanted=Wanted.of(spelt)).rows
    assert hit.message.pk == message.pk
    assert str(hit.message.body)[slice(*hit.marks[0])] == "070 174 06 77"


def test_other_numbers_are_words(say: Say) -> None:
    say("Min order 4711 har inte kommit")
    assert len(found("4711")) == len(found("order 4711")) == 1
    assert found("471") == []


def test_an_emoji_can_be_looked_for(say: Say) -> None:
    say("Tack 👍🏽")
    assert len(found("👍")) == 1


def test_a_very_long_text_is_found_by_its_last_word(say: Say) -> None:
    say(LONG)
    assert len(found("pärlsocker")) == 1


@pytest.mark.parametrize(
    "query", ["", " ", "\0", '"', '""', "'; DROP TABLE x; --", "%", "a" * 5000, "\ud800", "{1,2}"]
)
def test_any_query_is_answered(say: Say, query: str) -> None:
    say("Hej")
    assert found(query) == []
    assert contacts_search(wanted=Wanted.of(query)) == []


# ---- Order, pages and choices ---------------------------------------------------------------------------


def test_the_newest_come_first_and_pages_join_without_gap_or_repeat(say: Say) -> None:
    now = timezone.now()
    for number in range(23):
        # Two share a moment, and they were not stored in the order of their time.
        say(f"Klippning nummer {number}", at=now - timedelta(days=(number * 7) % 23 // 2))
    seen, before = [], None
    while True:
        page = messages_search(wanted=Wanted.of("klippning"), limit=5, before=before)
        seen += [hit.message for hit in page.rows]
        before = page.older
        if before is None:
            break
    assert len(seen) == len({message.pk for message in seen}) == 23
    assert [(m.created_at, m.pk) for m in seen] == sorted(((m.created_at, m.pk) for m in seen), reverse=True)


def test_rare_words_are_found_beyond_the_newest_that_are_looked_through(say: Say, monkeypatch: Any) -> None:
    monkeypatch.setattr(finding, "WINDOW", 3)
    old = say("Pärlsocker var det här")
    for number in range(8):
        say(f"Klippning {number}")
    assert found("pärlsocker") == [old.body]
    assert len(found("klippning", limit=4)) == 4
    assert len(found("klippning")) == 8


def test_a_phrase_beyond_the_first_that_are_opened_is_found_page_by_page(say: Say, monkeypatch: Any) -> None:
    monkeypatch.setattr(finding, "MOST", 3)
    monkeypatch.setattr(searching, "_CHUNK", 2)
    monkeypatch.setattr(searching, "_MOST_OPENED", 4)
    right = say("boka tid")
    for _ in range(9):
        say("tid boka")
    before, seen = None, []
    for _ in range(6):
        page = messages_search(wanted=Wanted.of('"boka tid"'), before=before)
        seen += [hit.message.pk for hit in page.rows]
        before = page.older
        if before is None:
            break
    assert seen == [right.pk]
    assert before is None


def test_time_and_channel_can_be_chosen(say: Say, thread: Conversation) -> None:
    now = timezone.now()
    say("Klippning nu", at=now)
    say("Klippning i fjol", at=now - timedelta(days=365))
    chat = make_conversation(thread.contact, at=now)
    Conversation.objects.filter(pk=chat.pk).update(channel="webchat")
    Message.objects.create(
        conversation=chat, channel="webchat", direction="inbound", author_type="contact",
        status="received", body="Klippning i chatten",
    )  # fmt: skip
    month = now - timedelta(days=30)
    assert found("klippning", since=month) == ["Klippning i chatten", "Klippning nu"]
    assert found("klippning", until=month) == ["Klippning i fjol"]
    assert found("klippning", channel="webchat") == ["Klippning i chatten"]


# ---- Customers -------------------------------------------------------------------------------------------


def names(query: str) -> list[str]:
    return [str(hit.contact.name) for hit in contacts_search(wanted=Wanted.of(query))]


def test_a_customer_is_found_by_the_beginning_of_a_name(in_company_a: Company) -> None:
    make_contact(606, "Johanna Ekström-Björklund")
    make_contact(607, "Jo Ek")
    assert (
        names("joha")
        == names("EKST")
        == names("johanna ekström")
        == names("björ")
        == ["Johanna Ekström-Björklund"]
    )
    assert names("joh") == [], "three letters are on too many"
    assert names("jo") == ["Jo Ek"], "but a short name is found as a whole"
    assert names("johannes") == names("hanna") == []
    (hit,) = contacts_search(wanted=Wanted.of("joha"))
    assert [str(hit.contact.name)[start:end] for start, end in hit.marks] == ["Joha"]


def test_a_name_longer_than_any_beginning_is_found(in_company_a: Company) -> None:
    make_contact(606, "Wolfeschlegelstein Berg")
    assert names("wolfeschlegelst") == names("wolfeschlegelstein") == ["Wolfeschlegelstein Berg"]
    assert names("wolfeschlegelxx") == []


def test_a_changed_name_is_found_and_the_old_one_no_more(in_company_a: Company) -> None:
    contact = make_contact(606, "Kajsa Åberg")
    contact.name = "Kajsa Lindqvist"
    contact.save(update_fields=["name"])
    assert (names("åberg"), names("lind")) == ([], ["Kajsa Lindqvist"])
    partly = type(contact).objects.only("name").get(pk=contact.pk)
    partly.name = "Kajsa Nordin"
    partly.save()
    assert (names("lind"), names("nordin")) == ([], ["Kajsa Nordin"])


@pytest.mark.parametrize(
    "spelt", ["070-174 06 06", "+46 70 174 06 06", "0046701740606", "46701740606", "(070)1740606"]
)
def test_a_customer_is_found_by_number_in_any_spelling(in_company_a: Company, spelt: str) -> None:
    thread = make_conversation(make_contact(606, "Kajsa Åberg"))
    make_contact(607, "Olle Ek")
    (hit,) = contacts_search(wanted=Wanted.of(spelt))
    assert (hit.contact.name, hit.conversation_id) == ("Kajsa Åberg", thread.pk)


# ---- What is never found ----------------------------------------------------------------------------------


def test_another_company_finds_nothing(company_b: Company, in_company: Callable[..., Any], say: Say) -> None:
    say("Pärlsocker")
    with in_company(company_b):
        make_inbound(make_conversation(make_contact(650, "Olle Ek")), "Motorolja")
        assert found("pärlsocker") == names("åsa") == []
        assert found("motorolja") == ["Motorolja"]


def test_the_same_word_has_another_term_in_another_company(
    company_b: Company, in_company: Callable[..., Any], say: Say
) -> None:
    mine = MessageTerms.objects.get(message=say("pärlsocker")).terms
    with in_company(company_b):
        other = make_inbound(make_conversation(make_contact(650, "Olle Ek")), "pärlsocker")
        theirs = MessageTerms.objects.get(message=other).terms
    assert len(mine) == len(theirs) == 1
    assert mine != theirs


def test_what_a_restricted_customer_wrote_is_not_found(say: Say, thread: Conversation) -> None:
    say("Pärlsocker")
    thread.contact.restricted = True
    thread.contact.save()
    assert found("pärlsocker") == []
    thread.contact.restricted = False
    thread.contact.save()
    assert found("pärlsocker") == ["Pärlsocker"]


def test_what_was_deleted_has_no_terms_left(say: Say) -> None:
    message = say("Pärlsocker")
    assert MessageTerms.objects.filter(message=message).exists()
    message.delete()
    assert found("pärlsocker") == []
    assert not MessageTerms.objects.exists()


def test_a_text_that_is_changed_is_found_by_what_it_says_now(say: Say) -> None:
    message = say("Pärlsocker och kanel")
    message.body = "Kanel och ****"
    message.save(update_fields=["body"])
    assert (found("pärlsocker"), found("kanel")) == ([], ["Kanel och ****"])
    before = MessageTerms.objects.get(message=message).terms
    message.status = "received"
    message.save(update_fields=["status"])
    assert MessageTerms.objects.get(message=message).terms == before


def test_a_row_that_says_more_than_its_message_is_no_hit(say: Say) -> None:
    """Terms only propose: what is opened decides."""
    message, other = say("Kanel"), say("Pärlsocker")
    terms = MessageTerms.objects.get(message=other).terms
    MessageTerms.objects.filter(message=message).update(terms=terms)
    assert found("pärlsocker") == ["Pärlsocker"]


def test_nothing_readable_is_stored(say: Say) -> None:
    row = MessageTerms.objects.get(message=say("Hej pärlsocker 070-174 06 12"))
    assert len(row.terms) == 7, "its six words, and the number as a whole"
    assert all(0 <= found < 2**63 for found in row.terms)
    assert row.terms == sorted(set(row.terms)), "in an order that says nothing of the text's"
