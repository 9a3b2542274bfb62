"""Each class goes on its day, and not before; what stays has a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from conversations.channels.sms.erasure import backlog_spread
from conversations.models import Conversation, DailyCount, Message, ProviderBacklog, ProviderDeletion
from conversations.services.leaving import PROVIDER_DELETIONS
from crm.bookings.models import Booking
from crm.models import Contact
from gdpr.models import Case, Package
from gdpr.retention.classes import defaults
from gdpr.retention.plan import steps
from nexus.audit.models import Entry
from nexus.outbox.models import Job
from nexus.privacy.registry import SubjectRef, registered_rows
from nexus.tenants.models import Company
from tests.gdpr.retention.conftest import Clock, Old, purge

DAYS = defaults()


def closed(subject: SubjectRef) -> datetime:
    """When the person's last conversation ended: then the last of what hangs on them is due."""
    ends = Conversation.objects.filter(contact_id=subject.contact_id).values_list("closed_at", flat=True)
    return max(end for end in ends if end)


def case_closed(subject: SubjectRef) -> datetime:
    moment = Case.objects.get(contact_id=subject.contact_id).closed_at
    assert moment
    return moment


def latest(model: str, field: str) -> Callable[[SubjectRef], datetime]:
    """The youngest of the person's rows of a model: then the last of them is due."""

    def find(subject: SubjectRef) -> datetime:
        rows = registered_rows()[model].about(subject)
        moment: datetime = rows.order_by(field).values_list(field, flat=True).last()
        return moment

    return find


#: From when each class of each model counts (privacy.md "Retention").
FROM: dict[str, Callable[[SubjectRef], datetime]] = {
    "conversations.Conversation:messages": closed,
    "conversations.Message:messages": closed,
    "conversations.ConversationEvent:messages": closed,
    "conversations.Annotation:messages": closed,
    "conversations.Message:metadata": latest("conversations.Message", "created_at"),
    "conversations.DeliveryEvent:metadata": latest("conversations.DeliveryEvent", "at"),
    "conversations.Interpretation:interpretations": latest("conversations.Interpretation", "created_at"),
    "conversations.AnswerReview:interpretations": latest("conversations.AnswerReview", "at"),
    "conversations.Call:metadata": latest("conversations.Call", "started_at"),
    "conversations.Visitor:metadata": latest("conversations.Visitor", "seen_at"),
    "conversations.Visitor:ip": latest("conversations.Visitor", "ip_at"),
    "bookings.Booking:contacts": latest("bookings.Booking", "end"),
    # The case is kept longer than the contact would be, and belongs to somebody.
    "crm.Contact:contacts": lambda subject: (
        case_closed(subject) + timedelta(days=DAYS["cases"] - DAYS["contacts"])
    ),
    "gdpr.Package:export_packages": latest("gdpr.Package", "created_at"),
    "gdpr.PackageChunk:export_packages": latest("gdpr.Package", "created_at"),
    "gdpr.Case:cases": case_closed,
    "gdpr.CaseEvent:cases": case_closed,
    "gdpr.Redaction:cases": case_closed,
    "gdpr.Erasure:cases": case_closed,
    "audit.Entry:access_log": latest("audit.Entry", "at"),
    "webhooks.Delivery:webhooks": latest("webhooks.Delivery", "created_at"),
}


def test_every_class_that_ends_by_the_calendar_is_tried_here() -> None:
    assert {step.key for step in steps() if step.rows} == set(FROM)


@pytest.mark.parametrize("key", sorted(FROM))
def test_a_class_goes_on_its_day_and_not_a_minute_before(key: str, subject: SubjectRef, clock: Clock) -> None:
    (step,) = (step for step in steps() if step.key == key)
    model = registered_rows()[step.model]

    def left() -> int:
        rows = model.table._base_manager.filter(pk__in=mine)
        if step.changes:
            rows = rows.filter(step.expiry.due(timezone.now() + timedelta(days=1)))
        return rows.count()

    assert step.expiry
    mine = list(model.about(subject).values_list("pk", flat=True))
    assert mine
    day = FROM[key](subject) + timedelta(days=DAYS[step.code])
    before = left()
    clock.now = day - timedelta(minutes=1)
    purge()
    assert left() > 0
    clock.now = day + timedelta(minutes=1)
    purge()
    assert left() == 0 < before


def test_nothing_of_a_person_is_left_when_all_periods_have_passed(subject: SubjectRef, clock: Clock) -> None:
    clock.forward(days=max(DAYS.values()) + 60)
    purge()
    left = {model: rows.about(subject).count() for model, rows in registered_rows().items()}
    assert {model: count for model, count in left.items() if count} == {"crm.OptOut": 1}


def test_a_contact_of_whom_nothing_is_kept_goes_after_the_period_without_contact(old: Old) -> None:
    gone, stays = old(days=731, number=621).contact_id, old(days=729, number=622).contact_id
    purge()
    assert not Contact.objects.filter(pk=gone).exists()
    assert Contact.objects.filter(pk=stays).exists()


def test_a_contact_with_a_booking_to_come_stays(subject: SubjectRef) -> None:
    person = Contact.objects.filter(pk=subject.contact_id)
    Case.objects.all().delete()
    person.update(last_seen_at=timezone.now() - timedelta(days=800))
    Conversation.objects.filter(contact__in=person).delete()
    purge()
    assert person.exists()
    Booking.objects.filter(contact__in=person).delete()
    purge()
    assert not person.exists()


def test_an_open_conversation_is_not_old_however_long_it_lasts(old: Old) -> None:
    conversation = old(days=900)
    Conversation.objects.filter(pk=conversation.pk).update(state="human", closed_at=None)
    purge()
    assert Message.objects.filter(conversation=conversation).count() == 2


def test_counts_survive_the_messages(old: Old) -> None:
    first, second = old(days=400, messages=3, number=621), old(days=400, messages=2, number=622)
    day = timezone.localdate(first.closed_at - timedelta(hours=1))
    purge()
    assert not Message.objects.filter(conversation__in=[first, second]).exists()
    counts = {
        (found.day, found.direction, found.author_type, found.status): found.count
        for found in DailyCount.objects.all()
    }
    assert counts == {(day, "inbound", "contact", "received"): 3, (day, "outbound", "ai", "delivered"): 2}
    DailyCount.objects.update(count=10)
    old(days=400, messages=1, number=623)
    purge()
    assert DailyCount.objects.get(direction="inbound").count == 11


def test_what_goes_here_is_ordered_to_go_at_the_provider(old: Old) -> None:
    conversation = old(days=400, messages=3)
    ids = set(Message.objects.filter(conversation=conversation).values_list("external_id", flat=True))
    run = purge()
    assert not ProviderDeletion.objects.exists(), "they are noted together while locks are held"
    assert Job.objects.filter(kind=PROVIDER_DELETIONS, object_id=run.pk).exists()
    backlog_spread(run.pk)
    orders = ProviderDeletion.objects.filter(origin_id=run.pk)
    assert {order.external_id for order in orders} == ids
    assert {order.route_id for order in orders} == {conversation.route_id}
    assert {order.pk.version for order in orders} == {7}
    assert not ProviderBacklog.objects.exists()
    backlog_spread(run.pk)
    assert orders.count() == len(ids)


def test_what_a_code_had_noted_already_is_the_run_s_from_then_on(old: Old) -> None:
    conversation = old(days=400, messages=1)
    message = Message.objects.get(conversation=conversation)
    ProviderDeletion.objects.create(
        route_id=conversation.route_id, external_id=message.external_id, origin_id=uuid4()
    )
    run = purge()
    backlog_spread(run.pk)
    assert ProviderDeletion.objects.get().origin_id == run.pk


def test_settled_deletions_at_the_provider_go_after_ninety_days(old: Old, clock: Clock) -> None:
    old(days=400, messages=1)
    run = purge()
    backlog_spread(run.pk)
    orders = ProviderDeletion.objects.filter(origin_id=run.pk)
    clock.forward(days=200)
    purge()
    assert orders.count() == 1, "it has not been settled"
    orders.update(state="done", done_at=timezone.now())
    clock.forward(days=89)
    purge()
    assert orders.count() == 1
    clock.forward(days=2)
    purge()
    assert not orders.exists()


def test_a_package_goes_after_fourteen_days_also_where_the_person_is_held_back(
    subject: SubjectRef, clock: Clock
) -> None:
    Contact.objects.filter(pk=subject.contact_id).update(restricted=True)
    clock.forward(days=12)
    purge()
    assert not Package.objects.filter(case__contact_id=subject.contact_id).exists()
    assert Case.objects.filter(contact_id=subject.contact_id).exists()


def test_staff_sign_ins_go_when_they_have_ended(in_company_a: Company) -> None:
    now = timezone.now()
    Session.objects.create(session_key="over", session_data="", expire_date=now - timedelta(hours=1))
    Session.objects.create(session_key="lasts", session_data="", expire_date=now + timedelta(hours=1))
    purge()
    assert set(Session.objects.values_list("session_key", flat=True)) >= {"lasts"}
    assert not Session.objects.filter(session_key="over").exists()


def test_a_read_of_somebody_unknown_goes_too(in_company_a: Company, clock: Clock) -> None:
    entry = Entry.objects.create(at=timezone.now(), actor_kind="ops", action="read", subject_type="x")
    clock.forward(days=729)
    purge()
    assert Entry.objects.filter(pk=entry.pk).exists()
    clock.forward(days=2)
    purge()
    assert not Entry.objects.filter(pk=entry.pk).exists()
