"""Ids travel in queries and bodies too: there another company's are as unknown as in an address."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from tests.api.factories import phone
from tests.isolation.parties import Party


def _get(party: Party, path: str) -> tuple[int, str]:
    """Status and body, to a logged-in owner with a key."""
    response = party.client(session=party.session, key=party.key if path.startswith("/api/") else "").get(
        path
    )
    return response.status_code, response.content.decode()


def test_another_companys_number_finds_nothing(alfa: Party, beta: Party) -> None:
    for resource in ("contacts", "conversations"):
        own = _get(alfa, f"/api/v1/{resource}?phone=%2B{phone(650)[1:]}")
        theirs = _get(beta, f"/api/v1/{resource}?phone=%2B{phone(650)[1:]}")
        nobodys = _get(beta, f"/api/v1/{resource}?phone=%2B{phone(699)[1:]}")
        assert own != theirs
        assert theirs == nobodys


def test_another_companys_name_finds_nothing(alfa: Party, beta: Party) -> None:
    assert alfa.canary in _get(alfa, f"/api/v1/contacts?q={alfa.canary}")[1]
    assert _get(beta, f"/api/v1/contacts?q={alfa.canary}") == _get(beta, "/api/v1/contacts?q=finns+inte")


@pytest.mark.parametrize("resource", ["contacts", "conversations"])
def test_another_companys_cursor_is_refused_like_a_made_up_one(
    alfa: Party, beta: Party, resource: str
) -> None:
    client = alfa.client(key=alfa.key)
    cursor = ""
    for number in range(670, 690):
        # The demo profile may or may not bring rows; texts from the simulator surely do.
        alfa.client(session=alfa.session).post(f"/simulator/{phone(number)}/text/", {"body": "Hej"})
        following = client.get(f"/api/v1/{resource}?page_size=1").json()["next"]
        if following:
            cursor = following.partition("cursor=")[2].partition("&")[0]
            break
    assert client.get(f"/api/v1/{resource}?page_size=1&cursor={cursor}").status_code == 200
    theirs = _get(beta, f"/api/v1/{resource}?page_size=1&cursor={cursor}")
    assert theirs[0] == 400
    assert theirs == _get(beta, f"/api/v1/{resource}?page_size=1&cursor=made-up")


@pytest.mark.parametrize("parameter", ["before", "draft"])
def test_another_companys_message_in_a_query_is_as_unknown_as_none(
    alfa: Party, beta: Party, parameter: str
) -> None:
    page = "older/" if parameter == "before" else ""
    address = f"/c/{beta.objects['conversation']}/{page}?{parameter}="
    theirs, nobodys = alfa.objects["message"], str(uuid4())
    seen = _get(beta, address + theirs)
    assert alfa.canary not in seen[1]
    if parameter == "draft":
        assert _comparable(seen, theirs) == _comparable(_get(beta, address + nobodys), nobodys)


def _comparable(answer: tuple[int, str], echoed: str) -> tuple[int, int]:
    """Status, and the length of the body without the echo: its tokens are random but of one length."""
    return answer[0], len(answer[1].replace(echoed, ""))


def test_a_session_of_one_host_is_none_on_another(alfa: Party, beta: Party) -> None:
    """Cookies are host-only anyway; here one is carried over by hand."""
    client = Client(headers={"host": beta.host})
    client.cookies[settings.SESSION_COOKIE_NAME] = alfa.session
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


def test_a_password_of_one_company_is_none_in_another(alfa: Party, beta: Party) -> None:
    client = Client(headers={"host": beta.host})
    credentials = {"login": "agent@alfa.example", "password": "Vinbärsbuske-7"}
    refused = client.post("/login/", credentials)
    assert refused.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in refused.cookies
    welcome = Client(headers={"host": alfa.host}).post("/login/", credentials)
    assert welcome.status_code == 302
    assert welcome["Location"] == "/"


@pytest.mark.parametrize("path", ["/admin/", "/admin/tenants/company/", "/healthz", "/metrics"])
def test_the_platforms_pages_are_not_on_a_companys_host(alfa: Party, ops: Party, path: str) -> None:
    for session in (alfa.session, ops.session):
        assert alfa.client(session=session).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/inbox/", "/api/v1/contacts", "/simulator/"])
def test_a_companys_pages_are_not_on_the_public_host(alfa: Party, ops: Party, path: str) -> None:
    assert ops.client(session=ops.session, key=alfa.key).get(path).status_code == 404


@pytest.mark.parametrize("host", ["nobody.localhost", "alfa.localhost.evil.example", "127.0.0.2", "alfa"])
def test_a_host_that_is_nobodys_is_404_whatever_is_sent_along(alfa: Party, host: str) -> None:
    party = Party(name="", host=host, canary="")
    for path in ("/", "/login/", "/api/v1/contacts"):
        response = party.client(session=alfa.session, key=alfa.key).get(path)
        assert response.status_code == 404
        assert alfa.canary not in response.content.decode()
