"""The registers of the data-protection contact, in both sizes and themes."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from gdpr.registers.digests import digests_make
from nexus.accounts.models import User
from nexus.audit.instructions import instruction_append
from nexus.audit.models import Entry
from nexus.audit.services import read_log
from nexus.privacy.models import SubProcessor
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, sizes


@pytest.fixture
def history(portal: Portal) -> None:
    """Something in every register."""
    day = timezone.localdate() + datetime.timedelta(days=40)
    SubProcessor.objects.create(
        key="talare",
        name="Talare AB",
        gets_sv="Det som sägs i samtal, för att göra text av det.",
        gets_en="What is said in calls, to turn it into text.",
        where_sv="EU/EES",
        where_en="EU/EEA",
        keeps_sv="Inget.",
        keeps_en="Nothing.",
        effective_on=day,
    )
    with company_context(Company.objects.get(slug="alfa").schema_name):
        owner = User.objects.get(email="owner@alfa.example")
        for number, conversation in enumerate(portal.scene.conversations.values()):
            read_log(
                actor_id=owner.pk,
                subject_type="conversations.Conversation",
                subject_id=conversation,
                contact_id=None,
            )
            entry = Entry.objects.latest("id")
            at = timezone.now() - datetime.timedelta(days=number)
            Entry.objects.filter(pk=entry.pk).update(at=at)
        digests_make(timezone.now())
        instruction_append(setting="agent.tone", before="friendly", after="brief", actor=owner)
        instruction_append(
            setting="staff.access",
            before={"account": str(owner.pk), "role": "agent", "active": True},
            after={"account": str(owner.pk), "role": "owner", "active": True},
            actor=owner,
        )


@sizes
@pytest.mark.usefixtures("history")
def test_every_register_is_free_of_axe_violations(visits: Visits, portal: Portal, size: str) -> None:
    looks = Looks(size)
    page = visits.logged_in(size, role="data_protection")
    asked = "?since=2020-01-01T00:00&until=2100-01-01T00:00&component=company"
    for name, path in {
        "registers": "",
        "subprocessors": "subprocessors/",
        "record": "record/",
        "reads": "reads/",
        "days": "reads/days/",
        "instructions": "instructions/",
        "breach": f"breach/{asked}",
    }.items():
        page.goto(f"{portal.url}/rights/registers/{path}")
        looks.at(page, f"register-{name}")
    assert looks.problems == {}
    assert visits.complaints == []
