"""Reading the inbox: who must act, newest activity first, paged by key."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from conversations.models import Conversation, Interpretation, Message, Visitor
from crm.models import Identifier, OptOut
from crm.selectors import contact_phone

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    class _Latest(TypedDict):
        last_message_id: UUID | None
        last_reading_id: UUID | None
        opted_out: bool
        any_unread: bool
        site: str | None

    Found = WithAnnotations[Conversation, _Latest]

State = Conversation.State
#: The open inbox is grouped by who must act; this is the groups' order.
GROUPS = (State.WAITING, State.AI, State.HUMAN)
PAGE = 25
LONGEST = 200


@dataclass(frozen=True)
class Counts:
    """How many people there are per tab and per group."""

    by_state: dict[str, int]
    mine: int

    @property
    def open(self) -> int:
        return sum(self.by_state.get(state, 0) for state in GROUPS)


@dataclass(frozen=True)
class Row:
    """A conversation as the list shows it."""

    conversation: Conversation
    last_message: Message | None
    interpretation: Interpretation | None
    phone: str
    opted_out: bool
    #: Whether any of the person's messages has not been seen by staff.
    unread: bool
    #: Where a visitor without a number writes from: ``https://saxen.se``, or "".
    site: str


@dataclass(frozen=True)
class Page:
    """Rows of one group, and the cursor of the rest ("" when there is none)."""

    rows: list[Row]
    next_cursor: str


def count_waiting() -> int:
    """How many people wait for staff."""
    return one_per_person(Conversation.objects.filter(state=State.WAITING)).count()


def count_conversations(*, user_id: UUID) -> Counts:
    """All the numbers of the inbox in one query; closed conversations are not counted."""
    rows = (
        one_per_person(Conversation.objects.filter(state__in=GROUPS))
        .values("state")
        .annotate(number=Count("id"), mine=Count("id", filter=Q(held_by_id=user_id, state=State.HUMAN)))
    )
    by_state: dict[str, int] = {}
    mine = 0
    for row in rows:
        by_state[row["state"]] = row["number"]
        mine += row["mine"]
    return Counts(by_state=by_state, mine=mine)


def one_per_person(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Those that stand for their person in the list: the open ones come before the closed, those that staff
    have before the others, and of several the one with the latest message."""
    rank = Case(
        When(state=State.HUMAN, then=Value(3)),
        When(state=State.WAITING, then=Value(2)),
        When(state=State.AI, then=Value(1)),
        default=Value(0),
    )
    others = Conversation.objects.filter(contact=OuterRef("contact_id")).annotate(rank=rank)
    first = others.filter(
        Q(rank__gt=OuterRef("rank"))
        | Q(rank=OuterRef("rank"), last_message_at__gt=OuterRef("last_message_at"))
        | Q(rank=OuterRef("rank"), last_message_at=OuterRef("last_message_at"), id__gt=OuterRef("id"))
    )
    return found.annotate(rank=rank).filter(~Exists(first))


def list_conversations(
    *,
    state: str,
    held_by: UUID | None = None,
    before: str = "",
    limit: int = PAGE,
) -> Page:
    """The people whose conversation is in ``state``, after the cursor ``before``: newest activity first, but
    those that wait for staff in the order in which they began to wait, so that the first is the most urgent.

    A malformed cursor means the first page. Five queries, however many rows.
    """
    found = one_per_person(Conversation.objects.filter(state=state))
    if held_by is not None:
        found = found.filter(held_by_id=held_by)
    queue = state == State.WAITING
    found = found.annotate(
        place=Coalesce("waiting_since", "last_message_at") if queue else F("last_message_at")
    )
    if cursor := _open_cursor(before):
        at, identity = cursor
        after = "gt" if queue else "lt"
        found = found.filter(Q((f"place__{after}", at)) | Q(("place", at), (f"id__{after}", identity)))
    limit = max(1, min(limit, LONGEST))
    conversations = list(
        _with_latest(found)
        .select_related("contact", "held_by")
        .prefetch_related("contact__identifiers")
        .order_by(*(("place", "id") if queue else ("-place", "-id")))[: limit + 1]
    )
    more = len(conversations) > limit
    conversations = conversations[:limit]
    return Page(
        rows=_rows(conversations),
        next_cursor=_cursor(conversations[-1], queue=queue) if more else "",
    )


def _with_latest(found: QuerySet[Conversation]) -> QuerySet[Found]:
    message = Message.objects.filter(conversation=OuterRef("pk")).order_by("-id").values("id")[:1]
    reading = Interpretation.objects.filter(conversation=OuterRef("pk")).order_by("-id").values("id")[:1]
    numbers = Identifier.objects.filter(
        contact=OuterRef(OuterRef("contact_id")), kind=Identifier.Kind.PHONE
    ).values("blind")
    origins = Visitor.objects.filter(contact=OuterRef("contact_id")).order_by("-seen_at").values("origin")[:1]
    return found.annotate(
        last_message_id=Subquery(message),
        last_reading_id=Subquery(reading),
        opted_out=Exists(OptOut.objects.filter(blind__in=numbers)),
        any_unread=Exists(Conversation.objects.filter(contact=OuterRef("contact_id"), unread=True)),
        site=Subquery(origins),
    )


def _rows(conversations: Sequence[Found]) -> list[Row]:
    messages = Message.objects.select_related("author").in_bulk(
        [c.last_message_id for c in conversations if c.last_message_id]
    )
    readings = Interpretation.objects.in_bulk([c.last_reading_id for c in conversations if c.last_reading_id])
    return [
        Row(
            conversation=conversation,
            last_message=messages.get(conversation.last_message_id),
            interpretation=readings.get(conversation.last_reading_id),
            phone=contact_phone(conversation.contact),
            opted_out=conversation.opted_out,
            unread=conversation.any_unread,
            site=conversation.site or "",
        )
        for conversation in conversations
    ]


def _cursor(conversation: Conversation, *, queue: bool) -> str:
    place = (conversation.waiting_since if queue else None) or conversation.last_message_at
    plain = f"{place.isoformat()}|{conversation.id}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _open_cursor(text: str) -> tuple[datetime, UUID] | None:
    if not text:
        return None
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        at, _, identity = plain.partition("|")
        moment = datetime.fromisoformat(at)
        return (moment, UUID(identity)) if moment.tzinfo else None
    except (ValueError, binascii.Error, UnicodeDecodeError):
        return None
