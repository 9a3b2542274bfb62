"""Classification of the audit log: who did or read what, never what it said."""

from nexus.privacy.inventory import (
    Category,
    Erase,
    Ground,
    Purpose,
    RetentionClass,
    Subject,
    classify,
    personal,
    technical,
)

classify(
    "audit.Entry",
    {
        "id": technical("identity of the row"),
        "at": personal(
            Category.ACCESS_LOG,
            purpose=Purpose.ACCOUNTABILITY,
            retention=RetentionClass.ACCESS_LOG,
            sv="Tidpunkt",
            en="Time",
            erase=Erase.KEEP,
            ground=Ground.ACCOUNTABILITY,
        ),
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
        "action": technical("what was done"),
        "subject_type": technical("with which kind of row"),
        "subject_id": personal(
            Category.ACCESS_LOG,
            purpose=Purpose.ACCOUNTABILITY,
            retention=RetentionClass.ACCESS_LOG,
            sv="Uppgift som visades eller ändrades",
            en="Record that was shown or changed",
            erase=Erase.KEEP,
            ground=Ground.ACCOUNTABILITY,
        ),
        "details": technical("codes and counts"),
    },
)
