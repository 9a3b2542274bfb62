"""What a search finds: customers, and messages newest first, each opened and looked at before it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, Subquery

from conversations.models import Conversation, Message, SearchSettings
from conversations.search.finding import Place, places_of
from conversations.search.query import Span, Wanted
from crm.models import Contact, Identifier
from crm.selectors import contact_phone
from nexus.crypto.index import blind_index, blind_phone
from nexus.crypto.terms import LONGEST_PREFIX, SHORTEST_PREFIX, name_term
from nexus.crypto.words import words_in

PAGE: Final = 20
CONTACTS: Final = 5
#: Messages opened at a time, and at most for one page: a phrase of common words in an order nobody uses.
_CHUNK, _MOST_OPENED = 50, 2_000
#: Messages whose conversations are looked up at most, unopened.
_NEWEST: Final = 1_000
#: Contacts opened at most: a prefix that is on so many is no help to anybody.
_MOST_CONTACTS: Final = 50
#: Digits of numbers that only texts come from; they are kept as they are.
_SHORT_NUMBER: Final = range(3, 7)


@dataclass(frozen=True)
class Hit:
    """A message that has what was looked for, and where in its text."""

    message: Message
    marks: list[Span]

    @property
    def contact(self) -> Contact:
        return self.message.conversation.contact


@dataclass(frozen=True)
class Hits:
    """A page of them, newest first. ``older`` is where to go on; None at the end."""

    rows: list[Hit] = field(default_factory=list)
    older: Place | None = None


@dataclass(frozen=True)
class ContactHit:
    """A customer, the latest conversation with them (None: there is none), and where the name has the words."""

    contact: Contact
    phone: str
    conversation_id: UUID | None
    marks: list[Span]


def words_are_kept() -> bool:
    """Whether the company lets its messages be found by their words."""
    return not SearchSettings.objects.filter(words=False).exists()


def messages_search(
    *,
    wanted: Wanted,
    limit: int = PAGE,
    before: Place | None = None,
    channel: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    conversation_id: UUID | None = None,
) -> Hits:
    """The messages that have all that is wanted, newest first. Those of restricted customers are in none
    (GDPR art. 18). A page may be short, or empty, and still have an ``older``: see :data:`_MOST_OPENED`."""
    marks: dict[UUID, list[Span]] = {}
    opened, complete = 0, not wanted.terms
    while opened < _MOST_OPENED and not complete:
        places, complete = places_of(
            wanted.terms, limit=max(_CHUNK, limit + 5), before=before, since=since, until=until
        )
        for start in range(0, len(places), _CHUNK):
            part = places[start : start + _CHUNK]
            texts = _texts([place.message_id for place in part], channel, conversation_id)
            for place in part:
                found = wanted.marks(texts[place.message_id]) if place.message_id in texts else None
                if found is not None:
                    if len(marks) == limit:
                        return Hits(_hits(marks), before)
                    marks[place.message_id] = found
                before = place
        opened += len(places)
    return Hits(_hits(marks), None if complete else before)


def conversations_having(wanted: Wanted) -> set[UUID]:
    """The conversations, but those of restricted customers, of the newest messages that have what is wanted."""
    if not words_are_kept():
        return set()
    if wanted.phrases:
        return {hit.message.conversation_id for hit in messages_search(wanted=wanted, limit=_CHUNK).rows}
    places, _ = places_of(wanted.terms, limit=_NEWEST)
    found = Message.objects.filter(
        pk__in=[place.message_id for place in places[:_NEWEST]], conversation__contact__restricted=False
    )
    return set(found.values_list("conversation_id", flat=True))


def _texts(ids: list[UUID], channel: str, conversation_id: UUID | None) -> dict[UUID, str]:
    """What these messages say, of those that may be shown and are asked for."""
    found = Message.objects.filter(pk__in=ids, conversation__contact__restricted=False)
    if channel:
        found = found.filter(channel=channel)
    if conversation_id is not None:
        found = found.filter(conversation_id=conversation_id)
    return {message.pk: str(message.body or "") for message in found.only("pk", "body")}


def _hits(marks: dict[UUID, list[Span]]) -> list[Hit]:
    """The messages with whose they are, in this order."""
    found = (
        Message.objects.select_related("conversation__contact", "author")
        .prefetch_related("conversation__contact__identifiers")
        .in_bulk(list(marks))
    )
    return [Hit(found[key], spans) for key, spans in marks.items() if key in found]


def contacts_search(*, wanted: Wanted, limit: int = CONTACTS) -> list[ContactHit]:
    """The customers with this number or e-mail address, or with these names or beginnings of names; the one
    heard of last comes first. A beginning has four letters at least."""
    marks: dict[UUID, list[Span]] = {}
    if blinds := _blinds(wanted):
        owners = Identifier.objects.filter(kind__in=Identifier.Kind.values, blind__in=blinds)
        marks |= {key: [] for key in owners.values_list("contact_id", flat=True)[:limit]}
    named = [word for word in wanted.plain if not word.isdigit()]
    if named and len(named) == len(wanted.plain):
        terms = sorted({name_term(word) for word in named})
        likely = Contact.objects.filter(name_terms__contains=terms).order_by("-last_seen_at", "-id")
        for contact in likely.only("id", "name")[:_MOST_CONTACTS]:
            if spans := _name_marks(str(contact.name or ""), named):
                marks.setdefault(contact.pk, spans)
            if len(marks) >= limit:
                break
    return _contact_hits(marks)


def _blinds(wanted: Wanted) -> list[bytes]:
    """The blind indexes of what was typed, where it is a number or an e-mail address as a whole."""
    blinds = [blind_phone(wanted.phone)] if wanted.phone else []
    if wanted.text.isascii() and wanted.text.isdigit() and len(wanted.text) in _SHORT_NUMBER:
        blinds.append(blind_phone(wanted.text))
    if wanted.email:
        blinds.append(blind_index(wanted.email, label="email"))
    return blinds


def _contact_hits(marks: dict[UUID, list[Span]]) -> list[ContactHit]:
    latest = Conversation.objects.filter(contact=OuterRef("pk")).order_by("-last_message_at", "-id")
    found = (
        Contact.objects.annotate(latest_id=Subquery(latest.values("id")[:1]))
        .prefetch_related("identifiers")
        .in_bulk(list(marks))
    )
    return [
        ContactHit(contact, contact_phone(contact), contact.latest_id, spans)
        for key, spans in marks.items()
        if (contact := found.get(key)) is not None
    ]


def _name_marks(name: str, wanted: list[str]) -> list[Span]:
    """Where the name's words are, or begin with, what is wanted; empty unless all of it is there."""
    missing, marks = set(wanted), []
    for word in words_in(name):
        for beginning in _fitting(word.plain, wanted):
            missing.discard(beginning)
            end = word.start + len(beginning) if word.end - word.start == len(word.plain) else word.end
            marks.append((word.start, end))
            break
    return [] if missing else marks


def _fitting(plain: str, wanted: list[str]) -> Iterator[str]:
    for word in sorted(wanted, key=len, reverse=True):
        long_enough = len(word) >= SHORTEST_PREFIX or len(word) > LONGEST_PREFIX
        if plain == word or (long_enough and plain.startswith(word)):
            yield word
