"""Classification of registers and imports."""

from datetime import datetime

from django.db.models import Q

from nexus.privacy.ageing import AgeingRows, ageing_rows
from nexus.privacy.inventory import (
    Category,
    Purpose,
    RetentionClass,
    Subject,
    classify,
    personal,
    technical,
)
from nexus.privacy.registry import SubjectRows, subject_rows
from nexus.privacy.vocabulary import Text

#: For so long an import is remembered, and can be undone.
IMPORT_DAYS = 30

_ROW = technical("identity of the row")
classify(
    "crm.Register",
    {
        "id": _ROW,
        "name": technical("what the company calls its register", retention=RetentionClass.COMPANY_LIFETIME),
        "fields": technical("labels of what is linked", retention=RetentionClass.COMPANY_LIFETIME),
        "created_at": technical("when it was first linked"),
        "updated_at": technical("when what is linked was changed"),
    },
)
classify(
    "crm.RegisterImport",
    {
        "id": _ROW,
        "system": technical("what the company calls the register"),
        "register": technical("which register"),
        "state": technical("how far it has come"),
        "kind": technical("CSV or XLSX"),
        "size": technical("bytes"),
        "layout": technical("how the file is understood, and what its columns are called"),
        "take_up_again": technical("whether people who were erased are taken up again"),
        "total": technical("rows in the file"),
        "position": technical("the row it has come to"),
        "counts": technical("how many rows became what"),
        "problem": technical("why it stopped, a code"),
        "problem_row": technical("in which row"),
        "actor": personal(
            Category.AUDIT,
            subject=Subject.STAFF,
            purpose=Purpose.ACCOUNTABILITY,
            retention=RetentionClass.CONTACTS,
            sv="Medarbetare",
            en="Member of staff",
        ),
        "created_at": technical("when it was uploaded"),
        "file_expires_at": technical("when its file is deleted at the latest"),
        "started_at": technical("when it was begun"),
        "finished_at": technical("when it ended"),
        "undone_at": technical("when it was undone"),
    },
)
classify(
    "crm.ImportChunk",
    {
        "id": _ROW,
        "source": technical("which import"),
        "number": technical("its place"),
        # Whose data it is can be told by nobody before it is read; the store ``import_files`` lets it go.
        "data": technical("a sealed piece of the company's file, kept until the import ends, at most a day"),
    },
)
classify(
    "crm.ImportIssue",
    {
        "id": _ROW,
        "source": technical("which import"),
        "row": technical("number of the row in the company's file"),
        "code": technical("what there was to say about it, a code"),
        "refused": technical("whether the row was left out"),
        "other_row": technical("number of the row that it repeats"),
    },
)
classify(
    "crm.ImportChange",
    {
        "id": _ROW,
        "source": technical("which import"),
        "contact": technical("whose it is"),
        "link_id": technical("which link"),
        "made_contact": technical("the contact's key where the import made it"),
        "before": personal(
            Category.CONTACT_DETAILS,
            purpose=Purpose.IDENTIFYING,
            retention=RetentionClass.CONTACTS,
            sv="Uppgifter före importen från kundregistret",
            en="Data before the import from the customer register",
        ),
        "stamp": personal(
            Category.CRM_DATA,
            purpose=Purpose.IDENTIFYING,
            retention=RetentionClass.CONTACTS,
            sv="Importerad",
            en="Imported",
        ),
    },
)
subject_rows(
    SubjectRows(
        "crm.ImportChange",
        Text("Importer från kundregistret", "Imports from the customer register"),
        contact="contact",
        at="stamp",
        # They go with the contact, and with the import after a month.
        expiry={RetentionClass.CONTACTS: None},
    )
)


def _old(before: datetime, _now: datetime) -> Q:
    return Q(created_at__lt=before)


ageing_rows(
    AgeingRows(
        "crm.RegisterImport",
        Text("Importer av kundregister", "Imports of customer registers"),
        due=_old,
        at="created_at",
        days=IMPORT_DAYS,
    ),
)
