"""How long what was erased lives on in backups."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

#: The longest that a backup is kept (operations.md, "Backup and restore"); then it is replaced as a whole.
KEPT: Final = timedelta(days=35)


def gone_from_backups(now: datetime) -> date:
    """The day on which the last backup that may hold what was erased at ``now`` is gone."""
    return (now + KEPT).date()
