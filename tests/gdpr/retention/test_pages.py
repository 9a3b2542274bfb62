"""The portal: the table, a change with its preview, the second person, holds, and progress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.models import Contact
from gdpr.models import Hold, PurgeRun, RetentionPolicy
from gdpr.retention.classes import defaults
from gdpr.retention.holds import hold_lift, holds_remind
from gdpr.retention.runs import purge_start
from gdpr.retention.selectors import policy_in_force
from gdpr.retention.services import policy_approve, policy_change
from nexus.accounts.models import User
from nexus.audit.models import Entry
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import phone
from tests.gdpr.retention.conftest import Clock, Old, purge

LogIn = Callable[..., User]
PAGE = "/rights/retention/"


def form(**days: int) -> dict[str, int]:
    chosen = {code: count for code, count in {**defaults(), **days}.items() if code != "export_packages"}
    return {f"days-{code}": count for code, count in chosen.items()}


def sure(**days: int) -> dict[str, int | str]:
    """The form again, as the preview's button sends it."""
    chosen = form(**days)
    seen = " ".join(sorted(f"{name.removeprefix('days-')}={count}" for name, count in chosen.items()))
    return {**chosen, "sure": "1", "seen": seen}


def html(response: object) -> str:
    text: str = response.content.decode()  # type: ignore[attr-defined]  # a test client's response
    return text.replace("\xa0", " ")


def test_the_page_shows_periods_counts_holds_and_runs(
    client_a: Client, company_a: Company, log_in: LogIn, old: Old
) -> None:
    old(days=400, messages=3)
    user = log_in(client_a, company_a)
    with company_context(company_a.schema_name):
        purge()
        held = old(days=10, number=633)
        old(days=500, number=634, messages=5)
        Hold.objects.create(
            contact_id=held.contact_id, reason="Tvist om fakturan", owner=user, review_on=timezone.localdate()
        )
    shown = html(client_a.get(PAGE))
    assert "12 månader" in shown
    assert "90 dagar" in shown
    assert "<b>6</b>" in shown, "five messages and their conversation go tonight"
    assert "Gustav Gammal" in shown
    assert "Tvist om fakturan" in shown
    with company_context(company_a.schema_name):
        read = Entry.objects.filter(action="read", subject_type="gdpr.Hold", actor_id=user.pk)
        assert [entry.contact_id for entry in read] == [held.contact_id], "reading the reason is logged"
        Contact.objects.filter(pk=held.contact_id).update(restricted=True)
    assert "Tvist om fakturan" not in html(client_a.get(PAGE)), "until somebody says why they look"


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("data_protection", 200), ("agent", 403)])
def test_only_owner_and_data_protection_contact_get_there(
    client_a: Client, company_a: Company, log_in: LogIn, role: str, status: int
) -> None:
    log_in(client_a, company_a, role=role)
    for path in ("", "change/", "progress/", "holds/new/"):
        assert client_a.get(f"{PAGE}{path}").status_code == status


def test_a_change_is_previewed_before_it_is_made(
    client_a: Client, company_a: Company, log_in: LogIn, old: Old
) -> None:
    old(days=100, messages=3)
    log_in(client_a, company_a)
    previewed = client_a.post(f"{PAGE}change/", form(messages=90))
    assert "4 uppgifter skulle gallras första natten" in html(previewed)
    # Other days than those that were previewed are previewed first.
    assert client_a.post(f"{PAGE}change/", {**sure(messages=90), "days-messages": 60}).status_code == 200
    with company_context(company_a.schema_name):
        assert not RetentionPolicy.objects.exists()
    assert client_a.post(f"{PAGE}change/", sure(messages=90)).status_code == 302
    with company_context(company_a.schema_name):
        assert policy_in_force().periods == defaults()
        assert RetentionPolicy.objects.get().state == "proposed"
    assert client_a.post(f"{PAGE}change/", form(messages=5)).status_code == 422


def test_the_second_person_approves_and_nobody_else(
    client_a: Client, company_a: Company, log_in: LogIn
) -> None:
    log_in(client_a, company_a)
    client_a.post(f"{PAGE}change/", sure(messages=90))
    with company_context(company_a.schema_name):
        url = reverse("rights:retention_decide", args=[RetentionPolicy.objects.get().pk])
    assert 'value="approve"' not in html(client_a.get(PAGE))
    client_a.post(url, {"decision": "approve"})
    with company_context(company_a.schema_name):
        assert policy_in_force().periods["messages"] == 365
    log_in(client_a, company_a, role="agent")
    assert client_a.post(url, {"decision": "approve"}).status_code == 403
    log_in(client_a, company_a, role="data_protection")
    assert 'value="approve"' in html(client_a.get(PAGE))
    client_a.post(url, {"decision": "approve"})
    with company_context(company_a.schema_name):
        assert policy_in_force().periods["messages"] == 90


def test_a_proposal_can_be_refused(client_a: Client, company_a: Company, log_in: LogIn) -> None:
    log_in(client_a, company_a)
    client_a.post(f"{PAGE}change/", sure(messages=90))
    with company_context(company_a.schema_name):
        url = reverse("rights:retention_decide", args=[RetentionPolicy.objects.get().pk])
    client_a.post(url, {"decision": "reject"})
    with company_context(company_a.schema_name):
        assert RetentionPolicy.objects.get().state == "rejected"
        assert policy_in_force().periods == defaults()


def test_progress_is_seen_while_a_run_goes_on(
    client_a: Client, company_a: Company, log_in: LogIn, old: Old
) -> None:
    old(days=400)
    log_in(client_a, company_a)
    with company_context(company_a.schema_name):
        run, _ = purge_start(now=timezone.now())
        steps = {
            "conversations.Message:messages": {
                "due": 2500,
                "gone": 1000,
                "along": {},
                "after": None,
                "done": False,
                "failed": "",
            }
        }
        PurgeRun.objects.filter(pk=run.pk).update(progress={"periods": defaults(), "steps": steps})
    assert "every 2s" in html(client_a.get(PAGE))
    going = client_a.get(f"{PAGE}progress/")
    assert "1000 av 2500" in html(going)
    assert "HX-Refresh" not in going.headers
    with company_context(company_a.schema_name):
        PurgeRun.objects.filter(pk=run.pk).update(state="done")
    assert client_a.get(f"{PAGE}progress/").headers["HX-Refresh"] == "true"


def test_a_hold_is_placed_by_number_reviewed_and_lifted(
    client_a: Client, company_a: Company, log_in: LogIn, old: Old
) -> None:
    contact = old(days=10, number=633).contact
    user = log_in(client_a, company_a)
    day = timezone.localdate() + timedelta(days=30)
    wish = {"phone": "070-174 06 33", "reason": "Tvist om faktura", "review_on": day.isoformat()}
    nobody = {**wish, "phone": "070-174 06 99"}
    assert client_a.post(f"{PAGE}holds/new/", nobody).status_code == 422
    assert client_a.post(f"{PAGE}holds/new/", {**wish, "reason": " "}).status_code == 422
    past = {**wish, "review_on": timezone.localdate().isoformat()}
    assert client_a.post(f"{PAGE}holds/new/", past).status_code == 422
    assert client_a.post(f"{PAGE}holds/new/", wish).status_code == 302
    with company_context(company_a.schema_name):
        hold = Hold.objects.get()
        assert (hold.contact, hold.owner, hold.reason) == (contact, user, "Tvist om faktura")
    url = f"{PAGE}holds/{hold.pk}/"
    assert "Tvist om faktura" in html(client_a.get(url))
    with company_context(company_a.schema_name):
        assert Entry.objects.filter(action="read", contact_id=contact.pk, subject_id=hold.pk).exists()
    later = day + timedelta(days=30)
    assert client_a.post(url, {"review_on": later.isoformat()}).status_code == 302
    assert client_a.post(url, {"lift": "1"}).status_code == 302
    with company_context(company_a.schema_name):
        hold.refresh_from_db()
        assert (hold.review_on, hold.lifted_by) == (later, user)
    assert client_a.get(f"{PAGE}holds/new/?contact={contact.pk}").status_code == 200
    assert client_a.get(f"{PAGE}holds/new/?contact={hold.pk}").status_code == 404
    assert client_a.get(f"{PAGE}holds/new/?contact=x").status_code == 200


def test_the_owner_is_reminded_of_the_review_date_once(old: Old, owner: User, clock: Clock) -> None:
    contact = old(days=3).contact
    day = timezone.localdate() + timedelta(days=10)
    hold = Hold.objects.create(contact=contact, reason="Hemlig tvist", owner=owner, review_on=day)
    assert holds_remind(now=clock.now) == 0
    clock.forward(days=10)
    assert holds_remind(now=clock.now) == 1
    assert holds_remind(now=clock.now) == 0
    (letter,) = mail.outbox
    assert letter.to == [owner.email]
    assert str(hold.pk) in letter.body
    assert "tvist" not in letter.body.lower()
    assert "Gammal" not in letter.body
    assert phone(620) not in letter.body
    Hold.objects.update(review_on=day + timedelta(days=5), owner=None)
    clock.forward(days=5)
    assert holds_remind(now=clock.now) == 1
    assert mail.outbox[1].to == ["data_protection@alfa.example"]
    hold.refresh_from_db()
    hold_lift(hold=hold, actor=owner, now=clock.now)
    Hold.objects.update(review_on=day)
    assert holds_remind(now=clock.now) == 0


def test_the_notice_says_the_companys_own_periods(
    client_a: Client, company_a: Company, dpo: User, owner: User
) -> None:
    proposed = policy_change(
        wish={"interpretations": 45, "webhooks": 45}, now=timezone.now(), actor=owner
    ).proposed
    assert proposed
    assert "90 dagar" in html(client_a.get("/integritet/"))
    with company_context(company_a.schema_name):
        policy_approve(policy=proposed, actor=dpo, now=timezone.now())
    shown = html(client_a.get("/integritet/"))
    assert "45 dagar" in shown
    assert "90 dagar" not in shown
