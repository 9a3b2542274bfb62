"""What staff see of a chat at the portal, and what they can do with it."""

from __future__ import annotations

from conversations.models import Conversation
from crm.merging import merges_of
from nexus.audit.models import Entry
from tests.api.factories import make_contact, make_conversation
from tests.conversations.webchat.conftest import Chat

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


def _write(chat: Chat, company, in_company) -> Conversation:
    answer = chat.post(
        "messages",
        {"id": "7b1e7a52-3f55-4d7e-9d5c-0d8f4b7b6a10", "body": "Hej från sajten"},
        **{"User-Agent": FIREFOX},
    )
    assert answer.status_code == 201
    with in_company(company):
        return Conversation.objects.get()


def test_a_chat_stands_in_the_inbox_with_its_channel_and_the_browser_on_the_card(
    chat: Chat, company_a, in_company, client_a, log_in
):
    conversation = _write(chat, company_a, in_company)
    log_in(client_a, company_a, role="agent")
    assert "Hej från sajten" in client_a.get("/").content.decode()
    page = client_a.get(f"/c/{conversation.pk}/").content.decode()
    assert "Webbchatt" in page
    assert "Firefox 132, Windows 10" in page
    assert 'name="body" rows="1" maxlength="1600"' in page
    assert "disabled>" not in page[page.index('id="reply-body"') : page.index("compose-bar")]


def test_staff_answer_a_chat_from_the_portal(chat: Chat, company_a, in_company, client_a, log_in):
    conversation = _write(chat, company_a, in_company)
    log_in(client_a, company_a, role="agent")
    assert client_a.post(f"/c/{conversation.pk}/reply/", {"body": "Hej, välkommen in!"}).status_code == 302
    assert client_a.post(f"/c/{conversation.pk}/typing/").status_code == 204
    found = chat.read()
    assert found["state"] == "human"
    assert found["messages"][-1]["body"] == "Hej, välkommen in!"


def test_staff_join_a_chat_with_a_customer_they_know_and_part_them_again(
    chat: Chat, company_a, in_company, client_a, log_in
):
    conversation = _write(chat, company_a, in_company)
    with in_company(company_a):
        known = make_contact(612, "Karin Berg")
    log_in(client_a, company_a, role="agent")
    thread = f"/c/{conversation.pk}/"
    answer = client_a.post(f"{thread}merge/", {"phone": "070-174 06 99"}, follow=True)
    assert "Ingen kund här har det numret." in answer.content.decode()
    asked = client_a.post(f"{thread}merge/", {"phone": "070-174 06 12"})
    question = asked.content.decode()
    assert "Är det samma person?" in question
    assert "Karin Berg" in question
    assert "070-174 06 12" in question
    assert "salongalfa.example" in question
    assert "senaste meddelandet" in question
    with in_company(company_a):
        conversation.refresh_from_db()
        assert conversation.contact_id != known.pk
    client_a.post(f"{thread}merge/", {"phone": "070-174 06 12", "confirmed": str(known.pk)})
    with in_company(company_a):
        conversation.refresh_from_db()
        assert conversation.contact_id == known.pk
        (record,) = merges_of(known.pk)
    page = client_a.get(thread).content.decode()
    assert "Karin Berg" in page
    tag = f"Besökare {record.other_id.hex[-3:].upper()}"
    assert f"Slogs ihop med {tag} av Agent Alfa" in page
    assert "1 konversation" in page
    assert client_a.post(f"{thread}merges/{record.pk}/undo/").status_code == 302
    with in_company(company_a):
        conversation.refresh_from_db()
        assert conversation.contact_id != known.pk
        assert merges_of(known.pk) == []
        actions = Entry.objects.filter(subject_id=known.pk).values_list("action", flat=True)
        assert {"contact.merged", "contact.unmerged"} <= set(actions)
    for contact in (known.pk, record.other_id):
        there = client_a.get(f"/contacts/{contact}/conversation/", follow=True).content.decode()
        if contact != known.pk:
            assert "Slogs ihop med Karin Berg av Agent Alfa" in there
            assert "Delades upp av Agent Alfa" in there


def test_a_visitor_is_told_apart_by_a_tag_and_the_website(
    chat: Chat, company_a, in_company, client_a, log_in
):
    conversation = _write(chat, company_a, in_company)
    log_in(client_a, company_a, role="agent")
    tag = f"Besökare {conversation.contact_id.hex[-3:].upper()} · salongalfa.example"
    assert tag in client_a.get("/").content.decode()
    page = client_a.get(f"/c/{conversation.pk}/").content.decode()
    assert f'<h2 id="thread-name" tabindex="-1">{tag}</h2>' in page


def test_without_a_number_nothing_is_said_of_texts(chat: Chat, company_a, in_company, client_a, log_in):
    conversation = _write(chat, company_a, in_company)
    log_in(client_a, company_a, role="agent")
    page = client_a.get(f"/c/{conversation.pk}/").content.decode()
    assert "data-counter" not in page
    card = page[page.index('class="consent"') :]
    assert "Sms" not in card[: card.index("</ul>")]
    with in_company(company_a):
        known = make_conversation(make_contact(612, "Karin Berg"))
    page = client_a.get(f"/c/{known.pk}/").content.decode()
    assert "data-counter" in page
    card = page[page.index('class="consent"') :]
    assert "Sms" in card[: card.index("</ul>")]


def test_a_member_of_the_staff_who_may_not_answer_can_join_nobody(
    chat: Chat, company_a, in_company, client_a, log_in
):
    conversation = _write(chat, company_a, in_company)
    log_in(client_a, company_a, role="data_protection")
    assert client_a.post(f"/c/{conversation.pk}/merge/", {"phone": "070-174 06 12"}).status_code in (302, 403)
    with in_company(company_a):
        assert merges_of(Conversation.objects.get().contact_id) == []
