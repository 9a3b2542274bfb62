"""What the telephone operator keeps of calls goes too: each call's record with those of its legs.

As for texts (``conversations.channels.sms.erasure``): a call is noted for deletion in the transaction that
deletes it here, and deleted there afterwards, as often as it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from conversations.channels.sms.port import NOT_FINAL, GatewayError, Route
from conversations.channels.sms.reach import can_be_texted
from conversations.channels.sms.routes import route_by_id
from conversations.channels.voice.gateways import voice
from conversations.channels.voice.port import ListedCall
from conversations.models import Call, ProviderDeletion
from nexus.privacy.registry import StoreNotReady, SubjectRef
from nexus.privacy.vocabulary import Text
from nexus.schema import connection
from nexus.tenants.models import ChannelRoute

State = ProviderDeletion.State
KIND = ProviderDeletion.Kind.CALL
_PAGE = 500


def calls_carry_out(rows: QuerySet[ProviderDeletion]) -> None:
    """Delete at the provider the calls that are pending among ``rows``.

    Raises :class:`StoreNotReady` when something is left; at once when the provider cannot be reached.
    """
    provider, problem, last = voice(), "", None
    routes: dict[UUID, Route | None] = {}
    pending = rows.filter(state=State.PENDING, kind=KIND).order_by("pk")
    while page := list((pending if last is None else pending.filter(pk__gt=last))[:_PAGE]):
        for row in page:
            last = row.pk
            if row.route_id not in routes:
                routes[row.route_id] = route_by_id(row.route_id)
            route = routes[row.route_id]
            one = ProviderDeletion.objects.filter(pk=row.pk)
            try:
                if route is None:
                    raise GatewayError("no such number", permanent=True, code="no_route")
                became = provider.delete(route, row.external_id)
            except GatewayError as error:
                one.update(attempts=F("attempts") + 1, error_code=error.code[:12])
                if not error.permanent and error.code != NOT_FINAL:
                    raise StoreNotReady(error.code) from error
                problem = problem if problem not in ("", NOT_FINAL) else error.code
                continue
            one.update(state=became.value, done_at=timezone.now(), error_code="", attempts=F("attempts") + 1)
    if problem:
        raise StoreNotReady(problem)


def calls_note(found: list[tuple[str, UUID]], origin_id: UUID) -> None:
    """Note calls of the provider's list, by id and number, for deletion; another's note becomes ours."""
    ProviderDeletion.objects.bulk_create(
        [
            ProviderDeletion(kind=KIND, external_id=external_id, route_id=route_id, origin_id=origin_id)
            for external_id, route_id in found
        ],
        update_conflicts=True,
        unique_fields=["kind", "external_id"],
        update_fields=["origin_id"],
    )


class CallStore:
    """A person's calls at the telephone operator."""

    key = "call_provider"
    title = Text("Teleoperatören (samtal)", "The telephone operator (calls)")

    def find(self, subject: SubjectRef) -> int:
        return Call.objects.filter(contact_id=subject.contact_id).count()

    def prepare(self, subject: SubjectRef, origin_id: UUID) -> None:
        """Nothing: each call is noted when its row goes."""

    def erase(self, subject: SubjectRef, origin_id: UUID) -> int:
        """Delete what was noted and what the provider's list has; the number of settled ones in all."""
        try:
            listed = [(call.external_id, UUID(route.id)) for route, call in _listed(subject, origin_id)]
        except GatewayError as error:
            raise StoreNotReady(error.code or "provider") from error
        calls_note(listed, origin_id)
        ours = ProviderDeletion.objects.filter(origin_id=origin_id, kind=KIND)
        calls_carry_out(ours)
        return ours.exclude(state=State.PENDING).count()

    def left(self, subject: SubjectRef, origin_id: UUID) -> int:
        """How many the provider still has, asked of its own list, and how many deletions are open."""
        pending = ProviderDeletion.objects.filter(origin_id=origin_id, kind=KIND, state=State.PENDING).count()
        try:
            return pending + sum(1 for _ in _listed(subject, origin_id))
        except GatewayError as error:
            raise StoreNotReady(error.code or "provider") from error

    def outcome(self, origin_id: UUID) -> dict[str, int]:
        """How many calls became what: deleted, or gone already."""
        ours = ProviderDeletion.objects.filter(origin_id=origin_id, kind=KIND)
        return {
            str(state): int(number) for state, number in ours.values_list("state").annotate(n=Count("pk"))
        }

    def forget(self, origin_id: UUID) -> int:
        """The notes themselves: they are not needed once the certificate counts them."""
        settled = ProviderDeletion.objects.filter(origin_id=origin_id, kind=KIND).exclude(state=State.PENDING)
        return settled._raw_delete(connection.alias)


def _listed(subject: SubjectRef, origin_id: UUID) -> Iterator[tuple[Route, ListedCall]]:
    """The person's calls in the provider's list from before the erasure, that are nobody else's here."""
    # The id of an erasure has its time in it, in milliseconds (RFC 9562, version 7).
    begun = datetime.fromtimestamp((origin_id.int >> 80) / 1000, tz=UTC)
    own = ChannelRoute.objects.filter(company__schema_name=connection.schema_name)
    for route in filter(None, map(route_by_id, own.values_list("pk", flat=True))):
        if not route.number:
            continue
        for phone in filter(can_be_texted, subject.phones):
            rows = [call for call in voice().listed(route, phone=phone) if call.at <= begun]
            known = set(
                Call.objects.filter(external_id__in=[call.external_id for call in rows]).values_list(
                    "external_id", flat=True
                )
            )
            yield from ((route, call) for call in rows if call.external_id not in known)


def route_calls_empty(route_id: UUID, origin_id: UUID) -> int:
    """Delete at the provider all calls that it has of this number; answers how many that were.

    For a company that closes. Called inside it, and again until it is through: raises StoreNotReady.
    """
    route = route_by_id(route_id)
    if route is None or not route.number:
        return 0
    try:
        batch = [(call.external_id, route_id) for call in voice().listed(route, phone=None)]
    except GatewayError as error:
        raise StoreNotReady(error.code or "provider") from error
    for start in range(0, len(batch), _PAGE):
        calls_note(batch[start : start + _PAGE], origin_id)
    ours = ProviderDeletion.objects.filter(route_id=route_id, kind=KIND)
    calls_carry_out(ours)
    return ours.exclude(state=State.PENDING).count()
