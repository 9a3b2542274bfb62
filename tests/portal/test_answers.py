"""The note on every page that texts do not go out, as long as no worker is seen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import schema_context

from nexus.outbox.tasks import WORKERS_SEEN, sweep
from nexus.tenants.models import Company

PLATFORM = caches["platform"]
NOTE = "Svaren går inte ut just nu."
PAGES = ("/", "/bookings/", "/knowledge/", "/settings/services/", "/account/sessions/")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    PLATFORM.delete(WORKERS_SEEN)


def seen(seconds_ago: float) -> None:
    PLATFORM.set(WORKERS_SEEN, time.time() - seconds_ago, timeout=60)


@pytest.fixture
def staff(client_a: Client, company_a: Company, log_in: Any) -> Client:
    log_in(client_a, company_a)
    return client_a


def test_every_page_says_so_while_no_worker_is_seen_and_stops_by_itself(staff: Client) -> None:
    for late in (None, 16):
        PLATFORM.delete(WORKERS_SEEN) if late is None else seen(late)
        assert [NOTE in staff.get(path).content.decode() for path in PAGES] == [True] * len(PAGES)
    seen(1)
    assert [NOTE in staff.get(path).content.decode() for path in PAGES] == [False] * len(PAGES)


def test_the_workers_own_sign_of_life_is_what_is_read(staff: Client) -> None:
    PLATFORM.delete(WORKERS_SEEN)
    with schema_context("public"):
        sweep()
    assert NOTE not in staff.get("/").content.decode()


def test_an_open_page_asks_now_and_then_without_a_login_or_a_look_into_the_companys_data(
    staff: Client, client_a: Client
) -> None:
    assert 'hx-get="/answers/sv/"' in staff.get("/").content.decode()
    PLATFORM.delete(WORKERS_SEEN)
    client_a.logout()
    client_a.get("/answers/sv/")  # that the company is ready is looked up once
    with CaptureQueriesContext(connection) as captured:
        down = client_a.get("/answers/sv/")
    assert NOTE in down.content.decode()
    assert 'hx-trigger="every' in down.content.decode()
    assert "no-store" in down["Cache-Control"]
    # Whose host it is, and nothing of theirs.
    asked = [query["sql"] for query in captured]
    assert not [sql for sql in asked if "session" in sql and "FROM" in sql and "usersessions" not in sql]
    assert not [sql for sql in asked if 'FROM "conversations_' in sql or 'FROM "accounts_user"' in sql]
    seen(1)
    fine = client_a.get("/answers/sv/").content.decode()
    assert NOTE not in fine
    assert 'hx-trigger="every' in fine


def test_it_is_said_in_the_pages_own_language(client_a: Client) -> None:
    PLATFORM.delete(WORKERS_SEEN)
    assert "Answers are not going out just now." in client_a.get("/answers/en/").content.decode()
    assert 'hx-get="/answers/en/"' in client_a.get("/answers/en/").content.decode()
    assert NOTE in client_a.get("/answers/xx/").content.decode()


def test_a_page_costs_as_many_queries_with_the_note_as_without(staff: Client) -> None:
    counts = []
    for late in (1, 16):
        seen(late)
        staff.get("/bookings/")
        with CaptureQueriesContext(connection) as captured:
            staff.get("/bookings/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
