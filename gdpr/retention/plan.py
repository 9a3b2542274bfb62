"""The steps of a purge, drawn from the registry: which rows of which model are due, and who is excepted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, ForeignKey, Model, OuterRef, Q, QuerySet

from crm.models import Contact
from gdpr.models import Case, Hold
from nexus.privacy.ageing import AgeingRows, registered_ageing
from nexus.privacy.registry import Expiry, SubjectRows, rows_in_order
from nexus.privacy.vocabulary import RetentionClass, Text

#: Copies of what is held elsewhere: they go on their day also where the originals are held back.
COPIES: Final = frozenset({RetentionClass.EXPORT_PACKAGES})
#: For what no company has a say in; stands in certificates beside the classes' codes.
FIXED: Final = "fixed"


@dataclass(frozen=True, slots=True)
class Step:
    """One class of one model. ``key`` is stable: it stands in a run's progress and in certificates.

    ``code`` is the class's code, ``days`` a fixed period instead. ``expiry`` is None for rows about no
    contact, which ``ageing`` then describes.
    """

    key: str
    model: str
    title: Text
    code: str
    at: str
    rows: SubjectRows | None = None
    expiry: Expiry | None = None
    ageing: AgeingRows | None = None
    days: int | None = None

    @property
    def table(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def changes(self) -> bool:
        """Whether rows are changed (truncated, emptied) instead of deleted."""
        return self.expiry is not None and self.expiry.let_go is not None

    @property
    def excepts(self) -> bool:
        """Whether what is about excepted contacts stays."""
        return self.rows is not None and self.code not in {found.code for found in COPIES}

    def before(self, cutoff: datetime, periods: Mapping[str, int]) -> datetime:
        """The moment before which a row's time must have ended."""
        days = periods[self.code] if self.days is None else self.days
        return cutoff - timedelta(days=days)

    def due(
        self,
        cutoff: datetime,
        periods: Mapping[str, int],
        excepted: Collection[UUID],
        *,
        foreseen: bool = False,
    ) -> QuerySet[Any]:
        """The rows that have had their time, without those about ``excepted`` contacts. Never loaded whole.

        ``foreseen``: also what waits only for other rows that would go in the same run.
        """
        before = self.before(cutoff, periods)
        if self.ageing is not None:
            return _keeping(self.table._base_manager.filter(self.ageing.due(before, cutoff)), excepted)
        assert self.rows is not None
        assert self.expiry is not None
        rows = self.rows.without(excepted) if self.excepts else self.table._base_manager.all()
        if foreseen and self.expiry.foreseen is not None:
            return rows.filter(
                self.expiry.foreseen(lambda found: cutoff - timedelta(days=periods[found.code]))
            )
        return rows.filter(self.expiry.due(before))

    def existing(self, cutoff: datetime) -> QuerySet[Any]:
        """What there is that this step will let go some day."""
        if self.changes and self.expiry is not None:
            return self.table._base_manager.filter(self.expiry.due(cutoff + timedelta(days=36500)))
        return self.table._base_manager.all()

    @property
    def anchors(self) -> list[tuple[str, type[Model]]]:
        """Other rows by which these are due, with the paths to them, nearest first.

        A message is due by its conversation; while its messages are deleted nobody may reopen that.
        """
        if self.rows is None or self.expiry is None:
            return []
        looked_at = set(_lookups(self.expiry.due(datetime.now(tz=UTC))))
        found: list[tuple[str, type[Model]]] = []
        model, hops = self.table, (self.rows.contact or "").split("__")[:-1]
        for index, hop in enumerate(hops):
            related, path = model._meta.get_field(hop).related_model, "__".join(hops[: index + 1])
            assert isinstance(related, type)
            model = related
            if any(lookup.startswith(f"{path}__") for lookup in looked_at):
                found.append((path, model))
        return found


def _lookups(condition: Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _lookups(child)
        elif isinstance(child, tuple):
            yield child[0]


def steps() -> list[Step]:
    """All steps, rows that hang on others first."""
    found = [
        Step(
            key=f"{rows.model}:{retention.code}",
            model=rows.model,
            title=rows.title,
            code=retention.code,
            at=rows.at,
            rows=rows,
            expiry=expiry,
        )
        for rows in rows_in_order()
        for retention, expiry in rows.expiry.items()
        if expiry is not None
    ]
    found += [
        Step(
            key=f"{rows.model}:{rows.retention.code if rows.retention else FIXED}",
            model=rows.model,
            title=rows.title,
            code=rows.retention.code if rows.retention else FIXED,
            at=rows.at,
            ageing=rows,
            days=rows.days,
        )
        for rows in registered_ageing()
        if rows.companies
    ]
    return found


def _keeping(rows: QuerySet[Any], excepted: Collection[UUID]) -> QuerySet[Any]:
    """``rows`` about no contact, without those that something about an excepted one would go with."""
    for entry in rows_in_order() if excepted else ():
        model = apps.get_model(entry.model)
        for field in model._meta.fields:
            if entry.contact and isinstance(field, ForeignKey) and field.related_model is rows.model:
                theirs = {field.name: OuterRef("pk"), f"{entry.contact}__in": excepted}
                rows = rows.exclude(Exists(model._base_manager.filter(**theirs)))
    return rows


def excepted() -> frozenset[UUID]:
    """The contacts whose data stays whatever its age: held, restricted (GDPR art. 18), or with an open case."""
    held = Hold.objects.filter(lifted_at__isnull=True).values_list("contact_id")
    restricted = Contact.objects.filter(restricted=True).values_list("pk")
    asking = Case.objects.filter(closed_at__isnull=True, contact__isnull=False).values_list("contact_id")
    return frozenset(found for (found,) in held.order_by().union(restricted.order_by(), asking.order_by()))
