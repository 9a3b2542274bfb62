"""The register of sub-processors: who they are, and which of them have to do with a company's data now."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import timezone

from nexus.env import GATEWAYS, PROVIDERS
from nexus.privacy.models import SubProcessor
from nexus.privacy.vocabulary import Text

#: Companies have at least this long to object to a new one before it gets anything.
NOTICE_DAYS: Final = 30
#: Those that the software itself can call; they get something only where they are configured.
CONFIGURABLE: Final = frozenset({*GATEWAYS, *PROVIDERS})


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the register in both languages. ``in_use``: it gets data of this installation now."""

    key: str
    name: str
    gets: Text
    where: Text
    keeps: Text
    effective_on: datetime.date
    ended_on: datetime.date | None
    in_use: bool


def subprocessors(*, sms_gateway: str | None = None, ai_provider: str | None = None) -> list[Listed]:
    """The whole register, by name, for a gateway and an AI provider (by default the configured ones)."""
    today = timezone.localdate()
    chosen = {sms_gateway or settings.NEXUS.sms_gateway, ai_provider or settings.NEXUS.ai_provider}
    return [
        Listed(
            key=row.key,
            name=row.name,
            gets=Text(row.gets_sv, row.gets_en),
            where=Text(row.where_sv, row.where_en),
            keeps=Text(row.keeps_sv, row.keeps_en),
            effective_on=row.effective_on,
            ended_on=row.ended_on,
            in_use=_runs(row, today) and (row.key not in CONFIGURABLE or row.key in chosen),
        )
        for row in SubProcessor.objects.order_by("name", "key")
    ]


def subprocessors_in_use(*, sms_gateway: str | None = None, ai_provider: str | None = None) -> list[Listed]:
    """Those that get data now: the gateway first, then the AI provider, then the others by name."""
    order = {name: place for place, name in enumerate((*GATEWAYS, *PROVIDERS))}
    found = [each for each in subprocessors(sms_gateway=sms_gateway, ai_provider=ai_provider) if each.in_use]
    return sorted(found, key=lambda each: order.get(each.key, len(order)))


def _runs(row: SubProcessor, today: datetime.date) -> bool:
    return row.effective_on <= today and (row.ended_on is None or today < row.ended_on)
