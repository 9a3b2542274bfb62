"""A person with something in every table that knows people, and with words planted to be looked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from conversations.channels.sms.port import InboundSms
from conversations.channels.sms.routes import route_by_id
from conversations.models import (
    Annotation,
    Call,
    CallEvent,
    Conversation,
    ConversationEvent,
    DeliveryEvent,
    Interpretation,
    Message,
    Visitor,
    Widget,
)
from conversations.services.conversations import conversation_close, conversation_hand_over
from conversations.services.inbound import sms_receive
from conversations.services.reviews import answer_review_store
from crm.bookings.models import Service
from crm.bookings.services import booking_create
from crm.merging import contact_merge
from crm.models import Contact, CrmLink, Identifier, ImportChange, MergeRecord, RegisterImport
from crm.selectors import contact_by_phone
from crm.services import ai_disclosed, opt_out
from gdpr.models import Case, CaseEvent, Erasure, Hold, Package, PackageChunk, Redaction
from nexus.accounts.models import User
from nexus.audit.services import read_log
from nexus.crypto.index import blind_index, blind_phone
from nexus.outbox.models import Job
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company
from nexus.webhooks.models import Delivery
from nexus.webhooks.services import subscription_change, subscription_create
from tests.api.factories import CONTENT, open_day


@dataclass(frozen=True)
class Canaries:
    """What is planted about one person, each in one place only; all are in the package but where noted."""

    phone: str
    second_phone: str
    name: str
    email: str
    text: str
    answer: str
    provider_id: str
    call_id: str
    reading: str
    booking_note: str
    crm_number: str
    register_name: str
    register_email: str
    register_field: str
    register_before: str
    remark: str
    review: str
    wish: str
    stated_name: str
    verify_note: str
    changes: str
    event_note: str
    hold_reason: str
    address: str

    def all(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def canaries(number: int = 0) -> Canaries:
    """The words of person ``number`` (0–9): fictitious numbers, and nothing that looks like anyone else's."""
    words = "abcdefghij"[number]
    return Canaries(
        phone=f"+467017406{40 + number}",
        second_phone=f"+467017406{50 + number}",
        name=f"Kajsa Kanariefågel-{words}",
        email=f"kajsa-{words}@kanarie.example",
        text=f"Hej, jag heter Kajsa och undrar om gulsparv-{words} är öppet",
        answer=f"Ja, det är grönfink-{words} som gäller",
        provider_id=f"SMkanarie{words}0123456789",
        call_id=f"CAkanarie{words}9876543210",
        reading=f"Undrar om öppettider, rödhake-{words}",
        booking_note=f"Vill sitta vid fönstret, bofink-{words}",
        crm_number=f"K-{words}-bergfink",
        register_name=f"Kajsa Sidensvans-{words}",
        register_email=f"sidensvans-{words}@kanarie.example",
        register_field=f"Alltid på morgonen, rosenfink-{words}",
        register_before=f"Kajsa Domherre-{words}",
        remark=f"Det sade jag aldrig, steglits-{words}",
        review=f"Fel dag, blåmes-{words}",
        wish=f"Vad har ni sparat om mig, talgoxe-{words}",
        stated_name=f"Kajsa Koltrast-{words}",
        verify_note=f"Visade sig i butiken, nötväcka-{words}",
        changes=f"Kajsa Svartmes-{words}",
        event_note=f"Ringde och frågade, entita-{words}",
        hold_reason=f"Tvist om faktura, trädkrypare-{words}",
        # Set aside for documentation (RFC 5737).
        address=f"203.0.113.{40 + number}",
    )


def full_person(company: Company, number: int = 0) -> Contact:
    """A contact with at least one row in every registered model, every exported field filled.

    Made through the services where there are any. They can be texted: the number that wants no texts is
    their second. Their cases are done, nothing holds them, no job waits, and nobody else's number stands in
    their messages. Call it again with another ``number`` for somebody else.
    """
    with company_context(company.schema_name):
        person = _Person(company, canaries(number), timezone.now())
        person.writes_in()
        person.chats()
        person.is_answered()
        person.calls()
        person.books()
        person.chooses()
        person.is_told_of()
        person.asks_for_rights()
        Job.objects.filter(schema=connection.schema_name).delete()
        return Contact.objects.get(pk=person.contact.pk)


class _Person:
    def __init__(self, company: Company, planted: Canaries, now: datetime) -> None:
        self.company, self.planted, self.now = company, planted, now
        self.user = User.objects.get(email=f"owner@{company.slug}.example")
        self.days: Callable[[float], datetime] = lambda ago: now - timedelta(days=ago)

    def writes_in(self) -> None:
        number = ChannelRoute.objects.filter(company=self.company).first()
        route = route_by_id(number.pk) if number else None
        assert route is not None
        sms = InboundSms(
            external_id=self.planted.provider_id,
            sender=self.planted.phone,
            recipient=route.number,
            body=self.planted.text,
            received_at=self.days(5),
        )
        received = sms_receive(route=route, sms=sms)
        assert received.new
        self.thread = Conversation.objects.get(pk=received.conversation_id)
        found = contact_by_phone(self.planted.phone)
        assert found is not None
        self.contact = found
        self.contact.name, self.contact.email, self.contact.language = (
            self.planted.name,
            self.planted.email,
            "sv",
        )
        self.contact.save()
        for kind, value, blind in (
            (Identifier.Kind.PHONE, self.planted.second_phone, blind_phone(self.planted.second_phone)),
            (Identifier.Kind.EMAIL, self.planted.email, blind_index(self.planted.email, label="email")),
        ):
            Identifier.objects.create(contact=self.contact, kind=kind, value=value, blind=blind)
        self.is_in_the_register()

    def is_in_the_register(self) -> None:
        """Their entry in the company's own register, brought up to date by a file of a month ago."""
        link = CrmLink.objects.create(
            contact=self.contact,
            system="bokadirekt",
            external_id=self.planted.crm_number,
            name=self.planted.register_name,
            email=self.planted.register_email,
            fields={"Stamkund": self.planted.register_field},
            source=CrmLink.Source.IMPORT,
        )
        source = RegisterImport.objects.create(
            system="bokadirekt",
            state=RegisterImport.State.DONE,
            kind="csv",
            size=1,
            created_at=self.days(3),
            file_expires_at=self.days(2),
        )
        ImportChange.objects.create(
            source=source,
            contact=self.contact,
            link_id=link.pk,
            before={"link": None, "name": ["", self.planted.register_before]},
            stamp=self.days(3),
        )

    def chats(self) -> None:
        """The same person in the company's web chat, found out to be one."""
        widget = Widget.objects.create(allowed_origins=["https://alfa.example"])
        there = Contact.objects.create()
        visitor = Visitor.objects.create(
            widget=widget,
            contact=there,
            secret=blind_index(self.planted.phone, label="chat-secret"),
            origin="https://alfa.example",
            browser="Firefox 132",
            os="Windows 11",
            device="computer",
            ip=self.planted.address,
            network="203.0.113.0/24",
            linked_at=self.days(4),
            ip_at=self.days(4),
            created_at=self.days(4),
            seen_at=self.days(4),
        )
        Conversation.objects.create(
            contact=there, channel="webchat", route_id=visitor.pk, state="closed", closed_at=self.days(4)
        )
        record = contact_merge(keep=self.contact, other=there, actor=self.user)
        MergeRecord.objects.filter(pk=record.pk).update(undone_at=self.days(4), undone_by=self.user)

    def is_answered(self) -> None:
        answer = Message.objects.create(
            conversation=self.thread,
            channel="sms",
            direction="outbound",
            author_type="ai",
            body=self.planted.answer,
            segments=1,
            status="undelivered",
            error_code="30005",
            external_id=f"{self.planted.provider_id}-ut",
            attempted_at=self.days(5),
            created_at=self.days(5),
        )
        for status, code in (("sent", ""), ("undelivered", "30005")):
            DeliveryEvent.objects.create(message=answer, status=status, error_code=code, at=self.days(5))
        Interpretation.objects.create(
            conversation=self.thread,
            message=answer,
            content={**CONTENT, "reason": self.planted.reading},
            decision="answered",
            provider="anthropic",
            host="api.anthropic.com",
            model="claude-haiku-4-5",
            region="eu-north-1",
            retention_mode="zero",
            prompt_version="1",
            disclosed_fields=["body"],
            created_at=self.days(5),
        )
        answer_review_store(
            message=answer,
            reason="wrong_fact",
            comment=self.planted.review,
            expected_intent="price",
            actor_id=self.user.pk,
        )
        Annotation.objects.create(message=answer, text=self.planted.remark, actor=self.user)
        with transaction.atomic():
            conversation_hand_over(conversation=self.thread, reason="asked_for_human")
        read_log(
            actor_id=self.user.pk,
            subject_type="conversations.Conversation",
            subject_id=self.thread.pk,
            contact_id=self.contact.pk,
        )
        conversation_close(conversation=self.thread, user=self.user)

    def calls(self) -> None:
        """A call that nobody took and that was texted back, after which they wrote and booked."""
        call = Call.objects.create(
            contact=self.contact,
            route_id=self.thread.route_id,
            external_id=self.planted.call_id,
            phone=self.planted.phone,
            started_at=self.days(4),
            settled_at=self.days(4),
            outcome="missed",
            seconds=0,
            ring_seconds=20,
            texted_back_at=self.days(4),
            no_text="window",
            wrote_at=self.days(3),
            booked_at=self.days(3),
            followed_at=self.days(1),
        )
        CallEvent.objects.create(
            call=call, kind="done", status="no-answer", bridged=False, seconds=0, at=self.days(4)
        )

    def books(self) -> None:
        service = Service.objects.filter(active=True).first()
        assert service is not None
        day = open_day(14 + 7 * int(self.planted.phone[-1]))
        start = datetime.combine(day, datetime.min.time(), timezone.get_current_timezone()).replace(hour=11)
        booking = booking_create(
            service=service,
            start=start,
            contact=self.contact,
            now=self.now,
            source="staff",
            created_by=self.user,
            note=self.planted.booking_note,
        )
        booking.announced_at = booking.reminded_at = self.now
        booking.save()
        ConversationEvent.objects.create(
            conversation=self.thread, kind=ConversationEvent.Kind.BOOKED, booking=booking, actor=self.user
        )

    def chooses(self) -> None:
        ai_disclosed(contact=self.contact, text="Det är en AI som svarar. Skriv MÄNNISKA för att nå oss.")
        opt_out(contact=self.contact, phone=self.planted.second_phone, source="sms")

    def is_told_of(self) -> None:
        """A system of the company's was told that they were taken in; then it was taken out of use."""
        receiver = subscription_create(
            url="http://127.0.0.1:9/webhooks", events=["contact.created"], by=self.user
        )
        Delivery.objects.create(
            subscription=receiver,
            event_id=self.thread.pk,
            kind="contact.created",
            object_id=self.contact.pk,
            contact_id=self.contact.pk,
            state=Delivery.State.DELIVERED,
            tries=1,
            created_at=self.days(5),
            delivered_at=self.days(5),
        )
        subscription_change(subscription=receiver, values={"state": "paused"}, by=self.user)

    def asks_for_rights(self) -> None:
        """An earlier case, long done, with all that a case can have."""
        last = Case.objects.order_by("-number").values_list("number", flat=True).first() or 0
        case = Case.objects.create(
            number=last + 1,
            kind=Case.Kind.RECTIFICATION,
            state=Case.State.DONE,
            contact=self.contact,
            phone=self.planted.phone,
            stated_name=self.planted.stated_name,
            wish=self.planted.wish,
            channel=Case.Channel.SMS,
            opened_by=self.user,
            received_at=self.days(40),
            due_at=self.days(9),
            extended_at=self.days(30),
            extension_reason="Många begäranden",
            verified_at=self.days(39),
            verified_by=Case.VerifiedBy.STAFF,
            verify_note=self.planted.verify_note,
            second_check=Case.SecondCheck.NAME,
            second_checked_at=self.days(39),
            decided_at=self.days(38),
            decided_by=self.user,
            refusal_ground=Case.Refusal.ACCURATE,
            refusal_note="En del av uppgifterna stämde",
            changes={"name": self.planted.changes},
            closed_at=self.days(37),
        )
        CaseEvent.objects.create(
            case=case,
            kind=CaseEvent.Kind.OPENED,
            at=self.days(40),
            actor=self.user,
            note=self.planted.event_note,
        )
        package = Package.objects.create(
            case=case,
            state=Package.State.READY,
            created_at=self.days(3),
            expires_at=self.now + timedelta(days=11),
        )
        PackageChunk.objects.create(package=package, number=0, data=_zip())
        Redaction.objects.create(
            case=case,
            model="conversations.Message",
            row_id=self.thread.pk,
            found="+46701740699",
            kind="phone",
            decision=Redaction.Decision.REDACT,
            decided_at=self.days(38),
            decided_by=self.user,
        )
        Erasure.objects.create(
            case=case,
            state=Erasure.State.DONE,
            contact_id=self.contact.pk,
            started_at=self.days(38),
            finished_at=self.days(37),
            requested_by=self.user,
        )
        Hold.objects.create(
            contact=self.contact,
            reason=self.planted.hold_reason,
            owner=self.user,
            review_on=self.now.date(),
            created_at=self.days(40),
            lifted_at=self.days(37),
            lifted_by=self.user,
        )


def _zip() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("data.json", "{}")
    return into.getvalue()
