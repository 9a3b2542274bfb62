"""What tests share: a database per worker, two companies made once per run, and doors into them."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import psycopg
import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection, connections
from django.http import HttpRequest
from django.test import Client
from pytest_django import DjangoDbBlocker

from nexus import celery
from nexus.accounts.models import User
from nexus.privacy import gate
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company

celery.app.set_default()
# The same examples every time, so that a change is what makes a run fail; ``HYPOTHESIS_PROFILE=explore``
# looks for new ones. No deadline: these machines are shared, and timing goals are benchmarks.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=1000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
TEMPLATE = "nexus_tests_template"
PROFILES = Path(__file__).parent / "profiles"
NUMBERS = {"alfa": "+46701740690", "beta": "+46701740691"}
ACCOUNTS = {"alfa": "AC" + "a" * 32, "beta": "AC" + "b" * 32}
TOKENS = {"alfa": "alfa-auth-token", "beta": "beta-auth-token"}
PASSWORD = "Vinbärsbuske-7"


def _dsn(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def _use(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _make_template() -> None:
    """Migrate once per run, and make two companies whose rows every worker's copy then has."""
    from django.core.management import call_command

    from nexus.crypto.keys import keys_create
    from nexus.tenants.provisioning import template_prepare
    from nexus.tenants.services import company_set_up, route_set

    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    keys_create(owner="public")
    template_prepare()
    password = make_password(PASSWORD)  # once: making one is slow by design
    for slug in ("alfa", "beta"):
        profile = json.loads((PROFILES / f"{slug}.json").read_text())
        company, _, _ = company_set_up(profile=profile)
        route_set(
            company=company,
            sms={"number": NUMBERS[slug], "account_sid": ACCOUNTS[slug], "auth_token": TOKENS[slug]},
        )
        with company_context(company.schema_name):
            for role in User.Role.values:
                User.objects.create(
                    email=f"{role}@{slug}.example",
                    password=password,
                    name=f"{role.title()} {slug.title()}",
                    role=role,
                )


def _create(name: str, template: str) -> None:
    with psycopg.connect(_dsn("postgres"), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database for this worker, copied from one that is made once per run."""
    home, worker = Path(os.environ["NEXUS_HOME"]), os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        with (home / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (home / "template.made").exists():
                _create(TEMPLATE, "template0")
                _use(TEMPLATE)
                _make_template()
                connections.close_all()
                (home / "template.made").touch()
            _create(f"nexus_tests_{worker}", TEMPLATE)
        _use(f"nexus_tests_{worker}")
        yield
        connections.close_all()


@pytest.fixture
def fresh_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of the test's own, for what needs real commits, threads or DDL; yields its URL."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    mine, before = f"nexus_fresh_{worker}", connection.settings_dict["NAME"]
    _create(mine, TEMPLATE)
    _forget()
    with django_db_blocker.unblock():
        _use(mine)
        yield _dsn(mine)
        _use(before)
    _forget()


def _forget() -> None:
    """Drop what the process remembers of a database: hosts, routes, levels, keys."""
    from conversations.channels.sms import routes
    from nexus.crypto import keys
    from nexus.tenants import hosts, readiness

    hosts._companies.clear()
    routes._routes.clear()
    readiness._level_checked.clear()
    keys.forget()


@pytest.fixture(autouse=True)
def own_ledger(settings: Any, tmp_path: Path) -> Path:
    """An erasure ledger of the test's own: its database forgets, and the ledger never does."""
    settings.NEXUS = replace(settings.NEXUS, ledger=tmp_path / "ledger")
    gate.forget()
    return tmp_path / "ledger"


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    _forget()
    yield
    connection.set_schema_to_public()


@pytest.fixture(autouse=True)
def _clean_cache(request: pytest.FixtureRequest) -> None:
    if "django_db_setup" in request.fixturenames or "db" in request.fixturenames:
        cache.clear()


def _company(slug: str) -> Company:
    connection.set_schema_to_public()
    return Company.objects.get(slug=slug)


@pytest.fixture
def company_a(db: None) -> Company:
    """Salong Alfa, a hair salon."""
    return _company("alfa")


@pytest.fixture
def company_b(db: None) -> Company:
    """Verkstad Beta, a garage."""
    return _company("beta")


@pytest.fixture
def in_company_a(company_a: Company) -> Iterator[Company]:
    """The test runs inside Salong Alfa."""
    with company_context(company_a.schema_name):
        yield company_a


@pytest.fixture
def in_company() -> Callable[[Company], AbstractContextManager[object]]:
    """Enter a company for a part of a test: ``with in_company(company_b): ...``"""

    @contextmanager
    def enter(company: Company) -> Iterator[Company]:
        with company_context(company.schema_name):
            yield company

    return enter


@pytest.fixture
def route_a(company_a: Company) -> ChannelRoute:
    return ChannelRoute.objects.get(company=company_a)


@pytest.fixture
def route_b(company_b: Company) -> ChannelRoute:
    return ChannelRoute.objects.get(company=company_b)


@pytest.fixture
def client_a(company_a: Company) -> Client:
    """A browser on Salong Alfa's host, not logged in."""
    return Client(headers={"host": "alfa.localhost"})


@pytest.fixture
def client_b(company_b: Company) -> Client:
    """A browser on Verkstad Beta's host, not logged in."""
    return Client(headers={"host": "beta.localhost"})


@pytest.fixture
def public_client(db: None) -> Client:
    """A browser, or a provider, on the public host."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def log_in() -> Callable[..., User]:
    """``log_in(client_a, company_a, role="owner")``: logs in as that person; returns the user."""

    def do(client: Client, company: Company, role: str = "owner") -> User:
        with company_context(company.schema_name):
            user = User.objects.get(email=f"{role}@{company.slug}.example")
            sign_in(client, user)
        return user

    return do


def sign_in(client: Client, user: User) -> None:
    """A session whose password has just been asked for; called in the schema that the user is in."""
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="password", reauthenticated=True)
    request.session.save()
