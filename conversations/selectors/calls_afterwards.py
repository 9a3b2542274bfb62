"""What callers did after a call that nobody took: noted facts where there are any, else what is there now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from conversations.models import Call, Message, Outcome
from crm.bookings.models import Booking

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    class _Afterwards(TypedDict):
        wrote: bool
        booked: bool

    Followed = WithAnnotations[Call, _Afterwards]

#: A caller who writes or books within so long after a call that nobody took was recovered.
RECOVERED_WITHIN: Final = timedelta(days=7)
UNANSWERED: Final = (Outcome.MISSED, Outcome.BUSY, Outcome.VOICEMAIL, Outcome.FAILED)


def with_afterwards(calls: QuerySet[Call]) -> QuerySet[Followed]:
    """The calls with ``wrote`` and ``booked``: whether the caller did so within :data:`RECOVERED_WITHIN`.

    False for a call that somebody took, or whose outcome is not known. What the job has noted counts once it
    is certain (``followed_at``); until then the messages and bookings that are there.
    """
    until = OuterRef("started_at") + Value(RECOVERED_WITHIN)
    messages = Message.objects.filter(
        conversation__contact=OuterRef("contact_id"),
        direction=Message.Direction.INBOUND,
        created_at__gt=OuterRef("started_at"),
        created_at__lte=until,
    )
    # A booking that was moved is the same booking as before; only the first of a chain is a new one.
    bookings = Booking.objects.filter(
        contact=OuterRef("contact_id"),
        moved_from=None,
        created_at__gt=OuterRef("started_at"),
        created_at__lte=until,
    )
    return calls.annotate(wrote=_after("wrote_at", messages), booked=_after("booked_at", bookings))


def _after(noted: str, live: QuerySet[Message] | QuerySet[Booking]) -> Case:
    return Case(
        When(~Q(outcome__in=UNANSWERED) | Q(outcome=None), then=Value(False)),
        When(followed_at__isnull=False, then=Q(**{f"{noted}__isnull": False})),
        default=Exists(live),
        output_field=BooleanField(),
    )
