"""Rights in a web chat: its own secret shows who a visitor without a number is, and the package's code is shown
on its open page alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.test import Client
from django.utils import timezone

from conversations.models import Conversation, Message, Visitor, Widget
from conversations.services.conversations import conversation_take_over
from crm.merging import contact_merge
from crm.models import Contact, Identifier
from crm.selectors import contact_phone
from crm.services import opt_out
from gdpr.cases.services import case_approve, case_extend, case_open, case_refuse, case_verify_by_staff
from gdpr.models import Case, CaseEvent, IdentityCode
from nexus.accounts.models import User
from nexus.crypto.index import blind_phone
from nexus.tenants.chat_streams import NONCE_BYTES, here_key, secret_of, stream_key
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from nexus.tenants.publish import redis_client, redis_url
from tests.api.conftest import Api
from tests.api.conftest import api as api
from tests.api.conftest import other_key as other_key
from tests.api.factories import phone
from tests.conversations.webchat.conftest import Chat, run_jobs, the_visitor
from tests.conversations.webchat.conftest import widget_a as widget_a

LINK = re.compile(r"https?://\S+(/u/[a-z2-7]{32}/)")
Ask = Callable[[str], Case]


Streamed = Callable[[], list[tuple[str, dict[str, Any]]]]


def stream_of(company: Company, visitor: Visitor) -> Streamed:
    """What the visitor's open page has been told, opened with the chat's own key. Call inside the company; what
    it answers can be called anywhere."""
    key, cipher = stream_key(company.schema_name, visitor.pk), AESGCM(secret_of(visitor.pk))

    def read() -> list[tuple[str, dict[str, Any]]]:
        found = []
        for _id, fields in redis_client(redis_url()).xrange(key):
            sealed = fields[b"d"]
            plain = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], key.encode()).decode()
            kind, _, data = plain.partition("\n")
            found.append((kind, json.loads(data)))
        return found

    return read


def closed_page(visitor: Visitor, company: Company) -> None:
    """No page of the chat has been heard of for a while."""
    redis_client(redis_url()).delete(here_key(company.schema_name, visitor.pk))


class Inside(Chat):
    """After each request of the chat's page the test is inside the company again."""

    def post(self, path: str, data: dict[str, Any], **headers: str) -> Any:
        answer = super().post(path, data, **headers)
        connection.set_tenant(Company.objects.get(slug="alfa"))
        return answer

    def open(self, *, language: str = "sv") -> dict[str, Any]:
        answer = super().open(language=language)
        connection.set_tenant(Company.objects.get(slug="alfa"))
        return answer

    def read(self, after: str = "") -> dict[str, Any]:
        found = super().read(after)
        connection.set_tenant(Company.objects.get(slug="alfa"))
        return found


@pytest.fixture
def chat(client_a: Client, widget_a: Widget, company_a: Company) -> Iterator[Chat]:
    """A chat that is open, in a browser that has not written yet; the test is inside the company."""
    with company_context(company_a.schema_name):
        page = Inside(client_a, widget_a.key)
        page.open()
        yield page


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a commit is done at once, for the test's own transaction never commits."""
    monkeypatch.setattr("nexus.tenants.publish.after_commit", lambda act: act())


@pytest.fixture
def ask(chat: Chat, company_a: Company, route_a) -> Ask:
    """The visitor writes, and it is answered; the newest case then. The test is inside the company."""

    def do(text: str) -> Case:
        assert chat.write(text).status_code == 201
        run_jobs(company_a, "turn", "rights_code")
        connection.set_tenant(company_a)
        return Case.objects.select_related("contact").latest("number")

    return do


@pytest.fixture
def ready(ask: Ask, company_a: Company) -> Case:
    """A case from the chat whose package is ready."""
    case = ask("Vad har ni sparat om mig?")
    case_approve(case=case, actor=None, now=timezone.now())
    run_jobs(company_a, "package", "package_link")
    connection.set_tenant(company_a)
    case.refresh_from_db()
    assert case.state == "done"
    return case


@pytest.fixture
def person(company_a: Company) -> Client:
    """Who follows the link: no login, no cookie."""
    return Client(headers={"host": "alfa.localhost"}, enforce_csrf_checks=True)


def last_words(chat: Chat) -> str:
    return str(chat.read()["messages"][-1]["body"])


def test_the_chats_secret_verifies_and_stands_in_the_history_the_portal_and_the_api(
    ask: Ask, chat: Chat, api: Api, client_a: Client, company_a, log_in
):
    case = ask("Vad har ni sparat om mig?")
    assert (case.state, case.verified_by, case.second_check) == ("waiting_for_company", "chat", "")
    event = case.events.get(kind="verified")
    assert event.details == {"by": "chat"}
    assert f"ärende {case.number}" in last_words(chat)
    assert "Vi vet att det är du" in last_words(chat)
    assert not IdentityCode.objects.exists()
    assert api.get(f"rights-requests/{case.pk}").json()["verified_by"] == "chat"
    log_in(client_a, company_a)
    page = client_a.get(f"/rights/cases/{case.pk}/").content.decode()
    assert "chattens egen hemlighet" in page


def test_another_name_in_the_chat_still_needs_staff(ask: Ask, chat: Chat):
    chat.write("Hej!")
    contact = Contact.objects.get(pk=the_visitor().contact_id)
    contact.name = "Karin Ek"
    contact.save(update_fields=["name"])
    case = ask("Jag heter Bertil Annan, vad har ni sparat om mig?")
    assert (case.state, case.verified_by, case.second_check) == ("verifying", "chat", "name")
    assert "En kollega hör av sig" in last_words(chat)


def test_a_chat_with_a_number_gets_a_code_as_before(ask: Ask, chat: Chat):
    chat.write("Hej!")
    Identifier.objects.create(
        contact=the_visitor().contact, kind="phone", value=phone(612), blind=blind_phone(phone(612))
    )
    case = ask("Vad har ni sparat om mig?")
    assert (case.state, case.verified_by) == ("verifying", "")
    assert "Strax får du en kod" in last_words(chat)


def test_a_chat_that_was_joined_with_somebody_is_not_verified_by_its_secret(ask: Ask, chat: Chat, company_a):
    chat.write("Hej!")
    known = Contact.objects.create(name="Karin Berg", language="sv")
    contact_merge(keep=known, other=the_visitor().contact, actor=None, reason="same")
    assert contact_phone(known) == ""
    case = ask("Vad har ni sparat om mig?")
    assert (case.contact, case.verified_at) == (known, None)
    assert "En kollega hör av sig" in last_words(chat)


def test_a_case_that_staff_opened_is_verified_when_the_visitor_asks_too(ask: Ask, chat: Chat):
    chat.write("Hej!")
    opened, _ = case_open(
        kind="access", contact=the_visitor().contact, phone="", channel="portal", now=timezone.now()
    )
    assert opened.verified_at is None
    assert ask("Vad har ni sparat om mig?").pk == opened.pk
    opened.refresh_from_db()
    assert opened.verified_by == "chat"


def test_a_wish_while_staff_hold_the_chat_opens_the_case_and_leaves_it_with_them(ask: Ask, chat: Chat):
    chat.write("Hej!")
    owner = User.objects.create(role="owner", email="agare@example.se")
    conversation_take_over(conversation=Conversation.objects.get(), user=owner)
    case = ask("Glöm mig")
    assert (case.kind, case.verified_by) == ("erasure", "chat")
    assert f"ärende {case.number}" in last_words(chat)
    assert Conversation.objects.get().state == "human"


def test_the_chat_is_told_of_the_package_and_shows_its_code_which_opens_it_and_is_stored_nowhere(
    commits: None, ready: Case, chat: Chat, person: Client, company_a, caplog
):
    event = ready.events.get(kind="package_ready")
    assert event.details["told"] is True
    found = LINK.search(last_words(chat))
    assert found
    page = person.get(found[1]).content.decode()
    assert "visas koden i din chatt" in page
    assert "https://salongalfa.example" in page
    chat.open()
    assert person.post(f"{found[1]}code/").status_code == 302
    run_jobs(company_a, "rights_code")
    connection.set_tenant(company_a)
    (kind, shown) = stream_of(company_a, the_visitor())()[-1]
    code = re.search(r"\b(\d{6})\b", shown["body"])
    assert kind == "message"
    assert code
    assert shown["passing"] is True
    left = datetime.fromisoformat(shown["until"]) - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    assert not any(code[1] in str(message.body) for message in Message.objects.all())
    assert not any(code[1] in message["body"] for message in chat.read()["messages"])
    assert code[1] not in caplog.text
    answer = person.post(found[1], {"code": code[1]})
    assert answer["Content-Type"] == "application/zip"
    connection.set_tenant(company_a)
    assert CaseEvent.objects.filter(case=ready, kind="package_fetched").exists()


def test_no_code_is_shown_in_a_chat_that_nobody_has_open(ready: Case, chat: Chat, person: Client, company_a):
    found = LINK.search(last_words(chat))
    assert found
    closed_page(the_visitor(), company_a)
    answer = person.post(f"{found[1]}code/")
    assert answer.status_code == 409
    assert "Chatten är inte öppen" in answer.content.decode()
    connection.set_tenant(company_a)
    assert not IdentityCode.objects.exists()


def test_codes_in_the_chat_are_limited_as_texts_are(ready: Case, chat: Chat, person: Client, company_a):
    found = LINK.search(last_words(chat))
    assert found
    chat.open()
    for _ in range(3):
        assert person.post(f"{found[1]}code/").status_code == 302
        run_jobs(company_a, "rights_code")
    answer = person.post(f"{found[1]}code/")
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("kind", "end", "words"),
    [
        ("restriction", "approve", "är begränsade"),
        ("objection", "approve", "inga automatiska svar"),
        ("access", "refuse", "avslagit"),
        ("access", "extend", "mer tid"),
    ],
)
def test_the_closing_words_reach_the_chat_also_when_it_was_over(
    ask: Ask, chat: Chat, kind: str, end: str, words: str
):
    case = ask("Vad har ni sparat om mig?") if kind == "access" else _asked(ask, kind)
    Conversation.objects.update(state="closed", closed_at=timezone.now())
    now = timezone.now()
    if end == "approve":
        case_approve(case=case, actor=None, now=now)
    elif end == "refuse":
        case_refuse(case=case, actor=None, ground="unfounded", note="Det är ett skämt.", now=now)
    else:
        case_extend(case=case, actor=None, reason="Det är mycket.", now=now)
    assert words in last_words(chat)
    assert Message.objects.latest("id").conversation.contact_id == case.contact_id


def _asked(ask: Ask, kind: str) -> Case:
    texts = {
        "restriction": "Jag begär begränsning av behandlingen av mina personuppgifter",
        "objection": "Jag invänder mot att en AI behandlar mina uppgifter",
    }
    return ask(texts[kind])


def test_who_asked_in_the_chat_and_has_a_number_sees_the_answer_there(ask: Ask, chat: Chat, company_a):
    chat.write("Hej!")
    visitor = the_visitor()
    number = phone(612)
    Identifier.objects.create(contact=visitor.contact, kind="phone", value=number, blind=blind_phone(number))
    Visitor.objects.update(linked_at=timezone.now())
    opt_out(contact=visitor.contact, phone=number, source="sms")
    case = ask("Vad har ni sparat om mig?")
    case_verify_by_staff(case=case, actor=None, note="Kom in.", now=timezone.now())
    case_refuse(case=case, actor=None, ground="unfounded", note="Det är ett skämt.", now=timezone.now())
    assert "avslagit" in last_words(chat)
    assert case.events.get(kind="refused").details["told"] is True
