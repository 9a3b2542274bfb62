"""Classification of contacts."""

from nexus.privacy.inventory import (
    Category,
    Classification,
    Erase,
    Ground,
    Purpose,
    RetentionClass,
    classify,
    personal,
    technical,
)


def _contact(sv: str, en: str, *, portable: bool = False) -> Classification:
    return personal(
        Category.CONTACT_DETAILS,
        purpose=Purpose.IDENTIFYING,
        retention=RetentionClass.CONTACTS,
        sv=sv,
        en=en,
        portable=portable,
    )


def _choice(sv: str, en: str) -> Classification:
    return personal(
        Category.CONSENT, purpose=Purpose.RESPECTING_CHOICES, retention=RetentionClass.CONSENT, sv=sv, en=en
    )


def _register(sv: str, en: str) -> Classification:
    return personal(
        Category.CRM_DATA, purpose=Purpose.IDENTIFYING, retention=RetentionClass.CONTACTS, sv=sv, en=en
    )


_ROW = technical("identity of the row")
_BLIND = personal(
    Category.CONTACT_DETAILS,
    purpose=Purpose.IDENTIFYING,
    retention=RetentionClass.CONTACTS,
    not_exported="a keyed hash of the number that is exported beside it",
)
classify(
    "crm.Contact",
    {
        "id": _ROW,
        "name": _contact("Namn", "Name", portable=True),
        "email": _contact("E-postadress", "E-mail address", portable=True),
        "language": _contact("Språk", "Language"),
        "restricted": _choice("Behandlingen är begränsad", "Processing is restricted"),
        "ai_disclosed_at": _choice("Upplyst om AI", "Told about the AI"),
        "ai_disclosure_text": _choice("Upplysningens text", "Wording of the notice"),
        "created_at": _contact("Första kontakt", "First contact"),
        "last_seen_at": _contact("Senaste kontakt", "Latest contact"),
    },
)
classify(
    "crm.Identifier",
    {
        "id": _ROW,
        "contact": technical("whose it is"),
        "kind": technical("phone or e-mail"),
        "value": _contact("Nummer eller adress", "Number or address", portable=True),
        "blind": _BLIND,
        "created_at": _contact("Sparad", "Stored"),
    },
)
classify(
    "crm.CrmLink",
    {
        "id": _ROW,
        "contact": technical("whose it is"),
        "system": _register("Kundregister", "Customer register"),
        "external_id": _register("Kundnummer", "Customer number"),
        "created_at": _register("Länkad", "Linked"),
    },
)
classify(
    "crm.OptOut",
    {
        "blind": personal(
            Category.CONSENT,
            purpose=Purpose.RESPECTING_CHOICES,
            retention=RetentionClass.CONSENT,
            not_exported="a keyed hash of the number that is exported with the contact",
            erase=Erase.KEEP,
            ground=Ground.OBJECTION,
        ),
        "source": _choice("Hur du sade nej till sms", "How you declined texts"),
        "at": _choice("När du sade nej till sms", "When you declined texts"),
    },
)
classify(
    "crm.Consent",
    {
        "id": _ROW,
        "contact": technical("whose it is"),
        "kind": _choice("Val", "Choice"),
        "source": _choice("Källa", "Source"),
        "at": _choice("Tidpunkt", "Time"),
    },
)
