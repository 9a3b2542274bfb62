"""Classification of contacts."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from crm.imports import privacy as _imports  # noqa: F401  registers and imports
from crm.rectification import ContactRectifier
from nexus.privacy.inventory import (
    Category,
    Classification,
    Erase,
    Ground,
    Purpose,
    RetentionClass,
    Subject,
    classify,
    personal,
    technical,
)
from nexus.privacy.registry import SubjectRows, expires, rectifier, subject_rows
from nexus.privacy.vocabulary import Text


def _contact(sv: str, en: str, *, portable: bool = False) -> Classification:
    return personal(
        Category.CONTACT_DETAILS,
        purpose=Purpose.IDENTIFYING,
        retention=RetentionClass.CONTACTS,
        sv=sv,
        en=en,
        portable=portable,
    )


def _choice(sv: str, en: str, *, kept: bool = False) -> Classification:
    return personal(
        Category.CONSENT,
        purpose=Purpose.RESPECTING_CHOICES,
        retention=RetentionClass.CONSENT,
        sv=sv,
        en=en,
        erase=Erase.KEEP if kept else Erase.DELETE,
        ground=Ground.OBJECTION if kept else None,
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
        "name_terms": personal(
            Category.CONTACT_DETAILS,
            purpose=Purpose.IDENTIFYING,
            retention=RetentionClass.CONTACTS,
            not_exported="keyed hashes of the name that is exported beside it",
        ),
        "email": _contact("E-postadress", "E-mail address", portable=True),
        "language": _contact("Språk", "Language"),
        "restricted": _choice("Behandlingen är begränsad", "Processing is restricted"),
        "objected": _choice("Har invänt mot automatiska svar", "Has objected to automated answers"),
        "ai_disclosed_at": _choice("Upplyst om AI", "Told about the AI"),
        "ai_disclosure_text": _choice("Upplysningens text", "Wording of the notice"),
        "created_at": _contact("Första kontakt", "First contact"),
        "last_seen_at": _contact("Senaste kontakt", "Latest contact"),
        "returned_at": _contact(
            "Hörde av sig igen efter lång tystnad", "Heard of again after a long silence"
        ),
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
        "external_blind": personal(
            Category.CRM_DATA,
            purpose=Purpose.IDENTIFYING,
            retention=RetentionClass.CONTACTS,
            not_exported="a keyed hash of the customer number that is exported beside it",
        ),
        "name": _contact("Namn i kundregistret", "Name in the customer register"),
        "email": _contact("E-postadress i kundregistret", "E-mail address in the customer register"),
        "fields": _register("Övrigt ur kundregistret", "Other data from the customer register"),
        "gave_name": technical("whether the contact's name came from here"),
        "source": _register("Hur uppgifterna kom hit", "How the data came here"),
        "imported": technical("which import"),
        "created_at": _register("Länkad", "Linked"),
        "updated_at": _register("Senast uppdaterad", "Last updated"),
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
        "source": _choice("Hur du sade nej till sms", "How you declined texts", kept=True),
        "at": _choice("När du sade nej till sms", "When you declined texts", kept=True),
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
_STAFF = personal(
    Category.AUDIT,
    subject=Subject.STAFF,
    purpose=Purpose.ACCOUNTABILITY,
    retention=RetentionClass.CONTACTS,
    sv="Medarbetare",
    en="Member of staff",
)
classify(
    "crm.MergeRecord",
    {
        "id": _ROW,
        "contact": technical("whose it is"),
        "other_id": technical("the contact that was joined into this one"),
        "content": _contact("Kontakt som slogs ihop med den här", "Contact that was joined into this one"),
        "reason": technical("by staff, or by a number shown in the chat"),
        "actor": _STAFF,
        "at": _contact("Sammanslagen", "Joined"),
        "undone_at": _contact("Delad igen", "Parted again"),
        "undone_by": _STAFF,
    },
)


def _silent(before: datetime) -> Q:
    """Contacts whose latest sign of life is older, with nothing left that is kept for longer."""
    return (
        Q(last_seen_at__lt=before)
        & ~Q(conversations__isnull=False)
        & ~Q(bookings__end__gte=before)
        & ~Q(rights_cases__isnull=False)
    )


def _silent_then(before: Callable[[RetentionClass], datetime]) -> Q:
    """The same where what is kept of them goes in the same run."""
    contacts = before(RetentionClass.CONTACTS)
    return (
        Q(last_seen_at__lt=contacts)
        & ~Q(conversations__closed_at__isnull=True, conversations__isnull=False)
        & ~Q(conversations__closed_at__gte=before(RetentionClass.MESSAGES))
        & ~Q(bookings__end__gte=contacts)
        & ~Q(rights_cases__closed_at__isnull=True, rights_cases__isnull=False)
        & ~Q(rights_cases__closed_at__gte=before(RetentionClass.CASES))
    )


_WITH_CONTACT = {RetentionClass.CONTACTS: None}
subject_rows(
    SubjectRows(
        "crm.Contact",
        Text("Kontaktuppgifter", "Contact details"),
        contact="",
        expiry={RetentionClass.CONTACTS: expires(_silent, foreseen=_silent_then)},
    ),
    SubjectRows(
        "crm.Identifier",
        Text("Nummer och adresser", "Numbers and addresses"),
        contact="contact",
        expiry=_WITH_CONTACT,
    ),
    SubjectRows(
        "crm.CrmLink", Text("Kundkopplingar", "Customer links"), contact="contact", expiry=_WITH_CONTACT
    ),
    SubjectRows(
        "crm.OptOut",
        Text("Avregistrerade nummer", "Opted-out numbers"),
        of=lambda subject: Q(blind__in=subject.blinds),
        at="at",
    ),
    SubjectRows(
        "crm.MergeRecord",
        Text("Sammanslagningar", "Joined contacts"),
        contact="contact",
        at="at",
        expiry=_WITH_CONTACT,
    ),
    SubjectRows("crm.Consent", Text("Samtycken", "Consents"), contact="contact", at="at"),
)

rectifier(ContactRectifier())
