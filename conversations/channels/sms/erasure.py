"""What the SMS provider keeps goes too: each message's resource, and what only its own list still knows.

A message is noted for deletion in the transaction that deletes it here (``ProviderDeletion``), and deleted
there afterwards, outside every transaction, as often as it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from conversations.channels.sms.gateways import gateway
from conversations.channels.sms.port import NOT_FINAL, Deleted, GatewayError, ListedSms, Route
from conversations.channels.sms.reach import can_be_texted
from conversations.channels.sms.routes import route_by_id
from conversations.models import Message, ProviderDeletion
from nexus.faults import crash_point
from nexus.privacy.registry import Going, StoreNotReady, SubjectRef, rows_leaving
from nexus.privacy.vocabulary import Text
from nexus.schema import connection
from nexus.tenants.models import ChannelRoute

#: A text of ours that was being sent while its row went is only in the provider's list. A job has ended by then.
IN_FLIGHT: Final = timedelta(hours=1)
#: So young a text may be one whose row is about to get the provider's id.
YOUNG: Final = timedelta(seconds=60)
#: How often what the provider answered is written down, in seconds: a write costs as much as a fast answer.
_WRITE_EVERY: Final = 0.25
_PAGE: Final = 500
_UNAUTHENTICATED: Final = ("20003", "401", "403")

State = ProviderDeletion.State
#: Calls are another store's (``conversations.channels.voice.erasure``).
KIND = ProviderDeletion.Kind.MESSAGE

# Raw, because thousands go: one statement for a batch, and no row travels. A note by somebody else, such as a code's,
# becomes ours, as in :func:`_note`. The id is a UUID of version 7 (RFC 9562) like any other row's: the index grows at
# its end, where random ones would touch a page each.
_INTO_DELETIONS: Final = """
    INSERT INTO conversations_providerdeletion
        (id, route_id, kind, external_id, origin_id, state, attempts, error_code, created_at)
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
               substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
               52, 1), 53, 1), 'hex')::uuid,
           found.route_id, 'message', found.external_id, found.origin_id, 'pending', 0, '', %(now)s
    FROM found
    ON CONFLICT (kind, external_id) DO UPDATE SET origin_id = excluded.origin_id
"""
_THESE_MESSAGES: Final = """
    FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id
    WHERE m.id = ANY(%(keys)s::uuid[]) AND m.external_id IS NOT NULL AND m.channel = 'sms'
"""
_NOTE_EACH: Final = f"""
    WITH found AS (
        SELECT COALESCE(m.route_id, c.route_id) AS route_id, m.external_id, %(origin)s::uuid AS origin_id
        {_THESE_MESSAGES})
    {_INTO_DELETIONS}
"""
_NOTE_TOGETHER: Final = f"""
    INSERT INTO conversations_providerbacklog (id, route_id, origin_id, external_ids, created_at)
    SELECT gen_random_uuid(), COALESCE(m.route_id, c.route_id) AS route, %(origin)s, array_agg(m.external_id), %(now)s
    {_THESE_MESSAGES} GROUP BY route
"""
_SPREAD: Final = f"""
    WITH taken AS (
        DELETE FROM conversations_providerbacklog WHERE id = (
            SELECT id FROM conversations_providerbacklog WHERE origin_id = %(origin)s ORDER BY id LIMIT 1 FOR UPDATE)
        RETURNING route_id, origin_id, external_ids),
    found AS (SELECT route_id, origin_id, unnest(external_ids) AS external_id FROM taken)
    {_INTO_DELETIONS}
"""


@rows_leaving("conversations.Message")
def deletions_note(going: Going) -> None:
    """Note these messages for deletion at the provider: only here can their numbers still be told.

    Those that go by age go by the thousand, and their transaction is to be short: they are noted together
    (:class:`conversations.models.ProviderBacklog`).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE_TOGETHER if going.by_age else _NOTE_EACH,
            {"keys": going.array, "origin": going.origin_id, "now": timezone.now()},
        )


def backlog_spread(origin_id: UUID) -> None:
    """Make a deletion of each message that a retention run has noted, a batch in a transaction of its own."""
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_SPREAD, {"origin": origin_id, "now": timezone.now()})
            if not cursor.rowcount:
                return


def _note(found: Sequence[tuple[str, UUID]], origin_id: UUID) -> None:
    ProviderDeletion.objects.bulk_create(
        [
            ProviderDeletion(external_id=external_id, route_id=route_id, origin_id=origin_id)
            for external_id, route_id in found
        ],
        # One that was noted by somebody else, such as a code's, becomes ours: we wait until it is done.
        update_conflicts=True,
        unique_fields=["kind", "external_id"],
        update_fields=["origin_id"],
    )


def deletions_carry_out(rows: QuerySet[ProviderDeletion]) -> None:
    """Delete at the provider what is pending among ``rows``.

    Raises :class:`StoreNotReady` when something is left: with the code ``not_final``, a refusal's own, or at
    once when the provider cannot be reached.
    """
    chosen, written, last, problem = gateway(), _Written(), None, ""
    routes: dict[UUID, Route | None] = {}
    pending = rows.filter(state=State.PENDING, kind=KIND).order_by("pk")
    try:
        while page := list((pending if last is None else pending.filter(pk__gt=last))[:_PAGE]):
            for row in page:
                last = row.pk
                if row.route_id not in routes:
                    routes[row.route_id] = route_by_id(row.route_id)
                route = routes[row.route_id]
                try:
                    if route is None:
                        raise GatewayError("no such number", permanent=True, code="no_route")
                    written.settled(row, chosen.delete(route, row.external_id))
                except GatewayError as error:
                    written.refused(row, error.code)
                    if error.code in _UNAUTHENTICATED or not (error.permanent or error.code == NOT_FINAL):
                        raise StoreNotReady(error.code) from error
                    problem = problem if problem not in ("", NOT_FINAL) else error.code
    finally:
        written.flush()
    if problem:
        raise StoreNotReady(problem)


class _Written:
    """Answers of the provider on their way into the table."""

    def __init__(self) -> None:
        self.waiting: dict[str, list[UUID]] = {}
        self.since = monotonic()

    def settled(self, row: ProviderDeletion, became: Deleted) -> None:
        crash_point("provider_deleted")
        self.waiting.setdefault(became.value, []).append(row.pk)
        if monotonic() - self.since > _WRITE_EVERY:
            self.flush()

    def refused(self, row: ProviderDeletion, code: str) -> None:
        ProviderDeletion.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, error_code=code[:12])

    def flush(self) -> None:
        with connection.cursor() as cursor:
            for state, keys in self.waiting.items():
                cursor.execute(
                    "UPDATE conversations_providerdeletion SET state = %s, done_at = %s, error_code = '',"
                    " attempts = attempts + 1 WHERE id = ANY(%s)",
                    [state, timezone.now(), keys],
                )
        self.waiting, self.since = {}, monotonic()


class ProviderStore:
    """A person's messages at the SMS provider."""

    key = "sms_provider"
    title = Text("SMS-operatören", "The SMS provider")

    def find(self, subject: SubjectRef) -> int:
        theirs = Message.objects.filter(conversation__contact_id=subject.contact_id)
        return theirs.filter(external_id__isnull=False, channel="sms").count()

    def prepare(self, subject: SubjectRef, origin_id: UUID) -> None:
        """Nothing: each message is noted when its row goes."""

    def erase(self, subject: SubjectRef, origin_id: UUID) -> int:
        """Delete what was noted and what the provider's list has; the number of settled ones in all."""
        ours = ProviderDeletion.objects.filter(origin_id=origin_id, kind=KIND)
        try:
            listed = list(self._listed(subject, origin_id))
        except GatewayError as error:
            raise StoreNotReady(error.code or "provider") from error
        noted = set(
            ProviderDeletion.objects.filter(
                external_id__in=[sms.external_id for _route, sms in listed]
            ).values_list("external_id", flat=True)
        )
        latest = timezone.now() - YOUNG
        young = {
            sms.external_id
            for _route, sms in listed
            if not sms.inbound and sms.at > latest and sms.external_id not in noted
        }
        _note(
            [(sms.external_id, UUID(route.id)) for route, sms in listed if sms.external_id not in young],
            origin_id,
        )
        deletions_carry_out(ours)
        if young:
            raise StoreNotReady("just_sent")
        return ours.exclude(state=State.PENDING).count()

    def left(self, subject: SubjectRef, origin_id: UUID) -> int:
        """How many the provider still has, asked of its own list, and how many deletions are open."""
        pending = ProviderDeletion.objects.filter(origin_id=origin_id, kind=KIND, state=State.PENDING).count()
        try:
            return pending + sum(1 for _ in self._listed(subject, origin_id))
        except GatewayError as error:
            raise StoreNotReady(error.code or "provider") from error

    def outcome(self, origin_id: UUID) -> dict[str, int]:
        """How many messages became what: deleted, gone already, emptied."""
        rows = (
            ProviderDeletion.objects.filter(origin_id=origin_id, kind=KIND)
            .values_list("state")
            .annotate(n=Count("pk"))
        )
        return {str(state): int(number) for state, number in rows}

    def forget(self, origin_id: UUID) -> int:
        """The notes themselves: they are not needed once the certificate counts them."""
        settled = ProviderDeletion.objects.filter(origin_id=origin_id, kind=KIND).exclude(state=State.PENDING)
        # Nothing hangs on them; the collector would load each to find that out.
        return settled._raw_delete(connection.alias)

    def _listed(self, subject: SubjectRef, origin_id: UUID) -> Iterator[tuple[Route, ListedSms]]:
        """Messages with this person in the provider's list that are nobody else's here.

        Whoever has the number now, or writes from it again after the erasure began, has rows of their own.
        """
        begun = _begun(origin_id)
        chosen = gateway()
        own = ChannelRoute.objects.filter(company__schema_name=connection.schema_name)
        routes = [route_by_id(key) for key in own.values_list("pk", flat=True)]
        for route in [found for found in routes if found is not None and found.number]:
            for phone in filter(can_be_texted, subject.phones):
                rows = [
                    sms
                    for sms in chosen.listed(route, phone=phone)
                    if not sms.empty and sms.at <= (begun if sms.inbound else begun + IN_FLIGHT)
                ]
                known = set(
                    Message.objects.filter(external_id__in=[sms.external_id for sms in rows]).values_list(
                        "external_id", flat=True
                    )
                )
                yield from ((route, sms) for sms in rows if sms.external_id not in known)


def _begun(origin_id: UUID) -> datetime:
    """When the erasure began: its id has the time in it, in milliseconds (RFC 9562, version 7)."""
    return datetime.fromtimestamp((origin_id.int >> 80) / 1000, tz=UTC)
