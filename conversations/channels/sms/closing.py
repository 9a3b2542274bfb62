"""A company that closes takes its texts with it: everything of its numbers goes at the SMS provider."""

from __future__ import annotations

from uuid import UUID

from conversations.channels.sms.erasure import deletions_carry_out
from conversations.channels.sms.gateways import gateway
from conversations.channels.sms.port import GatewayError
from conversations.channels.sms.routes import route_by_id
from conversations.models import ProviderDeletion
from nexus.privacy.registry import StoreNotReady

_BATCH = 500


def route_empty(route_id: UUID, origin_id: UUID) -> int:
    """Delete at the provider all that it has of this number, old and new; answers how many that were.

    Called inside the company, and again until it is through: it raises
    :class:`nexus.privacy.registry.StoreNotReady` while something is left, or the provider away.
    """
    route = route_by_id(route_id)
    if route is None or not route.number:
        return 0
    try:
        batch = []
        for sms in gateway().listed(route, phone=None):
            batch.append(
                ProviderDeletion(external_id=sms.external_id, route_id=route_id, origin_id=origin_id)
            )
            if len(batch) == _BATCH:
                batch = _note(batch)
        _note(batch)
    except GatewayError as error:
        raise StoreNotReady(error.code or "provider") from error
    ours = ProviderDeletion.objects.filter(route_id=route_id, kind=ProviderDeletion.Kind.MESSAGE)
    deletions_carry_out(ours)
    return ours.exclude(state=ProviderDeletion.State.PENDING).count()


def _note(batch: list[ProviderDeletion]) -> list[ProviderDeletion]:
    ProviderDeletion.objects.bulk_create(batch, ignore_conflicts=True)
    return []
