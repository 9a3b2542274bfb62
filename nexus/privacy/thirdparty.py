"""Classification of models that are not ours, and of the key store, which lies below this layer."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from nexus.privacy.ageing import AgeingRows, ageing_rows
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
from nexus.privacy.vocabulary import Text

_WITHHELD = "a secret of the sign-in system, of no meaning to the person and dangerous to hand out"


def _account(sv: str, en: str) -> Classification:
    return personal(
        Category.STAFF_ACCOUNT,
        subject=Subject.STAFF,
        purpose=Purpose.STAFF_ACCESS,
        retention=RetentionClass.ACCOUNT,
        sv=sv,
        en=en,
    )


def _security(
    sv: str = "", en: str = "", *, secret: bool = False, category: Category = Category.SECURITY
) -> Classification:
    return personal(
        category,
        subject=Subject.STAFF,
        purpose=Purpose.SECURITY,
        retention=RetentionClass.SECURITY,
        sv=sv,
        en=en,
        not_exported=_WITHHELD if secret else "",
    )


def _ops_log(sv: str, en: str) -> Classification:
    return personal(
        Category.AUDIT,
        subject=Subject.STAFF,
        purpose=Purpose.ACCOUNTABILITY,
        retention=RetentionClass.ACCESS_LOG,
        sv=sv,
        en=en,
        erase=Erase.KEEP,
        ground=Ground.ACCOUNTABILITY,
    )


classify(
    "contenttypes.ContentType",
    {
        "id": technical("identity of the row"),
        "app_label": technical("name of an app"),
        "model": technical("name of a model"),
    },
)
classify(
    "auth.Permission",
    {
        "id": technical("identity of the row"),
        "name": technical("name of a permission"),
        "content_type": technical("model that the permission is about"),
        "codename": technical("name of a permission in code"),
    },
)
classify("auth.Group", {"id": technical("identity of the row"), "name": technical("name of a role")})
classify(
    "auth.Group_permissions",
    {
        "id": technical("identity of the row"),
        "group": technical("a role"),
        "permission": technical("a permission of the role"),
    },
)
classify(
    "admin.LogEntry",
    {
        "id": technical("identity of the row"),
        "action_time": _ops_log("Tidpunkt", "Time"),
        "user": _ops_log("Vem", "Who"),
        "content_type": technical("model that was changed"),
        "object_id": technical("id of the shared row that was changed"),
        "object_repr": _ops_log("Vad", "What"),
        "action_flag": technical("added, changed or deleted"),
        "change_message": _ops_log("Ändring", "Change"),
    },
)
classify(
    "sessions.Session",
    {
        "session_key": _security(secret=True),
        "session_data": _security(secret=True),
        "expire_date": technical("when the session ends"),
    },
)
classify(
    "account.EmailAddress",
    {
        "id": technical("identity of the row"),
        "user": _account("Konto", "Account"),
        "email": _account("E-postadress", "E-mail address"),
        "verified": _account("Bekräftad", "Verified"),
        "primary": _account("Huvudadress", "Primary address"),
    },
)
classify(
    "account.EmailConfirmation",
    {
        "id": technical("identity of the row"),
        "email_address": _security("E-postadress", "E-mail address"),
        "created": _security("Skapad", "Created"),
        "sent": _security("Skickad", "Sent"),
        "key": _security(secret=True),
    },
)
classify(
    "mfa.Authenticator",
    {
        "id": technical("identity of the row"),
        "user": _account("Konto", "Account"),
        "type": _account("Typ av tvåfaktor", "Kind of second factor"),
        "data": personal(
            Category.SECURITY,
            subject=Subject.STAFF,
            purpose=Purpose.SECURITY,
            retention=RetentionClass.ACCOUNT,
            not_exported=_WITHHELD,
        ),
        "created_at": _account("Skapad", "Created"),
        "last_used_at": _account("Senast använd", "Last used"),
    },
)
classify(
    "usersessions.UserSession",
    {
        "id": technical("identity of the row"),
        "user": _security("Konto", "Account"),
        "created_at": _security("Inloggad", "Signed in"),
        "ip": _security("IP-adress", "IP address", category=Category.DEVICE),
        "last_seen_at": _security("Senast aktiv", "Last active"),
        "session_key": _security(secret=True),
        "user_agent": _security("Webbläsare", "Browser", category=Category.DEVICE),
        "data": _security(secret=True),
    },
)
classify(
    "crypto.DataKey",
    {
        "id": technical("identity of the row"),
        "owner": technical("schema whose content the key seals"),
        "purpose": technical("encrypted fields or blind index"),
        "number": technical("which key a sealed value names"),
        "wrapped": technical("the key, wrapped under FIELD_ENCRYPTION_KEY"),
        "created_at": technical("when the key was made"),
        "retired_at": technical("from when nothing new uses it"),
    },
)


def _signed_out(before: datetime, now: datetime) -> Q:
    """The browser and address of a sign-in that is long over; one that still lasts is shown to its owner."""
    sessions = apps.get_model("sessions.Session")._base_manager
    lasting = sessions.filter(session_key=OuterRef("session_key"), expire_date__gte=now)
    return Q(~Exists(lasting), last_seen_at__lt=before)


ageing_rows(
    AgeingRows(
        "sessions.Session",
        Text("Personalens inloggningar", "Staff sign-ins"),
        retention=RetentionClass.SECURITY,
        # One that has ended serves nothing any more, however short the period is.
        due=lambda _before, now: Q(expire_date__lt=now),
        at="expire_date",
        public=True,
    ),
    AgeingRows(
        "usersessions.UserSession",
        Text("Personalens webbläsare", "Staff browsers"),
        retention=RetentionClass.SECURITY,
        due=_signed_out,
        at="created_at",
        public=True,
    ),
    AgeingRows(
        "account.EmailConfirmation",
        Text("Bekräftelser av e-postadresser", "E-mail confirmations"),
        retention=RetentionClass.SECURITY,
        due=lambda before, _now: Q(created__lt=before),
        at="created",
        public=True,
    ),
    AgeingRows(
        "admin.LogEntry",
        Text("Nomars driftlogg", "Nomar's operations log"),
        days=RetentionClass.ACCESS_LOG.value.days,
        due=lambda before, _now: Q(action_time__lt=before),
        at="action_time",
        companies=False,
        public=True,
    ),
)
