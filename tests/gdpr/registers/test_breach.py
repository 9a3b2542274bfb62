"""The breach view: a time and a component give the people, all of them and no others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Conversation, Message
from crm.bookings.models import Booking, Resource, Service
from crm.models import Contact
from gdpr.registers import breach
from nexus.accounts.models import User
from nexus.api.models import ApiKey
from nexus.audit.models import Entry
from nexus.audit.services import read_log
from nexus.privacy.registry import registered_rows
from nexus.privacy.vocabulary import Category
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company
from tests.api.factories import make_contact, make_conversation, make_inbound
from tests.gdpr.people import canaries

PAGE = "/rights/registers/breach/"
NOW = timezone.now()


def scope(component: str, *, since: float = 10, until: float = 0, **more: Any) -> breach.Scope:
    """From so many days ago until so many days ago."""
    return breach.Scope(component, NOW - timedelta(days=since), NOW - timedelta(days=until), **more)


def writes(number: int, name: str, *, days_ago: float, route: ChannelRoute) -> Contact:
    """A customer whose one text came so long ago."""
    contact = make_contact(number, name, days_ago=days_ago)
    conversation = make_conversation(contact, route_id=route.pk)
    make_inbound(conversation, "Hej")
    when = NOW - timedelta(days=days_ago)
    Conversation.objects.filter(pk=conversation.pk).update(created_at=when)
    Message.objects.filter(conversation=conversation).update(created_at=when)
    contact.identifiers.update(created_at=when)
    return contact


@pytest.fixture
def customers(in_company_a: Company, route_a: ChannelRoute) -> dict[str, Contact]:
    """One who wrote lately, one long ago, and one to another number of the company's."""
    other = ChannelRoute.objects.create(company=in_company_a, number="+46701740695")
    return {
        "lately": writes(612, "Karin Ek", days_ago=3, route=route_a),
        "long_ago": writes(613, "Olle Ask", days_ago=60, route=route_a),
        "elsewhere": writes(614, "Siv Lind", days_ago=3, route=other),
    }


def names(found: dict[Any, breach.Affected]) -> list[str]:
    return sorted(person.name for person in breach.people(found))


def test_the_whole_company_in_a_time_is_who_came_in_then(customers):
    assert names(breach.affected(scope(breach.WHOLE))) == ["Karin Ek", "Siv Lind"]
    assert names(breach.affected(scope(breach.WHOLE, since=70, until=50))) == ["Olle Ask"]
    assert names(breach.affected(scope(breach.WHOLE, since=40, until=30))) == []


def test_what_was_stored_is_everybody_who_was_there_by_the_end(customers):
    assert names(breach.affected(scope(breach.WHOLE, until=30, since=40, stored=True))) == ["Olle Ask"]
    assert len(breach.affected(scope(breach.WHOLE, stored=True))) == 3


def test_a_number_concerns_who_wrote_to_it(customers, route_a):
    found = breach.affected(scope(breach.NUMBER, object_id=route_a.pk))
    assert names(found) == ["Karin Ek"]
    [person] = found.values()
    assert person.counts[Category.MESSAGE_CONTENT] >= 1
    assert Category.CONTACT_DETAILS in person.counts
    assert Category.BOOKINGS not in person.counts
    assert person.first is not None
    assert abs(person.first - (NOW - timedelta(days=3))) < timedelta(minutes=1)


def test_bookings_concern_who_had_one(customers):
    service = Service.objects.filter(active=True).first()
    assert service is not None
    start = NOW - timedelta(days=2)
    end = start + timedelta(hours=1)
    Booking.objects.create(
        contact=customers["long_ago"],
        service=service,
        resource=Resource.objects.earliest("position"),
        start=start,
        end=end,
        blocked_until=end,
    )
    found = breach.affected(scope(breach.BOOKINGS))
    assert names(found) == ["Olle Ask"]
    assert set(found[customers["long_ago"].pk].counts) >= {Category.BOOKINGS, Category.CONTACT_DETAILS}
    assert Category.MESSAGE_CONTENT not in found[customers["long_ago"].pk].counts


def test_an_account_concerns_whose_data_was_opened_with_it(customers):
    owner, agent = (User.objects.get(email=f"{name}@alfa.example") for name in ("owner", "agent"))
    for user, who in ((agent, "long_ago"), (owner, "lately")):
        read_log(
            actor_id=user.pk,
            subject_type="conversations.Conversation",
            subject_id=customers[who].pk,
            contact_id=customers[who].pk,
        )
    found = breach.affected(scope(breach.STAFF, until=-1, object_id=agent.pk))
    assert names(found) == ["Olle Ask"]
    assert Category.MESSAGE_CONTENT in found[customers["long_ago"].pk].counts
    assert breach.affected(scope(breach.STAFF, since=10, until=5, object_id=agent.pk)) == {}


def test_a_key_concerns_everybody_while_it_was_good(customers):
    key, _ = ApiKey.issue(name="Kassan")
    ApiKey.objects.filter(pk=key.pk).update(
        created_at=NOW - timedelta(days=20), revoked_at=NOW - timedelta(days=10)
    )
    during = breach.affected(scope(breach.KEY, since=12, until=2, object_id=key.pk))
    assert names(during) == ["Karin Ek", "Olle Ask", "Siv Lind"]
    assert breach.affected(scope(breach.KEY, since=9, until=2, object_id=key.pk)) == {}
    assert breach.affected(scope(breach.KEY, since=40, until=30, object_id=key.pk)) == {}


def test_every_category_of_a_person_is_named(person, company_a):
    """All that the registry knows by the contact; the rest (opt-outs, the log) has no person's key."""
    with company_context(company_a.schema_name):
        found = breach.affected(scope(breach.WHOLE, since=9999, until=-9999, stored=True))
        expected = {
            category
            for entry in registered_rows().values()
            if entry.contact is not None
            for category in breach._categories(entry.model)
        }
        assert set(found[person.pk].counts) == expected


def test_the_page_and_the_file_tell_the_controller_whom_to_tell(keeper, person, company_a, table):
    query = {"since": "2020-01-01T00:00", "until": "2100-01-01T00:00", "component": "company"}
    page = keeper.get(PAGE, query)
    assert canaries().name in page.content.decode()
    rows = table(keeper.get(page.context["csv_url"]))
    mine = next(row for row in rows if row[0] == str(person.pk))
    assert mine[1] == canaries().name
    assert mine[2] in (canaries().phone, canaries().second_phone)
    assert "Meddelanden" in mine[3]
    assert mine[4] <= mine[5]


def test_asking_and_downloading_are_logged_without_names(keeper, customers, company_a):
    query = {"since": "2020-01-01T00:00", "until": "2100-01-01T00:00", "component": "bookings"}
    keeper.get(PAGE, query)
    b"".join(keeper.get("/rights/registers/breach.csv", query).streaming_content)
    with company_context(company_a.schema_name):
        listed, downloaded = (
            Entry.objects.get(action=action) for action in ("breach_list", "breach_downloaded")
        )
        assert listed.actor is not None
        assert listed.actor.email == "data_protection@alfa.example"
    assert downloaded.details["component"] == "bookings"
    assert downloaded.details["people"] == 0


def test_a_time_that_ends_before_it_begins_is_refused(keeper):
    query = {"since": "2026-11-02T00:00", "until": "2026-11-01T00:00", "component": "company"}
    assert keeper.get(PAGE, query).status_code == 422
    assert keeper.get("/rights/registers/breach.csv", query).status_code == 302


def test_another_companys_account_number_or_key_cannot_be_asked_for(keeper, company_b, route_b):
    with company_context(company_b.schema_name):
        user = User.objects.get(email="owner@beta.example")
        key, _ = ApiKey.issue(name="Kassan")
    for component in (f"number:{route_b.pk}", f"staff:{user.pk}", f"key:{key.pk}", "staff:x", "nothing"):
        query = {"since": "2020-01-01T00:00", "until": "2100-01-01T00:00", "component": component}
        assert keeper.get(PAGE, query).status_code == 422, component


def test_a_restricted_person_is_not_named_on_the_page(keeper, customers, company_a):
    with company_context(company_a.schema_name):
        Contact.objects.filter(pk=customers["lately"].pk).update(restricted=True)
    query = {"since": "2020-01-01T00:00", "until": "2100-01-01T00:00", "component": "company"}
    page = keeper.get(PAGE, query).content.decode()
    assert "Karin Ek" not in page
    assert "Siv Lind" in page
