"""Where conversations meet cases: registered in :mod:`nexus.privacy.requests`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from conversations.agent.reading.names import presented_name
from conversations.services.rights_chat import own_visitor
from crm.bookings.models import Resource
from crm.bookings.selectors import company_here
from crm.models import Contact
from gdpr.cases import answers
from gdpr.cases.errors import CaseRefused
from gdpr.cases.events import case_event, company_write
from gdpr.cases.presenter import clock_of
from gdpr.cases.services import (
    case_known,
    case_open,
    case_verify_by_chat,
    cases_verify_by_code,
    is_verified,
)
from gdpr.codes import code_case, code_has_served, code_order, code_waiting
from gdpr.models import Case, CaseEvent, IdentityCode
from nexus.crypto.index import blind_index
from nexus.privacy.requests import (
    OpenedRequest,
    RequestClock,
    RequestKind,
    rights_clocks,
    rights_code_asker,
    rights_code_taker,
    rights_opener,
)

Event = CaseEvent.Kind


@rights_opener
def request_open(*, kind: RequestKind, contact_id: UUID, channel: str, wish: str = "") -> OpenedRequest:
    """Open a case for what a customer asked for in the channel, and have a code sent to their number.

    An objection to automated answers needs none: the channel is what it is about. Nor does who writes in a chat
    that is all that we know of them: its secret has shown who they are.
    """
    contact, now = Contact.objects.get(pk=contact_id), timezone.now()
    with transaction.atomic():
        case, new = case_open(
            kind=kind,
            contact=contact,
            phone="",
            channel=channel,
            now=now,
            wish=wish,
            stated_name=presented_name(wish, not_these=_ours()),
        )
        coming = False
        if case.kind == Case.Kind.OBJECTION:
            if new:
                case_known(case=case, now=now)
        elif case.verified_at is None and channel == Case.Channel.WEBCHAT and own_visitor(contact):
            case = case_verify_by_chat(case=case, now=now)
        elif case.verified_at is None:
            coming = _code(case)
            if new and not coming:
                company_write(event=case.events.earliest("id"))
    return OpenedRequest(
        case_id=case.pk,
        number=case.number,
        due_at=case.due_at,
        code_coming=coming,
        known=is_verified(case),
    )


def _ours() -> list[str]:
    """Names at the end of a text that are the company's, not the customer's."""
    return [company_here().name, *Resource.objects.values_list("name", flat=True)]


def _code(case: Case) -> bool:
    try:
        code_order(case=case, purpose=IdentityCode.Purpose.VERIFY, now=timezone.now(), asked_now=True)
    except CaseRefused as refused:
        case_event(case=case, kind=Event.CODE_FAILED, code=refused.code)
        return False
    return True


@rights_code_taker
def code_texted(*, contact_id: UUID, code: str, reference: str) -> str | None:
    """Take six digits that came from the contact's number; see :class:`nexus.privacy.requests.CodeTaker`."""
    mark = blind_index(reference, label="rights-code-text").hex()[:32]
    seen = CaseEvent.objects.filter(
        case__contact_id=contact_id,
        kind__in=(Event.VERIFIED, Event.CODE_WRONG, Event.CODE_SPENT),
        details__reference=mark,
    )
    if seen.exists():
        return ""
    now = timezone.now()
    case = code_waiting(contact_id=contact_id, code=code, now=now)
    if case is None:
        # A code that has served, texted again, is answered already; it is no ordinary text either.
        return "" if code_has_served(contact_id=contact_id, code=code, now=now) else None
    told = _told_that_it_is_over(case)
    try:
        verified = cases_verify_by_code(case=case, code=code, now=now, reference=mark)
    except CaseRefused as refused:
        # The last wrong one is told that the code is spent, and of what follows one more.
        if told > {"spent": 1, "expired": 0}.get(refused.code, told):
            return ""
        return answers.taken_text(case, refused.code, left=refused.detail)
    return answers.verified_text(verified, checked_again=[one for one in verified if not is_verified(one)])


def _told_that_it_is_over(case: Case) -> int:
    """How often the newest code has been answered with that it is spent or no longer good."""
    newest = case.codes.filter(purpose=IdentityCode.Purpose.VERIFY).order_by("-id").first()
    if newest is None:
        return 0
    over = Q(kind=Event.CODE_SPENT) | Q(kind=Event.CODE_WRONG, details__expired=True)
    return case.events.filter(over, at__gte=newest.created_at).count()


@rights_code_asker
def code_asked(*, contact_id: UUID) -> str | None:
    """Have a new code sent to who asks for one; see :class:`nexus.privacy.requests.CodeAsker`.

    Within the same limits as the first. Who asks on beyond them is told so once an hour.
    """
    now = timezone.now()
    case = code_case(contact_id=contact_id, now=now)
    if case is None:
        return None
    refused = case.events.filter(
        kind=Event.CODE_FAILED, details__code="too_many_codes", at__gt=now - timedelta(hours=1)
    )
    told = refused.exists()
    if _code(case) or told or not refused.exists():
        return ""
    return answers.taken_text(case, "too_many_codes")


@rights_clocks
def clocks(contact_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[RequestClock]]:
    """The open cases of these contacts, the most urgent first; one query."""
    found: dict[UUID, list[RequestClock]] = defaultdict(list)
    rows = Case.objects.filter(contact_id__in=contact_ids, closed_at__isnull=True).order_by("due_at", "id")
    for case in rows.defer("wish", "phone", "stated_name", "changes"):
        if case.contact_id is not None:
            found[case.contact_id].append(clock_of(case))
    return found
