"""Classification of webhooks: who receives is the company's own, whom an event was about is the person's."""

from django.db.models import Q

from nexus.privacy.inventory import (
    Category,
    Classification,
    Purpose,
    RetentionClass,
    Subject,
    classify,
    personal,
    technical,
)
from nexus.privacy.registry import SubjectRows, expires, subject_rows, subject_store
from nexus.privacy.vocabulary import Text
from nexus.webhooks.erasure import ReceiverStore

classify(
    "webhooks.Subscription",
    {
        "id": technical("identity of the row"),
        "secret_url": technical("the receiver's address, which may hold a secret of its own"),
        "host": technical("its name"),
        "description": technical("what the company calls it"),
        "system": technical("which customer register it keeps"),
        "events": technical("what it wants to know"),
        "secret": technical("what shows that we are the sender"),
        "previous_secret": technical("the one before it, for a day"),
        "previous_until": technical("until when that one signs too"),
        "state": technical("whether it is on"),
        "failing_since": technical("since when nothing has gone well"),
        "created_at": technical("when it was made"),
        "created_by": personal(
            Category.AUDIT,
            subject=Subject.STAFF,
            purpose=Purpose.ACCOUNTABILITY,
            retention=RetentionClass.COMPANY_LIFETIME,
            sv="Medarbetare",
            en="Member of staff",
        ),
    },
)


def _told(sv: str, en: str) -> Classification:
    return personal(
        Category.DELIVERY_METADATA,
        purpose=Purpose.DELIVERING,
        retention=RetentionClass.WEBHOOKS,
        sv=sv,
        en=en,
    )


classify(
    "webhooks.Delivery",
    {
        "id": technical("identity of the row"),
        "subscription": _told("Mottagare, ett system hos företaget", "Receiver, a system of the company's"),
        "event_id": technical("the same at every try"),
        "kind": _told("Händelse", "Event"),
        "object_id": technical("which row it is about"),
        "contact_id": technical("whose row that is"),
        "state": _told("Vad som hände", "What became of it"),
        "reason": technical("why it was not sent"),
        "tries": technical("how often it was tried"),
        "attempts": technical("times, codes and milliseconds of each try"),
        "next_attempt_at": technical("when it is tried again"),
        "created_at": _told("Händelsens tid", "Time of the event"),
        "delivered_at": _told("Mottaget", "Received"),
    },
)

subject_rows(
    SubjectRows(
        "webhooks.Delivery",
        Text("Utskick till företagets system", "Notices to the company's systems"),
        contact="contact_id",
        expiry={
            RetentionClass.WEBHOOKS: expires(lambda before: Q(created_at__lt=before) & ~Q(state="pending"))
        },
    )
)
subject_store(ReceiverStore())
