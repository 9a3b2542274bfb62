"""What the company's own systems send about its register, linked at once: a few entries or a thousand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.imports.layout import EMAIL, EXTERNAL
from crm.links import Entry, Outcome, links_put
from crm.models import CrmLink
from crm.registers import TooManyFields, register_link
from nexus.audit.services import entry_append
from nexus.privacy.screening import make_safe, screen

#: Somebody else may make one of the contacts at the same moment; it is found at the next try.
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Sent:
    """An entry as a system sent it. ``take_up_again``: also somebody who was erased on request."""

    system: str
    entry: Entry
    take_up_again: bool = field(default=False)


class NumberIsPersonal(Exception):
    """The customer number is a personnummer, which is not stored here."""


def entry_screened(entry: Entry) -> Entry:
    """The entry as it may be stored: safe text, personnummer masked. Raises :class:`NumberIsPersonal`."""
    if screen(entry.external_id).masked:
        raise NumberIsPersonal

    def safe(text: str) -> str:
        return screen(make_safe(" ".join(text.split()))).text

    return replace(
        entry,
        name=None if entry.name is None else safe(entry.name),
        fields=None
        if entry.fields is None
        else {safe(label): safe(value) for label, value in entry.fields.items()},
    )


def links_take(*, sent: Sequence[Sent], actor_kind: str = "api") -> list[Outcome]:
    """Link them, all in one transaction; an outcome each, in order. Done twice, it is as once.

    What they link that was not linked before is logged as the company's instruction, and who was changed in the
    audit log. An outcome's code may also be ``fields``: the register would have too many.
    """
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return _take(sent, actor_kind)
        except IntegrityError:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError  # the loop returns or raises


def _take(sent: Sequence[Sent], actor_kind: str) -> list[Outcome]:
    outcomes: dict[int, Outcome] = {}
    for (system, again), places in _grouped(sent).items():
        try:
            with transaction.atomic():
                register_link(
                    name=system,
                    fields=_fields(sent[place].entry for place in places),
                    actor=None,
                    actor_kind=actor_kind,
                )
        except TooManyFields:
            outcomes |= {place: Outcome("refused", "fields") for place in places}
            continue
        done = links_put(
            [sent[place].entry for place in places],
            system=system,
            source=CrmLink.Source.REST,
            now=timezone.now(),
            take_up_again=again,
        )
        outcomes |= dict(zip(places, done, strict=True))
    for outcome in outcomes.values():
        if outcome.link is not None and outcome.status in ("created", "changed"):
            _log(outcome.link, f"crm_link.{outcome.status}", actor_kind)
    return [outcomes[place] for place in range(len(sent))]


def _grouped(sent: Sequence[Sent]) -> Mapping[tuple[str, bool], list[int]]:
    groups: dict[tuple[str, bool], list[int]] = {}
    for place, one in enumerate(sent):
        groups.setdefault((one.system, one.take_up_again), []).append(place)
    return groups


def _fields(entries: Iterable[Entry]) -> list[str]:
    found: dict[str, None] = {EXTERNAL: None}
    for entry in entries:
        if entry.email:
            found[EMAIL] = None
        found |= dict.fromkeys(entry.fields or {})
    return list(found)


def link_delete(*, link_id: UUID, contact_id: UUID, actor: AbstractBaseUser | None, actor_kind: str) -> bool:
    """Link it no more; the contact's name stays. False when there is no such link of that contact."""
    with transaction.atomic():
        link = CrmLink.objects.select_for_update().filter(pk=link_id, contact_id=contact_id).first()
        if link is None:
            return False
        _log(link, "crm_link.deleted", actor_kind, actor_id=actor.pk if actor else None)
        CrmLink.objects.filter(pk=link.pk).delete()
    return True


def _log(link: CrmLink, action: str, actor_kind: str, **who: Any) -> None:
    entry_append(
        action=action,
        subject_type="crm.CrmLink",
        subject_id=link.pk,
        actor_kind=actor_kind,
        contact_id=link.contact_id,
        details={"system": link.system},
        **who,
    )
