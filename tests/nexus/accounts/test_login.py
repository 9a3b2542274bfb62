"""Logging in and out, as a browser does it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core import mail, signing
from django.test import Client

from nexus import cache as cache_module
from nexus.accounts.models import User
from nexus.cache import SteadyRedisCache
from nexus.tenants.publish import session_mark
from tests.conftest import PASSWORD
from tests.nexus.live_help import free_port

OWNER = "owner@alfa.example"


def submit(client, email=OWNER, password=PASSWORD, **extra):
    return client.post("/login/", {"login": email, "password": password, **extra.pop("data", {})}, **extra)


def logged_in(client) -> bool:
    return client.get("/account/password/change/").status_code == 200


def test_the_owner_logs_in_with_email_and_password_and_out_again(client_a):
    assert client_a.get("/").status_code == 302
    response = submit(client_a)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert logged_in(client_a)
    assert client_a.get("/logout/").status_code == 200
    assert logged_in(client_a), "a link alone logs nobody out"
    response = client_a.post("/logout/")
    assert (response.status_code, response["Location"]) == (302, "/login/")
    assert not logged_in(client_a)


def test_the_case_of_an_email_does_not_matter(client_a):
    assert submit(client_a, email="Owner@ALFA.example").status_code == 302


def test_a_wrong_password_is_told_in_words_and_does_not_say_which_part_was_wrong(client_a):
    wrong = submit(client_a, password="fel")
    unknown = submit(client_a, email="ingen@alfa.example")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors != {}


def test_cookies_belong_to_one_host_and_are_out_of_reach_of_scripts(client_a):
    client_a.get("/login/")
    response = submit(client_a)
    for name in ("session",):
        cookie = response.cookies[name]
        assert cookie["domain"] == ""
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"


def test_after_five_wrong_passwords_even_the_right_one_is_answered_429(client_a):
    assert [submit(client_a, password="fel").status_code for _ in range(5)] == [200] * 5
    response = submit(client_a)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert not logged_in(client_a)
    assert submit(Client(headers={"host": "alfa.localhost"}), email="agent@alfa.example").status_code == 302


def test_a_forged_forwarded_address_is_no_way_round_the_limit(client_a):
    statuses = [
        submit(
            client_a,
            email=f"gissning{n}@alfa.example",
            password="fel",
            headers={"x-forwarded-for": f"198.51.100.{n}"},
        )
        for n in range(11)
    ]
    assert statuses[9].status_code == 200
    assert statuses[10].status_code == 429


def test_too_many_logins_in_a_row_are_answered_429_with_a_page(client_a):
    response = [client_a.post("/login/", {}) for _ in range(31)][-1]
    assert response.status_code == 429
    assert b"<html" in response.content


def test_one_companys_wrong_passwords_do_not_count_for_another(client_a, client_b, company_b, in_company):
    with in_company(company_b):
        User.objects.create_user(OWNER, PASSWORD, name="Samma adress")
    for _ in range(5):
        submit(client_a, password="fel")
    assert submit(client_a).status_code == 429
    assert submit(client_b).status_code == 302


@pytest.fixture
def redis_away(settings, monkeypatch):
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    }
    monkeypatch.setattr(SteadyRedisCache, "away_until", 0.0)
    yield
    from django.core.cache import caches

    caches["default"].local.clear()


def test_with_redis_away_staff_log_in_and_guessing_is_still_limited(redis_away, client_a):
    assert submit(client_a).status_code == 302
    guesser = Client(headers={"host": "alfa.localhost"})
    assert [submit(guesser, password="fel").status_code for _ in range(6)] == [200] * 5 + [429]


def test_the_cache_goes_back_to_redis_when_it_answers_again(db, settings, monkeypatch):
    from django.core.cache import caches

    here = settings.CACHES["default"]["LOCATION"]
    monkeypatch.setattr(cache_module, "TRY_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(SteadyRedisCache, "away_until", 0.0)
    away = SteadyRedisCache(f"redis://127.0.0.1:{free_port()}/0", {})
    away.set("steady", "here")
    assert away.get("steady") == "here"
    assert caches["default"].get("steady") is None
    back = SteadyRedisCache(here, {})
    back.set("steady", "redis")
    assert SteadyRedisCache(here, {}).get("steady") == "redis"


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "http://beta.localhost/", "javascript:alert(1)"]
)
def test_next_leads_nowhere_but_to_this_host(client_a, target):
    response = submit(client_a, data={"next": target})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_next_leads_to_a_page_of_this_host(client_a):
    assert submit(client_a, data={"next": "/simulator/?x=1"})["Location"] == "/simulator/?x=1"


@pytest.mark.parametrize("path", ["/signup/", "/account/signup/", "/account/email/", "/account/login/code/"])
def test_nobody_signs_up(client_a, path):
    assert client_a.get(path).status_code == 404
    assert client_a.post(path, {"email": "ny@alfa.example", "password1": PASSWORD}).status_code == 404


def test_a_session_of_one_company_opens_nothing_on_another_host(client_a, client_b, public_client):
    submit(client_a)
    for stranger in (client_b, public_client):
        stranger.cookies["session"] = client_a.cookies["session"].value
        assert not logged_in(stranger)
    assert logged_in(client_a)


def test_an_unknown_address_gets_no_mail_and_the_same_answer(client_a):
    known = client_a.post("/account/password/reset/", {"email": OWNER})
    unknown = client_a.post("/account/password/reset/", {"email": "ingen@nagonstans.example"})
    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    assert [message.to for message in mail.outbox] == [[OWNER]]


def test_a_forgotten_password_is_set_anew_through_the_mailed_link(client_a):
    client_a.post("/account/password/reset/", {"email": OWNER})
    link = re.search(r"http://alfa\.localhost(/account/password/reset/key/\S+)", mail.outbox[0].body)
    assert link, "the link leads to the company's own host"
    page = client_a.get(link.group(1), follow=True)
    assert page.status_code == 200
    path = page.redirect_chain[-1][0]
    new = "Hjortronmylta-93"
    assert client_a.post(path, {"password1": new, "password2": new}).status_code == 302
    assert submit(client_a, password=new).status_code == 302
    assert client_a.get(link.group(1), follow=True).context.get("token_fail"), "a link works once"


def test_the_page_of_a_logged_in_person_carries_a_token_for_the_live_stream(client_a, company_a):
    submit(client_a)
    page = client_a.get("/")
    url = str(page.context["live_url"])
    claims = signing.loads(parse_qs(urlsplit(url).query)["token"][0], salt="nexus.live")
    assert claims["s"] == company_a.schema_name
    assert claims["k"] == session_mark(client_a.session.session_key)
    assert claims["o"] == "http://alfa.localhost"
    assert "@" not in str(claims)


def test_sessions_are_stored_in_the_companys_own_schema(client_a, company_a, in_company):
    submit(client_a)
    key = client_a.cookies["session"].value
    assert not Session.objects.filter(pk=key).exists()
    with in_company(company_a):
        assert Session.objects.filter(pk=key).exists()
