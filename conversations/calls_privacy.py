"""Classification of calls; read with the app's ``privacy.py``."""

from __future__ import annotations

from django.db.models import Q

from nexus.privacy.inventory import (
    Category,
    Classification,
    Purpose,
    RetentionClass,
    classify,
    personal,
    technical,
)
from nexus.privacy.registry import SubjectRows, expires, subject_rows
from nexus.privacy.vocabulary import Text


def _call(sv: str, en: str) -> Classification:
    return personal(
        Category.CALL_STATISTICS,
        purpose=Purpose.ANSWERING,
        retention=RetentionClass.METADATA,
        sv=sv,
        en=en,
    )


_ROW = technical("identity of the row")

classify(
    "conversations.Call",
    {
        "id": _ROW,
        "contact": technical("whose it is; none when the number was hidden"),
        "route_id": technical("which of the company's numbers"),
        "external_id": _call("Operatörens nummer på samtalet", "The operator's identifier of the call"),
        "phone": _call("Numret du ringde från", "The number you called from"),
        "hidden": technical("whether the caller hid their number"),
        "in_hours": technical("whether the company was open"),
        "started_at": _call("När du ringde", "When you called"),
        "settled_at": technical("when the outcome was first known"),
        "outcome": _call("Hur samtalet gick", "What became of the call"),
        "seconds": _call("Samtalets längd i sekunder", "Length of the call in seconds"),
        "ring_seconds": _call("Sekunder som det ringde", "Seconds that it rang"),
        "texted_back_at": _call(
            "När du fick ett sms om samtalet", "When you were sent a text about the call"
        ),
        "text_id": technical("which message was sent because of it"),
        "no_text": _call("Varför inget sms skickades", "Why no text was sent"),
        "wrote_at": _call("När du skrev efter samtalet", "When you wrote after the call"),
        "booked_at": _call("När du bokade efter samtalet", "When you booked after the call"),
        "followed_at": technical("since when the two moments above are certain"),
    },
)
classify(
    "conversations.CallEvent",
    {
        "id": _ROW,
        "call": technical("which call"),
        "kind": _call("Slag av uppgift om samtalet", "Kind of report about the call"),
        "status": _call("Operatörens uppgift", "The operator's report"),
        "bridged": _call("Om samtalet kopplades ihop", "Whether the call was put through"),
        "seconds": _call("Sekunder", "Seconds"),
        "at": _call("Tidpunkt", "Time"),
    },
)
classify(
    "conversations.CallCount",
    {
        "id": _ROW,
        "day": technical("which day"),
        "hour": technical("which hour"),
        "outcome": technical("what became of the calls"),
        "texted": technical("whether they were texted back"),
        "wrote": technical("whether the callers wrote afterwards"),
        "booked": technical("whether the callers booked afterwards"),
        "count": technical("how many calls have gone by age"),
    },
)
classify(
    "conversations.CallSettings",
    {
        "id": _ROW,
        "only": technical("there is one row"),
        "rings": technical("when calls are put through"),
        "ring_seconds": technical("how long the company's phone rings"),
        "screening": technical("how a voicemail is told from a person"),
        "text_open": technical("which calls are texted back while open"),
        "text_closed": technical("which calls are texted back while closed"),
        "window_hours": technical("for how long a number is texted once"),
        "countries": technical("which other countries' numbers may be texted"),
        "hourly_budget": technical("how many texts an hour"),
        "wording_sv": technical("the company's own wording"),
        "wording_en": technical("the company's own wording in English"),
        "changed_at": technical("when it was changed"),
    },
)


subject_rows(
    SubjectRows(
        "conversations.Call",
        Text("Samtal", "Calls"),
        contact="contact",
        at="started_at",
        expiry={RetentionClass.METADATA: expires(lambda before: Q(started_at__lt=before))},
    ),
    SubjectRows(
        "conversations.CallEvent",
        Text("Uppgifter om samtal", "Reports about calls"),
        contact="call__contact",
        at="at",
        # A call and what was reported about it go together.
        expiry={RetentionClass.METADATA: None},
    ),
)
