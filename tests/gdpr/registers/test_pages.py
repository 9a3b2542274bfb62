"""The registers as pages and files: who may see them, and that they show what they should."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.models import Contact
from gdpr.registers.urls import urlpatterns
from gdpr.retention.services import policy_change
from nexus.accounts.models import User
from nexus.audit.instructions import instruction_append
from nexus.audit.models import Instruction
from nexus.privacy.datamap import datamap
from nexus.privacy.inventory import entries
from nexus.tenants import hosts
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import make_contact

GETS = [
    f"/rights/{pattern.pattern}"
    for pattern in urlpatterns
    if "<" not in str(pattern.pattern) and "find" not in str(pattern.pattern)
]


@pytest.mark.parametrize("path", GETS)
def test_an_agent_is_refused_and_a_visitor_must_log_in(client_a, company_a, log_in, path):
    assert client_a.get(path).status_code == 302
    log_in(client_a, company_a, role="agent")
    assert client_a.get(path).status_code == 403


@pytest.mark.parametrize("path", [path for path in GETS if "breach.csv" not in path])
@pytest.mark.parametrize("role", ["owner", "data_protection"])
def test_owner_and_data_protection_contact_see_every_register(client_a, company_a, log_in, path, role):
    log_in(client_a, company_a, role=role)
    response = client_a.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_every_register_is_two_clicks_away(keeper):
    page = keeper.get("/rights/registers/").content.decode()
    for name in ("subprocessors", "record", "reads", "instructions", "breach", "datamap_json", "datamap_md"):
        assert f'href="{reverse(f"rights:register_{name}")}"' in page


def test_the_record_holds_every_category_purpose_and_the_companys_own_periods(keeper, company_a):
    with company_context(company_a.schema_name):
        owner = User.objects.get(email="owner@alfa.example")
        policy_change(wish={"interpretations": 300}, now=timezone.now(), actor=owner)
    found = keeper.get("/rights/registers/record.json").json()
    held = {
        (entry.subject.value, entry.category.code)
        for _, _, entry in entries()
        if entry.subject.value in ("contact", "staff")
    }
    assert {(row["subjects"], row["code"]) for row in found["categories"]} == held
    purposes = {entry.purpose.value.sv for _, _, entry in entries() if entry.subject.value != "none"}
    assert set(found["processing"]) == purposes
    reading = next(row for row in found["categories"] if row["code"] == "ai_interpretation")
    assert any("300 dagar" in text for text in reading["kept"])
    assert found["controller"]["name"] == "Salong Alfa"
    assert found["controller"]["contacts"] == [
        {"name": "Data_Protection Alfa", "email": "data_protection@alfa.example"}
    ]
    assert found["processor"]["org_number"] == "559552-9586"
    assert found["security"]


def test_the_record_says_what_the_company_has_instructed_about_transfers(keeper, company_a, settings):
    before = keeper.get("/rights/registers/record.json").json()
    assert "har inte gett någon instruktion" in before["transfers"][0]
    Company.objects.filter(pk=company_a.pk).update(transfer_instruction_at=timezone.now())
    hosts._companies.clear()
    settings.NEXUS = replace(settings.NEXUS, sms_gateway="twilio", ai_provider="anthropic")
    after = keeper.get("/rights/registers/record.json").json()
    assert timezone.localdate().isoformat() in after["transfers"][0]
    assert [row["name"] for row in after["sub_processors"]] == ["Twilio Ireland Limited", "Anthropic, PBC"]
    assert any("USA" in line for line in after["transfers"][1:])


def test_the_record_is_the_same_on_the_page_and_in_both_files(keeper):
    found = keeper.get("/rights/registers/record.json").json()
    page = keeper.get("/rights/registers/record/").content.decode()
    text = keeper.get("/rights/registers/record.md").content.decode()
    for row in found["categories"]:
        assert row["name"] in page
        assert row["name"] in text
    assert found["security"][0] in text


def test_the_data_map_is_the_inventory(keeper):
    assert keeper.get("/rights/registers/datamap.json").json() == json.loads(json.dumps(datamap()))
    assert "| crm.Contact | name |" in keeper.get("/rights/registers/datamap.md").content.decode()


def test_the_ledger_shows_settings_in_words_and_that_the_chain_holds(client_a, company_a, log_in):
    log_in(client_a, company_a)
    client_a.post("/settings/agent/", {"tone": "brief", "answers": "open", "fallback": "holding"})
    page = client_a.get("/rights/registers/instructions/").content.decode()
    for words in ("Ton", "Varm och vänlig", "Kortfattad", "Owner Alfa", "Kedjan håller"):
        assert words in page, words


def test_a_changed_line_of_the_ledger_is_shown(keeper, company_a):
    with company_context(company_a.schema_name):
        first = Instruction.objects.order_by("sequence").first()
        assert first is not None
        Instruction.objects.filter(pk=first.pk).update(after="Europe/Helsinki")
    page = keeper.get("/rights/registers/instructions/").content.decode()
    assert "Kedjan håller inte" in page
    found = keeper.get("/rights/registers/instructions.json").json()
    assert found["faults"] == [f"Instruction {first.sequence}: it has been changed."]


def test_the_ledgers_file_can_be_checked_without_us(keeper, table, company_a):
    found = keeper.get("/rights/registers/instructions.json").json()
    previous = found["first_previous"]
    assert found["instructions"]
    for line in found["instructions"]:
        digest = line.pop("digest")
        canonical = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        assert line["previous"] == previous
        assert hashlib.sha256(canonical.encode()).hexdigest() == digest
        previous = digest
    rows = table(keeper.get("/rights/registers/instructions.csv"))
    assert len(rows) == len(found["instructions"]) + 1


def test_the_ledger_is_paged(keeper, company_a):
    with company_context(company_a.schema_name):
        for number in range(60):
            instruction_append(setting="test", before=number, after=number + 1)
    page = keeper.get("/rights/registers/instructions/")
    assert len(page.context["rows"]) == 50
    older = keeper.get(page.context["more_url"])
    seen = [row["line"].sequence for row in (*page.context["rows"], *older.context["rows"])]
    assert seen == sorted(set(seen), reverse=True)
    with company_context(company_a.schema_name):
        assert len(seen) == Instruction.objects.count()


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(keeper, table, company_a, client_a):
    with company_context(company_a.schema_name):
        make_contact(611, "=HYPERLINK(1)")
        assert Contact.objects.count()
    query = "since=2020-01-01T00:00&until=2100-01-01T00:00&component=company"
    rows = table(keeper.get(f"/rights/registers/breach.csv?{query}"))
    names = {row[1]: row[2] for row in rows[1:]}
    assert names == {"'=HYPERLINK(1)": "+46701740611"}
