"""What was missed comes back (decision 4): the provider's own list is compared with ours, both ways."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from redis.exceptions import RedisError

from conversations.channels.sms.gateways import gateway
from conversations.channels.sms.port import GatewayError, Route
from conversations.channels.sms.routes import routes_all
from conversations.channels.voice.reconcile import calls_reconcile
from conversations.models import Message
from conversations.screening import make_safe
from conversations.services.delivery import delivery_record
from conversations.services.inbound import sms_receive
from nexus.crypto.index import blind_phone
from nexus.outbox.services import job_put
from nexus.privacy import ledger
from nexus.tenants.context import NoSuchCompany, company_context
from nexus.tenants.publish import redis_client, redis_url
from nexus.tenants.readiness import NotReady

logger = logging.getLogger(__name__)

LOOK_BACK = timedelta(hours=6)
STUCK_AFTER = timedelta(minutes=2)
STUCK_UNTIL = timedelta(days=2)
POLL_LIMIT = 200
WANTED = "nexus:reconcile:wanted"


def want_reconcile() -> None:
    """Ask for a reconciliation as soon as possible. Never raises: the five-minute one comes anyway."""
    try:
        redis_client(redis_url()).set(WANTED, "1", ex=3600)
    except RedisError:
        logger.warning("reconciliation could not be asked for")


def reconcile_wanted() -> bool:
    """Whether one was asked for; asking is taken back with it."""
    return bool(redis_client(redis_url()).delete(WANTED))


def reconcile_all() -> dict[str, int]:
    """Reconcile every number. One number's provider failing does not stop the others."""
    counts = {"taken_in": 0, "moved": 0, "failed": 0}
    for route in list(routes_all()):
        try:
            with company_context(route.schema):
                counts["taken_in"] += inbound_reconcile(route)
                counts["moved"] += outbound_reconcile(route)
                counts["taken_in"] += calls_reconcile(route)
        except GatewayError as error:
            counts["failed"] += 1
            logger.warning("reconciliation failed", extra={"route": route.id, "code": error.code})
        except (NotReady, NoSuchCompany):
            counts["failed"] += 1
    return counts


def inbound_reconcile(route: Route) -> int:
    """Take in the texts of the last hours that no webhook brought. Returns how many."""
    taken = 0
    listed = list(gateway().received(route, since=timezone.now() - LOOK_BACK))
    known = set(
        Message.objects.filter(
            channel="sms", external_id__in=[sms.external_id for sms in listed]
        ).values_list("external_id", flat=True)
    )
    for sms in listed:
        if sms.external_id in known or not sms.sender:
            continue
        # What was erased is never taken in again; what came after an erasure is.
        if ledger.is_erased(route.schema, blind_phone(make_safe(sms.sender)), since=sms.received_at):
            continue
        taken += sms_receive(route=route, sms=sms).new
    return taken


def outbound_reconcile(route: Route) -> int:
    """Ask about messages that have stood still before a final status. Returns how many were looked at."""
    now = timezone.now()
    ours = Q(conversation__route_id=route.id) | Q(route_id=route.id)
    stuck = Message.objects.filter(
        ours,
        status__in=[Message.Status.ACCEPTED, Message.Status.SENT],
        created_at__lt=now - STUCK_AFTER,
        created_at__gt=now - STUCK_UNTIL,
        external_id__isnull=False,
    ).order_by("created_at")[:POLL_LIMIT]
    moved = 0
    for message in stuck:
        update = gateway().fetch(route, message.external_id or "")
        if update is not None and update.status != message.status:
            moved += delivery_record(
                message_id=message.pk,
                external_id=update.external_id,
                status=update.status,
                error_code=update.error_code,
            )
    for message in Message.objects.filter(
        ours, status=Message.Status.UNCERTAIN, created_at__gt=now - STUCK_UNTIL
    )[:POLL_LIMIT]:
        job_put(kind="settle", object_id=message.pk)
    return moved
