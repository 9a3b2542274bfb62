"""What must be done as messages go by age: they are counted, and the provider is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from conversations.channels.sms.erasure import deletions_carry_out
from conversations.models import ProviderDeletion
from nexus.outbox.services import Claim, RetryLater
from nexus.outbox.tasks import job_now
from nexus.privacy.registry import StoreNotReady
from nexus.schema import connection

PROVIDER_DELETIONS: Final = "provider_deletions"
#: The provider is down, or wants to be asked later. Nobody waits for it: what is here has gone.
ASK_AGAIN: Final = timedelta(minutes=10)

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


def messages_leave(keys: Sequence[UUID], origin_id: UUID) -> None:
    """Count the messages by day and kind, and have what was noted of them deleted at the provider.

    Called in the transaction that deletes them, before they go. ``origin_id`` is the run that lets them go.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT, {"keys": "{" + ",".join(str(key) for key in keys) + "}", "zone": settings.TIME_ZONE}
        )
    job_now(kind=PROVIDER_DELETIONS, object_id=origin_id)


def provider_deletions(claim: Claim) -> None:
    """The job ``provider_deletions``: delete at the provider what a retention run has let go here."""
    try:
        deletions_carry_out(ProviderDeletion.objects.filter(origin_id=claim.object_id))
    except StoreNotReady as refused:
        raise RetryLater(ASK_AGAIN, f"provider {refused.code}") from refused
