"""Classification of rights cases, packages, erasures and retention, and how a person's rows are found."""

from django.db.models import Q

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
from nexus.privacy.registry import SubjectRows, expires, subject_rows
from nexus.privacy.vocabulary import Text


def _case(sv: str, en: str, *, portable: bool = False) -> Classification:
    """What shows that the right was met: it stays as long as cases do."""
    return personal(
        Category.RIGHTS_CASES,
        purpose=Purpose.RIGHTS,
        retention=RetentionClass.CASES,
        sv=sv,
        en=en,
        portable=portable,
        erase=Erase.KEEP,
        ground=Ground.LEGAL_CLAIMS,
    )


def _words(sv: str, en: str) -> Classification:
    """What names or describes the person: erasure empties it."""
    return personal(
        Category.RIGHTS_CASES,
        purpose=Purpose.RIGHTS,
        retention=RetentionClass.CASES,
        sv=sv,
        en=en,
        erase=Erase.NULL,
    )


_STAFF = personal(
    Category.AUDIT,
    subject=Subject.STAFF,
    purpose=Purpose.RIGHTS,
    retention=RetentionClass.CASES,
    sv="Medarbetare",
    en="Member of staff",
    erase=Erase.KEEP,
    ground=Ground.ACCOUNTABILITY,
)
_ROW = technical("identity of the row")
_PACKAGE = personal(
    Category.RIGHTS_CASES,
    purpose=Purpose.RIGHTS,
    retention=RetentionClass.EXPORT_PACKAGES,
    not_exported="a copy of what is exported",
)

classify(
    "gdpr.Case",
    {
        "id": _ROW,
        "number": _case("Ärendenummer", "Case number"),
        "kind": _case("Begäran", "Request"),
        "state": _case("Läge", "State"),
        "contact": technical("whose it is"),
        "phone": _words("Telefonnummer", "Phone number"),
        "stated_name": _words("Namn som uppgavs", "Name that was given"),
        "wish": _words("Så uttrycktes begäran", "How the request was worded"),
        "channel": _case("Kanal", "Channel"),
        "opened_by": _STAFF,
        "received_at": _case("Mottagen", "Received"),
        "due_at": _case("Ska besvaras senast", "To be answered by"),
        "extended_at": _case("Förlängd", "Extended"),
        "extension_reason": _words("Skäl till förlängning", "Reason for the extension"),
        "verified_at": _case("Identitet bekräftad", "Identity verified"),
        "verified_by": _case("Hur identiteten bekräftades", "How the identity was verified"),
        "verify_note": _words("Anteckning om identiteten", "Note on the identity"),
        "second_check": _case("Extra kontroll", "Second check"),
        "second_checked_at": _case("Extra kontroll gjord", "Second check made"),
        "decided_at": _case("Beslutad", "Decided"),
        "decided_by": _STAFF,
        "refusal_ground": _case("Grund för avslag", "Ground of refusal"),
        "refusal_note": _words("Motivering till avslag", "Reasons for the refusal"),
        "changes": _words("Begärda ändringar", "Changes asked for"),
        "joined": technical("how often it was asked for again"),
        "reminded": technical("which reminders the company has had"),
        "closed_at": _case("Avslutad", "Closed"),
    },
)
classify(
    "gdpr.CaseEvent",
    {
        "id": _ROW,
        "case": technical("which case"),
        "kind": _case("Händelse", "Event"),
        "at": _case("Tidpunkt", "Time"),
        "actor": _STAFF,
        "note": _words("Anteckning", "Note"),
        "details": technical("codes and counts"),
    },
)
classify(
    "gdpr.IdentityCode",
    {
        "id": _ROW,
        "case": technical("which case"),
        "purpose": technical("what it opens"),
        "blind": technical("keyed hash of a code that is valid for minutes"),
        "covers": technical("the numbers of the cases that it verifies"),
        "tries_left": technical("how many tries are left"),
        "created_at": technical("when it was asked for"),
        "sent_at": technical("when it was sent"),
        "expires_at": technical("until when it is valid"),
        "used_at": technical("when it was used"),
    },
)
classify(
    "gdpr.Package",
    {
        "id": _ROW,
        "case": technical("which case"),
        "state": technical("how far it has come"),
        "link_blind": technical("keyed hash of the token in the link"),
        "size": technical("bytes"),
        "sha256": technical("its hash"),
        "counts": technical("rows per category"),
        "created_at": technical("when it was begun"),
        "expires_at": technical("when it is deleted"),
        "fetched_at": _PACKAGE,
    },
)
classify(
    "gdpr.PackageChunk",
    {
        "id": _ROW,
        "package": technical("which package"),
        "number": technical("its place"),
        "data": _PACKAGE,
    },
)
classify(
    "gdpr.Redaction",
    {
        "id": _ROW,
        "case": technical("which case"),
        "model": technical("which kind of row"),
        "row_id": technical("which row"),
        "found": personal(
            Category.RIGHTS_CASES,
            purpose=Purpose.RIGHTS,
            retention=RetentionClass.CASES,
            not_exported="another person's identifier",
        ),
        "kind": technical("what it looks like"),
        "decision": technical("what was decided"),
        "decided_at": technical("when"),
        "decided_by": _STAFF,
    },
)
classify(
    "gdpr.Erasure",
    {
        "id": _ROW,
        "case": technical("which case"),
        "origin": technical("what asked for it"),
        "state": technical("how far it has come"),
        "contact_id": technical("the id of the contact that is gone"),
        "subject": personal(
            Category.RIGHTS_CASES,
            purpose=Purpose.RIGHTS,
            retention=RetentionClass.CASES,
            not_exported="what an erasure looks for; emptied when it is done",
            erase=Erase.NULL,
        ),
        "plan": technical("counts per store"),
        "ledger_sequence": technical("its entry in the ledger"),
        "requested_by": _STAFF,
        "started_at": technical("when it began"),
        "finished_at": technical("when it was done"),
        "certificate": technical("its certificate"),
    },
)
classify(
    "gdpr.ErasureStep",
    {
        name: technical(note)
        for name, note in {
            "id": "identity of the row",
            "erasure": "which erasure",
            "position": "its place",
            "store": "which store",
            "state": "how far it has come",
            "planned": "how many were found",
            "erased": "how many went",
            "kept": "how many stayed",
            "ground": "on which ground",
            "error": "what went wrong last",
            "attempts": "how often it was tried",
            "at": "when it was settled",
        }.items()
    },
)
classify(
    "gdpr.Certificate",
    {
        name: technical(note)
        for name, note in {
            "id": "identity of the row",
            "sequence": "its place in the chain",
            "kind": "what it proves",
            "at": "when it was made",
            "content": "counts and times, no content",
            "previous": "hash of the one before it",
            "digest": "its hash",
            "signature": "Nomar's signature",
        }.items()
    },
)
classify(
    "gdpr.ReadDigest",
    {
        name: technical(note)
        for name, note in {
            "id": "identity of the row",
            "day": "which day of the access log",
            "entries": "how many entries",
            "digest": "their hash",
            "signature": "Nomar's signature",
            "at": "when it was made",
        }.items()
    },
)
classify(
    "gdpr.RetentionPolicy",
    {
        "id": _ROW,
        "version": technical("its number"),
        "periods": technical("days per class"),
        "state": technical("whether it is in force"),
        "proposed_at": technical("when it was proposed"),
        "proposed_by": _STAFF,
        "decided_at": technical("when it was decided"),
        "decided_by": _STAFF,
    },
)
classify(
    "gdpr.Hold",
    {
        "id": _ROW,
        "contact": technical("whose data is held"),
        "reason": personal(
            Category.RIGHTS_CASES,
            purpose=Purpose.RIGHTS,
            retention=RetentionClass.CONTACTS,
            sv="Skäl till att uppgifter hålls kvar",
            en="Why data is held",
        ),
        "owner": _STAFF,
        "review_on": technical("when it is looked at again"),
        "reminded_on": technical("of which review date its owner has been reminded"),
        "created_at": personal(
            Category.RIGHTS_CASES,
            purpose=Purpose.RIGHTS,
            retention=RetentionClass.CONTACTS,
            sv="Hålls kvar sedan",
            en="Held since",
        ),
        "lifted_at": technical("when it was lifted"),
        "lifted_by": _STAFF,
    },
)
classify(
    "gdpr.PurgeRun",
    {
        name: technical(note)
        for name, note in {
            "id": "identity of the row",
            "policy_version": "which periods",
            "cutoff_at": "the moment that ages are counted from",
            "state": "how far it has come",
            "progress": "counts per step",
            "started_at": "when it began",
            "finished_at": "when it was done",
            "certificate": "its certificate",
        }.items()
    },
)

subject_rows(
    SubjectRows(
        "gdpr.Case",
        Text("Ärenden", "Cases"),
        contact="contact",
        at="received_at",
        expiry={RetentionClass.CASES: expires(lambda before: Q(closed_at__lt=before))},
    ),
    SubjectRows(
        "gdpr.CaseEvent",
        Text("Händelser i ärenden", "Events in cases"),
        contact="case__contact",
        at="at",
        expiry={RetentionClass.CASES: expires(lambda before: Q(case__closed_at__lt=before))},
    ),
    SubjectRows(
        "gdpr.Package",
        Text("Registerutdrag", "Packages"),
        contact="case__contact",
        at="created_at",
        expiry={RetentionClass.EXPORT_PACKAGES: expires(lambda before: Q(created_at__lt=before))},
    ),
    SubjectRows(
        "gdpr.PackageChunk",
        Text("Registerutdragens innehåll", "Contents of packages"),
        contact="package__case__contact",
        at="package__created_at",
        expiry={RetentionClass.EXPORT_PACKAGES: expires(lambda before: Q(package__created_at__lt=before))},
    ),
    SubjectRows(
        "gdpr.Redaction",
        Text("Dolda uppgifter om andra", "Hidden data about others"),
        contact="case__contact",
        at="case__received_at",
        expiry={RetentionClass.CASES: expires(lambda before: Q(case__closed_at__lt=before))},
    ),
    SubjectRows(
        "gdpr.Erasure",
        Text("Raderingar", "Erasures"),
        contact="case__contact",
        at="started_at",
        expiry={RetentionClass.CASES: expires(lambda before: Q(finished_at__lt=before))},
    ),
    SubjectRows(
        "gdpr.Hold",
        Text("Uppgifter som hålls kvar", "Held data"),
        contact="contact",
        at="created_at",
        # It goes with the contact, which a hold keeps.
        expiry={RetentionClass.CONTACTS: None},
    ),
)
