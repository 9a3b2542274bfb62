"""Reading calls: the company's wishes, the log, and whether a caller may be texted back."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import phonenumbers
from django.db.models import Q, QuerySet

from conversations.channels.sms.reach import can_be_texted
from conversations.models import Call, CallSettings, Outcome
from conversations.selectors.calls_afterwards import UNANSWERED, with_afterwards
from crm.bookings.selectors import company_here, company_tz, day_spans
from crm.models import Contact
from crm.selectors import contact_phone, is_opted_out
from nexus.tenants.models import ChannelRoute

if TYPE_CHECKING:
    from conversations.selectors.calls_afterwards import Followed

PAGE: Final = 25
#: The log's tabs by the outcomes in them.
TABS: Final[dict[str, tuple[str, ...]]] = {
    "missed": UNANSWERED,
    "answered": (Outcome.ANSWERED,),
    "all": (),
}


@dataclass(frozen=True)
class CallPage:
    """Calls newest first, and the cursor of the rest ("" when there is none)."""

    calls: list[Followed]
    next_cursor: str


def call_settings() -> CallSettings:
    """The company's wishes; what it has not set is as the model says."""
    return CallSettings.objects.first() or CallSettings()


def company_is_open(moment: datetime) -> bool:
    """Whether the company is open at ``moment``, by its hours, exceptions and red days."""
    local = moment.astimezone(company_tz())
    return any(start <= local < end for start, end in day_spans(local.date()))


def calls_page(*, tab: str = "all", before: str = "", limit: int = PAGE) -> CallPage:
    """One page of the log after the cursor ``before``; a malformed cursor means the first page.

    Each call has ``wrote`` and ``booked`` beside its fields (``with_afterwards``).
    """
    found = with_afterwards(Call.objects.select_related("contact").prefetch_related("contact__identifiers"))
    if outcomes := TABS.get(tab, ()):
        found = found.filter(outcome__in=outcomes)
    if cursor := _open_cursor(before):
        at, identity = cursor
        found = found.filter(Q(started_at__lt=at) | Q(started_at=at, id__lt=identity))
    calls = list(found.order_by("-started_at", "-id")[: limit + 1])
    more = len(calls) > limit
    calls = calls[:limit]
    return CallPage(calls, _cursor(calls[-1]) if more else "")


def calls_of_thread(
    *, contact_id: UUID, after: UUID | None = None, before: UUID | None = None, limit: int = 200
) -> list[Call]:
    """A contact's calls between two ids (from ``after`` on, up to but without ``before``), oldest first."""
    found: QuerySet[Call] = Call.objects.filter(contact_id=contact_id)
    if after is not None:
        found = found.filter(id__gte=after)
    if before is not None:
        found = found.filter(id__lt=before)
    return sorted(found.order_by("-id")[:limit], key=lambda call: call.pk)


def why_not_text(call: Call, *, settings: CallSettings) -> str:
    """Why the caller is not texted back, "" when they are: a code of :data:`NO_TEXT`.

    What is counted over several calls (the window, the hour's budget) is looked at when the text is written.
    """
    if call.outcome not in UNANSWERED:
        return "answered"
    wanted = settings.text_open if call.in_hours else settings.text_closed
    if call.outcome not in wanted:
        return "not_wanted"
    return why_not_reach(call, settings=settings)


def why_not_reach(call: Call, *, settings: CallSettings) -> str:
    """The same for what does not depend on how the call ended."""
    contact: Contact | None = call.contact
    if call.hidden or contact is None:
        return "hidden"
    if call.phone in own_numbers():
        return "own_number"
    if not can_be_texted(call.phone):
        return "no_number"
    number = phonenumbers.parse(call.phone, None)
    # Where the country's plan does not say whose number it is, the country itself is known.
    region = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(
        number.country_code or 0
    )
    if region != "SE" and region not in settings.countries:
        return "foreign"
    kind = phonenumbers.number_type(number)
    if kind == phonenumbers.PhoneNumberType.FIXED_LINE:
        return "not_mobile"
    if kind not in (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    ):
        return "no_number"
    if contact.restricted:
        return "restricted"
    if contact.objected:
        return "objected"
    if is_opted_out(call.phone):
        return "opted_out"
    # A text goes to the contact's first number: another one than called is not texted unasked.
    return "" if contact_phone(contact) == call.phone else "other_number"


def own_numbers() -> set[str]:
    """The company's numbers, and the phones that its calls go to."""
    rows = ChannelRoute.objects.filter(company__schema_name=company_here().schema_name)
    return {number for pair in rows.values_list("number", "forward_to") for number in pair if number}


def texted_since(*, since: datetime) -> int:
    """How many calls have been texted back since then."""
    return Call.objects.filter(texted_back_at__gte=since).count()


def recently_texted(*, contact_id: UUID, since: datetime) -> bool:
    """Whether this caller has been texted back since then."""
    return Call.objects.filter(contact_id=contact_id, texted_back_at__gt=since).exists()


def _cursor(call: Call) -> str:
    plain = f"{call.started_at.isoformat()}|{call.pk}"
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
