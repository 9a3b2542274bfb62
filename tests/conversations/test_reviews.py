"""Wrong answers over HTTP: marking in the thread, the list, running again, the export, and who may."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from conversations.agent.dialogue.state import Talk
from conversations.models import AnswerReview, Conversation, Interpretation, Message
from crm.bookings.models import Booking
from nexus.audit.models import Entry
from tests.api.factories import make_ai_answer, make_inbound, open_day
from tests.conversations.conftest import Desk
from tests.crm.bookings.conftest import STOCKHOLM

LIST = "/knowledge/reviews/"
MARK = {
    "reason": "wrong_fact",
    "comment": "Vi stänger kl 16 på lördagar.",
    "expected_intent": "opening_hours",
}
HTMX = {"hx-request": "true"}


@pytest.fixture
def answer(desk: Desk) -> Message:
    """The AI's answer to two texts; a third came later."""
    conversation = desk.conversation()
    make_inbound(conversation, "Hej!")
    make_inbound(conversation, "Har ni öppet på lördag, Åsa undrar?")
    message = make_ai_answer(conversation)
    make_inbound(conversation, "Tack")
    return message


def mark_url(message: Message) -> str:
    return f"/c/{message.conversation_id}/messages/{message.pk}/review/"


def marked(desk: Desk, message: Message, **more: str) -> AnswerReview:
    assert desk.post(mark_url(message), {**MARK, **more}).status_code == 302
    return AnswerReview.objects.get(message=message)


def test_a_wrong_answer_becomes_a_case_with_the_texts_before_it(desk: Desk, answer: Message) -> None:
    review = marked(desk, answer)
    assert review.messages == ["Hej!", "Har ni öppet på lördag, Åsa undrar?"]
    assert (review.reason, review.comment) == ("wrong_fact", MARK["comment"])
    assert (review.intent, review.expected_intent) == ("opening_hours", "opening_hours")
    assert (review.actor_id, review.conversation_id) == (desk.user.pk, answer.conversation_id)


def test_only_the_last_twenty_texts_of_this_conversation_are_kept(desk: Desk) -> None:
    earlier = desk.conversation(state="closed")
    make_inbound(earlier, "Från ett annat samtal")
    conversation = Conversation.objects.create(
        contact=earlier.contact, channel="sms", route_id=earlier.route_id
    )
    for number in range(23):
        make_inbound(conversation, f"Nummer {number}")
    make_inbound(conversation, "")
    review = marked(desk, make_ai_answer(conversation))
    assert review.messages == [f"Nummer {number}" for number in range(3, 23)]


def test_marking_again_changes_the_same_case_and_undo_takes_it_away(desk: Desk, answer: Message) -> None:
    marked(desk, answer)
    html = desk.get(mark_url(answer), **HTMX).content.decode()
    assert MARK["comment"] in html
    assert 'name="undo"' in html
    marked(desk, answer, reason="tone", comment="")
    assert AnswerReview.objects.get().reason == "tone"
    desk.post(mark_url(answer), {"undo": "1"})
    assert not AnswerReview.objects.exists()


def test_the_thread_shows_the_mark_and_where_to_change_it(desk: Desk, answer: Message) -> None:
    thread = f"/c/{answer.conversation_id}/"
    before = desk.get(thread).content.decode()
    assert before.count(mark_url(answer)) == 2  # as a link, and for htmx
    assert "Markerat som fel svar" not in before
    html = desk.post(mark_url(answer), MARK, **HTMX).content.decode()
    assert f'id="m-{answer.pk}"' in html
    assert "Markerat som fel svar" in html
    assert "Markerat som fel svar" in desk.get(thread).content.decode()


def test_a_mark_without_a_reason_is_refused_beside_the_field(desk: Desk, answer: Message) -> None:
    response = desk.post(mark_url(answer), {"reason": ""}, **HTMX)
    assert response["HX-Retarget"] == f"#review-m-{answer.pk}"
    assert "Välj vad som var fel." in response.content.decode()
    assert desk.post(mark_url(answer), {"reason": "gissat"}).status_code == 422
    assert desk.post(mark_url(answer), {**MARK, "expected_intent": "väder"}).status_code == 422
    assert desk.post(mark_url(answer), {**MARK, "comment": "a" * 1001}).status_code == 422
    assert not AnswerReview.objects.exists()


def test_only_an_answer_of_the_ai_can_be_marked(desk: Desk, answer: Message) -> None:
    inbound = Message.objects.filter(direction="inbound").first()
    assert inbound is not None
    assert desk.post(mark_url(inbound), MARK).status_code == 404
    Message.objects.filter(pk=answer.pk).update(author_type="human")
    assert desk.get(mark_url(answer)).status_code == 404


def test_the_audit_log_tells_who_did_what_in_codes(desk: Desk, answer: Message) -> None:
    review = marked(desk, answer)
    marked(desk, answer, reason="other")
    desk.post(f"{LIST}{review.pk}/delete/")
    entries = list(Entry.objects.filter(subject_id=review.pk).order_by("id"))
    assert [entry.action for entry in entries] == [
        "answer_marked_wrong",
        "answer_review_changed",
        "answer_review_removed",
    ]
    assert all(entry.actor_id == desk.user.pk for entry in entries)
    assert entries[0].details == {
        "message": str(answer.pk),
        "reason": "wrong_fact",
        "expected_intent": "opening_hours",
    }


def test_the_list_shows_codes_only_and_opening_one_is_logged(desk: Desk, answer: Message) -> None:
    review = marked(desk, answer)
    Entry.objects.all().delete()
    html = desk.get(LIST).content.decode()
    assert "Fel uppgift" in html or review.get_reason_display() in html
    assert "Åsa undrar" not in html
    assert MARK["comment"] not in html
    assert not Entry.objects.filter(action="read").exists()
    html = desk.get(f"{LIST}{review.pk}/").content.decode()
    assert "Åsa undrar" in html
    assert answer.body in html
    assert MARK["comment"] in html
    entry = Entry.objects.get(action="read")
    assert (entry.subject_type, entry.subject_id) == ("conversations.AnswerReview", review.pk)


def test_the_list_is_paged_by_key_and_narrowed_by_reason(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = desk.conversation()
    reasons = ["tone", "other"] * 20
    for reason in reasons:
        message = make_ai_answer(conversation)
        AnswerReview.objects.create(
            conversation=conversation, message=message, reason=reason, messages=["Hej"]
        )
    first = desk.get(LIST)
    rows = [row.url for row in first.context["rows"]]
    second = desk.get(first.context["more_url"])
    rows += [row.url for row in second.context["rows"]]
    assert len(rows) == len(set(rows)) == 40
    assert second.context["more_url"] == ""
    assert len(desk.get(f"{LIST}?reason=tone").context["rows"]) == 20
    assert len(desk.get(f"{LIST}?reason=väder").context["rows"]) == 30
    assert [row.url for row in desk.get(f"{LIST}?before=made-up").context["rows"]] == rows[:30]


def test_running_again_shows_the_old_answer_and_the_new_one_and_keeps_nothing(
    desk: Desk, answer: Message
) -> None:
    review = marked(desk, answer)
    messages = Message.objects.count()
    html = desk.post(f"{LIST}{review.pk}/rerun/").content.decode()
    old, new = html.split('id="new-title"')
    assert answer.body in old
    assert "10–15" in new or "lördag" in new
    assert new.count('class="interp"') == 1
    partial = desk.post(f"{LIST}{review.pk}/rerun/", **HTMX).content.decode()
    assert "<html" not in partial
    assert Message.objects.count() == messages
    assert Entry.objects.filter(action="read", subject_id=review.pk).count() == 2


def test_a_restricted_customers_texts_are_not_given_to_the_ai_nor_exported(
    desk: Desk, answer: Message
) -> None:
    review = marked(desk, answer)
    contact = review.conversation.contact
    contact.restricted = True
    contact.save()
    assert "Kör om" not in desk.get(f"{LIST}{review.pk}/").content.decode()
    assert desk.post(f"{LIST}{review.pk}/rerun/").status_code == 404
    assert desk.post(f"{LIST}export/").content == b""


def test_the_export_is_what_agent_try_reads_and_says_what_is_expected(
    desk: Desk, answer: Message, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    review = marked(desk, answer)
    response = desk.post(f"{LIST}export/")
    assert response["Content-Disposition"].startswith('attachment; filename="reviewed-answers-')
    case = json.loads(response.content.decode())
    assert case["expect"] == {"intent": "opening_hours"}
    assert case["messages"] == review.messages
    entry = Entry.objects.get(action="answer_reviews_exported")
    assert (entry.actor_id, entry.details) == (desk.user.pk, {"count": 1})
    monkeypatch.setattr("sys.stdin", response.content.decode().splitlines())
    call_command("agent_try", company="alfa", provider="embedded")
    tried = json.loads(capsys.readouterr().out)
    assert (tried["id"], tried["intent"]) == (str(review.pk), "opening_hours")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"reason": "should_hand_over", "expected_intent": ""}, {"decision": ["handed_over"]}),
        (
            {"reason": "should_answer", "expected_intent": "price"},
            {"intent": "price", "decision": ["answered", "asked", "acted"]},
        ),
        ({"reason": "misunderstood", "expected_intent": "cancel"}, {"intent": "cancel"}),
    ],
    ids=["hand over", "answer", "misunderstood"],
)
def test_what_was_wrong_becomes_what_is_expected(
    desk: Desk, answer: Message, said: dict[str, str], expected: dict[str, Any]
) -> None:
    marked(desk, answer, **said)
    found = json.loads(desk.post(f"{LIST}export/").content.decode())["expect"]
    assert found == {"intent": "opening_hours", **expected}


def test_a_misread_text_may_be_about_anything_but_what_was_read(desk: Desk, answer: Message) -> None:
    marked(desk, answer, reason="misunderstood", expected_intent="")
    intents = json.loads(desk.post(f"{LIST}export/").content.decode())["expect"]["intent"]
    assert "opening_hours" not in intents
    assert len(intents) == 20


def test_an_agent_reviews_but_only_the_owner_exports(desk: Desk, answer: Message, log_in: Any) -> None:
    review = marked(desk, answer)
    log_in(desk.client, desk.company, role="agent")
    html = desk.get(LIST).content.decode()
    assert f"{LIST}export/" not in html
    assert desk.get(f"{LIST}{review.pk}/").status_code == 200
    assert desk.post(f"{LIST}export/").status_code == 403


def test_the_data_protection_contact_neither_marks_nor_opens(overseer: Desk) -> None:
    conversation = overseer.conversation()
    message = make_ai_answer(conversation)
    review = AnswerReview.objects.create(
        conversation=conversation, message=message, reason="tone", messages=["Hej"]
    )
    for path in (LIST, f"{LIST}{review.pk}/", mark_url(message)):
        assert overseer.get(path).status_code == 403, path
    thread = overseer.get(f"/c/{conversation.pk}/").content.decode()
    assert "Markerat som fel svar" in thread
    assert mark_url(message) not in thread


def test_a_review_goes_with_its_message(desk: Desk, answer: Message) -> None:
    marked(desk, answer)
    Message.objects.filter(pk=answer.pk).delete()
    assert not AnswerReview.objects.exists()


def test_what_a_customer_wrote_is_shown_as_text(desk: Desk) -> None:
    conversation = desk.conversation()
    make_inbound(conversation, "<script>alert(1)</script>")
    review = marked(desk, make_ai_answer(conversation), comment="<b>fel</b>")
    html = desk.get(f"{LIST}{review.pk}/").content.decode()
    assert "<script>alert" not in html
    assert "<b>fel" not in html


@pytest.fixture
def chosen(desk: Desk) -> Message:
    """The AI's answer to "den andra", after it had offered two times."""
    day = open_day()
    first, second = (datetime.combine(day, time(hour), STOCKHOLM) for hour in (10, 14))
    conversation = desk.conversation()
    make_inbound(conversation, "Jag vill boka klippning herr")
    offer = make_ai_answer(conversation, "Jag har 10.00 eller 14.00. Vilken passar?")
    talk = Talk(
        goal="book", service="klippning_herr", offered=(first, second), at=timezone.localtime(timezone.now())
    )
    reading = Interpretation.objects.get(message=offer)
    reading.content = {**reading.content, "dialogue": talk.to_json()}
    reading.save()
    make_inbound(conversation, "Den andra tack")
    return make_ai_answer(conversation, "Det förstod jag inte.")


def test_running_again_knows_what_was_on_offer_before_that_turn(desk: Desk, chosen: Message) -> None:
    review = marked(desk, chosen)
    answer = desk.post(f"{LIST}{review.pk}/rerun/").context["new"]
    assert answer.reply.startswith("Bokat: Klippning herr")
    assert "14.00" in answer.reply
    assert not Booking.objects.exists()
    # Without what stood before, nobody knows which "the other one" is.
    for reading in Interpretation.objects.filter(conversation=review.conversation):
        reading.content = {}
        reading.save()
    blind = desk.post(f"{LIST}{review.pk}/rerun/").context["new"]
    assert not blind.reply.startswith("Bokat")


ANSWERED = "Svaret gällde det här sms:et"


def test_two_texts_that_were_answered_together_are_both_marked(desk: Desk, answer: Message) -> None:
    assert desk.get(f"{LIST}{marked(desk, answer).pk}/").content.decode().count(ANSWERED) == 2


def test_the_text_that_the_answer_was_to_is_marked_and_those_before_it_are_not(
    desk: Desk, chosen: Message
) -> None:
    told = ANSWERED
    html = desk.get(f"{LIST}{marked(desk, chosen).pk}/").content.decode()
    assert html.count(told) == 1
    assert html.index("Jag vill boka") < html.index("Den andra tack") < html.index(told)
    assert told not in html[html.index("Jag vill boka") : html.index("Den andra tack")]
