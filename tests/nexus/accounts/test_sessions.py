"""Ending sessions: by the person, by a new password, and by disabling the account."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from redis import Redis

from nexus.accounts.models import User
from nexus.accounts.services import user_disable, user_enable
from nexus.audit.models import Entry
from nexus.tenants.publish import REVOKED_PREFIX, session_mark
from tests.conftest import PASSWORD
from tests.nexus.accounts.test_login import OWNER, logged_in, submit

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def a():
    return Client(headers={"host": "alfa.localhost"})


@pytest.fixture
def second():
    return Client(headers={"host": "alfa.localhost"}, HTTP_USER_AGENT="Telefonen")


@pytest.fixture(autouse=True)
def _clean():
    cache.clear()


def revoked(mark: str) -> bool:
    return bool(Redis.from_url(settings.CACHES["default"]["LOCATION"]).exists(REVOKED_PREFIX + mark))


def the_company():
    from nexus.tenants.models import Company

    return Company.objects.get(slug="alfa")


def test_disabling_a_user_ends_their_sessions_and_streams_at_once(a, second, in_company):
    submit(a), submit(second)
    assert logged_in(a)
    assert logged_in(second)
    keys = [client.cookies["session"].value for client in (a, second)]
    with in_company(the_company()):
        user = User.objects.get(email=OWNER)
        user_disable(user=user)
        assert Entry.objects.get(action="user.disabled").subject_id == user.pk
    assert not logged_in(a)
    assert not logged_in(second)
    assert revoked(str(user.pk))
    assert all(revoked(session_mark(key)) for key in keys)
    assert submit(Client(headers={"host": "alfa.localhost"})).get("Location") != "/"
    with in_company(the_company()):
        user_enable(user=user)
    assert submit(Client(headers={"host": "alfa.localhost"}))["Location"] == "/"


def test_a_user_disabled_in_the_table_alone_is_shut_out_too(a, in_company):
    submit(a)
    with in_company(the_company()):
        User.objects.filter(email=OWNER).update(is_active=False)
    assert not logged_in(a)


def test_logging_out_ends_the_streams_of_that_session_only(a, second):
    submit(a), submit(second)
    mine, other = (session_mark(client.cookies["session"].value) for client in (a, second))
    a.post("/logout/")
    assert revoked(mine)
    assert not revoked(other)


def test_a_person_sees_their_sessions_and_ends_the_others(a, second):
    submit(a), submit(second)
    ended = session_mark(second.cookies["session"].value)
    assert b"Telefonen" in a.get("/account/sessions/").content
    a.post("/account/sessions/")
    assert logged_in(a)
    assert not logged_in(second)
    assert revoked(ended)


def test_a_new_password_ends_the_other_sessions(a, second):
    submit(a), submit(second)
    new = "Hjortronmylta-93"
    response = a.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert response.status_code == 302
    assert logged_in(a)
    assert not logged_in(second)
