"""The log of reads: found by person, period and customer; signed by the day, and nothing in it changes unseen."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.utils import timezone

from crm.models import Contact
from gdpr.models import ReadDigest
from gdpr.registers.digests import (
    SETTLED,
    ZONE,
    day_digest,
    days_checked,
    digests_document,
    digests_make,
    log_kept_from,
)
from gdpr.retention.selectors import policy_proposed
from gdpr.retention.services import policy_approve, policy_change
from gdpr.tasks import keep_registers
from nexus.accounts.models import User
from nexus.audit.models import Entry
from nexus.audit.services import read_log
from nexus.crypto.ids import uuid7
from nexus.privacy.signing import canonical, verify
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import make_contact, make_conversation, phone

READS = "/rights/registers/reads/"
NOW = timezone.now().astimezone(ZONE).replace(hour=12, minute=0, second=0, microsecond=0)
TODAY = NOW.date()


def read(user: User | None, contact: Contact, *, days_ago: float = 0, kind: str = "staff") -> Entry:
    """A read of this customer's conversation, so long ago."""
    conversation = contact.conversations.first() or make_conversation(contact)
    read_log(
        actor_id=user.pk if user else None,
        actor_kind=kind,
        subject_type="conversations.Conversation",
        subject_id=conversation.pk,
        contact_id=contact.pk,
    )
    entry = Entry.objects.filter(action="read").latest("id")
    Entry.objects.filter(pk=entry.pk).update(at=NOW - timedelta(days=days_ago))
    entry.refresh_from_db()
    return entry


@pytest.fixture
def people(company_a: Company) -> dict[str, Any]:
    """Two of the staff and a system who have read about two customers."""
    with company_context(company_a.schema_name):
        owner, agent = (User.objects.get(email=f"{name}@alfa.example") for name in ("owner", "agent"))
        karin, olle = make_contact(612, "Karin Ek"), make_contact(613, "Olle Ask")
        read(owner, karin, days_ago=1)
        read(agent, karin, days_ago=3)
        read(agent, olle, days_ago=9)
        read(None, olle, days_ago=2, kind="api")
    return {"owner": owner, "agent": agent, "karin": karin, "olle": olle}


def shown(page: Any) -> list[tuple[str, str]]:
    return [(row["read"].customer, row["read"].who) for row in page.context["rows"]]


def test_the_log_tells_who_read_about_whom_newest_first(keeper, people):
    assert shown(keeper.get(READS)) == [
        ("Karin Ek", "Owner Alfa"),
        ("Olle Ask", "Ert eget system"),
        ("Karin Ek", "Agent Alfa"),
        ("Olle Ask", "Agent Alfa"),
    ]


@pytest.mark.parametrize(
    ("query", "customers"),
    [
        (lambda p: {"actor": str(p["agent"].pk)}, ["Karin Ek", "Olle Ask"]),
        (lambda p: {"actor": "api"}, ["Olle Ask"]),
        (lambda p: {"contact": str(p["karin"].pk)}, ["Karin Ek", "Karin Ek"]),
        (lambda _: {"first": (TODAY - timedelta(days=2)).isoformat()}, ["Karin Ek", "Olle Ask"]),
        (lambda _: {"last": (TODAY - timedelta(days=9)).isoformat()}, ["Olle Ask"]),
        (lambda p: {"actor": str(p["agent"].pk), "contact": str(p["olle"].pk)}, ["Olle Ask"]),
    ],
)
def test_the_log_is_found_by_person_period_and_customer(
    keeper, people, table, query: Callable[[dict[str, Any]], dict[str, str]], customers
):
    chosen = query(people)
    assert [customer for customer, _ in shown(keeper.get(READS, chosen))] == customers
    rows = table(keeper.get("/rights/registers/reads.csv", chosen))
    assert [row[4] for row in rows[1:] if row[2] == "Konversationer"] == customers


def test_a_customer_is_found_by_number_without_the_number_in_an_address(keeper, people):
    response = keeper.post(f"{READS}find/", {"phone": "070-174 06 12"})
    assert response["Location"] == f"{READS}?contact={people['karin'].pk}"
    nobody = keeper.post(f"{READS}find/", {"phone": phone(699)}, follow=True)
    assert "Ingen kund har det numret." in nobody.content.decode()


def test_looking_at_the_log_of_a_customer_is_itself_in_it(keeper, people, company_a):
    keeper.get(READS, {"contact": str(people["karin"].pk)})
    with company_context(company_a.schema_name):
        entry = Entry.objects.filter(action="read").latest("id")
    assert (entry.subject_type, entry.contact_id) == ("audit.Entry", people["karin"].pk)
    assert ("Karin Ek", "Data_Protection Alfa") in shown(keeper.get(READS))


def test_a_restricted_customer_is_not_named(keeper, people, company_a):
    with company_context(company_a.schema_name):
        Contact.objects.filter(pk=people["karin"].pk).update(restricted=True)
    page = keeper.get(READS).content.decode()
    assert "Karin Ek" not in page
    assert "Olle Ask" in page


def test_an_erased_customers_reads_stay_without_a_name(keeper, people, company_a):
    with company_context(company_a.schema_name):
        people["karin"].delete()
    assert shown(keeper.get(READS))[0] == ("Raderad", "Owner Alfa")


def test_the_log_is_paged_and_loses_nothing(keeper, people, company_a, table):
    with company_context(company_a.schema_name):
        for number in range(60):
            # Several of the same moment: the id decides.
            read(people["owner"], people["karin"], days_ago=number // 10)
        everything = Entry.objects.filter(action="read").count()
    page = keeper.get(READS)
    assert len(page.context["rows"]) == 50
    older = keeper.get(page.context["more_url"])
    assert len(older.context["rows"]) == everything - 50
    rows = table(keeper.get("/rights/registers/reads.csv"))
    assert len(rows) == everything + 1


def test_a_cursor_that_is_not_ours_begins_at_the_top(keeper, people):
    assert shown(keeper.get(READS, {"before": "made-up"})) == shown(keeper.get(READS))


# ---- The signed days -----------------------------------------------------------------


@pytest.fixture
def days(in_company_a: Company) -> list[ReadDigest]:
    """Three days signed, with entries in two of them."""
    user = User.objects.get(email="owner@alfa.example")
    Entry.objects.all().delete()
    karin = make_contact(612, "Karin Ek")
    for ago in (3, 3, 1):
        read(user, karin, days_ago=ago)
    assert digests_make(NOW) == 3
    return list(ReadDigest.objects.order_by("day"))


def states() -> list[str]:
    return [day.state for day in days_checked(NOW)]


def test_every_day_that_is_over_is_signed_once(days):
    assert [row.day for row in days] == [TODAY - timedelta(days=ago) for ago in (3, 2, 1)]
    assert [row.entries for row in days] == [2, 0, 1]
    assert digests_make(NOW) == 0
    assert states() == ["whole", "whole", "whole"]


def test_a_day_is_signed_only_when_its_last_transactions_are_in(days):
    midnight = datetime.datetime.combine(TODAY + timedelta(days=1), datetime.time.min, ZONE)
    assert digests_make(midnight + SETTLED - timedelta(seconds=1)) == 0
    assert digests_make(midnight + SETTLED) == 1


def test_the_day_is_stockholms_also_when_the_clocks_change(in_company_a):
    Entry.objects.all().delete()
    long_day = datetime.date(2026, 10, 25)
    first = datetime.datetime.combine(long_day, datetime.time.min, ZONE)
    hours = [timedelta(0), timedelta(hours=24, minutes=59), timedelta(hours=25)]
    for hour in hours:
        Entry.objects.create(
            at=first.astimezone(datetime.UTC) + hour, actor_kind="staff", action="read", subject_type="test"
        )
    assert day_digest(long_day)[0] == 2
    assert day_digest(long_day + timedelta(days=1))[0] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"actor_id": None},
        {"contact_id": UUID(int=1)},
        {"subject_id": None},
        {"action": "written"},
        {"details": {"a": 1}},
    ],
)
def test_a_changed_entry_is_found(days, change):
    Entry.objects.filter(pk=Entry.objects.earliest("at", "id").pk).update(**change)
    assert states() == ["whole", "whole", "changed"]


def test_an_entry_taken_out_put_in_or_moved_is_found(days):
    entry = Entry.objects.latest("at")
    Entry.objects.filter(pk=entry.pk).update(at=entry.at - timedelta(days=1))
    assert states() == ["changed", "changed", "whole"]
    Entry.objects.filter(pk=entry.pk).delete()
    assert states() == ["changed", "whole", "whole"]
    Entry.objects.create(pk=uuid7(), at=days[1].at, actor_kind="staff", action="read", subject_type="test")
    Entry.objects.update(at=NOW - timedelta(days=2))
    assert states() == ["changed", "changed", "changed"]


def test_a_digest_made_to_fit_a_changed_log_is_found(days):
    Entry.objects.latest("at").delete()
    day = TODAY - timedelta(days=1)
    count, digest = day_digest(day)
    ReadDigest.objects.filter(day=day).update(entries=count, digest=digest)
    assert states() == ["forged", "whole", "whole"]


def test_a_digest_that_is_gone_is_found(days):
    days[1].delete()
    assert states() == ["whole", "missing", "whole"]


def test_days_older_than_the_log_is_kept_are_left(days):
    later = NOW + timedelta(days=728)
    assert [day.state for day in days_checked(later)] == ["whole", "left", "left"]
    Entry.objects.filter(at__lt=NOW - timedelta(days=2)).delete()
    assert [day.state for day in days_checked(later)] == ["whole", "left", "left"]
    assert states() == ["whole", "whole", "changed"], "within its time it would have been found"


def test_what_a_shorter_period_let_go_is_not_missed_when_it_is_longer_again(in_company_a):
    owner, other = (User.objects.get(email=f"{name}@alfa.example") for name in ("owner", "data_protection"))
    now = NOW.astimezone(datetime.UTC)
    assert log_kept_from(now) == now - timedelta(days=730)
    policy_change(wish={"access_log": 400}, now=now - timedelta(days=10), actor=owner)
    policy_approve(policy=policy_proposed(), actor=other, now=now - timedelta(days=10))
    assert log_kept_from(now) == now - timedelta(days=400)
    policy_change(wish={"access_log": 900}, now=now - timedelta(days=5), actor=owner)
    assert log_kept_from(now) == now - timedelta(days=405)


def test_the_signatures_can_be_checked_elsewhere(days):
    found = digests_document()
    assert len(found["days"]) == 3
    for day in found["days"]:
        signature = day.pop("signature")
        signed = canonical({"company": found["company"], **day})
        assert verify(signed, signature, key=found["public_key"])
        assert not verify(signed.replace(b'"entries":', b'"entries":1'), signature, key=found["public_key"])


def test_the_clock_signs_in_every_company(company_a, company_b):
    for company in (company_a, company_b):
        with company_context(company.schema_name):
            Entry.objects.create(
                at=NOW - timedelta(days=1), actor_kind="staff", action="read", subject_type="test"
            )
    keep_registers()
    for company in (company_a, company_b):
        with company_context(company.schema_name):
            assert ReadDigest.objects.filter(day=TODAY - timedelta(days=1)).exists()


def test_the_page_says_which_day_does_not_hold(keeper, company_a):
    with company_context(company_a.schema_name):
        Entry.objects.create(
            at=timezone.now() - timedelta(days=2), actor_kind="staff", action="read", subject_type="test"
        )
        digests_make(timezone.now())
    assert "Oförändrat" in keeper.get(f"{READS}days/").content.decode()
    with company_context(company_a.schema_name):
        Entry.objects.filter(subject_type="test").update(action="written")
    page = keeper.get(f"{READS}days/").content.decode()
    assert "Loggen har ändrats" in page
    assert "Håller inte" in page


def test_the_data_map_command_prints_what_the_file_holds(capsys):
    call_command("datamap", "--format", "md")
    assert "| crm.Contact | name |" in capsys.readouterr().out
