"""The owner's page about the agent: what is kept, what cannot be removed, and what is logged."""

from __future__ import annotations

import pytest
from django.db import connection

from conversations.models import AgentSettings
from nexus.audit.models import Entry
from nexus.tenants.models import Company
from tests.conversations.conftest import Desk

PAGE = "/settings/agent/"


def form(**more: str) -> dict[str, str]:
    return {
        "tone": "friendly",
        "answers": "always",
        "away_text": "",
        "excluded_topics": "",
        "fallback": "holding",
        "reminders": "on",
        "disclosure_text": "",
        "emergency_text": "Vid fara för liv, ring 112.",
        **more,
    }


def test_the_page_shows_what_holds_before_anything_was_saved(desk: Desk) -> None:
    html = desk.get(PAGE).content.decode()
    assert "Vid fara för liv, ring 112." in html
    assert "Jag är AI-assistent hos Salong Alfa." in html
    assert not AgentSettings.objects.exists()


def test_wishes_are_kept_and_each_is_logged_as_an_instruction_without_its_text(desk: Desk) -> None:
    wishes = {
        "tone": "brief",
        "answers": "open",
        "away_text": "Vi svarar i morgon.",
        "excluded_topics": "Färg\n",
    }
    assert desk.post(PAGE, form(**wishes))["Location"] == PAGE
    own = AgentSettings.objects.get()
    assert (own.tone, own.answers, own.away_text) == ("brief", "open", "Vi svarar i morgon.")
    assert own.excluded_topics == ["Färg"]
    entries = {entry.details["field"]: entry for entry in Entry.objects.filter(action="setting_changed")}
    assert set(entries) == {"tone", "answers", "away_text", "excluded_topics"}
    assert {entry.details["kind"] for entry in entries.values()} == {"instruction"}
    assert {entry.actor_id for entry in entries.values()} == {desk.user.pk}
    assert (entries["tone"].details["from"], entries["tone"].details["to"]) == ("friendly", "brief")
    assert entries["away_text"].details["to_length"] == 19
    assert entries["excluded_topics"].details["to_count"] == 1
    logged = str([entry.details for entry in entries.values()])
    assert "morgon" not in logged
    assert "Färg" not in logged


def test_saving_the_same_again_changes_and_logs_nothing(desk: Desk) -> None:
    desk.post(PAGE, form(tone="brief"))
    desk.post(PAGE, form(tone="brief"))
    assert Entry.objects.filter(action="setting_changed").count() == 1


def test_reminders_can_be_switched_off_and_on(desk: Desk) -> None:
    off = form()
    del off["reminders"]
    desk.post(PAGE, off)
    assert AgentSettings.objects.get().reminders is False
    desk.post(PAGE, form())
    assert AgentSettings.objects.get().reminders is True


def test_topics_are_one_a_line_each_once(desk: Desk) -> None:
    desk.post(PAGE, form(excluded_topics=" Botox \n\nbotox\n  permanent   make up\r\n"))
    assert AgentSettings.objects.get().excluded_topics == ["botox", "permanent make up"]
    assert "botox\npermanent make up" in desk.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("excluded_topics", "\n".join(f"ämne {n}" for n in range(60)), "Högst 50 ämnen."),
        ("excluded_topics", "x" * 80, "Håll varje ämne till några ord."),
        ("tone", "sarcastic", "sarcastic"),
        ("disclosure_text", "x" * 301, "300 tecken"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(
    desk: Desk, field: str, value: str, said: str
) -> None:
    answer = desk.post(PAGE, form(**{field: value}))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AgentSettings.objects.exists()
    assert not Entry.objects.filter(action="setting_changed").exists()


def test_the_wordings_are_the_companys_own_alone(desk: Desk, company_b: Company) -> None:
    theirs = (company_b.disclosure_text, company_b.emergency_text, company_b.name)
    connection.set_tenant(desk.company)
    before = Company.objects.filter(pk=desk.company.pk).values().get()
    desk.post(PAGE, form(disclosure_text="Hej från Alfas AI!", emergency_text="Ring 112 först."))
    after = Company.objects.filter(pk=desk.company.pk).values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"disclosure_text", "emergency_text"}
    other = Company.objects.get(pk=company_b.pk)
    assert (other.disclosure_text, other.emergency_text, other.name) == theirs


def test_a_wording_that_leaves_out_what_the_law_wants_gets_it_added(desk: Desk) -> None:
    html = desk.post("/settings/agent/preview/", {"disclosure_text": "Välkommen till Alfa!"}).content.decode()
    assert "Välkommen till Alfa!" in html
    assert "Det är en AI som svarar." in html
    assert "MÄNNISKA" in html
    whole = desk.post(
        "/settings/agent/preview/", {"disclosure_text": "Här svarar en AI. Skriv MÄNNISKA för personal."}
    ).content.decode()
    assert "Det är en AI som svarar." not in whole
    assert "Bra." in whole


def test_the_preview_shows_markup_as_text(desk: Desk) -> None:
    html = desk.post("/settings/agent/preview/", {"disclosure_text": "<img src=x> AI"}).content.decode()
    assert "<img" not in html
    assert "&lt;img" in html


def test_only_the_owner_sees_the_page(overseer: Desk) -> None:
    assert overseer.get(PAGE).status_code == 403
    assert overseer.post(PAGE, form(tone="brief")).status_code == 403
    assert not AgentSettings.objects.exists()
