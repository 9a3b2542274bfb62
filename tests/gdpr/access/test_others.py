"""Other people's identifiers in what a person wrote: found, put before a human, and hidden where they say so."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from conversations.models import Message
from gdpr.access.hiding import BLACK, Others
from gdpr.models import Case, CaseEvent, Package, Redaction
from nexus.audit.models import Entry
from nexus.privacy.registry import SubjectRef
from tests.gdpr.access import help
from tests.gdpr.access.help import read_json

ME = SubjectRef(
    contact_id=UUID(int=1),
    phones=("+46701740640",),
    emails=("kajsa@kanarie.example",),
    names=("Kajsa Karlsson",),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring min syster på 070-174 06 99 i stället", ["070-174 06 99"]),
        ("Ring +46 70 174 06 99", ["+46 70 174 06 99"]),
        ("Hon har anna.ek@exempel.se", ["anna.ek@exempel.se"]),
        ("Hennes personnummer är 850101-2384", ["850101-2384"]),
        ("och hans är 19850101-2384", ["19850101-2384"]),
        ("Det är min man Bertil som kommer", ["Bertil"]),
        ("Min dotter heter Saga Ek", ["Saga Ek"]),
        ("Mitt nummer är 070-1740640 och kajsa@kanarie.example", []),
        ("Ring oss på 08-123 456 78 så svarar vi", []),
        ("Tisdag 2026-11-24 kl 10.30, kostar 425 kr", []),
        ("Jag kommer 10:30, order 123456", []),
        ("Min tid är klockan 11", []),
        # As they are stored: the day of birth alone.
        ("Min dotter är 850101-****", ["850101-****"]),
        ("19850101-**** är hans, eller 850161+****", ["19850101-****", "850161+****"]),
        # Written in the other ways that people have.
        ("070.174.06.99", ["070.174.06.99"]),
        ("46701740699, eller 46 70 174 06 99", ["46701740699", "46 70 174 06 99"]),
        ("Ring 070–174 06 99.", ["070–174 06 99"]),
        ("Ni har öppet 0800-1700 och 08.00–17.00 den 2026.11.24", []),
    ],
)
def test_what_looks_like_somebody_elses_is_found_and_ones_own_is_not(text: str, found: list[str]) -> None:
    others = Others(ME, ["+46812345678"])
    assert [one.characters for one in others.found(text)] == found
    assert [one.characters for one in others.found({"a": [text]})] == found


@pytest.mark.parametrize(
    "text",
    [
        "Mitt personnummer är 850101-****",
        "jag är född 850101-****",
        "My personal identity number is 850101-****",
        "Ring mig på 070-174 06 99",
        "mitt mobilnummer: 070-174 06 99",
        "Min mejl är anna.ek@exempel.se",
        "you can reach me at anna.ek@exempel.se",
    ],
)
def test_what_the_person_says_is_theirs_is_theirs_from_then_on_and_what_others_say_is_not(text: str) -> None:
    others = Others(ME)
    (found,) = others.found(text)
    assert list(others.found(text, theirs=True)) == []
    assert list(others.found(f"Alltså {found.characters}")) == []
    assert others.is_own(found.characters, found.kind)


def test_the_number_of_somebody_whom_the_person_calls_theirs_is_not_their_own() -> None:
    others = Others(ME)
    for text in ("min mans nummer är 070-174 06 99", "Mitt barns personnummer är 150101-****"):
        assert len(list(others.found(text, theirs=True))) == 1, text


@pytest.fixture
def told_on(person, planted, company_a, in_company) -> Message:
    """The person writes their sister's number twice, in two ways, and their friend's address."""
    with in_company(company_a):
        first = Message.objects.filter(conversation__contact=person, direction="inbound").get()
        texts = (
            "Ring min syster, 070-174 06 99",
            "Alltså +46701740699",
            "Eller vän@exempel.se och van@exempel.se",
        )
        rows = [
            Message.objects.create(
                conversation=first.conversation,
                channel="sms",
                direction="inbound",
                author_type="contact",
                status="received",
                body=text,
            )
            for text in texts
        ]
        return rows[0]


@pytest.fixture
def case(told_on, person, planted, company_a, in_company, work) -> Case:
    """An approved case whose package waits for a decision about others."""
    with in_company(company_a):
        made = help.approved_case(person, planted.phone)
    work()
    with in_company(company_a):
        return Case.objects.get(pk=made.pk)


def decide(client: Any, case: Case, key: str, decision: str) -> Any:
    return client.post(f"/rights/cases/{case.pk}/redactions/", {"redaction": key, "decision": decision})


def test_the_package_waits_and_holds_nothing_while_anything_is_undecided(case, company_a, in_company) -> None:
    with in_company(company_a):
        assert case.state == Case.State.IN_PROGRESS
        assert help.package_of(case).state == Package.State.BUILDING
        assert help.stored(case) == b""
        found = {str(row.found) for row in Redaction.objects.filter(case=case)}
        assert {"070-174 06 99", "+46701740699", "van@exempel.se"} <= found
        event = CaseEvent.objects.filter(case=case, kind="started").last()
        assert event.details["waits_for"] == "redactions"


def test_the_case_shows_what_it_waits_for(case, client_a, company_a, log_in) -> None:
    log_in(client_a, company_a)
    page = client_a.get(f"/rights/cases/{case.pk}/").content.decode()
    assert f"/rights/cases/{case.pk}/redactions/" in page
    # It is the company's turn, and the list says so.
    rows = client_a.get("/rights/cases/").content.decode()
    assert "Väntar på er" in rows
    assert "Se hur det går" not in rows


def test_a_human_decides_once_about_each_and_the_package_is_built(
    case, client_a, company_a, in_company, log_in, work
) -> None:
    user = log_in(client_a, company_a, role="data_protection")
    page = client_a.get(f"/rights/cases/{case.pk}/redactions/").content.decode()
    assert page.count("070-174 06 99") >= 1
    with in_company(company_a):
        rows = list(Redaction.objects.filter(case=case))
        sister = next(row for row in rows if str(row.found) == "070-174 06 99")
        rest = {str(row.found): row for row in rows if row.kind == "email"}
    assert decide(client_a, case, str(sister.pk), "redact").status_code == 302
    with in_company(company_a):
        assert Redaction.objects.filter(case=case, kind="phone", decision="redact").count() == 2
        assert help.package_of(case).state == Package.State.BUILDING
    for row in rest.values():
        decide(client_a, case, str(row.pk), "keep")
    work()
    with in_company(company_a):
        done = Case.objects.get(pk=case.pk)
        assert done.state == Case.State.DONE
        entries = Entry.objects.filter(action="redaction.decided")
        assert entries.count() == 1 + len(rest)
        assert {entry.actor_id for entry in entries} == {user.pk}
        archive = zipfile.ZipFile(io.BytesIO(help.stored(case)))
        for name in ("data.json", "index.html", "portable.json"):
            text = archive.read(name).decode()
            assert "174 06 99" not in text, name
            assert "1740699" not in text, name
            assert f"Ring min syster, {BLACK}" in text, name
            assert "van@exempel.se" in text, name
        manifest = read_json(archive, "manifest.json")
        hidden = [one for one in manifest["omissions"] if one.get("shown_as")]
        assert [(one["what"]["sv"], one["count"]) for one in hidden] == [("Telefonnummer", 2)]
        assert "15.4" in hidden[0]["ground"]["sv"]


def test_all_that_is_left_is_hidden_by_one_button_and_each_decision_is_logged(
    case, client_a, company_a, in_company, log_in, work
) -> None:
    log_in(client_a, company_a)
    with in_company(company_a):
        first = next(row for row in Redaction.objects.filter(case=case) if row.kind == "email")
    decide(client_a, case, str(first.pk), "keep")
    page = client_a.get(f"/rights/cases/{case.pk}/redactions/").content.decode()
    assert 'name="redaction" value="rest"' in page
    assert decide(client_a, case, "rest", "redact").status_code == 302
    with in_company(company_a):
        decisions = {str(row.found): row.decision for row in Redaction.objects.filter(case=case)}
        assert decisions.pop(str(first.found)) == "keep"
        assert set(decisions.values()) == {"redact"}
        kinds = Entry.objects.filter(action="redaction.decided").values_list("details", flat=True)
        assert sum(one["places"] for one in kinds) == len(decisions) + 1
    work()
    with in_company(company_a):
        assert Case.objects.get(pk=case.pk).state == Case.State.DONE
    assert 'value="rest"' not in client_a.get(f"/rights/cases/{case.pk}/redactions/").content.decode()


def test_a_text_that_comes_while_it_waits_is_looked_at_too(
    case, told_on, client_a, company_a, in_company, log_in, work
) -> None:
    log_in(client_a, company_a)
    with in_company(company_a):
        Message.objects.create(
            conversation=told_on.conversation, channel="sms", direction="inbound", author_type="contact",
            status="received", body="Min bror Olle har 070-174 06 98",
        )  # fmt: skip
        rows = list(Redaction.objects.filter(case=case))
    for row in rows:
        decide(client_a, case, str(row.pk), "keep")
    work()
    with in_company(company_a):
        assert help.package_of(case).state == Package.State.BUILDING
        left = {str(row.found) for row in Redaction.objects.filter(case=case, decision="proposed")}
        assert left == {"070-174 06 98", "Olle"}


def test_nobody_else_may_decide_nor_decide_about_another_case(
    case, client_a, client_b, company_a, company_b, in_company, log_in
) -> None:
    with in_company(company_a):
        row = Redaction.objects.filter(case=case).first()
        other = Redaction.objects.exclude(case=case).first()
    log_in(client_a, company_a, role="agent")
    assert decide(client_a, case, str(row.pk), "keep").status_code == 403
    log_in(client_b, company_b)
    assert decide(client_b, case, str(row.pk), "keep").status_code == 404
    log_in(client_a, company_a, role="owner")
    assert decide(client_a, case, str(other.pk), "keep").status_code == 404
    decide(client_a, case, str(row.pk), "whatever")
    with in_company(company_a):
        assert Redaction.objects.get(pk=row.pk).decision == "proposed"


def test_once_the_package_is_built_nothing_is_decided_any_more(
    case, client_a, company_a, in_company, log_in
) -> None:
    log_in(client_a, company_a)
    with in_company(company_a):
        row = Redaction.objects.filter(case=case).first()
        Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=1))
    decide(client_a, case, str(row.pk), "keep")
    with in_company(company_a):
        assert Redaction.objects.get(pk=row.pk).decision == "proposed"
