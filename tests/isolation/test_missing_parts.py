"""A company's schema with a part missing answers 503 everywhere, and never with public's rows.

``search_path`` falls through: where a company lacks a table that ``public`` has too, Django would read
public's. So public holds bait: a user with the id and address of the company's own owner. All DDL here is
inside the test's transaction and undone with it.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from conversations.models import Message
from nexus.accounts.models import User
from nexus.tenants import readiness
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from nexus.tenants.readiness import NotReady, tenant_tables
from tests.isolation.answers import Answer, ask
from tests.isolation.parties import Party
from tests.isolation.routes import COMPANY, Route, routes
from tests.isolation.table import COMPANY_TABLE, KEY

BAIT = "KanarieOps"
SHARED = frozenset(
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if apps.get_app_config(model._meta.app_label).name in settings.SHARED_APPS
)
IN_BOTH = sorted(set(tenant_tables()) & (SHARED | {"django_migrations"}))


@pytest.fixture
def bait(alfa: Party, company_a: Company) -> None:
    """Public gets a user whom the company's own session, cookie and login form would find."""
    with company_context(company_a.schema_name):
        owner = User.objects.get(email="owner@alfa.example")
    connection.set_schema_to_public()
    User.objects.create(pk=owner.pk, email=owner.email, name=BAIT, password=owner.password, role="owner")


def every_answer(party: Party) -> list[tuple[str, str, Answer]]:
    """What the company's owner, and somebody without a login, get from every route, by GET and POST."""
    found = []
    for route in routes(COMPANY):
        for method in ("GET", "POST"):
            for known in (True, False):
                found.append((method, route.pattern, _ask(route, method, party, known=known)))
    return found


def _ask(route: Route, method: str, party: Party, *, known: bool = True) -> Answer:
    sample = COMPANY_TABLE[route.pattern]
    ids = {part: party.objects[name] for part, name in sample.rows.items()}
    client = party.client(
        session=party.session if known else "", key=party.key if known and sample.needs == KEY else ""
    )
    path = route.path(**sample.fixed, **ids)
    return ask(client, method, path, body=sample.body, json=sample.needs == KEY, echo=ids)


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        # Rows of this test may still have deferred checks to run, and a table with those cannot go.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


def _assert_all_503(answers: list[tuple[str, str, Answer]]) -> None:
    for method, pattern, answer in answers:
        assert answer.status == 503, (method, pattern, answer)
        assert BAIT not in f"{answer}"
        assert dict(answer.headers)["retry-after"]
        if pattern.startswith("api/"):
            assert dict(answer.headers)["content-type"] == "application/problem+json"


def test_the_same_requests_succeed_while_everything_is_there(alfa: Party, bait: None) -> None:
    answers = every_answer(alfa)
    assert not [answer for answer in answers if answer[2].status >= 500]
    assert any(alfa.canary in answer.body for _, _, answer in answers)
    assert not [answer for answer in answers if BAIT in f"{answer}"]


@pytest.mark.parametrize("table", ["accounts_user", "django_session", "crm_contact"])
def test_a_dropped_table_is_503_on_every_route(
    alfa: Party, bait: None, company_a: Company, table: str
) -> None:
    _execute(f'DROP TABLE "{company_a.schema_name}"."{table}" CASCADE')
    _assert_all_503(every_answer(alfa))


def test_a_dropped_schema_is_503_on_every_route(alfa: Party, bait: None, company_a: Company) -> None:
    _execute(f'DROP SCHEMA "{company_a.schema_name}" CASCADE')
    _assert_all_503(every_answer(alfa))


def test_a_renamed_schema_is_503_on_every_route(alfa: Party, bait: None, company_a: Company) -> None:
    _execute(f'ALTER SCHEMA "{company_a.schema_name}" RENAME TO moved')
    _assert_all_503(every_answer(alfa))


@pytest.mark.parametrize("table", tenant_tables())
def test_every_table_of_a_company_is_missed(alfa: Party, company_a: Company, table: str) -> None:
    assert _ask(Route(""), "GET", alfa).status == 200
    _execute(f'DROP TABLE "{company_a.schema_name}"."{table}" CASCADE')
    assert _ask(Route(""), "GET", alfa).status == 503
    assert _ask(Route("api/v1/contacts"), "GET", alfa).status == 503
    with pytest.raises(NotReady), company_context(company_a.schema_name):
        pass


def test_the_tables_that_public_has_too_are_among_them() -> None:
    assert {"accounts_user", "django_session", "audit_entry", "mfa_authenticator"} <= set(IN_BOTH)


def test_a_schema_behind_this_codes_migrations_is_503(alfa: Party, company_a: Company) -> None:
    assert _ask(Route(""), "GET", alfa).status == 200
    _execute(
        f'DELETE FROM "{company_a.schema_name}".django_migrations'
        " WHERE id = (SELECT max(id) FROM"
        f" \"{company_a.schema_name}\".django_migrations WHERE app = 'conversations')"
    )
    readiness._level_checked.clear()
    assert _ask(Route(""), "GET", alfa).status == 503


def test_other_companies_and_the_public_host_go_on(
    alfa: Party, beta: Party, ops: Party, company_a: Company
) -> None:
    _execute(f'DROP SCHEMA "{company_a.schema_name}" CASCADE')
    assert _ask(Route(""), "GET", beta).status == 200
    assert _ask(Route("api/v1/contacts"), "GET", beta).status == 200
    assert ops.client(session=ops.session).get("/admin/").status_code == 200


@pytest.mark.parametrize("state", ["creating", "failed"])
def test_a_company_that_is_not_ready_is_503(alfa: Party, company_a: Company, state: str) -> None:
    Company.objects.filter(pk=company_a.pk).update(state=state)
    _forget_hosts()
    _assert_all_503(every_answer(alfa))


def test_a_closed_company_is_answered_like_a_host_that_never_was(alfa: Party, company_a: Company) -> None:
    Company.objects.filter(pk=company_a.pk).update(state="closed")
    _forget_hosts()
    nobody = Party(name="nobody", host="nobody.localhost", canary="")
    for pattern in ("", "login/", "api/v1/contacts"):
        path = Route(pattern).path()
        echo = {"host": alfa.host}
        closed = ask(alfa.client(session=alfa.session), "GET", path, body=None, json=False, echo=echo)
        never = ask(nobody.client(), "GET", path, body=None, json=False, echo={"host": nobody.host})
        assert closed == never
        assert closed.status == 404


def _forget_hosts() -> None:
    from nexus.tenants import hosts

    hosts._companies.clear()


def test_public_has_none_of_a_companys_own_tables(ops: Party) -> None:
    connection.set_schema_to_public()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.' || %s)", [Message._meta.db_table])
        row: tuple[Any, ...] = cursor.fetchone()
    assert row == (None,)
