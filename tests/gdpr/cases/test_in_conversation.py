"""A wish in the channel: recognised, confirmed in words, verified by a code, and never carried out by the AI."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from conversations.models import AgentSettings, Conversation, Interpretation, Message, ProviderDeletion
from conversations.services.conversations import conversation_take_over
from crm.choices import contact_object, contact_restrict
from crm.models import Contact
from crm.selectors import contact_by_phone
from crm.services import opt_out
from gdpr.cases.answers import day_text
from gdpr.models import Case, CaseEvent
from nexus.accounts.models import User
from tests.conversations.pipeline.conftest import KARIN
from tests.gdpr.cases.test_codes import other_than

TheCase = Callable[[], Case]


@pytest.fixture(autouse=True)
def in_a(twilio, company_a, karin: Contact) -> Contact:
    """Karin is known, and texts go through the provider's stand-in."""
    return karin


@pytest.fixture
def provider_texts(twilio) -> Callable[[], list[str]]:
    """Every text that has reached Karin's phone."""
    return lambda: [message.body for message in twilio.outbound(to=KARIN)]


@pytest.fixture
def say(sms_hook, work, company_a, provider_texts) -> Callable[..., list[str]]:
    """``say("Hej")``: Karin texts, everything that follows is done; what reached her phone then."""

    def do(text: str, **more: str) -> list[str]:
        before = len(provider_texts())
        assert sms_hook(text, **more).status_code == 200
        work()
        connection.set_tenant(company_a)
        return provider_texts()[before:]

    return do


def bodies() -> list[str]:
    return [str(message.body) for message in Message.objects.order_by("id")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("REGISTERUTDRAG", "access"),
        ("registerutdrag!", "access"),
        ("RADERA", "erasure"),
        ("Radera mig.", "erasure"),
        ("vad har ni sparat om mig?", "access"),
        ("Radera allt ni har om mig", "erasure"),
        ("Ni har stavat mitt namn fel, kan ni rätta det?", "rectification"),
    ],
)
def test_a_wish_opens_a_case_and_is_confirmed_in_words_with_a_code(say, codes, the_case: TheCase, text, kind):
    sent = say(text)
    case = the_case()
    assert (case.kind, case.channel, case.state) == (kind, "sms", "verifying")
    assert case.wish == text
    (code,) = codes()
    assert len(sent) == 2
    confirmation = next(body for body in sent if code not in body)
    assert f"ärende {case.number}" in confirmation
    assert "Karin Ek" not in " ".join(sent)
    reading = Interpretation.objects.get()
    assert reading.decision == "acted"
    assert reading.content["tools"][0]["name"] == "open_rights_request"
    assert Conversation.objects.get().state == "ai"
    assert not any(code in body for body in bodies())
    assert code not in str(reading.content)


def test_the_code_texted_back_verifies_and_is_stored_nowhere(say, codes, the_case: TheCase):
    say("REGISTERUTDRAG")
    (code,) = codes()
    before = bodies()
    (answer,) = say(f" {code[:3]} {code[3:]} ")
    case = the_case()
    assert (case.state, case.verified_by) == ("waiting_for_company", "code")
    assert "koden stämmer" in answer
    assert bodies() == [*before, answer]
    assert Message.objects.filter(direction="inbound").count() == 1
    assert Interpretation.objects.count() == 1
    # The provider had copies of both texts with the code; they have gone there.
    assert ProviderDeletion.objects.count() == 2
    assert not ProviderDeletion.objects.filter(state="pending").exists()


def test_the_same_text_again_changes_nothing(say, codes, the_case: TheCase):
    say("RADERA")
    code, sid = codes()[0], f"SM{uuid4().hex}"
    wrong = f"SM{uuid4().hex}"
    assert len(say(other_than(code), sid=wrong)) == 1
    assert say(other_than(code), sid=wrong) == []
    assert CaseEvent.objects.get(kind="code_wrong").details["left"] == 4
    assert len(say(f"Koden är {code}", sid=sid)) == 1
    assert say(f"Koden är {code}", sid=sid) == []
    assert the_case().state == "waiting_for_company"
    assert not any(code in body for body in bodies())


def test_wrong_codes_are_counted_and_answered_without_revealing_anything(say, codes, the_case: TheCase):
    say("REGISTERUTDRAG")
    (code,) = codes()
    answers = [say(other_than(code))[0] for _ in range(5)]
    assert "4 försök kvar" in answers[0]
    assert "1 försök kvar" in answers[3]
    assert "inte att försöka fler gånger" in answers[4]
    assert say(code) == [answers[4]]
    assert the_case().state == "verifying"
    assert not any(code in body or other_than(code) in body for body in bodies())


def test_six_digits_are_an_ordinary_text_where_no_code_is_waited_for(say):
    say("123456")
    assert Message.objects.filter(direction="inbound").get().body == "123456"


def test_a_code_that_has_run_out_is_answered_and_not_stored(say, codes, the_case: TheCase):
    say("REGISTERUTDRAG")
    (code,) = codes()
    the_case().codes.update(expires_at=timezone.now() - timedelta(seconds=1))
    (answer,) = say(code)
    assert "NY KOD" in answer
    assert not any(code in body for body in bodies())


def test_asking_again_joins_the_case(say, the_case: TheCase):
    say("REGISTERUTDRAG")
    number = the_case().number
    sent = say("vad har ni sparat om mig?")
    assert Case.objects.count() == 1
    assert (the_case().number, the_case().joined) == (number, 1)
    assert any(f"ärende {number}" in body for body in sent)


def test_an_objection_is_handed_over_and_needs_no_code(say, codes, the_case: TheCase):
    sent = say("Jag invänder mot att en AI behandlar mina uppgifter")
    case = the_case()
    assert (case.kind, case.state) == ("objection", "waiting_for_company")
    assert codes() == []
    (told,) = sent
    assert f"ärende {case.number}" in told
    assert day_text(case.due_at, "sv") in told
    assert "En kollega tar över" in told
    assert Conversation.objects.get().state == "waiting_for_staff"
    assert Interpretation.objects.get().decision == "handed_over"


def test_who_wants_no_texts_may_ask_by_the_word_and_gets_the_code_alone(say, codes, the_case: TheCase, karin):
    opt_out(contact=karin, phone=KARIN, source="sms")
    assert say("När har ni öppet?") == []
    (sent,) = say("REGISTERUTDRAG")
    (code,) = codes()
    assert code in sent
    (answer,) = say(code)
    assert "koden stämmer" in answer
    assert the_case().state == "waiting_for_company"


def test_the_word_opens_a_case_also_where_staff_hold_the_conversation(say, the_case: TheCase, codes):
    say("Hej, när har ni öppet på lördag?")
    conversation = Conversation.objects.get()
    conversation_take_over(conversation=conversation, user=User.objects.get(role="owner"))
    sent = say("RADERA")
    assert the_case().kind == "erasure"
    assert len(sent) == 2
    conversation.refresh_from_db()
    assert conversation.state == "human"


def test_the_word_opens_a_case_also_where_the_ai_is_off(say, the_case: TheCase):
    AgentSettings.objects.create(answers=AgentSettings.Answers.NEVER)
    say("REGISTERUTDRAG")
    assert the_case().state == "verifying"
    assert Conversation.objects.get().state == "ai"


@pytest.mark.parametrize("choose", [contact_restrict, contact_object])
def test_restricted_and_objecting_contacts_get_no_automated_answer(say, karin: Contact, choose):
    choose(contact=karin, actor=None)
    assert say("Hej, när har ni öppet på lördag?") == []
    assert Conversation.objects.get().state == "waiting_for_staff"
    assert not Interpretation.objects.exists()
    # Their rights stay open to them.
    assert len(say("RADERA")) == 2


@pytest.mark.parametrize("choose", [contact_restrict, contact_object])
def test_an_answer_already_queued_does_not_leave_after_the_choice(
    sms_hook, work, company_a, karin: Contact, choose, provider_texts
):
    from conversations.services.messages import message_queue
    from tests.api.factories import make_conversation

    connection.set_tenant(company_a)
    conversation = make_conversation(karin)
    message = message_queue(conversation=conversation, body="Hej!", author_type="ai")
    choose(contact=karin, actor=None)
    work()
    connection.set_tenant(company_a)
    message.refresh_from_db()
    assert message.status == "canceled"
    assert provider_texts() == []


def test_a_restricted_contact_gets_no_automatic_text_but_the_answer_about_the_restriction(
    work, company_a, karin: Contact, route_a, provider_texts
):
    from conversations.services.messages import message_queue
    from gdpr.cases.services import case_approve, case_open, case_verify_by_staff
    from tests.api.factories import make_conversation

    connection.set_tenant(company_a)
    conversation = make_conversation(karin, route_id=route_a.pk)
    now = timezone.now()
    case, _ = case_open(kind="restriction", contact=karin, phone="", channel="portal", now=now)
    case_verify_by_staff(case=case, actor=None, note="Kom in.", now=now)
    case_approve(case=case, actor=None, now=now)
    message_queue(conversation=conversation, body="Påminnelse", author_type="system")
    message_queue(conversation=conversation, body="Från Lina", author_type="human")
    work()
    connection.set_tenant(company_a)
    told, human = provider_texts()
    assert f"ärende {case.number}" in told
    assert human == "Från Lina"


def test_a_number_silent_for_seven_months_opens_nothing_old(say, karin: Contact, the_case: TheCase, codes):
    """Recycled numbers: neither name, history nor bookings reach the AI until staff know who it is."""
    from conversations.services.turn_input import turn_input
    from crm.recognition import contact_recognised
    from nexus.tenants.models import Company

    say("Hej, när har ni öppet på lördag?")
    long_ago = timezone.now() - timedelta(days=213)
    Contact.objects.filter(pk=karin.pk).update(last_seen_at=long_ago)
    Message.objects.update(created_at=long_ago)
    Interpretation.objects.update(created_at=long_ago)
    say("Hej, vad vet ni om mig?")
    karin.refresh_from_db()
    assert karin.returned_at is not None
    assert the_case().second_check == "silent"
    conversation = Conversation.objects.select_related("contact").get()
    company = Company.objects.get(slug="alfa")

    def turn():
        last = Message.objects.filter(direction="inbound").latest("created_at")
        conversation.contact.refresh_from_db()
        return turn_input(company, conversation, [last])

    seen = turn()
    assert (seen.contact_name, seen.bookings, seen.summary, seen.language) == ("", (), "", None)
    assert "lördag" not in " ".join(line.text for line in seen.history)
    # The code reaches whoever has the number now, so it is not enough.
    answer = say(codes()[-1])[-1]
    assert "en kollega" in answer
    assert the_case().state == "verifying"
    contact_recognised(contact=contact_by_phone(KARIN), actor_id=None)
    assert turn().contact_name == "Karin Ek"
    assert "lördag" in " ".join(line.text for line in turn().history)


def test_another_companys_number_takes_no_code_of_ours(
    say, codes, sms_hook, work, route_b, company_a, in_company, company_b
):
    say("REGISTERUTDRAG")
    (code,) = codes()
    sms_hook(code, route=route_b)
    work()
    connection.set_tenant(company_a)
    assert Case.objects.get().state == "verifying"
    with in_company(company_b):
        assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jag begär begränsning av behandlingen av mina personuppgifter", "restriction"),
        ("jag kräver begränsning enligt artikel 18", "restriction"),
        ("Jag vill ha mina uppgifter i ett format som jag kan flytta till en annan salong", "portability"),
        ("dataportabilitet tack, artikel 20", "portability"),
    ],
)
def test_the_case_is_of_the_kind_that_was_asked_for(say, the_case: TheCase, text: str, kind: str):
    say(text)
    assert the_case().kind == kind


def test_of_several_codes_each_verifies_what_its_text_names(say, codes):
    first_texts = say("REGISTERUTDRAG")
    second_texts = say("RADERA")
    first, second = codes()
    assert first != second
    access, erasure = Case.objects.order_by("number")
    (named_first,) = (text for text in first_texts if first in text)
    (named_second,) = (text for text in second_texts if second in text)
    assert f"ärende {erasure.number}" not in named_first
    assert f"registerutdrag (ärende {access.number})" in named_second
    assert f"radering (ärende {erasure.number})" in named_second
    (answer,) = say(first)
    assert f"Ärende {access.number} " in answer
    assert "radering" not in answer
    assert list(Case.objects.order_by("number").values_list("verified_by", flat=True)) == ["code", ""]
    (answer,) = say(second)
    assert f"Ärende {erasure.number} " in answer
    assert not Case.objects.filter(verified_at=None).exists()


def test_the_answer_to_a_code_for_several_cases_names_them_all(say, codes):
    say("REGISTERUTDRAG")
    say("RADERA")
    first, second = codes()
    (answer,) = say(second)
    for case in Case.objects.all():
        assert f"ärende {case.number}, svar senast {day_text(case.due_at, 'sv')}" in answer
    assert list(Case.objects.values_list("verified_by", flat=True)) == ["code", "code"]
    # The other code is of no use any more; it is no ordinary text either.
    before = bodies()
    assert say(first) == []
    assert bodies() == before


def test_a_case_that_is_opened_after_the_code_needs_one_of_its_own(say, codes):
    say("REGISTERUTDRAG")
    say(codes()[0])
    sent = say("RADERA")
    assert len(codes()) == 2
    assert len(sent) == 2
    assert Case.objects.get(kind="erasure").state == "verifying"
