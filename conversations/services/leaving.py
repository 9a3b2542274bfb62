"""What must be done as messages go by age: they are counted, and the provider is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings

from conversations.channels.sms.erasure import backlog_spread, deletions_carry_out
from conversations.models import ProviderDeletion
from nexus.outbox.services import Claim, RetryLater, job_put
from nexus.privacy.registry import Going, StoreNotReady, rows_leaving
from nexus.schema import connection

PROVIDER_DELETIONS: Final = "provider_deletions"
#: The provider is down, or wants to be asked later. Nobody waits for it: what is here has gone.
ASK_AGAIN: Final = timedelta(minutes=10)
#: The provider is told when the run has let go here, or has gone on for so long: both at once hold each other up.
SETTLES, BEGINS_WITHIN = timedelta(seconds=3), timedelta(minutes=10)

# Raw, because the rows need not travel: this statement stands for a thousand messages.
_COUNT = """
    INSERT INTO conversations_dailycount AS known (id, day, channel, direction, author_type, status, count)
    SELECT gen_random_uuid(), (created_at AT TIME ZONE %(zone)s)::date, channel, direction, author_type,
           status, count(*)
    FROM conversations_message WHERE id = ANY(%(keys)s::uuid[])
    GROUP BY 2, 3, 4, 5, 6
    ON CONFLICT (day, channel, direction, author_type, status)
    DO UPDATE SET count = known.count + excluded.count
"""


@rows_leaving("conversations.Message")
def messages_leave(going: Going) -> None:
    """Count the messages by day and kind, and have what was noted of them deleted at the provider.

    Those that an erasure lets go are not counted, and it deals with the provider itself.
    """
    if not going.by_age:
        return
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"keys": going.array, "zone": settings.TIME_ZONE})
    job_put(kind=PROVIDER_DELETIONS, object_id=going.origin_id, delay=SETTLES, max_wait=BEGINS_WITHIN)


def provider_deletions(claim: Claim) -> None:
    """The job ``provider_deletions``: delete at the provider what a retention run has let go here."""
    backlog_spread(claim.object_id)
    try:
        deletions_carry_out(ProviderDeletion.objects.filter(origin_id=claim.object_id))
    except StoreNotReady as refused:
        raise RetryLater(ASK_AGAIN, f"provider {refused.code}") from refused
