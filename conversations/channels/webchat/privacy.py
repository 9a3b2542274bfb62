"""Classification of the web chat."""

from __future__ import annotations

from django.db.models import Q

from conversations.channels.webchat import client_storage  # noqa: F401  declared by being read
from nexus.privacy.inventory import (
    Category,
    Classification,
    Purpose,
    RetentionClass,
    classify,
    personal,
    technical,
)
from nexus.privacy.registry import Going, SubjectRows, expires, rows_leaving, subject_rows
from nexus.privacy.vocabulary import Text


def _device(sv: str, en: str, *, retention: RetentionClass = RetentionClass.METADATA) -> Classification:
    return personal(Category.DEVICE, purpose=Purpose.SECURITY, retention=retention, sv=sv, en=en)


_ROW = technical("identity of the row")

classify(
    "conversations.Widget",
    {
        "id": _ROW,
        "key": technical("the widget's public name on the company's site"),
        "allowed_origins": technical("the sites it may stand on"),
        "colour": technical("the company's colour"),
        "greeting_sv": technical("what it says first, in Swedish"),
        "greeting_en": technical("what it says first, in English"),
        "keep_in_site": technical("whether the site's own storage may keep the chat's secret"),
        "active": technical("whether it is served"),
        "created_at": technical("when it was made"),
    },
)
classify(
    "conversations.Visitor",
    {
        "id": _ROW,
        "widget": technical("which widget"),
        "contact": technical("whose it is"),
        "secret": personal(
            Category.DEVICE,
            purpose=Purpose.IDENTIFYING,
            retention=RetentionClass.METADATA,
            not_exported="a keyed hash of the secret that the person's own browser keeps",
        ),
        "origin": _device("Webbplats", "Website"),
        "browser": _device("Webbläsare", "Browser"),
        "os": _device("Operativsystem", "Operating system"),
        "device": _device("Typ av enhet", "Type of device"),
        "ip": _device("IP-adress", "IP address", retention=RetentionClass.IP),
        "network": _device("Nätverk (avkortad IP-adress)", "Network (truncated IP address)"),
        "ip_at": _device("IP-adressen noterad", "IP address noted"),
        "linked_at": _device("Numret bekräftat", "Number confirmed"),
        "created_at": _device("Första meddelande i chatten", "First message in the chat"),
        "seen_at": _device("Senast i chatten", "Last in the chat"),
    },
)
subject_rows(
    SubjectRows(
        "conversations.Visitor",
        Text("Besök i webbchatten", "Visits to the web chat"),
        contact="contact",
        expiry={
            # Without the address the row goes on: the person's browser still opens their conversation.
            RetentionClass.IP: expires(
                lambda before: Q(ip__isnull=False, ip_at__lt=before),
                let_go=lambda rows: rows.update(ip=None),
            ),
            RetentionClass.METADATA: expires(lambda before: Q(seen_at__lt=before)),
        },
    )
)


@rows_leaving("conversations.Visitor")
def visitors_leave(going: Going) -> None:
    """The streams of a visitor who goes end, and what they still hold goes with them."""
    # The models are not there yet when this module is read.
    from conversations.channels.webchat.stream import streams_end

    streams_end(visitors=going.keys)
