"""Classification of staff accounts."""

from nexus.accounts import client_storage  # noqa: F401  declared by being read
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


def _account(sv: str, en: str) -> Classification:
    return personal(
        Category.STAFF_ACCOUNT,
        subject=Subject.STAFF,
        purpose=Purpose.STAFF_ACCESS,
        retention=RetentionClass.ACCOUNT,
        sv=sv,
        en=en,
    )


_SECRET = personal(
    Category.SECURITY,
    subject=Subject.STAFF,
    purpose=Purpose.SECURITY,
    retention=RetentionClass.ACCOUNT,
    not_exported="a secret of the sign-in system, of no meaning to the person and dangerous to hand out",
)
classify(
    "accounts.User",
    {
        "id": technical("identity of the row"),
        "password": _SECRET,
        "last_login": _account("Senast inloggad", "Last signed in"),
        "is_superuser": _account("Alla behörigheter", "All permissions"),
        "email": _account("E-postadress", "E-mail address"),
        "name": _account("Namn", "Name"),
        "role": _account("Roll", "Role"),
        "language": _account("Språk", "Language"),
        "is_staff": _account("Nomars drift", "Nomar operations"),
        "is_active": _account("Aktivt konto", "Active account"),
        "date_joined": _account("Skapat", "Created"),
    },
)
for _through in ("accounts.User_groups", "accounts.User_user_permissions"):
    classify(
        _through,
        {
            "id": technical("identity of the row"),
            "user": _account("Konto", "Account"),
            ("group" if _through.endswith("groups") else "permission"): _account("Behörighet", "Permission"),
        },
    )
