"""A signed digest of each day of the access log, and whether the log still is what was signed.

A day's digest is the SHA-256 over its entries, oldest first, each as one line of canonical JSON
(:func:`entry_facts`). The signature is Ed25519 over the canonical JSON of ``company``, ``day``, ``entries``
and ``digest``. Each day stands alone: the log's own retention lets old days go and breaks no chain.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from gdpr.models import ReadDigest, RetentionPolicy
from gdpr.retention.classes import defaults
from gdpr.retention.selectors import handles_health_data
from nexus.audit.models import Entry
from nexus.privacy.signing import canonical, public_key, sign, verify
from nexus.privacy.vocabulary import RetentionClass
from nexus.schema import connection

ZONE: Final = ZoneInfo("Europe/Stockholm")
#: A day is signed when its last transactions have surely been committed.
SETTLED: Final = timedelta(minutes=30)
DAYS_A_PAGE: Final = 31
_BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the log: "whole", "changed" (the log is not what was signed), "forged" (the digest is not
    ours), "missing" (nobody signed it) or "left" (older than the log is kept).
    """

    day: datetime.date
    state: str
    entries: int | None


def digests_make(now: datetime.datetime) -> int:
    """Sign each day that is over and not signed yet; answers how many."""
    last = ReadDigest.objects.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        first = Entry.objects.order_by("at").values_list("at", flat=True).first()
        if first is None:
            return 0
        last = first.astimezone(ZONE).date() - timedelta(days=1)
    today = (now - SETTLED).astimezone(ZONE).date()
    made, day = 0, last + timedelta(days=1)
    while day < today:
        with transaction.atomic():
            entries, digest = day_digest(day)
            signature = sign(_signed_part(day, entries, digest))
            _row, new = ReadDigest.objects.get_or_create(
                day=day, defaults={"entries": entries, "digest": digest, "signature": signature}
            )
        made += new
        day += timedelta(days=1)
    return made


def day_digest(day: datetime.date) -> tuple[int, str]:
    """How many entries the day has, and the hash over them as the log is now."""
    count, hashed = 0, hashlib.sha256()
    for entry in _entries(day):
        hashed.update(canonical(entry_facts(entry)) + b"\n")
        count += 1
    return count, hashed.hexdigest()


def entry_facts(entry: Entry) -> dict[str, Any]:
    """What the digest covers of an entry: all of it."""

    def text(value: object) -> str | None:
        return str(value) if value else None

    return {
        "id": str(entry.pk),
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": text(entry.actor_id),
        "actor_kind": entry.actor_kind,
        "action": entry.action,
        "subject_type": entry.subject_type,
        "subject": text(entry.subject_id),
        "contact": text(entry.contact_id),
        "details": entry.details,
    }


def digest_state(digest: ReadDigest, *, kept_from: datetime.datetime) -> str:
    """See :class:`Day`; ``kept_from`` is what :func:`log_kept_from` says."""
    if not verify(_signed_part(digest.day, digest.entries, digest.digest), digest.signature):
        return "forged"
    if _start(digest.day) < kept_from:
        return "left"
    return "whole" if day_digest(digest.day) == (digest.entries, digest.digest) else "changed"


def days_checked(now: datetime.datetime, *, before: datetime.date | None = None) -> list[Day]:
    """A page of days, newest first, each checked against the log now."""
    rows = ReadDigest.objects.order_by("-day")
    oldest = ReadDigest.objects.order_by("day").values_list("day", flat=True).first()
    newest = rows.values_list("day", flat=True).first()
    if oldest is None or newest is None:
        return []
    first = min(newest, before - timedelta(days=1)) if before else newest
    wanted = [first - timedelta(days=back) for back in range(DAYS_A_PAGE)]
    known = {row.day: row for row in rows.filter(day__in=wanted)}
    kept_from = log_kept_from(now)
    return [
        Day(day, digest_state(row, kept_from=kept_from), row.entries)
        if (row := known.get(day))
        else Day(day, "missing", None)
        for day in wanted
        if day >= oldest
    ]


def digests_document() -> dict[str, Any]:
    """All digests, with what is needed to check their signatures elsewhere."""
    return {
        "format": "nexus-read-digests-1",
        "company": connection.schema_name,
        "public_key": public_key(),
        "days": [
            {
                "day": row.day.isoformat(),
                "entries": row.entries,
                "digest": row.digest,
                "signature": row.signature,
            }
            for row in ReadDigest.objects.order_by("day").iterator(chunk_size=_BATCH)
        ],
    }


def log_kept_from(now: datetime.datetime) -> datetime.datetime:
    """From when on every entry must still be there: what a shorter period once let go does not come back."""
    code = RetentionClass.ACCESS_LOG.code
    days = defaults(health=handles_health_data())[code]
    began: list[tuple[datetime.datetime, int]] = []
    decided = Q(state__in=[RetentionPolicy.State.ACTIVE, RetentionPolicy.State.REPLACED])
    for policy in RetentionPolicy.objects.filter(decided).order_by("version"):
        began.append((policy.decided_at or policy.proposed_at, int(policy.periods.get(code, days))))
    ends = [*(at for at, _ in began), now]
    return max(
        end - timedelta(days=period) for end, period in zip(ends, [days, *(p for _, p in began)], strict=True)
    )


def _entries(day: datetime.date) -> Iterator[Entry]:
    found = Entry.objects.filter(at__gte=_start(day), at__lt=_start(day + timedelta(days=1)))
    yield from found.order_by("at", "id").iterator(chunk_size=_BATCH)


def _start(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, ZONE)


def _signed_part(day: datetime.date, entries: int, digest: str) -> bytes:
    return canonical(
        {"company": connection.schema_name, "day": day.isoformat(), "entries": entries, "digest": digest}
    )
