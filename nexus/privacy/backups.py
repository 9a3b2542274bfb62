"""How long what was erased lives on in backups: what ops say that they do (``NEXUS_BACKUP_DAYS``)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from nexus.privacy.vocabulary import Language, Text

_LIVES_ON = Text(
    "Det som raderas eller gallras finns kvar i säkerhetskopior i högst {days} dagar. De används bara för att "
    "återställa tjänsten, och det som har raderats raderas då på nytt.",
    "What is erased, or goes when its time is over, lives on in backups for at most {days} days. They are used "
    "only to restore the service, and what was erased is then erased again.",
)


def backup_days() -> int:
    """The age in days at which the oldest backup is destroyed as a whole."""
    days: int = settings.NEXUS.backup_days
    return days


def gone_from_backups(now: datetime) -> date:
    """The day, here, on which the last backup that may hold what was erased at ``now`` is gone."""
    return timezone.localdate(now + timedelta(days=backup_days()))


def backups_text(language: Language) -> str:
    """The sentence of it for notices, packages and the Article 30 record."""
    return _LIVES_ON.in_(language).format(days=backup_days())
