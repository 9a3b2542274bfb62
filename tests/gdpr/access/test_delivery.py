"""From the company's decision to the person's hands: the link, the code, the zip, and everything refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from crm.services import opt_out
from gdpr.access.archive import archive_faults
from gdpr.access.services import package_link
from gdpr.models import Case, CaseEvent, IdentityCode, Package
from nexus.api.models import ApiKey
from nexus.audit.models import Entry
from nexus.outbox.models import Job
from tests.gdpr.access import help
from tests.gdpr.people import full_person

SMS_CODE = re.compile(r"\b(\d{6})\b")


@pytest.fixture
def texts(monkeypatch) -> list[str]:
    """What the provider was given that stands in no row."""
    sent: list[str] = []

    def send(*, contact: Any, text: str, reference: Any, origin_id: Any) -> None:
        sent.append(text)

    monkeypatch.setattr("gdpr.codes.secret_text_send", send)
    monkeypatch.setattr("gdpr.access.telling.secret_text_send", send)
    return sent


@pytest.fixture
def case(person, planted, company_a, in_company, work, texts) -> Case:
    """An access case whose package is ready."""
    with in_company(company_a):
        made = help.approved_case(person, planted.phone)
    work()
    with in_company(company_a):
        return Case.objects.get(pk=made.pk)


@pytest.fixture
def link(case, company_a, in_company) -> str:
    """The path of the person's page."""
    with in_company(company_a):
        return package_link(package=Package.objects.get(case=case)).partition("localhost:8000")[2]


@pytest.fixture
def visitor(company_a) -> Client:
    """Somebody with a phone: no login, no cookie, and forged forms are looked for."""
    return Client(headers={"host": "alfa.localhost"}, enforce_csrf_checks=True)


@pytest.fixture
def ask(visitor, link, work, texts) -> Callable[[], str]:
    """Have a code texted; returns it."""

    def do() -> str:
        answer = visitor.post(f"{link}code/")
        assert answer.status_code == 302
        work()
        found = SMS_CODE.search(texts[-1])
        assert found
        return found[1]

    return do


def events(case: Case) -> list[str]:
    return list(CaseEvent.objects.filter(case=case).order_by("pk").values_list("kind", flat=True))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_an_approved_case_has_its_package_built_and_is_done(case, company_a, in_company) -> None:
    with in_company(company_a):
        package = help.package_of(case)
        assert case.state == Case.State.DONE
        assert package.state == Package.State.READY
        assert package.expires_at - package.created_at == timedelta(days=14)
        assert events(case)[-2:] == ["package_ready", "done"]
        content = help.stored(case)
        assert len(content) == package.size
        assert archive_faults(io.BytesIO(content)) == []


def test_the_person_is_texted_a_link_that_no_row_holds(case, texts, link, company_a, in_company) -> None:
    assert len(texts) == 1
    assert link in texts[0]
    assert "14 dagar" in texts[0]
    token = link.strip("/").rpartition("/")[2]
    with in_company(company_a):
        package = Package.objects.get(case=case)
        assert token.encode() not in bytes(package.link_blind or b"")
        assert token not in str(Package.objects.filter(pk=package.pk).values())
        assert not Job.objects.filter(last_error__contains=token).exists()


def test_the_link_and_the_code_give_the_zip_without_login_or_cookie(
    visitor, link, ask, case, company_a, in_company
) -> None:
    page = visitor.get(link)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    answer = visitor.post(link, {"code": ask()})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    content = b"".join(answer.streaming_content)
    assert len(content) == int(answer["Content-Length"])
    assert "index.html" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not visitor.cookies
    with in_company(company_a):
        assert Package.objects.get(case=case).fetched_at is not None
        event = CaseEvent.objects.filter(case=case, kind="package_fetched").get()
        assert event.details == {"by": "link"}


def test_the_page_tells_nothing_about_the_person(visitor, link, planted, case) -> None:
    page = visitor.get(link).content.decode()
    for what, word in planted.all().items():
        assert word not in page, what
    assert str(case.number) not in re.sub(r"<[^>]+>", "", page)


def test_a_wrong_code_is_refused_and_logged(visitor, link, ask, case, company_a, in_company) -> None:
    code = ask()
    answer = visitor.post(link, {"code": wrong(code)})
    assert answer.status_code == 403
    assert b"PK" not in answer.content[:4]
    with in_company(company_a):
        assert events(case)[-1] == "code_wrong"
        assert Package.objects.get(case=case).fetched_at is None


def test_after_five_wrong_codes_the_right_one_is_refused_too(
    visitor, link, ask, case, company_a, in_company
) -> None:
    code = ask()
    for _ in range(5):
        assert visitor.post(link, {"code": wrong(code)}).status_code == 403
    assert visitor.post(link, {"code": code}).status_code == 403
    with in_company(company_a):
        assert "code_spent" in events(case)
        assert Package.objects.get(case=case).fetched_at is None


def test_a_code_opens_once(visitor, link, ask) -> None:
    code = ask()
    assert visitor.post(link, {"code": code}).status_code == 200
    assert visitor.post(link, {"code": code}).status_code == 403


def test_without_a_code_nothing_is_given(visitor, link) -> None:
    assert visitor.post(link).status_code == 403
    assert visitor.post(link, {"code": ""}).status_code == 403


def test_too_many_codes_are_not_sent(visitor, link, ask, texts) -> None:
    for _ in range(3):
        ask()
    sent = len(texts)
    assert visitor.post(f"{link}code/").status_code == 429
    assert len(texts) == sent


def test_a_link_that_is_over_an_unknown_one_and_another_companys_are_answered_alike(
    visitor, link, case, company_a, company_b, in_company
) -> None:
    with in_company(company_b):
        other = full_person(company_b)
    with in_company(company_b):
        package = Package.objects.get(case__contact=other)
        theirs = package_link(package=package).partition("localhost:8000")[2]
    foreign = Client(headers={"host": "beta.localhost"}).get(link)
    with in_company(company_a):
        Package.objects.filter(case=case).update(expires_at=timezone.now() - timedelta(seconds=1))
    over, unknown, strange = visitor.get(link), visitor.get("/u/" + "a" * 32 + "/"), visitor.get(theirs)
    assert {one.status_code for one in (foreign, over, unknown, strange)} == {404}
    assert over.content == unknown.content == strange.content
    assert visitor.post(f"{link}code/").status_code == 404
    assert visitor.post(link, {"code": "123456"}).status_code == 404
    with in_company(company_a):
        assert Entry.objects.filter(action="package.link_refused").count() == 3


def test_whoever_tries_links_is_stopped_and_the_one_with_a_link_is_not(visitor, link) -> None:
    cache.clear()
    codes = [visitor.get(f"/u/{'a' * 28}{number:04}/").status_code for number in range(25)]
    assert codes[0] == 404
    assert codes[-1] == 429
    assert visitor.get(link).status_code == 200


def test_the_api_key_gets_the_zip_at_package_url_and_nobody_else_does(
    case, client_a, company_a, company_b, in_company
) -> None:
    with in_company(company_a):
        _, key = ApiKey.issue(name="Kassasystemet")
    with in_company(company_b):
        _, foreign = ApiKey.issue(name="Kassasystemet")
    shown = client_a.get(f"/api/v1/rights-requests/{case.pk}", headers={"authorization": f"Api-Key {key}"})
    assert shown.json()["state"] == "done"
    url = shown.json()["package_url"]
    assert url.startswith("http://alfa.localhost")
    path = url.partition("alfa.localhost")[2].removeprefix(":8000")
    given = client_a.get(path, headers={"authorization": f"Api-Key {key}"})
    assert given["Content-Type"] == "application/zip"
    assert archive_faults(io.BytesIO(b"".join(given.streaming_content))) == []
    assert client_a.get(path, headers={"authorization": f"Api-Key {foreign}"}).status_code == 401
    assert client_a.get(path, headers={"authorization": "Api-Key nonsense"}).status_code == 401
    assert "zip" not in client_a.get(path)["Content-Type"]
    with in_company(company_a):
        assert Entry.objects.filter(action="download", actor_kind="api").count() == 1


def test_staff_fetch_it_in_the_portal_and_that_is_logged(
    case, client_a, company_a, in_company, log_in
) -> None:
    with in_company(company_a):
        path = f"/rights/packages/{Package.objects.get(case=case).pk}/"
    assert client_a.get(path).status_code == 302
    log_in(client_a, company_a, role="agent")
    assert client_a.get(path).status_code == 403
    log_in(client_a, company_a, role="data_protection")
    answer = client_a.get(path)
    assert archive_faults(io.BytesIO(b"".join(answer.streaming_content))) == []
    with in_company(company_a):
        entry = Entry.objects.get(action="download", actor_kind="staff")
        assert entry.contact_id == case.contact_id
        assert CaseEvent.objects.filter(case=case, kind="package_fetched", details__by="staff").exists()


def test_the_cases_page_tells_how_far_the_package_has_come(case, client_a, company_a, log_in) -> None:
    log_in(client_a, company_a)
    page = client_a.get(f"/rights/cases/{case.pk}/").content.decode()
    assert "/rights/packages/" in page


def test_one_who_wants_no_texts_gets_none_and_the_case_says_so(
    person, planted, company_a, in_company, work, texts
) -> None:
    with in_company(company_a):
        opt_out(contact=person, phone=planted.phone, source="sms")
        made = help.approved_case(person, planted.phone)
    work()
    assert texts == []
    with in_company(company_a):
        event = CaseEvent.objects.get(case=made, kind="package_ready")
        assert event.details["told"] is False


def test_a_build_that_dies_leaves_nothing_and_the_next_begins_anew(
    person, planted, company_a, in_company, work, texts, monkeypatch
) -> None:
    from gdpr.access import building, services

    real, tries = building.volumes, []

    def dies(*args: Any, **named: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("killed")
        return real(*args, **named)

    monkeypatch.setattr(building, "volumes", dies)
    with in_company(company_a):
        made = help.approved_case(person, planted.phone)
        package = help.package_of(made)
        assert services.package_order(case=made, now=timezone.now()) == package
    work()
    assert len(tries) == 2
    with in_company(company_a):
        assert archive_faults(io.BytesIO(help.stored(made))) == []
        assert Case.objects.get(pk=made.pk).state == Case.State.DONE
        assert CaseEvent.objects.filter(case=made, kind="package_ready").count() == 1


def test_pieces_that_an_earlier_try_left_are_thrown_away(
    person, planted, company_a, in_company, work, texts
) -> None:
    from gdpr.models import PackageChunk

    with in_company(company_a):
        made = help.approved_case(person, planted.phone)
        for number in (0, 7):
            PackageChunk.objects.create(package=help.package_of(made), number=number, data=b"half")
        assert b"half" in help.stored(made)
    work()
    with in_company(company_a):
        assert archive_faults(io.BytesIO(help.stored(made))) == []


def test_nothing_of_the_package_lies_plain_in_the_database(case, planted, company_a, in_company) -> None:
    from django.db import connection

    with in_company(company_a), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.data FROM gdpr_packagechunk c JOIN gdpr_package p ON p.id = c.package_id"
            " WHERE p.case_id = %s",
            [case.pk],
        )
        raw = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert raw
    assert b"index.html" not in raw
    assert b"PK\x03\x04" not in raw


def test_codes_are_never_stored_as_messages(visitor, link, ask, company_a, in_company) -> None:
    from conversations.models import Message

    code = ask()
    with in_company(company_a):
        assert not any(code in str(message.body) for message in Message.objects.all())
        assert not any(code in str(row) for row in IdentityCode.objects.values())
