"""Classification of the audit log: who did or read what, never what it said."""

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


def _log(sv: str, en: str) -> Classification:
    return personal(
        Category.ACCESS_LOG,
        purpose=Purpose.ACCOUNTABILITY,
        retention=RetentionClass.ACCESS_LOG,
        sv=sv,
        en=en,
        erase=Erase.KEEP,
        ground=Ground.ACCOUNTABILITY,
    )


classify(
    "audit.Entry",
    {
        "id": technical("identity of the row"),
        "at": _log("Tidpunkt", "Time"),
        "actor": personal(
            Category.AUDIT,
            subject=Subject.STAFF,
            purpose=Purpose.ACCOUNTABILITY,
            retention=RetentionClass.ACCESS_LOG,
            sv="Medarbetare",
            en="Member of staff",
            erase=Erase.KEEP,
            ground=Ground.ACCOUNTABILITY,
        ),
        "actor_kind": technical("staff, the company's system or the clock"),
        "action": _log("Vad som gjordes", "What was done"),
        "subject_type": _log("Slag av uppgift", "Kind of record"),
        "subject_id": _log("Uppgift som visades eller ändrades", "Record that was shown or changed"),
        "contact_id": technical("whose data it was"),
        "details": technical("codes and counts"),
    },
)


def _instruction(sv: str, en: str) -> Classification:
    return personal(
        Category.AUDIT,
        subject=Subject.STAFF,
        purpose=Purpose.ACCOUNTABILITY,
        retention=RetentionClass.COMPANY_LIFETIME,
        sv=sv,
        en=en,
        erase=Erase.KEEP,
        ground=Ground.ACCOUNTABILITY,
    )


classify(
    "audit.Instruction",
    {
        "id": technical("identity of the row"),
        "sequence": technical("place in the chain"),
        "at": _instruction("Tidpunkt", "Time"),
        "actor": _instruction("Medarbetare", "Member of staff"),
        "actor_kind": technical("staff, the company's system, Nomar or the clock"),
        "actor_name": _instruction("Namn", "Name"),
        "setting": technical("which setting"),
        "before": technical("its value before"),
        "after": technical("its value after"),
        "previous": technical("hash of the instruction before it"),
        "digest": technical("hash of this one"),
    },
)

subject_rows(
    SubjectRows(
        "audit.Entry",
        Text("Åtkomstlogg", "Access log"),
        # A read names the contact; so does every act on a row of theirs that is logged with it.
        contact="contact_id",
        at="at",
        expiry={RetentionClass.ACCESS_LOG: expires(lambda before: Q(at__lt=before))},
    ),
)
