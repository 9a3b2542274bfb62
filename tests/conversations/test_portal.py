"""The inbox over HTTP: who may see it, what is logged, what it costs, and what stored text cannot do."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conversations.models import ConversationEvent, Message
from crm.services import opt_out
from nexus.accounts.models import User
from nexus.audit.models import Entry
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import (
    make_ai_answer,
    make_contact,
    make_conversation,
    make_inbound,
    phone,
    unknown_id,
)
from tests.conversations.conftest import Desk


def paths(conversation_id: object) -> list[tuple[str, str]]:
    base = f"/c/{conversation_id}/"
    return [
        ("get", base),
        ("get", f"{base}messages/"),
        ("get", f"{base}older/?before={unknown_id()}"),
        ("post", f"{base}reply/"),
        ("post", f"{base}take-over/"),
        ("post", f"{base}hand-back/"),
        ("post", f"{base}close/"),
    ]


def test_without_a_login_every_page_leads_to_the_login(client_a: Client) -> None:
    for method, path in [("get", "/"), ("get", "/inbox/"), ("get", "/simulator/"), *paths(unknown_id())]:
        response = getattr(client_a, method)(path, data={"body": "hej"} if method == "post" else None)
        assert response.status_code == 302, path
        assert response["Location"].startswith("/login/?next=/"), path


def test_htmx_without_a_login_is_sent_to_the_login_as_a_whole_page(client_a: Client) -> None:
    response = client_a.get("/inbox/", headers={"hx-request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "/login/")


def test_another_companys_conversation_is_like_one_that_never_was(desk: Desk, company_b: Company) -> None:
    connection.set_tenant(desk.company)  # the fixture of the other company looked it up in public
    mine = desk.conversation()
    with company_context(company_b.schema_name):
        theirs = make_conversation(make_contact(606, "Bo Beta"))
        make_inbound(theirs, "hemligt")
    connection.set_tenant(desk.company)
    never = unknown_id()
    for (method, own), (_, strange), (_, absent) in zip(
        paths(mine.pk), paths(theirs.pk), paths(never), strict=True
    ):
        data = {"data": {"body": "hej"}} if method == "post" else {}
        answers = [getattr(desk, method)(path, **data) for path in (own, strange, absent)]
        assert answers[0].status_code in (200, 302), own
        assert [answer.status_code for answer in answers[1:]] == [404, 404], strange
        assert answers[1].content == answers[2].content, strange


def test_the_data_protection_contact_reads_but_does_not_answer(overseer: Desk) -> None:
    conversation = overseer.conversation()
    make_inbound(conversation)
    for method, path in paths(conversation.pk):
        data = {"data": {"body": "hej"}} if method == "post" else {}
        expected = 200 if method == "get" else 403
        assert getattr(overseer, method)(path, **data).status_code == expected, path
    html = overseer.get(f"/c/{conversation.pk}/").content.decode()
    assert 'id="take-over"' not in html
    assert 'data-can-reply="no"' in html
    assert Message.objects.filter(author_type="human").count() == 0


def test_reading_a_conversation_is_logged_with_who_and_which(desk: Desk) -> None:
    conversation = desk.conversation()
    desk.get("/")
    assert not Entry.objects.filter(action="read").exists()
    desk.get(f"/c/{conversation.pk}/")
    entry = Entry.objects.get(action="read")
    assert (entry.actor_id, entry.subject_type, entry.subject_id) == (
        desk.user.pk,
        "conversations.Conversation",
        conversation.pk,
    )
    for _ in range(3):  # the same open page refreshing itself
        desk.get(f"/c/{conversation.pk}/messages/", **{"hx-request": "true"})
    assert Entry.objects.filter(action="read").count() == 1
    desk.get(f"/c/{conversation.pk}/")
    assert Entry.objects.filter(action="read").count() == 2


def test_opening_a_conversation_marks_it_as_read(desk: Desk) -> None:
    conversation = desk.conversation(unread=True)
    desk.get(f"/c/{conversation.pk}/")
    conversation.refresh_from_db()
    assert conversation.unread is False


def test_the_list_is_grouped_by_who_must_act(desk: Desk) -> None:
    for number, state in enumerate(("human", "ai", "waiting_for_staff", "closed"), start=610):
        desk.conversation(number, f"Kund {state}", state=state)
    html = desk.get("/").content.decode()
    order = [html.index(name) for name in ("Kund waiting", "Kund ai", "Kund human")]
    assert order == sorted(order)
    assert "Kund closed" not in html
    assert "Kund closed" in desk.get("/?tab=closed").content.decode()


def test_mine_are_the_conversations_that_i_hold(desk: Desk) -> None:
    desk.conversation(610, "Min Kund", state="human", held_by=desk.user)
    desk.conversation(611, "Annans Kund", state="human", held_by=User.objects.get(role="agent"))
    html = desk.get("/?tab=mine").content.decode()
    assert "Min Kund" in html
    assert "Annans Kund" not in html


def test_a_number_is_found_however_it_is_written(desk: Desk) -> None:
    desk.conversation(612, "Elin Sandgren")
    desk.conversation(613, "Amir Farsani")
    for written in ("070-174 06 12", "0701740612", "+46 70 174 06 12"):
        html = desk.get("/").content.decode()
        html = desk.get(f"/?q={written.replace('+', '%2B')}").content.decode()
        assert "Elin Sandgren" in html, written
        assert "Amir Farsani" not in html, written
    assert "Inget hittades" in desk.get("/?q=070-174%2006%2014").content.decode()


def test_the_list_goes_on_by_key_without_losing_or_doubling_anyone(desk: Desk) -> None:
    names = {f"Kund {number}" for number in range(605, 665)}
    for number in range(605, 665):
        desk.conversation(number, f"Kund {number}")
    seen: list[str] = []
    html = desk.get("/").content.decode()
    for _ in range(5):
        seen += [part.split("<")[0] for part in html.split('conv-name trunc">')[1:]]
        if 'class="more"' not in html:
            break
        url = html.split('class="more"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
        html = desk.get(url, **{"hx-request": "true"}).content.decode()
    assert len(seen) == len(set(seen)) == 60
    assert set(seen) == names


@pytest.mark.parametrize("cursor", ["x", "%00", "AAAA", "2026-01-01", "é", "9" * 500])
def test_a_cursor_that_is_no_cursor_means_the_first_page(desk: Desk, cursor: str) -> None:
    desk.conversation()
    response = desk.get(f"/inbox/ai/?before={cursor}", **{"hx-request": "true"})
    assert response.status_code == 200
    assert "Åsa Öberg" in response.content.decode()


def queries(desk: Desk, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(path).status_code == 200
    return sum("search_path" not in query["sql"] for query in captured.captured_queries)


def test_the_list_costs_the_same_however_many_rows_it_shows(desk: Desk) -> None:
    def fill(start: int, stop: int) -> None:
        for number in range(start, stop):
            conversation = desk.conversation(number, f"Kund {number}")
            make_inbound(conversation)
            make_ai_answer(conversation)

    fill(605, 608)
    desk.get("/")
    few = queries(desk, "/")
    fill(608, 628)
    assert queries(desk, "/") == few
    assert few <= 13


def test_the_thread_costs_the_same_however_many_messages_it_shows(desk: Desk) -> None:
    conversation = desk.conversation()
    make_inbound(conversation)
    make_ai_answer(conversation)
    desk.get(f"/c/{conversation.pk}/")
    few = queries(desk, f"/c/{conversation.pk}/")
    for _ in range(12):
        make_inbound(conversation)
        make_ai_answer(conversation)
    assert queries(desk, f"/c/{conversation.pk}/") == few
    assert few <= 34


def bubbles(html: str) -> list[str]:
    """The texts of the bubbles on a page, in order."""
    return re.findall(r'class="bubble">\s*<p>(.*?)</p>', html)


def test_older_messages_come_page_by_page_across_a_contacts_episodes(desk: Desk) -> None:
    contact = make_contact()
    first = make_conversation(contact, state="closed", route_id=desk.route.pk)
    for number in range(40):
        make_inbound(first, f"gammalt {number:02}")
    second = make_conversation(contact, route_id=desk.route.pk)
    for number in range(5):
        make_inbound(second, f"nytt {number:02}")
    html = desk.get(f"/c/{second.pk}/").content.decode()
    seen = bubbles(html)
    assert seen[-1] == "nytt 04"
    while 'id="older"' in html:
        url = html.split('id="older"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
        html = desk.get(url, **{"hx-request": "true"}).content.decode()
        seen = bubbles(html) + seen
    assert seen == [f"gammalt {n:02}" for n in range(40)] + [f"nytt {n:02}" for n in range(5)]


def test_stored_text_is_shown_as_text(desk: Desk) -> None:
    conversation = desk.conversation(614, '<img src=x onerror="alert(1)">')
    body = "<script>alert(1)</script> \u202e \u200b &amp; {{ 7*7 }}\nandra raden 👋🏽"
    make_inbound(conversation, body)
    make_ai_answer(conversation, "**Fet** <a href=javascript:alert(1)>länk</a>")
    for path in ("/", f"/c/{conversation.pk}/"):
        html = desk.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "<a href=javascript" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7*7 }}" in html
    assert "andra raden 👋🏽" in html


def test_the_receipt_shows_how_the_ai_read_it(desk: Desk) -> None:
    conversation = desk.conversation()
    make_inbound(conversation)
    make_ai_answer(conversation)
    html = desk.get(f"/c/{conversation.pk}/").content.decode()
    for part in (
        "Så tolkade AI:n",
        "Öppettider",
        "Hög",
        "0,93",
        "Sökning i kunskapen",
        "4 ms",
        "claude-haiku-4-5 · us",
    ):
        assert part in html, part
    assert 'width="93"' in html


def test_a_failed_text_keeps_its_bubble_and_can_be_sent_again(desk: Desk) -> None:
    conversation = desk.conversation(state="human", held_by=desk.user)
    failed = Message.objects.create(
        conversation=conversation, channel="sms", direction="outbound", author_type="human",
        author=desk.user, status="undelivered", error_code="30003", body="Välkommen kl 14.30",
    )  # fmt: skip
    html = desk.get(f"/c/{conversation.pk}/").content.decode()
    assert "Kom inte fram" in html
    assert "Telefonen är avstängd eller utan täckning." in html
    desk.post(f"/c/{conversation.pk}/messages/{failed.pk}/resend/")
    again = Message.objects.exclude(pk=failed.pk).get(author_type="human")
    assert (again.body, again.status) == ("Välkommen kl 14.30", "queued")


def test_a_delivered_text_is_not_sent_again(desk: Desk) -> None:
    conversation = desk.conversation()
    delivered = make_ai_answer(conversation)
    response = desk.post(f"/c/{conversation.pk}/messages/{delivered.pk}/resend/", **{"hx-request": "true"})
    assert "skickades därför inte igen" in response.content.decode()
    assert not Message.objects.filter(author_type="human").exists()


def test_a_message_of_another_conversation_cannot_be_sent_from_here(desk: Desk) -> None:
    here, there = desk.conversation(605, "En"), desk.conversation(606, "Två")
    failed = make_ai_answer(there)
    Message.objects.filter(pk=failed.pk).update(status="failed")
    assert desk.post(f"/c/{here.pk}/messages/{failed.pk}/resend/").status_code == 404


def test_writing_takes_the_conversation_over(desk: Desk) -> None:
    conversation = desk.conversation(state="ai")
    response = desk.post(f"/c/{conversation.pk}/reply/", {"body": "  Hej, det är Maja.  "})
    assert response.status_code == 302
    conversation.refresh_from_db()
    assert (conversation.state, conversation.held_by_id) == ("human", desk.user.pk)
    message = Message.objects.get(author_type="human")
    assert (message.body, message.status, message.author_id) == ("Hej, det är Maja.", "queued", desk.user.pk)
    assert ConversationEvent.objects.get().kind == "taken_over"


@pytest.mark.parametrize(("body", "said"), [("   ", "Skriv något först."), ("x" * 1601, "för lång")])
def test_a_reply_that_cannot_be_sent_says_why_and_keeps_what_was_written(
    desk: Desk, body: str, said: str
) -> None:
    conversation = desk.conversation()
    response = desk.post(f"/c/{conversation.pk}/reply/", {"body": body})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert body.strip() in response.content.decode()
    assert not Message.objects.exists()


def test_nobody_writes_to_a_customer_who_has_opted_out(desk: Desk) -> None:
    conversation = desk.conversation(605, "Nej Tack")
    opt_out(contact=conversation.contact, phone=phone(605), source="sms")
    html = desk.get(f"/c/{conversation.pk}/").content.decode()
    assert "har tackat nej till sms" in html
    assert 'data-can-reply="no"' in html
    response = desk.post(f"/c/{conversation.pk}/reply/", {"body": "Hej"}, **{"hx-request": "true"})
    assert "Kunden har tackat nej till sms." in response.content.decode()
    assert not Message.objects.exists()


def test_closing_ends_the_episode(desk: Desk) -> None:
    conversation = desk.conversation(state="human", held_by=desk.user)
    desk.post(f"/c/{conversation.pk}/close/")
    conversation.refresh_from_db()
    assert conversation.state == "closed"
    html = desk.get(f"/c/{conversation.pk}/").content.decode()
    assert "Konversationen är stängd." in html


def test_pages_are_not_stored_and_carry_the_strict_policy(desk: Desk) -> None:
    conversation = desk.conversation()
    for path in ("/", f"/c/{conversation.pk}/", "/simulator/%2B46701740612/"):
        response = desk.get(path)
        assert "no-store" in response["Cache-Control"], path
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        assert "frame-ancestors 'none'" in policy, path


def test_a_forged_form_is_refused(desk: Desk) -> None:
    conversation = desk.conversation()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.client.cookies
    response = strict.post(
        f"/c/{conversation.pk}/reply/", {"body": "hej"}, headers={"host": "alfa.localhost"}
    )
    assert response.status_code == 403


def test_the_simulator_takes_a_text_in_like_a_provider_would(desk: Desk) -> None:
    response = desk.post("/simulator/+46701740675/text/", {"body": "Hej, när har ni öppet på lördag?"})
    assert response.status_code == 302
    message = Message.objects.get()
    assert (message.direction, message.status, message.body) == (
        "inbound",
        "received",
        "Hej, när har ni öppet på lördag?",
    )
    html = desk.get("/simulator/+46701740675/").content.decode()
    assert 'class="hs-out"' in html


@pytest.mark.parametrize("number", ["+46701740604", "+46701740700", "+46701740690", "112", "x"])
def test_the_simulator_knows_only_fictitious_phones_that_are_not_the_companys(
    desk: Desk, number: str
) -> None:
    assert desk.get(f"/simulator/{number}/").status_code == 404
    assert desk.post(f"/simulator/{number}/text/", {"body": "hej"}).status_code == 404
    assert not Message.objects.exists()


def test_the_chosen_language_is_remembered_with_the_account(desk: Desk) -> None:
    assert 'lang="sv"' in desk.get("/").content.decode()
    desk.post("/language/", {"language": "en", "next": "/"})
    desk.user.refresh_from_db()
    assert desk.user.language == "en"
    html = desk.get("/").content.decode()
    assert 'lang="en"' in html
    assert "Nobody needs you right now" in html
