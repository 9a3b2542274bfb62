"""Whoever asked to be erased is told that it is done, once, and nothing of it stays (GDPR art. 12(3))."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from conversations.models import Channel as ConversationChannel
from conversations.models import Conversation, Message, ProviderDeletion, Visitor, Widget
from crm.models import Contact, Identifier
from crm.services import opt_out
from gdpr.erasure import last_words
from gdpr.erasure.services import erasure_start
from gdpr.models import Case, Erasure
from nexus.crypto.index import blind_index
from nexus.tenants.chat_streams import here_note
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.conversations.webchat.conftest import run_jobs
from tests.gdpr.cases.test_in_chat import commits as commits
from tests.gdpr.cases.test_in_chat import stream_of
from tests.gdpr.erasure.conftest import Erase
from tests.gdpr.erasure.looking import everywhere
from tests.gdpr.people import Canaries
from tests.standins.twilio import TwilioStandIn
from tests.standins.twilio_records import Message as Kept

Wish = Callable[..., Case]
Told = Callable[[], list[Kept]]


@pytest.fixture
def wish(company_a: Company, person: Contact, route_a) -> Wish:
    """``wish(channel="sms")``: the person's approved wish to be erased."""

    def do(contact: Contact | None = None, channel: str = "sms") -> Case:
        with company_context(company_a.schema_name):
            latest = Case.objects.order_by("-number").first()
            return Case.objects.create(
                number=(latest.number if latest else 0) + 1,
                kind=Case.Kind.ERASURE,
                state=Case.State.IN_PROGRESS,
                contact=contact or person,
                channel=channel,
                due_at=timezone.now(),
                decided_at=timezone.now(),
            )

    return do


@pytest.fixture
def told(twilio: TwilioStandIn, planted: Canaries) -> Told:
    """The texts of ours that have reached the person's phone, as the provider has them."""

    def do() -> list[Kept]:
        return [found for found in twilio.outbound(to=planted.phone) if found.body != "Innehåll"]

    return do


def erasure_of(case: Case, company: Company) -> Erasure:
    with company_context(company.schema_name):
        return Erasure.objects.select_related("certificate").get(case=case)


def test_the_person_is_texted_at_the_end_and_neither_the_text_nor_the_number_stays(
    person: Contact, planted: Canaries, company_a: Company, kept_there: TwilioStandIn,
    erase: Erase, wish: Wish, told: Told, caplog, client_a: Client, log_in,
) -> None:  # fmt: skip
    case = wish()
    erasure = erase(person, case=case, origin=Erasure.Origin.CASE)
    with company_context(company_a.schema_name):
        left = [(step.store, step.error) for step in erasure.steps.exclude(state="done")]
    assert (erasure.state, left) == (Erasure.State.DONE, [])
    (text,) = told()
    assert f"vi har raderat dina uppgifter (ärende {case.number})" in text.body
    assert "det som lagen kräver" in text.body
    assert everywhere(planted.all().values(), log=caplog.text) == []
    with company_context(company_a.schema_name):
        assert not Message.objects.exists()
        assert erasure.subject is None
        assert list(erasure.steps.order_by("position").values_list("store", flat=True))[-1] == "last_words"
        content = erasure.certificate.content
        assert content["last_words"] == {"how": "sms", "state": "sent"}
        assert content["residue"]["found"] == 0
        assert planted.phone not in json.dumps(erasure.plan)
        (copy,) = ProviderDeletion.objects.all()
        assert (copy.external_id, copy.origin_id) == (text.sid, case.pk)
    run_jobs(company_a, "provider_deletions")
    assert all(message.deleted for message in kept_there.messages.values())
    log_in(client_a, company_a)
    page = client_a.get(f"/rights/certificates/{erasure.certificate_id}/").content.decode()
    assert "Skickat med sms" in page


def test_it_is_in_the_persons_language(
    person: Contact, company_a: Company, kept_there, erase: Erase, wish: Wish, told: Told
) -> None:
    with company_context(company_a.schema_name):
        Contact.objects.filter(pk=person.pk).update(language="en")
        person.refresh_from_db()
    case = wish()
    erase(person, case=case, origin=Erasure.Origin.CASE)
    assert f"we have erased your data (case {case.number})" in told()[0].body


@pytest.mark.parametrize(("channel", "texts"), [("sms", 1), ("portal", 0), ("api", 0)])
def test_who_wants_no_texts_is_texted_only_when_they_asked_by_text(
    person: Contact, planted: Canaries, company_a: Company, kept_there, erase: Erase, wish: Wish,
    told: Told, channel: str, texts: int,
) -> None:  # fmt: skip
    with company_context(company_a.schema_name):
        opt_out(contact=person, phone=planted.phone, source="sms")
    case = wish(channel=channel)
    erasure = erase(person, case=case, origin=Erasure.Origin.CASE)
    assert erasure.state == Erasure.State.DONE
    assert len(told()) == texts
    assert (erasure.certificate.content["last_words"] is None) is (texts == 0)


def test_who_opts_out_while_it_runs_is_not_texted(
    person: Contact, planted: Canaries, company_a: Company, kept_there, erase: Erase, wish: Wish, told: Told
) -> None:
    kept_there.fail_next("503", times=None, operation="delete")
    case = wish(channel="portal")
    assert erase(person, case=case, origin=Erasure.Origin.CASE).state == Erasure.State.WAITING
    kept_there.clear_faults()
    with company_context(company_a.schema_name):
        from crm.models import OptOut
        from nexus.crypto.index import blind_phone

        OptOut.objects.create(blind=blind_phone(planted.phone), source="sms")
    run_jobs(company_a, "erasure")
    erasure = erasure_of(case, company_a)
    assert erasure.state == Erasure.State.DONE
    assert told() == []
    assert erasure.certificate.content["last_words"]["state"] == "not_sent"


def test_a_command_and_a_replay_tell_nobody(
    person: Contact, company_a: Company, kept_there, erase: Erase, told: Told
) -> None:
    erasure = erase(person, origin=Erasure.Origin.COMMAND)
    assert erasure.state == Erasure.State.DONE
    assert told() == []
    with company_context(company_a.schema_name):
        assert "last_words" not in erasure.steps.values_list("store", flat=True)


def test_a_provider_that_is_away_is_tried_again_and_the_text_is_sent_once(
    person: Contact, company_a: Company, kept_there: TwilioStandIn, erase: Erase, wish: Wish, told: Told
) -> None:
    kept_there.fail_next("429", times=1, operation="create")
    case = wish()
    erasure = erase(person, case=case, origin=Erasure.Origin.CASE)
    if erasure.state != Erasure.State.DONE:
        with company_context(company_a.schema_name):
            assert erasure.steps.get(store="last_words").error == "not_told"
            assert erasure.steps.exclude(state="done").count() == 1
        run_jobs(company_a, "erasure")
    erasure = erasure_of(case, company_a)
    assert erasure.state == Erasure.State.DONE
    assert len(told()) == 1
    assert erasure.certificate.content["last_words"]["state"] == "sent"


def test_a_number_that_refuses_holds_nothing_up(
    person: Contact, planted: Canaries, kept_there: TwilioStandIn, erase: Erase, wish: Wish, told: Told
) -> None:
    kept_there.opt_out(planted.phone)
    erasure = erase(person, case=wish(), origin=Erasure.Origin.CASE)
    assert erasure.state == Erasure.State.DONE
    assert told() == []
    assert erasure.certificate.content["last_words"]["state"] == "failed"


def test_what_may_have_been_sent_is_not_sent_again_and_its_copy_goes(
    person: Contact, company_a: Company, kept_there: TwilioStandIn, erase: Erase, wish: Wish,
    told: Told, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The worker ends right after the provider has taken it: only the mark is there."""

    class Killed(BaseException):
        pass

    def kill(point: str) -> None:
        if point == "erasure_in_last_words":
            with company_context(company_a.schema_name):
                ProviderDeletion.objects.all().delete()
            raise Killed

    case = wish()
    monkeypatch.setattr(last_words, "crash_point", kill)
    with pytest.raises(Killed):
        erase(person, case=case, origin=Erasure.Origin.CASE)
    monkeypatch.undo()
    assert len(told()) == 1
    with company_context(company_a.schema_name):
        from nexus.outbox.models import Job

        Job.objects.filter(kind="erasure").update(lease_until=None)
    run_jobs(company_a, "erasure")
    erasure = erasure_of(case, company_a)
    assert erasure.state == Erasure.State.DONE
    assert len(told()) == 1
    assert erasure.certificate.content["last_words"]["state"] == "uncertain"
    with company_context(company_a.schema_name):
        assert ProviderDeletion.objects.get().external_id == told()[0].sid


@pytest.fixture
def chatter(company_a: Company, route_a) -> Contact:
    """Somebody who has chatted, and of whom nothing else is known; their page is open."""
    with company_context(company_a.schema_name):
        widget = Widget.objects.create(allowed_origins=["https://salongalfa.example"])
        contact = Contact.objects.create(language="sv")
        visitor = Visitor.objects.create(
            widget=widget, contact=contact, secret=blind_index("hemlig", label="chat-secret"), origin="https://x.example"
        )  # fmt: skip
        Conversation.objects.create(
            contact=contact, channel=ConversationChannel.WEBCHAT, route_id=visitor.pk, last_message_at=timezone.now()
        )  # fmt: skip
        here_note(visitor.pk)
        return contact


def test_who_has_no_number_is_told_in_the_open_chat_before_it_ends(
    commits: None,
    chatter: Contact,
    company_a: Company,
    provider,
    erase: Erase,
    wish: Wish,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[str, dict[str, Any]]] = []
    with company_context(company_a.schema_name):
        visitor = Visitor.objects.get(contact=chatter)
        page = stream_of(company_a, visitor)
    monkeypatch.setattr(last_words, "sleep", lambda _seconds: seen.extend(page()))
    case = wish(chatter, "webchat")
    erasure = erase(chatter, case=case, origin=Erasure.Origin.CASE)
    with company_context(company_a.schema_name):
        left = [(step.store, step.error) for step in erasure.steps.exclude(state="done")]
    assert (erasure.state, left) == (Erasure.State.DONE, [])
    kind, shown = seen[-1]
    assert kind == "message"
    assert f"raderar vi dina uppgifter (ärende {case.number})" in shown["body"]
    assert (shown["passing"], shown["until"]) == (True, None)
    assert page() == []
    assert erasure.certificate.content["last_words"] == {"how": "chat", "state": "sent"}
    with company_context(company_a.schema_name):
        assert not Message.objects.filter(conversation__contact=chatter.pk).exists()


def test_a_chat_that_is_closed_is_not_told_and_the_certificate_says_so(
    chatter: Contact, company_a: Company, provider, erase: Erase, wish: Wish
) -> None:
    cache.clear()
    erasure = erase(chatter, case=wish(chatter, "webchat"), origin=Erasure.Origin.CASE)
    assert erasure.state == Erasure.State.DONE
    assert erasure.certificate.content["last_words"] == {"how": "chat", "state": "not_sent"}


def test_what_is_kept_for_it_is_sealed_in_the_erasures_own_row_alone(
    person: Contact, planted: Canaries, company_a: Company, wish: Wish
) -> None:
    case = wish()
    with company_context(company_a.schema_name):
        erasure = erasure_start(
            contact=person, case=case, origin=Erasure.Origin.CASE, requested_by=None, now=timezone.now()
        )
        assert erasure.subject["farewell"]["phone"] == planted.phone
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(e)::text FROM gdpr_erasure e")
            assert planted.phone[1:] not in cursor.fetchone()[0]
        assert Identifier.objects.filter(contact=person).exists()
