"""Reading the outbox: whether customers wait for what is in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from nexus.outbox.handlers import HANDLERS
from nexus.schema import connection

#: A job so old has failed before: what it waits for is not this machine's time.
FRESH: Final = timedelta(minutes=1)
#: A text is answered some seconds after it came, for there may be a second one.
SOON: Final = timedelta(seconds=5)


def customers_wait() -> bool:
    """Whether somebody's text, answer or call is being handled right now, in any company."""
    kinds = [kind for kind, handler in HANDLERS.items() if handler.queue == "interactive"]
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM public.outbox_job WHERE NOT dead AND due_at BETWEEN %s AND %s"
            " AND created_at > %s AND kind = ANY(%s) LIMIT 1",
            [now - FRESH, now + SOON, now - FRESH, kinds],
        )
        return cursor.fetchone() is not None
