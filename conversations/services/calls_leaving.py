"""What must be done as calls go: they are counted when it is by age, and the provider is told."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from conversations.channels.voice.erasure import calls_carry_out
from conversations.models import ProviderDeletion
from conversations.services.leaving import ASK_AGAIN, BEGINS_WITHIN, SETTLES
from crm.bookings.selectors import company_here
from nexus.outbox.services import Claim, RetryLater, job_put
from nexus.privacy.registry import Going, StoreNotReady, rows_leaving
from nexus.schema import connection

CALL_DELETIONS: Final = "call_deletions"

# Raw, because the rows need not travel: one statement stands for a thousand calls.
_COUNT: Final = """
    INSERT INTO conversations_callcount AS known (id, day, hour, outcome, texted, wrote, booked, count)
    SELECT gen_random_uuid(), (started_at AT TIME ZONE %(zone)s)::date,
           extract(hour FROM started_at AT TIME ZONE %(zone)s)::int, COALESCE(outcome, ''),
           texted_back_at IS NOT NULL, wrote_at IS NOT NULL AND outcome IS DISTINCT FROM 'answered',
           booked_at IS NOT NULL AND outcome IS DISTINCT FROM 'answered', count(*)
    FROM conversations_call WHERE id = ANY(%(keys)s::uuid[])
    GROUP BY 2, 3, 4, 5, 6, 7
    ON CONFLICT (day, hour, outcome, texted, wrote, booked)
    DO UPDATE SET count = known.count + excluded.count
"""
_NOTE: Final = """
    INSERT INTO conversations_providerdeletion
        (id, route_id, kind, external_id, origin_id, state, attempts, error_code, created_at)
    SELECT gen_random_uuid(), route_id, 'call', external_id, %(origin)s, 'pending', 0, '', %(now)s
    FROM conversations_call WHERE id = ANY(%(keys)s::uuid[])
    ON CONFLICT (kind, external_id) DO UPDATE SET origin_id = excluded.origin_id
"""


@rows_leaving("conversations.Call")
def calls_leave(going: Going) -> None:
    """Note the calls for deletion at the provider, and where they go by age count them by hour and kind.

    Those that an erasure lets go are not counted, and it deals with the provider itself.
    """
    keys = going.array
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"keys": keys, "origin": going.origin_id, "now": timezone.now()})
        if not going.by_age:
            return
        cursor.execute(_COUNT, {"keys": keys, "zone": company_here().timezone})
    job_put(kind=CALL_DELETIONS, object_id=going.origin_id, delay=SETTLES, max_wait=BEGINS_WITHIN)


def call_deletions(claim: Claim) -> None:
    """The job ``call_deletions``: delete at the provider the calls that a retention run has let go here."""
    try:
        calls_carry_out(ProviderDeletion.objects.filter(origin_id=claim.object_id))
    except StoreNotReady as refused:
        raise RetryLater(ASK_AGAIN, f"provider {refused.code}") from refused
