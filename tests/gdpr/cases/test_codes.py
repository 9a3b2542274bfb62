"""One-time codes: ten minutes, five tries, no trace but a keyed hash."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from conversations.channels.sms.segments import segment_count
from crm.models import Contact
from crm.services import opt_out
from gdpr import codes as codes_module
from gdpr.cases.services import (
    CaseRefused,
    case_refuse,
    case_verify_by_code,
    case_verify_by_staff,
    cases_verify_by_code,
)
from gdpr.codes import code_order, code_take
from gdpr.models import Case, CaseEvent, IdentityCode
from tests.conversations.pipeline.conftest import KARIN
from tests.gdpr.cases.test_engine import kinds, refused

OpenCase = Callable[..., Case]
Codes = Callable[[], list[str]]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.fixture
def case(open_case: OpenCase) -> Case:
    return open_case("access", now=timezone.now())


@pytest.fixture
def coded(case: Case, work, company_a, in_company, codes: Codes) -> tuple[Case, str]:
    """A case, and the code that has been sent for it."""
    code_order(case=case, purpose="verify", now=timezone.now())
    work()
    connection.set_tenant(company_a)
    (code,) = codes()
    case.refresh_from_db()
    return case, code


def test_the_right_code_verifies_once(coded: tuple[Case, str]):
    case, code = coded
    assert case.state == "verifying"
    case = case_verify_by_code(case=case, code=f"{code[:3]} {code[3:]}", now=timezone.now())
    assert (case.state, case.verified_by) == ("waiting_for_company", "code")
    assert kinds(case) == ["opened", "code_sent", "verified"]
    with refused("wrong_state"):
        case_verify_by_code(case=case, code=code, now=timezone.now())
    with refused("expired"):
        code_take(case=case, purpose="verify", code=code, now=timezone.now())


def test_after_five_wrong_codes_the_right_one_is_refused_too(coded: tuple[Case, str]):
    case, code = coded
    left = []
    for number in range(5):
        with pytest.raises(CaseRefused) as error:
            case_verify_by_code(case=case, code=other_than(code), now=timezone.now())
        left.append((error.value.code, error.value.detail))
        assert number < 5
    assert left == [("wrong", "4"), ("wrong", "3"), ("wrong", "2"), ("wrong", "1"), ("spent", "")]
    with refused("spent"):
        case_verify_by_code(case=case, code=code, now=timezone.now())
    assert kinds(case)[2:] == ["code_wrong"] * 4 + ["code_spent"] * 2
    case.refresh_from_db()
    assert case.verified_at is None


def test_a_code_is_good_for_ten_minutes(coded: tuple[Case, str]):
    case, code = coded
    with refused("expired"):
        case_verify_by_code(case=case, code=code, now=timezone.now() + timedelta(minutes=10, seconds=1))
    assert case_verify_by_code(case=case, code=code, now=timezone.now() + timedelta(minutes=9)).verified_at


def test_a_new_code_ends_the_one_before(coded: tuple[Case, str], work, company_a, codes: Codes):
    case, first = coded
    code_order(case=case, purpose="verify", now=timezone.now())
    with refused("expired"):
        case_verify_by_code(case=case, code=first, now=timezone.now())
    work()
    connection.set_tenant(company_a)
    second = codes()[-1]
    if second != first:
        with refused("wrong"):
            case_verify_by_code(case=case, code=first, now=timezone.now())
    assert case_verify_by_code(case=case, code=second, now=timezone.now()).verified_at


def test_one_cases_code_opens_neither_another_case_nor_another_purpose(
    coded: tuple[Case, str], open_case: OpenCase
):
    case, code = coded
    with refused("expired"):
        case_verify_by_code(case=open_case("erasure"), code=code, now=timezone.now())
    with refused("expired"):
        code_take(case=case, purpose="package", code=code, now=timezone.now())


def test_a_code_alone_is_not_enough_where_a_second_check_is_due(coded: tuple[Case, str]):
    case, code = coded
    Case.objects.filter(pk=case.pk).update(second_check="silent")
    case.refresh_from_db()
    case = case_verify_by_code(case=case, code=code, now=timezone.now())
    assert (case.state, case.verified_by) == ("verifying", "code")
    case = case_verify_by_staff(case=case, actor=None, note="Ringde upp.", now=timezone.now())
    assert (case.state, case.verified_by) == ("waiting_for_company", "code")


def test_codes_are_limited_by_the_hour_and_by_the_day_whatever_the_case(open_case: OpenCase):
    now = timezone.now()
    for kind in ("access", "erasure", "restriction"):
        sent_at(code_order(case=open_case(kind), purpose="verify", now=now), now)
    with refused("too_many_codes"):
        code_order(case=open_case("portability"), purpose="verify", now=now)
    later = now + timedelta(hours=2)
    for _ in range(3):
        sent_at(code_order(case=open_case("access"), purpose="verify", now=later), later)
    with refused("too_many_codes"):
        code_order(case=open_case("access"), purpose="verify", now=later + timedelta(hours=2))
    code_order(case=open_case("access"), purpose="verify", now=now + timedelta(days=2))


def sent_at(code: IdentityCode, when: datetime) -> None:
    """As if it had been sent then."""
    IdentityCode.objects.filter(pk=code.pk).update(sent_at=when)


def test_what_was_ordered_and_not_sent_counts_as_one_and_is_sent_once(
    case: Case, work, company_a, codes: Codes, open_case: OpenCase
):
    now = timezone.now()
    first = code_order(case=case, purpose="verify", now=now)
    for seconds in range(1, 6):
        again = code_order(case=case, purpose="verify", now=now + timedelta(seconds=seconds))
        assert again.pk == first.pk
    work()
    connection.set_tenant(company_a)
    assert len(codes()) == 1
    # Two more within the hour are still allowed; a fourth is not.
    for kind in ("erasure", "restriction"):
        code_order(case=open_case(kind), purpose="verify", now=now)
    with refused("too_many_codes"):
        code_order(case=open_case("portability"), purpose="verify", now=now)


def test_those_that_were_ordered_at_the_same_moment_count_before_they_are_sent(open_case: OpenCase):
    now = timezone.now()
    for kind in ("access", "erasure", "restriction"):
        code_order(case=open_case(kind), purpose="verify", now=now)
    with refused("too_many_codes"):
        code_order(case=open_case("portability"), purpose="verify", now=now)


def test_no_code_is_sent_for_a_case_that_was_verified_or_closed_meanwhile(
    open_case: OpenCase, work, company_a, codes: Codes
):
    now = timezone.now()
    verified, closed = open_case("access", now=now), open_case("erasure", now=now)
    for case in (verified, closed):
        code_order(case=case, purpose="verify", now=now)
    case_verify_by_staff(case=verified, actor=None, note="Kom in.", now=now)
    case_refuse(case=closed, actor=None, ground="unfounded", note="Skämt.", now=now)
    work()
    connection.set_tenant(company_a)
    assert codes() == []
    assert not CaseEvent.objects.filter(kind="code_sent").exists()


def test_the_text_names_every_case_that_its_code_verifies_and_no_other_is_verified(
    open_case: OpenCase, work, company_a, codes: Codes, twilio
):
    now = timezone.now()
    waiting = [open_case(kind, now=now) for kind in ("access", "rectification", "erasure")]
    code_order(case=waiting[1], purpose="verify", now=now)
    work()
    connection.set_tenant(company_a)
    later = open_case("portability", now=timezone.now())
    (code,) = codes()
    (text,) = [message.body for message in twilio.outbound(to=KARIN)]
    for case, kind in zip(waiting, ("registerutdrag", "rättelse", "radering"), strict=True):
        assert f"{kind} (ärende {case.number})" in text
    assert segment_count(text).count <= 2
    verified = cases_verify_by_code(case=waiting[1], code=code, now=timezone.now())
    assert [case.number for case in verified] == [waiting[1].number, waiting[0].number, waiting[2].number]
    assert {case.verified_by for case in verified} == {"code"}
    later.refresh_from_db()
    assert later.verified_at is None


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_text_names_as_many_cases_as_fit_into_two_and_verifies_those_alone(
    open_case: OpenCase, company_a, karin: Contact, work, codes: Codes, twilio, language: str
):
    company_a.name = "Örebro Centrums Fotvård, Massage och Friskvård Handelsbolag, Storgatan"
    company_a.save(update_fields=["name"])
    Contact.objects.filter(pk=karin.pk).update(language=language)
    now = timezone.now()
    cases = [open_case(kind, now=now) for kind in Case.Kind.values if kind != "objection"]
    code_order(case=cases[-1], purpose="verify", now=now)
    work()
    connection.set_tenant(company_a)
    (text,) = [message.body for message in twilio.outbound(to=KARIN)]
    assert segment_count(text).count == 2
    word = {"sv": "ärende", "en": "case"}[language]
    named = {case.number for case in cases if f"({word} {case.number})" in text}
    assert cases[-1].number in named
    assert 1 < len(named) < len(cases)
    (code,) = codes()
    verified = cases_verify_by_code(case=cases[-1], code=code, now=timezone.now())
    assert {case.number for case in verified} == named
    assert (
        set(Case.objects.filter(verified_at=None).values_list("number", flat=True))
        == {case.number for case in cases} - named
    )


def test_who_wants_no_texts_gets_a_code_only_because_they_asked_now(case: Case, karin: Contact):
    opt_out(contact=karin, phone=KARIN, source="sms")
    with refused("opted_out"):
        code_order(case=case, purpose="verify", now=timezone.now())
    assert code_order(case=case, purpose="verify", now=timezone.now(), asked_now=True)


def test_a_number_that_cannot_be_texted_gets_no_code(in_company_a):
    from gdpr.cases.services import case_open

    unknown, _ = case_open(
        kind="access", contact=None, phone="+46701740655", channel="api", now=timezone.now()
    )
    with refused("no_number"):
        code_order(case=unknown, purpose="verify", now=timezone.now())
    assert not IdentityCode.objects.exists()


def test_a_code_stands_in_no_row_and_no_log_line(
    coded: tuple[Case, str], company_a, caplog: pytest.LogCaptureFixture
):
    case, code = coded
    with caplog.at_level(logging.DEBUG), pytest.raises(CaseRefused):
        case_verify_by_code(case=case, code=other_than(code), now=timezone.now())
    assert code not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema IN ('public', %s) AND table_type = 'BASE TABLE'",
            [company_a.schema_name],
        )
        for schema, table in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{schema}"."{table}" t')
            assert not [row for (row,) in cursor.fetchall() if f'"{code}"' in row or f" {code}" in row], table


def test_a_provider_that_refuses_is_in_the_history(case: Case, work, company_a, twilio):
    twilio.opt_out(KARIN)
    code_order(case=case, purpose="verify", now=timezone.now())
    work()
    connection.set_tenant(company_a)
    failed = CaseEvent.objects.get(case=case, kind="code_failed")
    assert failed.details == {"purpose": "verify", "code": "21610"}


def test_a_provider_that_is_away_for_a_moment_is_tried_again(
    case: Case, work, company_a, twilio, codes: Codes
):
    twilio.fail_next("429", times=2, operation="create")
    code_order(case=case, purpose="verify", now=timezone.now())
    work()
    connection.set_tenant(company_a)
    assert len(codes()) == 1
    assert case_verify_by_code(case=case, code=codes()[0], now=timezone.now()).verified_at


def test_an_order_that_nobody_carried_out_in_time_sends_nothing(
    case: Case, work, company_a, codes: Codes, monkeypatch: pytest.MonkeyPatch
):
    code_order(case=case, purpose="verify", now=timezone.now() - codes_module.GOOD_FOR)
    work()
    connection.set_tenant(company_a)
    assert codes() == []
