"""``agent_try``: the shape of its lines, nothing kept, and what it says to a line it cannot use."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from crm.models import Contact, OptOut
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import make_contact

NOW = "2026-11-23T09:12:00+01:00"


class Try:
    """``agent_try({"id": …}, "not json", …)`` gives the printed lines; ``error`` is what it ended with."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.error = ""

    def __call__(self, *lines: object, company: str = "alfa", **options: str) -> list[dict[str, Any]]:
        given = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        self.monkeypatch.setattr("sys.stdin", io.StringIO(given + "\n"))
        said, self.error = io.StringIO(), ""
        try:
            call_command("agent_try", company=company, stdout=said, stderr=io.StringIO(), **options)
        except CommandError as error:
            self.error = str(error)
        return [json.loads(line) for line in said.getvalue().splitlines()]


@pytest.fixture
def agent_try(company_a: Company, monkeypatch: pytest.MonkeyPatch) -> Try:
    """The command, for Salong Alfa unless told otherwise."""
    return Try(monkeypatch)


def _case(*messages: str, **more: object) -> dict[str, object]:
    return {"id": "1", "messages": list(messages), "now": NOW, "channel": "sms", **more}


def test_a_line_has_exactly_these_parts(agent_try: Try) -> None:
    (row,) = agent_try(_case("boka klippning herr imorgon 14.30", id="x1"))
    assert list(row) == ["id", "intent", "language", "slots", "decision", "reply", "tools"]
    assert list(row["slots"]) == ["service", "start", "end"]
    assert row["id"] == "x1"
    assert row["slots"] == {
        "service": "klippning_herr",
        "start": "2026-11-24T14:30:00+01:00",
        "end": "2026-11-24T15:00:00+01:00",
    }
    assert (row["intent"], row["language"], row["decision"]) == ("book", "sv", "acted")
    assert "book" in row["tools"]
    assert "14.30" in row["reply"]


def test_the_last_message_is_read_and_all_tools_are_told(agent_try: Try) -> None:
    (row,) = agent_try(_case("boka klippning herr imorgon 14.30", "avboka"))
    assert (row["intent"], row["decision"]) == ("cancel", "acted")
    assert {"book", "cancel_booking"} <= set(row["tools"])


def test_each_line_is_a_conversation_of_its_own(agent_try: Try) -> None:
    rows = agent_try(
        *(_case("boka klippning herr imorgon 14.30", id=str(n)) for n in range(4)), _case("avboka", id="5")
    )
    assert [row["decision"] for row in rows] == ["acted"] * 4 + ["handed_over"]


def test_nothing_is_kept_or_sent(agent_try: Try, company_a: Company) -> None:
    before = _counts(company_a)
    agent_try(
        _case("boka klippning herr imorgon 14.30, jag heter Anna", "flytta till 16", "radera mig", "STOPP"),
        _case("MÄNNISKA"),
    )
    assert _counts(company_a) == before


def _counts(company: Company) -> dict[str, int]:
    with company_context(company.schema_name), connection.cursor() as cursor:
        counts: dict[str, int] = {}
        for model in apps.get_models():
            table = model._meta.db_table
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f'"{table}"'])
            if cursor.fetchone()[0]:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                counts[table] = cursor.fetchone()[0]
    assert {"bookings_booking", "conversations_message", "outbox_job"} <= set(counts), sorted(counts)
    return counts


def test_a_person_who_really_exists_is_not_touched(agent_try: Try, company_a: Company) -> None:
    with company_context(company_a.schema_name):
        make_contact(605, "Åsa Öberg")
    agent_try(_case("STOPP", "jag heter Kalle"))
    with company_context(company_a.schema_name):
        assert Contact.objects.get().name == "Åsa Öberg"
        assert not OptOut.objects.exists()


def test_who_has_opted_out_gets_no_answer_until_they_opt_in(agent_try: Try) -> None:
    stopped = agent_try(_case("STOPP"))[0]
    assert (stopped["intent"], stopped["decision"]) == ("opt_out", "acted")
    after = agent_try(_case("STOPP", "boka klippning herr imorgon 14.30"))[0]
    assert (after["intent"], after["decision"], after["reply"], after["tools"]) == ("book", "silent", "", [])
    assert agent_try(_case("STOPP", "YES"))[0]["intent"] == "opt_in"
    assert agent_try(_case("STOPP", "START", "hej"))[0]["decision"] == "asked"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("not json", "not JSON"),
        ("[1]", "must be a JSON object"),
        ({"id": "1", "messages": [], "now": NOW}, "messages"),
        ({"id": "1", "messages": [1], "now": NOW}, "messages"),
        ({"id": "1", "messages": ["hej"]}, "now"),
        ({"id": "1", "messages": ["hej"], "now": "2026-11-23T09:12:00"}, "offset"),
        ({"id": "1", "messages": ["hej"], "now": NOW, "channel": "fax"}, "fax"),
    ],
)
def test_a_line_that_cannot_be_used_is_reported_and_the_others_run(
    agent_try: Try, line: object, says: str
) -> None:
    bad, good = agent_try(line, _case("hej", id="2"))
    assert says in bad["error"]
    assert good["intent"] == "smalltalk"
    assert "1 line" in agent_try.error


def test_an_unknown_company_is_an_error(agent_try: Try) -> None:
    assert agent_try(_case("hej"), company="nobody") == []
    assert "nobody" in agent_try.error


def test_the_provider_is_chosen_and_one_that_cannot_answer_hands_over(agent_try: Try) -> None:
    (row,) = agent_try(_case("hej"), provider="anthropic")
    assert (row["decision"], row["intent"]) == ("handed_over", "other")
    (row,) = agent_try(_case("hej"), provider="embedded")
    assert row["intent"] == "smalltalk"


def test_personnummer_are_masked_before_anything_reads_them(agent_try: Try) -> None:
    (row,) = agent_try(_case("mitt personnummer är 811228-9874, boka klippning herr imorgon 14.30"))
    assert "9874" not in json.dumps(row)
