"""What a restricted person has said opens on no page and in no answer without a reason (GDPR art. 18(2)).

The routes are Django's own, as in tests/isolation: a new one is looked through by itself. The person has a
row in every table about people, each with words of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from conversations.models import AnswerReview, Call, Conversation, Message
from crm.bookings.links import feed_token
from crm.bookings.models import Booking
from crm.bookings.services import booking_link
from crm.choices import contact_restrict
from crm.models import Contact, CrmLink, ImportChange
from crm.restricted import reason_give
from gdpr.access.links import package_token
from gdpr.models import Case, Hold, Package
from nexus.accounts.models import User
from nexus.api.models import ApiKey
from nexus.audit.models import Entry
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from nexus.webhooks.models import Delivery
from tests.gdpr.people import Canaries
from tests.isolation.routes import COMPANY, Route, routes
from tests.isolation.table import COMPANY_TABLE, KEY, SESSION, Sample

#: Who it is may be known, so that the restriction can be obeyed.
WHO = {"name", "phone", "second_phone"}
#: What the company itself keeps data for; a hold is for legal claims, which art. 18(2) allows.
OWN_WORDS = {
    "rights/retention/": {"hold_reason"},
    "rights/retention/holds/<uuid:hold_id>/": {"hold_reason"},
}
#: Rows that are about no customer.
OF_THE_COMPANY = {
    "article",
    "authenticator",
    "away",
    "certificate",
    "policy",
    "reset_key",
    "reset_uid",
    "resource",
    "service",
    "special_day",
    "widget",
    "widget_key",
}
Look = Callable[[str, str], str]


@pytest.fixture
def in_a(person: Contact, company_a: Company) -> Iterator[Contact]:
    with company_context(company_a.schema_name):
        yield person


@pytest.fixture
def rows(in_a: Contact) -> dict[str, str]:
    """The person's own row for each name that the table of routes uses."""
    thread = Conversation.objects.get(contact=in_a, channel="sms")
    booking = Booking.objects.select_related("resource").get(contact=in_a)
    case = Case.objects.get(contact=in_a)
    package = Package.objects.get(case=case)
    told = Delivery.objects.get(contact_id=in_a.pk)
    return {
        "contact": str(in_a.pk),
        "conversation": str(thread.pk),
        "message": str(Message.objects.get(conversation=thread, author_type="ai").pk),
        "review": str(AnswerReview.objects.get(conversation=thread).pk),
        "booking": str(booking.pk),
        "booking_code": booking_link(booking),
        "feed": str(booking.resource.pk),
        "feed_token": feed_token(booking.resource),
        "case": str(case.pk),
        "erasure_case": str(case.pk),
        "package_case": str(case.pk),
        "package": str(package.pk),
        "package_token": package_token(package),
        "hold": str(Hold.objects.get(contact=in_a).pk),
        "call": str(Call.objects.get(contact=in_a).pk),
        "crm_link": str(CrmLink.objects.get(contact=in_a).pk),
        "import": str(ImportChange.objects.get(contact=in_a).source_id),
        "receiver": str(told.subscription_id),
        "told": str(told.pk),
    }


@pytest.fixture
def look(client_a: Client, company_a: Company) -> Look:
    """``look("agent", "/c/…/")``: the pages as that person, ``key`` for the API, gets them; whole and in part."""
    with company_context(company_a.schema_name):
        key = ApiKey.issue(name="Kassasystemet")[1]

    def do(role: str, path: str) -> str:
        headers: dict[str, str] = {"host": "alfa.localhost"}
        if role == "key":
            headers["authorization"] = f"Api-Key {key}"
            client_a.logout()
        else:
            with company_context(company_a.schema_name):
                client_a.force_login(User.objects.get(email=f"{role}@alfa.example"))
        whole = _content(client_a.get(path, headers=headers))
        if role != "key":
            for target in ("conversation", "panel", "log"):
                partly = {**headers, "hx-request": "true", "hx-target": target}
                whole += _content(client_a.get(path, headers=partly))
        connection.set_tenant(company_a)
        return whole

    return do


def _content(response: Any) -> str:
    assert response.status_code < 500, response
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode("utf-8", "replace"))


def _path(route: Route, sample: Sample, rows: dict[str, str], planted: Canaries) -> str:
    fixed = {name: planted.phone if name == "phone" else value for name, value in sample.fixed.items()}
    query = f"?{sample.query}" if sample.query else ""
    return route.path(**fixed, **{part: rows[name] for part, name in sample.rows.items()}) + query


def _pages(needs: str, rows: dict[str, str], planted: Canaries) -> Iterator[tuple[str, str]]:
    """Every address that can be looked at, with its route."""
    for route in routes(COMPANY):
        sample = COMPANY_TABLE[route.pattern]
        names = set(sample.rows.values())
        if "GET" not in sample.methods or (sample.needs == KEY) != (needs == KEY) or names & OF_THE_COMPANY:
            continue
        if route.pattern.endswith(".pdf"):
            continue  # packed: its words are the page's, which is looked at
        assert names <= set(rows), f"Say which row of the person goes into {route.pattern}."
        yield route.pattern, _path(route, sample, rows, planted)
    day = timezone.localdate(Booking.objects.get(pk=rows["booking"]).start)
    if needs == KEY:
        for path in ("contacts?q=Kajsa", "contacts?q=kanarie.example", "conversations?q=Kajsa"):
            yield path, f"/api/v1/{path}"
    else:
        for path in ("?tab=closed", "rights/cases/?tab=closed", f"bookings/?date={day}&view=day"):
            yield path, f"/{path}"


def _seen(look: Look, role: str, rows: dict[str, str], planted: Canaries) -> set[tuple[str, str]]:
    """Which of the person's words stand where."""
    found = set()
    for pattern, path in _pages(KEY if role == "key" else SESSION, rows, planted):
        page = look(role, path)
        found |= {(pattern, name) for name, words in planted.all().items() if words in page}
    return found


ROLES = ("owner", "agent", "data_protection", "key")


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_a_restricted_person_is_seen_before_a_reason_is_given(
    role: str, look: Look, rows: dict[str, str], planted: Canaries, in_a: Contact
):
    contact_restrict(contact=in_a, actor=None)
    who = WHO - {"name"} if role == "key" else WHO
    leaks = {
        (pattern, name)
        for pattern, name in _seen(look, role, rows, planted)
        if name not in who and name not in OWN_WORDS.get(pattern, set())
    }
    assert leaks == set()
    assert not Entry.objects.filter(action="read_restricted").exists()


def test_the_same_look_finds_all_of_it_where_nobody_is_restricted(
    look: Look, rows: dict[str, str], planted: Canaries
):
    """Else the test above would prove nothing."""
    shown = {name for _pattern, name in _seen(look, "owner", rows, planted)}
    assert shown >= {
        *("text", "answer", "reading", "remark", "review", "email", "crm_number", "booking_note"),
        *("wish", "stated_name", "changes", "event_note"),
    }
    by_key = {name for _pattern, name in _seen(look, "key", rows, planted)}
    assert by_key >= {"name", "email", "crm_number", "text", "answer", "reading", "remark", "changes"}


def test_a_reason_opens_all_of_it_to_that_one_for_a_while(
    look: Look, rows: dict[str, str], planted: Canaries, in_a: Contact
):
    contact_restrict(contact=in_a, actor=None)
    owner = User.objects.get(email="owner@alfa.example")
    reason_give(contact=in_a, reason="claims", user_id=owner.pk)
    thread, case = f"/c/{rows['conversation']}/", f"/rights/cases/{rows['case']}/"
    for path, words in (
        (thread, planted.text),
        (thread, planted.remark),
        (thread, planted.email),
        (case, planted.wish),
        (case, planted.event_note),
        (f"/bookings/{rows['booking']}/", planted.booking_note),
        (f"/knowledge/reviews/{rows['review']}/", planted.review),
        (f"/simulator/{planted.phone}/", planted.text),
    ):
        assert words in look("owner", path), path
        assert words not in look("data_protection", path), path
    Entry.objects.filter(action="read_restricted").update(at=timezone.now() - timedelta(minutes=31))
    assert planted.text not in look("owner", thread)


def test_the_api_opens_what_is_asked_for_with_a_reason(
    look: Look, rows: dict[str, str], planted: Canaries, in_a: Contact
):
    contact_restrict(contact=in_a, actor=None)
    for path, words in (
        (f"contacts/{rows['contact']}", planted.email),
        (f"conversations/{rows['conversation']}/messages", planted.remark),
        (f"rights-requests/{rows['case']}", planted.changes),
    ):
        assert words not in look("key", f"/api/v1/{path}")
        assert words in look("key", f"/api/v1/{path}?reason=request")
        assert "errors" in look("key", f"/api/v1/{path}?reason=nyfiken")
    given = Entry.objects.filter(action="read_restricted", actor_kind="api", contact_id=in_a.pk)
    assert [entry.details for entry in given] == [{"reason": "request"}] * 3


def test_the_reason_is_in_the_register_of_reads(look: Look, rows: dict[str, str], in_a: Contact):
    contact_restrict(contact=in_a, actor=None)
    owner = User.objects.get(email="owner@alfa.example")
    reason_give(contact=in_a, reason="claims", user_id=owner.pk)
    page = look("data_protection", "/rights/registers/reads/")
    assert "För rättsliga anspråk" in page
    assert owner.name in page
