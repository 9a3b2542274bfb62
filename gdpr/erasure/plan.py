"""What an erasure would do: how much goes, what stays and on which ground, store by store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from crm.bookings.models import Booking
from crm.models import Contact, Identifier
from gdpr.erasure.rows import grounds_of
from gdpr.models import Erasure, Hold
from nexus.privacy.inventory import Ground
from nexus.privacy.registry import (
    StoreNotReady,
    SubjectRef,
    SubjectRows,
    SubjectStore,
    registered_rows,
    registered_stores,
    rows_in_order,
)
from nexus.privacy.vocabulary import Text

#: Steps that are no store of their own.
LEDGER, NOTES, RESIDUE, LAST_WORDS = "ledger", "notes", "residue", "last_words"
#: Their going ends their chat: what is to be said in it must be said before.
VISITORS: Final = "conversations.Visitor"
#: They go first: from then on a text from this number is a new customer's.
IDENTIFIERS: Final = Identifier._meta.label
_TITLES: Final = {
    LEDGER: Text("Raderingsliggaren", "Ledger of erasures"),
    NOTES: Text("Förberedelse", "Preparation"),
    LAST_WORDS: Text("Besked till personen", "Word to the person"),
    RESIDUE: Text("Kontroll av att inget finns kvar", "Check that nothing is left"),
}


@dataclass(frozen=True, slots=True)
class PlannedStore:
    """One store. ``found`` rows or things, all of which go unless ``grounds`` say why they stay."""

    key: str
    title: Text
    found: int
    goes: int
    stays: int
    grounds: tuple[Ground, ...] = ()


def erasure_plan(subject: SubjectRef) -> list[PlannedStore]:
    """Every store with what it has of the person now, in the order in which they are erased."""
    return [_planned(key, subject) for key in store_keys()]


def _planned(key: str, subject: SubjectRef) -> PlannedStore:
    entry = registered_rows().get(key)
    if entry is None:
        found = _found(registered_stores()[key], subject)
        return PlannedStore(key, title_of(key), found, goes=found, stays=0)
    count = entry.about(subject).count()
    if entry.deleted:
        return PlannedStore(key, entry.title, count, goes=count, stays=0)
    grounds = tuple(Ground[code.upper()] for code in grounds_of(entry))
    return PlannedStore(key, entry.title, count, goes=0, stays=count, grounds=grounds)


def _found(store: SubjectStore, subject: SubjectRef) -> int:
    """A store that does not answer now is asked again when it is its turn."""
    try:
        return store.find(subject)
    except StoreNotReady:
        return 0


def store_keys() -> list[str]:
    """Tables and other stores in the order of erasure: identifiers, pending jobs, rows, then elsewhere."""
    rows = [entry.model for entry in rows_in_order()]
    stores = registered_stores()
    first = [key for key, store in stores.items() if in_transaction(store)]
    last = [key for key, store in stores.items() if is_last(store)]
    return [
        IDENTIFIERS,
        *first,
        *(label for label in rows if label != IDENTIFIERS),
        *(key for key in stores if key not in (*first, *last)),
        *last,
    ]


def step_keys(origin: str) -> list[str]:
    """The stores, and what comes before and after them. A replay follows what the ledger says already, and tells
    nobody: they were told at the time, and the company waits for its replay with closed doors."""
    if origin == Erasure.Origin.REPLAY:
        told = [key for key, store in registered_stores().items() if is_last(store)]
        return [NOTES, *(key for key in store_keys() if key not in told), RESIDUE]
    return [LEDGER, NOTES, *store_keys(), RESIDUE]


def with_last_words(keys: list[str], *, in_chat: bool) -> list[str]:
    """The steps with the one that tells the person: at the very end, or in their chat as long as it is there."""
    place = keys.index(VISITORS) if in_chat else len(keys)
    return [*keys[:place], LAST_WORDS, *keys[place:]]


def in_transaction(store: SubjectStore) -> bool:
    """Whether the store is in the same database, and is erased like rows are."""
    return bool(getattr(store, "in_transaction", False))


def is_last(store: SubjectStore) -> bool:
    """Whether the store's turn comes when everything else has gone: whoever is only told, and may be away."""
    return bool(getattr(store, "at_last", False))


def title_of(key: str) -> Text:
    """A step's name. A store that this version no longer has keeps its key."""
    found: SubjectRows | SubjectStore | None = registered_rows().get(key) or registered_stores().get(key)
    return found.title if found else _TITLES.get(key, Text(key, key))


def bookings_ahead(contact: Contact, *, now: datetime) -> list[Booking]:
    """Times that are still to come: the company should know before they go."""
    ahead = Booking.objects.filter(
        contact=contact, end__gt=now, state__in=[Booking.State.PROPOSED, Booking.State.CONFIRMED]
    )
    return list(ahead.select_related("service", "resource").order_by("start"))


def is_held(contact_id: UUID) -> bool:
    """Whether a legal hold keeps what is about this contact (GDPR art. 17(3)(e))."""
    return Hold.objects.filter(contact_id=contact_id, lifted_at__isnull=True).exists()
