"""What a visitor who has left has not seen is texted, once; what they see is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import Conversation, Message
from conversations.services.messages import staff_reply
from nexus.accounts.models import User
from nexus.outbox.models import Job
from nexus.tenants.context import company_context
from tests.conversations.webchat.conftest import Chat, run_jobs
from tests.conversations.webchat.test_linking import _gone, _link


@pytest.fixture
def linked(chat: Chat, company_a, in_company, route_a) -> Chat:
    """A chat whose visitor has shown their number, and has seen everything so far."""
    chat.write("Hej!")
    run_jobs(company_a, "turn")
    _link(chat, company_a, in_company)
    chat.post("seen", {"id": chat.read()["messages"][-1]["id"]})
    return chat


def _answer(company, in_company, body: str) -> Message:
    with in_company(company):
        user = User.objects.get(email="agent@alfa.example")
        return staff_reply(conversation=Conversation.objects.get(channel="webchat"), author=user, body=body)


def _later(in_company, company, **ago: float) -> None:
    """So much time has passed since everything was said."""
    with in_company(company):
        for message in Message.objects.all():
            Message.objects.filter(pk=message.pk).update(created_at=message.created_at - timedelta(**ago))


def _texts(company, in_company) -> list[tuple[str, str]]:
    run_jobs(company, "chat_unseen")
    run_jobs(company, "send")
    with in_company(company):
        found = Message.objects.filter(direction="outbound", channel="sms").order_by("attempted_at")
        return [(str(message.body), message.status) for message in found]


def test_what_was_written_just_after_the_visitor_left_is_texted_once_and_in_order(
    linked: Chat, company_a, in_company
):
    assert linked.post("leaving", {}).status_code == 204
    first, second = (_answer(company_a, in_company, body) for body in ("Ett", "Två"))
    assert (first.channel, first.status) == ("webchat", "queued")
    assert _texts(company_a, in_company) == []
    _gone(company_a)
    _later(in_company, company_a, seconds=80)
    sent = _texts(company_a, in_company)
    assert [body for body, _ in sent] == ["Ett", "Två"]
    assert {status for _, status in sent} <= {"accepted", "sent", "delivered"}
    assert _texts(company_a, in_company) == sent
    with in_company(company_a):
        second.refresh_from_db()
        assert second.route_id is not None


def test_the_ais_answer_is_texted_too(linked: Chat, company_a, in_company):
    linked.write("När har ni öppet på tisdagar?")
    run_jobs(company_a, "turn")
    _gone(company_a)
    _later(in_company, company_a, seconds=80)
    ((body, _),) = _texts(company_a, in_company)
    with in_company(company_a):
        assert Message.objects.filter(author_type="ai").order_by("id").last().body == body


def test_who_comes_back_and_reads_it_first_gets_no_text(linked: Chat, company_a, in_company):
    linked.post("leaving", {})
    _gone(company_a)
    said = None
    linked.read()  # heard of again, so that it waits in the chat
    said = _answer(company_a, in_company, "Vi har en tid")
    _gone(company_a)
    linked.open()
    linked.post("seen", {"id": str(said.pk)})
    _gone(company_a)
    _later(in_company, company_a, seconds=80)
    assert _texts(company_a, in_company) == []
    with in_company(company_a):
        said.refresh_from_db()
        assert (said.channel, said.status) == ("webchat", "read")


def test_while_the_page_is_open_nothing_is_texted_and_once_it_is_closed_it_is(
    linked: Chat, company_a, in_company
):
    _answer(company_a, in_company, "Är du kvar?")
    linked.read()
    _later(in_company, company_a, seconds=200)
    assert _texts(company_a, in_company) == []
    with company_context("public"):
        job = Job.objects.get(schema=company_a.schema_name, kind="chat_unseen")
        assert timedelta(seconds=30) < job.due_at - timezone.now() <= timedelta(seconds=61)
    _gone(company_a)
    assert [body for body, _ in _texts(company_a, in_company)] == ["Är du kvar?"]


def test_closing_the_page_brings_the_look_forward(linked: Chat, company_a, in_company):
    _answer(company_a, in_company, "Är du kvar?")
    linked.read()
    _later(in_company, company_a, hours=1)
    assert _texts(company_a, in_company) == []
    linked.post("leaving", {})
    with company_context("public"):
        job = Job.objects.get(schema=company_a.schema_name, kind="chat_unseen")
        assert job.due_at - timezone.now() <= timedelta(seconds=30)


def test_what_was_not_seen_goes_before_what_is_texted_at_once(linked: Chat, company_a, in_company):
    _answer(company_a, in_company, "Först")
    _gone(company_a)
    _answer(company_a, in_company, "Sedan")
    run_jobs(company_a, "send")
    assert [body for body, _ in _texts(company_a, in_company)] == ["Först", "Sedan"]


def test_an_answer_that_nobody_has_got_is_not_called_sent(
    chat: Chat, company_a, in_company, client_a, log_in
):
    chat.write("Hej!")
    _answer(company_a, in_company, "Välkommen!")
    with in_company(company_a):
        thread = f"/c/{Conversation.objects.get().pk}/"
    log_in(client_a, company_a, role="agent")
    page = client_a.get(thread).content.decode()
    assert "Väntar på besökaren" in page
    assert "Skickat" not in page
    chat.read()
    assert "Väntar på besökaren" not in client_a.get(thread).content.decode()


def test_an_answer_that_went_out_as_a_text_says_so(linked: Chat, company_a, in_company, client_a, log_in):
    _answer(company_a, in_company, "Välkommen!")
    _gone(company_a)
    _later(in_company, company_a, seconds=80)
    assert _texts(company_a, in_company)
    with in_company(company_a):
        thread = f"/c/{Conversation.objects.get(channel='webchat').pk}/"
    log_in(client_a, company_a, role="agent")
    assert "Med sms" in client_a.get(thread).content.decode()
