"""Approving an erasure in the portal: a question with the exact counts, and the person's name to answer it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from crm.bookings.models import Booking, Resource, Service
from crm.choices import contact_restrict
from crm.models import Contact
from gdpr.access.subject import subject_of
from gdpr.cases.services import case_open, case_verify_by_staff
from gdpr.erasure.services import erasure_plan
from gdpr.models import Case, Erasure, Hold
from nexus.accounts.models import User
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import make_contact, make_conversation, make_inbound
from tests.conftest import PASSWORD

LogIn = Callable[..., User]


def opened(contact: Contact) -> Case:
    now = timezone.now()
    case, _new = case_open(kind="erasure", contact=contact, phone="", channel="portal", now=now)
    return case_verify_by_staff(case=case, actor=None, note="Känd kund", now=now)


@pytest.fixture
def keeper(client_a: Client, company_a: Company, log_in: LogIn) -> User:
    """The data-protection contact, at the page."""
    return log_in(client_a, company_a, role="data_protection")


@pytest.fixture
def inside(company_a: Company) -> Callable[[], Any]:
    return lambda: company_context(company_a.schema_name)


@pytest.fixture
def case(company_a: Company, route_a: Any, inside: Callable[[], Any]) -> Iterator[Case]:
    """Karin Ek's case, verified; she has written twice."""
    with inside():
        karin = make_contact(612, "Karin  Ek")
        conversation = make_conversation(karin, route_id=route_a.pk)
        for words in ("Hej", "Radera mig"):
            make_inbound(conversation, words)
        yield opened(karin)


def address(case: Case) -> str:
    return f"/rights/cases/{case.pk}/erasure/approve/"


def html(response: Any) -> str:
    return str(response.content.decode()).replace("\xa0", " ")


def mark(page: Any) -> str:
    found = re.search(r'name="plan" value="([0-9a-f]{64})"', html(page))
    assert found
    return found.group(1)


def answer(client: Client, case: Case, name: str, plan: str = "") -> HttpResponse:
    plan = plan or mark(client.get(address(case)))
    return client.post(address(case), {"name": name, "plan": plan})  # type: ignore[return-value]


def begun(case: Case, inside: Callable[[], Any]) -> bool:
    with inside():
        case.refresh_from_db()
        started = Erasure.objects.filter(case=case).exists()
        assert started == (case.state == Case.State.IN_PROGRESS)
        return started


def test_one_click_on_the_cases_page_asks_and_starts_nothing(
    client_a: Client, keeper: User, case: Case, inside: Callable[[], Any]
) -> None:
    page = html(client_a.get(f"/rights/cases/{case.pk}/"))
    assert f'href="{address(case)}"' in page
    assert re.search(r"Godkänn och utför …\s*</a>", page)
    assert f"/rights/cases/{case.pk}/do/approve/" not in page
    old_button = client_a.post(f"/rights/cases/{case.pk}/do/approve/")
    assert (old_button.status_code, old_button["Location"]) == (302, address(case))
    assert not begun(case, inside)


def test_the_question_has_every_stores_count_and_names_the_bookings_to_come(
    client_a: Client, keeper: User, case: Case, inside: Callable[[], Any]
) -> None:
    with inside():
        assert case.contact is not None
        start = timezone.now() + timedelta(days=2)
        service, resource = Service.objects.filter(active=True).first(), Resource.objects.first()
        assert service is not None
        assert resource is not None
        Booking.objects.create(
            service=service,
            resource=resource,
            contact=case.contact,
            start=start,
            end=start + timedelta(minutes=30),
            blocked_until=start + timedelta(minutes=30),
            source="staff",
            state="confirmed",
        )
    client_a.get(address(case))  # a look is a line in the log, which stays
    with inside():
        planned = [store for store in erasure_plan(subject_of(case.contact)) if store.found]
    page = client_a.get(address(case))
    shown = html(page)
    for store in planned:
        row = re.search(rf"{re.escape(store.title.sv)}</th>\s*<td[^>]*>(\d+)</td>\s*<td[^>]*>(\d+)<", shown)
        assert row, store.key
        if store.goes:
            assert int(row.group(1)) == store.goes, store.key
    assert any(store.stays for store in planned)
    assert f"· {service.name_sv} ·" in shown
    total = sum(row.goes for row in page.context["rows"])
    assert f"{total} uppgifter om Karin  Ek försvinner för gott." in shown


@pytest.mark.parametrize("typed", ["", "  ", "Karin", "karin.ek", "Erik Ek", "070-174 06 12"])
def test_another_name_or_none_is_an_error_at_the_field_and_starts_nothing(
    client_a: Client, keeper: User, case: Case, inside: Callable[[], Any], typed: str
) -> None:
    refused = answer(client_a, case, typed)
    assert refused.status_code == 422
    assert 'id="id_name_error"' in html(refused)
    assert not begun(case, inside)


@pytest.mark.parametrize("typed", ["Karin Ek", " karin  EK "])
def test_the_persons_name_begins_it(
    client_a: Client, keeper: User, case: Case, inside: Callable[[], Any], typed: str
) -> None:
    done = answer(client_a, case, typed)
    assert (done.status_code, done["Location"]) == (302, f"/rights/cases/{case.pk}/")
    assert begun(case, inside)
    assert case.decided_by_id == keeper.pk
    # The question is over.
    assert client_a.get(address(case))["Location"] == f"/rights/cases/{case.pk}/"


def test_whoever_has_no_name_is_confirmed_by_their_number(
    client_a: Client, keeper: User, inside: Callable[[], Any], company_a: Company
) -> None:
    with inside():
        case = opened(make_contact(613, ""))
    assert "Skriv ”070-174 06 13”" in html(client_a.get(address(case)))
    assert answer(client_a, case, "070-174 06 14").status_code == 422
    assert answer(client_a, case, "+46 70 174 06 13").status_code == 302
    assert begun(case, inside)


def test_what_came_meanwhile_is_shown_before_it_goes(
    client_a: Client, keeper: User, case: Case, inside: Callable[[], Any]
) -> None:
    seen = mark(client_a.get(address(case)))
    with inside():
        assert case.contact is not None
        make_inbound(case.contact.conversations.get(), "Förresten, vänta")
    changed = answer(client_a, case, "Karin Ek", seen)
    assert changed.status_code == 409
    assert "Inget har påbörjats" in html(changed)
    assert 'value="Karin Ek"' in html(changed), "what was typed stays"
    assert not begun(case, inside)
    assert answer(client_a, case, "Karin Ek", mark(changed)).status_code == 302
    assert begun(case, inside)


def test_looking_at_it_again_changes_nothing_of_what_is_approved(
    client_a: Client, keeper: User, case: Case, inside: Callable[[], Any]
) -> None:
    seen = mark(client_a.get(address(case)))
    for path in (f"/rights/cases/{case.pk}/", address(case)):
        client_a.get(path)
    assert answer(client_a, case, "Karin Ek", seen).status_code == 302


def test_a_hold_is_shown_with_its_reason_before_anybody_decides(
    client_a: Client, keeper: User, case: Case, inside: Callable[[], Any]
) -> None:
    with inside():
        assert case.contact is not None
        Hold.objects.create(
            contact=case.contact, reason="Tvist om fakturan", owner=keeper, review_on=timezone.localdate()
        )
    page = html(client_a.get(f"/rights/cases/{case.pk}/"))
    for words in ("Tvist om fakturan", keeper.name, str(timezone.localdate().year)):
        assert words in page
    assert address(case) not in page, "there is nothing to press"
    question = html(client_a.get(address(case)))
    assert "Tvist om fakturan" in question
    assert 'name="name"' not in question
    assert client_a.post(address(case), {"name": "Karin Ek", "plan": ""}).status_code == 409
    assert not begun(case, inside)


def test_the_reason_for_holding_a_restricted_person_is_closed_until_one_says_why(
    client_a: Client, keeper: User, case: Case, inside: Callable[[], Any]
) -> None:
    with inside():
        assert case.contact is not None
        Hold.objects.create(
            contact=case.contact, reason="Tvist om fakturan", owner=keeper, review_on=timezone.localdate()
        )
        contact_restrict(contact=case.contact, actor=None)
    assert "Tvist om fakturan" not in html(client_a.get(f"/rights/cases/{case.pk}/"))
    client_a.post(f"/rights/people/{case.contact_id}/reason/", {"reason": "request"})
    assert "Tvist om fakturan" in html(client_a.get(f"/rights/cases/{case.pk}/"))


def old_login(client: Client, inside: Callable[[], Any]) -> None:
    """As if the password had been asked for six minutes ago."""
    with inside():
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 360
        session.save()


def test_an_old_login_is_renewed_before_the_question(
    client_a: Client, keeper: User, case: Case, inside: Callable[[], Any]
) -> None:
    old_login(client_a, inside)
    asked = client_a.get(address(case))
    assert asked["Location"].startswith("/account/reauthenticate/?next=")
    wrong = client_a.post(asked["Location"], {"password": "fel"})
    assert wrong.status_code == 200
    assert client_a.get(address(case)).status_code == 302
    assert client_a.post(asked["Location"], {"password": PASSWORD})["Location"] == address(case)
    assert client_a.get(address(case)).status_code == 200


def test_a_login_that_grew_old_over_the_question_loses_nothing_and_starts_nothing(
    client_a: Client, keeper: User, case: Case, inside: Callable[[], Any]
) -> None:
    seen = mark(client_a.get(address(case)))
    old_login(client_a, inside)
    asked = answer(client_a, case, "Karin Ek", seen)
    assert asked["Location"].startswith("/account/reauthenticate/?next=")
    assert not begun(case, inside)
    with inside():
        assert "Karin" not in str(dict(client_a.session)), "no name in a session"
    back = client_a.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert not begun(case, inside), "a password alone approves nothing"
    assert 'value="Karin  Ek"' in html(back), "what was typed stands there again"
    # Only once, and only there.
    assert 'value="Karin  Ek"' not in html(client_a.get(address(case)))
    assert answer(client_a, case, "Karin Ek", mark(back)).status_code == 302
    assert begun(case, inside)


@pytest.mark.parametrize("page", ["retention/change/", "retention/proposals/{policy}/"])
def test_retention_needs_a_recent_login_too_and_a_form_that_was_sent_is_carried_out(
    client_a: Client, company_a: Company, keeper: User, log_in: LogIn, inside: Callable[[], Any], page: str
) -> None:
    from gdpr.models import RetentionPolicy
    from gdpr.retention.selectors import policy_in_force
    from tests.gdpr.retention.test_pages import sure

    log_in(client_a, company_a)
    change = "/rights/retention/change/"
    if "policy" not in page:
        old_login(client_a, inside)
        assert client_a.get(change)["Location"].startswith("/account/reauthenticate/?next=")
    asked = client_a.post(change, sure(messages=90))
    if "policy" not in page:
        assert asked["Location"].startswith("/account/reauthenticate/?next=")
        with inside():
            assert not RetentionPolicy.objects.exists()
        client_a.post(asked["Location"], {"password": PASSWORD})
    with inside():
        policy = RetentionPolicy.objects.get(state="proposed")
    if "policy" not in page:
        return
    log_in(client_a, company_a, role="data_protection")
    old_login(client_a, inside)
    decide = f"/rights/retention/proposals/{policy.pk}/"
    asked = client_a.post(decide, {"decision": "approve"})
    assert asked["Location"].startswith("/account/reauthenticate/?next=")
    with inside():
        assert policy_in_force().periods["messages"] == 365
    client_a.post(asked["Location"], {"password": PASSWORD})
    with inside():
        assert policy_in_force().periods["messages"] == 90
