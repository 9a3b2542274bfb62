"""The company is reminded 14, 7 and 2 days before, and when the time has passed: each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from gdpr.cases.reminders import cases_remind
from gdpr.cases.services import case_extend, case_refuse, case_verify_by_staff
from gdpr.models import Case, CaseEvent
from nexus.accounts.models import User
from tests.gdpr.cases.conftest import NOW

OpenCase = Callable[..., Case]


@pytest.fixture
def letters(work, company_a) -> Callable[[], list[mail.EmailMessage]]:
    def sent() -> list[mail.EmailMessage]:
        work()
        connection.set_tenant(company_a)
        found = list(mail.outbox)
        mail.outbox.clear()
        return found

    return sent


def days_before(case: Case, days: int):
    return case.due_at - timedelta(days=days, hours=5)


def test_each_reminder_comes_once_on_its_day(open_case: OpenCase, letters):
    case = open_case("access")
    said = []
    for days in range(30, -3, -1):
        cases_remind(now=days_before(case, days))
        cases_remind(now=days_before(case, days) + timedelta(hours=2))
        said += [(days, letter.subject) for letter in letters()]
    assert [days for days, _ in said] == [14, 7, 2, -1]
    assert "försenat" in said[-1][1].lower() or "overdue" in said[-1][1].lower()
    kinds = CaseEvent.objects.filter(case=case).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["opened", "reminded", "reminded", "reminded", "overdue"]


def test_reminders_missed_while_nothing_ran_become_one_letter(open_case: OpenCase, letters):
    case = open_case("access")
    cases_remind(now=days_before(case, 1))
    assert len(letters()) == 1
    case.refresh_from_db()
    assert case.reminded == [14, 7, 2]


def test_an_extension_starts_the_reminders_anew_and_a_closed_case_has_none(open_case: OpenCase, letters):
    case = open_case("access")
    cases_remind(now=days_before(case, 14))
    case = case_extend(case=case, actor=None, reason="Mycket", now=days_before(case, 13))
    letters()
    cases_remind(now=days_before(case, 14))
    assert len(letters()) == 1
    case_refuse(case=case, actor=None, ground="unfounded", note="Inte er kund", now=days_before(case, 10))
    cases_remind(now=days_before(case, 7))
    assert letters() == []


def test_a_letter_goes_to_the_data_protection_contact_with_number_and_link_only(open_case: OpenCase, letters):
    case = open_case("access")
    case_verify_by_staff(case=case, actor=None, note="Kom in", now=NOW)
    (letter,) = letters()
    assert letter.to == ["data_protection@alfa.example"]
    assert str(case.number) in letter.subject
    assert f"/rights/cases/{case.pk}/" in letter.body
    for word in ("Karin", "Ek", "174", "karin@"):
        assert word not in letter.subject + letter.body
    User.objects.filter(role="data_protection").update(is_active=False)
    cases_remind(now=days_before(case, 14))
    (letter,) = letters()
    assert letter.to == ["owner@alfa.example"]
