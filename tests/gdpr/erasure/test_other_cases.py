"""Whoever is erased leaves no case open without a person, and no question about what is gone unanswered."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.models import Contact
from gdpr.cases.presenter import history
from gdpr.cases.services import CaseRefused, case_approve, case_open, case_refuse, case_verify_by_staff
from gdpr.erasure.services import erasure_run_now
from gdpr.models import Case, Erasure
from nexus.accounts.models import User
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.conversations.conftest import twilio as twilio
from tests.gdpr.erasure.conftest import Erase
from tests.gdpr.people import Canaries
from tests.standins.twilio import TwilioStandIn


def opened(person: Contact, kind: str) -> Case:
    """A case of the person's that waits for the company. Inside the company."""
    owner = User.objects.get(email="owner@alfa.example")
    case, _new = case_open(
        kind=kind, contact=person, phone="", channel="portal", now=timezone.now(), opened_by=owner
    )
    return case_verify_by_staff(case=case, actor=owner, note="Känd kund", now=timezone.now())


def approve(case: Case) -> Case:
    owner = User.objects.get(email="owner@alfa.example")
    return case_approve(case=case, actor=owner, now=timezone.now())


@pytest.mark.parametrize("kind", ["access", "portability", "restriction"])
def test_what_asks_for_the_data_must_be_answered_before_it_is_erased(
    kind: str, person: Contact, company_a: Company
) -> None:
    with company_context(company_a.schema_name):
        other, case = opened(person, kind), opened(person, "erasure")
        with pytest.raises(CaseRefused, match="answer_first"):
            approve(case)
        case.refresh_from_db()
        assert case.state == Case.State.WAITING
        assert not Erasure.objects.filter(case=case).exists()
        case_refuse(case=other, actor=None, ground="unfounded", note="Grundlös begäran", now=timezone.now())
        assert approve(case).state == Case.State.IN_PROGRESS


def test_the_page_of_the_plan_says_which_and_so_does_the_refusal(
    person: Contact, company_a: Company, client_a: Client, log_in: Callable[..., User]
) -> None:
    with company_context(company_a.schema_name):
        access, change, case = (opened(person, kind) for kind in ("access", "objection", "erasure"))
    log_in(client_a, company_a, role="data_protection")
    page = client_a.get(reverse("rights:erasure", args=[case.pk])).content.decode()
    first, settled = page.index("Svara på de här först"), page.index("De här avslutas med raderingen")
    assert first < page.index(reverse("rights:case", args=[access.pk])) < settled
    assert settled < page.index(reverse("rights:case", args=[change.pk]))
    said = client_a.post(reverse("rights:case_act", args=[case.pk, "approve"]), follow=True)
    assert "andra öppna ärenden måste besvaras först" in said.content.decode()


def test_what_else_is_open_is_done_with_the_erasure(
    person: Contact, company_a: Company, twilio: TwilioStandIn
) -> None:
    with company_context(company_a.schema_name):
        other, case = opened(person, "objection"), opened(person, "erasure")
        approve(case)
        erasure_run_now(erasure=Erasure.objects.get(case=case))
        assert Erasure.objects.get(case=case).state == Erasure.State.DONE
        assert not Case.objects.filter(closed_at=None).exists()
        other.refresh_from_db()
        assert (other.state, other.contact_id, other.phone) == (Case.State.DONE, None, "")
        events = list(other.events.order_by("id"))
        assert events[-1].details == {"erased": True}
        assert history(events)[-1].title == "Klart: personens uppgifter har raderats"
        case.refresh_from_db()
        done = case.events.filter(kind="done").get()
        assert set(done.details) == {"certificate"}, "its own end is the certificate"


def test_the_command_says_which_cases_it_closes(
    person: Contact, planted: Canaries, company_a: Company, twilio: TwilioStandIn, capsys
) -> None:
    with company_context(company_a.schema_name):
        access = opened(person, "access")
    call_command("subject_erase", company="alfa", phone=planted.phone, yes=True)
    out = capsys.readouterr()
    assert json.loads(out.out.splitlines()[-1])["open_cases"] == [access.number]
    assert f"Case {access.number} (access)" in out.err
    with company_context(company_a.schema_name):
        access.refresh_from_db()
        assert access.state == Case.State.DONE


def test_another_person_s_open_case_is_left_alone(
    person: Contact, company_a: Company, erase: Erase, twilio: TwilioStandIn
) -> None:
    with company_context(company_a.schema_name):
        other = opened(Contact.objects.create(name="En annan"), "objection")
    erase(person)
    with company_context(company_a.schema_name):
        other.refresh_from_db()
        assert other.closed_at is None
