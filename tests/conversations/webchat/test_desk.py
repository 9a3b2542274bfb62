"""What staff see of a chat at the portal, and what they can do with it."""

from __future__ import annotations

from conversations.models import Conversation
from crm.merging import merges_of
from tests.api.factories import make_contact
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
    client_a.post(f"{thread}merge/", {"phone": "070-174 06 12"})
    with in_company(company_a):
        conversation.refresh_from_db()
        assert conversation.contact_id == known.pk
        (record,) = merges_of(known.pk)
    page = client_a.get(thread).content.decode()
    assert "Karin Berg" in page
    assert client_a.post(f"{thread}merges/{record.pk}/undo/").status_code == 302
    with in_company(company_a):
        conversation.refresh_from_db()
        assert conversation.contact_id != known.pk
        assert merges_of(known.pk) == []


def test_a_member_of_the_staff_who_may_not_answer_can_join_nobody(
    chat: Chat, company_a, in_company, client_a, log_in
):
    conversation = _write(chat, company_a, in_company)
    log_in(client_a, company_a, role="data_protection")
    assert client_a.post(f"/c/{conversation.pk}/merge/", {"phone": "070-174 06 12"}).status_code in (302, 403)
    with in_company(company_a):
        assert merges_of(Conversation.objects.get().contact_id) == []
