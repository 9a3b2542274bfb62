"""Who says another name than the one we know is looked at by staff too (privacy.md "Identity")."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from conversations.agent.reading.names import presented_name
from crm.models import Contact
from gdpr.cases.services import (
    CaseRefused,
    case_approve,
    case_open,
    case_verify_by_code,
    case_verify_by_staff,
)
from gdpr.models import Case
from tests.api.conftest import Api
from tests.api.conftest import api as api
from tests.api.conftest import other_key as other_key
from tests.conversations.conftest import Desk
from tests.conversations.pipeline.conftest import KARIN
from tests.gdpr.cases.test_in_conversation import in_a as in_a
from tests.gdpr.cases.test_in_conversation import provider_texts as provider_texts
from tests.gdpr.cases.test_in_conversation import say as say

Say = Callable[..., list[str]]
TheCase = Callable[[], Case]
SAYING_BERTIL = (
    "Hej, jag heter Bertil Annan. Vad har ni sparat om mig?",
    "Detta är Bertil Annan, vad har ni sparat om mig",
    "Vad har ni sparat om mig? mvh Bertil Annan",
    "My name is Bertil Annan. What have you stored about me?",
    "Vad har ni sparat om mig?\nBertil Annan",
    "Vad har ni sparat om mig? Med vänlig hälsning Bertil Annan, 070-174 06 12",
    "Jag, Bertil Annan, vill veta vad ni har sparat om mig",
    "Undertecknad Bertil Annan undrar vad ni har sparat om mig",
)


@pytest.mark.parametrize("text", SAYING_BERTIL)
def test_another_name_in_the_persons_own_text_asks_for_staffs_check(
    say: Say, codes, the_case: TheCase, text: str
):
    say(text)
    case = the_case()
    assert (case.stated_name, case.second_check) == ("Bertil Annan", "name")
    (answer,) = say(codes()[0])
    assert "en kollega" in answer or "a colleague" in answer
    case = the_case()
    assert (case.state, case.verified_by) == ("verifying", "code")
    with pytest.raises(CaseRefused, match="not_verified"):
        case_approve(case=case, actor=None, now=timezone.now())
    assert Contact.objects.get(pk=case.contact_id).name == "Karin Ek"


@pytest.mark.parametrize(
    "text",
    [
        "Hej, det här är Karin. Vad har ni sparat om mig?",
        "Jag heter karin ek, vad har ni sparat om mig",
        "Vad har ni sparat om mig? /Karin E",
        "Vad har ni sparat om mig?",
        "Min man heter Bertil Annan. Vad har ni sparat om mig?",
        "Vad har ni sparat om mig, Salong Alfa?",
    ],
)
def test_the_persons_own_name_or_none_asks_for_nothing_more(say: Say, codes, the_case: TheCase, text: str):
    say(text)
    assert the_case().second_check == ""
    say(codes()[0])
    assert the_case().state == "waiting_for_company"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Radera allt ni har om mig. GDPR", ""),
        ("Radera mig! Tack på förhand", ""),
        ("jag heter lina berg och vill radera allt", "Lina Berg"),
        ("Radera mig, tack Lina", ""),
        ("Name: Tom Berg. Delete my data", "Tom Berg"),
        ("Det är Bertil Annan som skriver, radera mig", "Bertil Annan"),
    ],
)
def test_a_name_is_read_as_letters_are_signed_and_a_colleagues_is_not_the_customers(text: str, name: str):
    assert presented_name(text, not_these=["Lina"]) == name


def test_who_asks_again_under_another_name_before_the_code_is_looked_at(say: Say, codes, the_case: TheCase):
    say("REGISTERUTDRAG")
    say(SAYING_BERTIL[0])
    assert Case.objects.count() == 1
    case = the_case()
    assert (case.joined, case.stated_name, case.second_check) == (1, "Bertil Annan", "name")
    assert "en kollega" in say(codes()[-1])[0]


def test_a_verified_case_needs_the_check_when_another_name_joins_it(say: Say, codes, the_case: TheCase):
    say("REGISTERUTDRAG")
    say(codes()[0])
    assert the_case().state == "waiting_for_company"
    sent = say(SAYING_BERTIL[0])
    case = the_case()
    assert (case.state, case.second_check, case.second_checked_at) == ("verifying", "name", None)
    assert "En kollega hör av sig" in sent[-1]
    with pytest.raises(CaseRefused, match="not_verified"):
        case_approve(case=case, actor=None, now=timezone.now())
    case_verify_by_staff(case=case, actor=None, note="Ringde upp.", now=timezone.now())
    case_approve(case=the_case(), actor=None, now=timezone.now())


def test_what_staff_have_checked_is_asked_again_for_a_third_name_alone(open_case: Callable[..., Case]):
    now = timezone.now()
    case = open_case("access", stated_name="Bertil Annan", now=now)
    case_verify_by_staff(case=case, actor=None, note="Legitimerade sig.", now=now)
    for name, checked in (("Bertil Annan", True), ("Karin", True), ("Cecilia Tredje", False)):
        open_case("access", stated_name=name, now=now)
        case.refresh_from_db()
        assert (case.second_checked_at is not None) is checked, name
    assert (case.stated_name, case.state) == ("Cecilia Tredje", "verifying")


def test_what_is_decided_stays_decided(open_case: Callable[..., Case]):
    now = timezone.now()
    case = open_case("access", now=now)
    case_verify_by_staff(case=case, actor=None, note="Kom in.", now=now)
    case_approve(case=case, actor=None, now=now)
    open_case("access", stated_name="Bertil Annan", now=now)
    case.refresh_from_db()
    assert (case.state, case.second_check) == ("in_progress", "")


def test_the_first_name_is_kept_by_the_case_that_had_none(open_case: Callable[..., Case]):
    case = open_case("access")
    open_case("access", stated_name="Karin")
    case.refresh_from_db()
    assert (case.stated_name, case.second_check) == ("Karin", "")


def test_a_joined_name_counts_in_the_portal(
    desk: Desk, karin: Contact, company_a, open_case: Callable[..., Case]
):
    now = timezone.now()
    case = open_case("access", now=now)
    case_verify_by_staff(case=case, actor=None, note="Kom in.", now=now)
    page = desk.post(
        "/rights/cases/new/", {"kind": "access", "phone": KARIN, "name": "Bertil Annan", "wish": ""}
    )
    assert page.status_code == 302
    connection.set_tenant(company_a)
    case.refresh_from_db()
    assert (case.stated_name, case.second_check, case.state) == ("Bertil Annan", "name", "verifying")


def test_a_joined_name_counts_by_the_api(api: Api, karin: Contact):
    wish = {"kind": "access", "phone": KARIN}
    first = api.post("rights-requests", wish).json()
    again = api.post("rights-requests", {**wish, "name": "Bertil Annan"}).json()
    assert first["id"] == again["id"]
    assert [first["second_check"], again["second_check"]] == [None, "name"]


def test_the_code_of_a_silent_number_is_still_not_enough(open_case: Callable[..., Case], karin: Contact):
    Contact.objects.filter(pk=karin.pk).update(returned_at=timezone.now())
    karin.refresh_from_db()
    case, _ = case_open(kind="access", contact=karin, phone="", channel="sms", now=timezone.now())
    case_open(
        kind="access", contact=karin, phone="", channel="sms", now=timezone.now(), stated_name="Bertil Annan"
    )
    case.refresh_from_db()
    assert (case.second_check, case.stated_name) == ("silent", "Bertil Annan")
    with pytest.raises(CaseRefused, match="expired"):
        case_verify_by_code(case=case, code="123456", now=timezone.now())
