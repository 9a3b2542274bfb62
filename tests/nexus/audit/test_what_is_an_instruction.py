"""Every change of what steers processing stands in the ledger, with who made it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from nexus.accounts.models import User
from nexus.accounts.services import user_disable, user_enable
from nexus.api.models import ApiKey
from nexus.audit.instructions import instructions_check
from nexus.audit.models import Instruction
from nexus.schema import connection
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company
from nexus.tenants.services import company_set_up, route_set
from tests.conftest import NUMBERS, PASSWORD, PROFILES
from tests.nexus.accounts.test_login import submit

SETTINGS = {
    "tone": "friendly",
    "answers": "always",
    "fallback": "holding",
    "reminders": "on",
    "away_text": "",
    "excluded_topics": "",
}


def told(company: Company, setting: str) -> list[tuple[Any, Any, str, str]]:
    """Before, after, kind and name of each line of a setting, in order."""
    with company_context(company.schema_name):
        assert instructions_check() == []
        return list(
            Instruction.objects.filter(setting=setting)
            .order_by("sequence")
            .values_list("before", "after", "actor_kind", "actor_name")
        )


def profile(**changes: Any) -> dict[str, Any]:
    return {**json.loads((PROFILES / "alfa.json").read_text()), **changes}


def test_a_new_companys_ledger_begins_with_what_holds(company_a):
    assert told(company_a, "company.timezone") == [(None, "Europe/Stockholm", "ops", "")]
    [line] = told(company_a, f"number.{NUMBERS['alfa']}")
    assert line[0] is None
    assert line[1]["active"] is True
    assert told(company_a, "company.handles_health_data") == []


@pytest.mark.parametrize(
    ("change", "setting", "before", "after"),
    [
        ({"tone": "brief"}, "agent.tone", "friendly", "brief"),
        ({"answers": "open"}, "agent.answers", "always", "open"),
        ({"fallback": "rules"}, "agent.fallback", "holding", "rules"),
        ({"reminders": ""}, "agent.reminders", True, False),
        ({"away_text": "Vi svarar i morgon."}, "agent.away_text", "", "Vi svarar i morgon."),
        ({"excluded_topics": "Färg\nPermanent"}, "agent.excluded_topics", [], ["Färg", "Permanent"]),
        ({"disclosure_text": "En AI svarar."}, "company.disclosure_text", "", "En AI svarar."),
        ({"emergency_text": "Ring 112."}, "company.emergency_text", "", "Ring 112."),
    ],
)
def test_a_setting_of_the_agents_is_an_instruction(
    company_a, client_a, log_in, change, setting, before, after
):
    log_in(client_a, company_a)
    Company.objects.filter(pk=company_a.pk).update(disclosure_text="", emergency_text="")
    assert client_a.post("/settings/agent/", {**SETTINGS, **change}).status_code == 302
    lines = told(company_a, setting)
    assert lines[-1] == (before, after, "staff", "Owner Alfa")
    count = len(lines)
    client_a.post("/settings/agent/", {**SETTINGS, **change})
    assert len(told(company_a, setting)) == count, "what does not change is no instruction"


def test_a_companys_profile_brought_up_to_date_is_an_instruction(company_a):
    before = told(company_a, "company.disclosure_text")
    company_set_up(profile=profile(disclosure_text="En AI svarar.", handles_health_data=True))
    company_set_up(profile=profile(disclosure_text="En AI svarar.", handles_health_data=True))
    assert told(company_a, "company.disclosure_text")[len(before) :] == [
        (before[-1][1] if before else None, "En AI svarar.", "ops", "")
    ]
    assert told(company_a, "company.handles_health_data") == [(None, True, "ops", "")]


def test_a_persons_role_and_a_disabled_account_are_instructions(company_a):
    person = {"email": "ny@alfa.example", "name": "Nya", "role": "agent"}
    company_set_up(profile=profile(staff=[person]))
    company_set_up(profile=profile(staff=[{**person, "role": "data_protection"}]))
    with company_context(company_a.schema_name):
        new, owner = (User.objects.get(email=f"{name}@alfa.example") for name in ("ny", "owner"))
        user_disable(user=new, by=owner.pk)
        user_disable(user=new, by=owner.pk)
        user_enable(user=new, by=owner.pk)
    account = str(new.pk)
    lines = [line for line in told(company_a, "staff.access") if line[1]["account"] == account]
    assert [(line[1]["role"], line[1]["active"], line[2], line[3]) for line in lines] == [
        ("agent", True, "ops", ""),
        ("data_protection", True, "ops", ""),
        ("data_protection", False, "staff", "Owner Alfa"),
        ("data_protection", True, "staff", "Owner Alfa"),
    ]
    assert lines[0][0] is None
    assert lines[1][0] == lines[0][1]


def test_nomars_own_accounts_are_no_companys_instructions(db):
    connection.set_schema_to_public()
    user = User.objects.create_user("ops@nomar.example", name="Oda", is_staff=True)
    user_disable(user=user)
    assert Instruction.objects.count() == 0


def test_a_number_and_its_changes_are_instructions(company_a):
    setting = f"number.{NUMBERS['alfa']}"
    before = told(company_a, setting)
    route_set(company=company_a, sms={"number": NUMBERS["alfa"], "forward_to": "+4686840077"})
    [line] = told(company_a, setting)[len(before) :]
    assert (line[0], line[1]["forward_to"]) == (before[-1][1], "+4686840077")


def test_a_key_issued_and_revoked_is_an_instruction_without_the_key(company_a):
    with company_context(company_a.schema_name):
        owner = User.objects.get(email="owner@alfa.example")
        row, key = ApiKey.issue(name="Kassan", actor=owner)
        row.revoke(actor=owner)
        row.revoke(actor=owner)
        assert row.revoked_at is not None
    assert told(company_a, f"api_key.{row.prefix}") == [
        (None, "issued", "staff", "Owner Alfa"),
        ("issued", "revoked", "staff", "Owner Alfa"),
    ]
    with company_context(company_a.schema_name):
        for line in Instruction.objects.all():
            assert key not in f"{line.setting}{line.before}{line.after}"


@pytest.fixture
def ops(public_client: Client) -> Client:
    User.objects.create_superuser("ops@nomar.example", PASSWORD, name="Oda Ops")
    submit(public_client, email="ops@nomar.example")
    return public_client


def test_what_ops_change_of_a_company_is_in_its_ledger_with_their_name(ops, company_a):
    page = ops.get(f"/admin/tenants/company/{company_a.pk}/change/")
    form = page.context["adminform"].form
    values = {name: form.initial.get(name) or "" for name in form.fields}
    values |= {"transfer_instruction_at_0": "2026-11-23", "transfer_instruction_at_1": "10:00"}
    response = ops.post(f"/admin/tenants/company/{company_a.pk}/change/", values)
    assert response.status_code == 302, response.context["errors"]
    [line] = told(company_a, "company.transfer_instruction_at")
    assert line[0] is None
    assert line[1].startswith("2026-11-23T")
    assert line[2:] == ("ops", "Oda Ops")


def test_a_number_that_ops_switch_off_is_in_the_ledger(ops, company_a):
    route = ChannelRoute.objects.get(company=company_a)
    values = {"forward_to": "", "account_sid": route.account_sid, "region": "", "edge": ""}
    response = ops.post(f"/admin/tenants/channelroute/{route.pk}/change/", values)
    assert response.status_code == 302, response.context["errors"]
    line = told(company_a, f"number.{route.number}")[-1]
    assert (line[0]["active"], line[1]["active"], line[3]) == (True, False, "Oda Ops")
