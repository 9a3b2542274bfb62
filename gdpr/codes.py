"""One-time codes to the number on file (privacy.md "Identity").

Six digits, good for ten minutes and five tries. A code is made by the job that sends it and goes straight to
the provider: it stands in no row, log, page or AI context; only its keyed hash is kept. The newest code of a
case and purpose is the only one that counts.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from conversations.channels.sms.port import GatewayError
from conversations.channels.sms.reach import can_be_texted
from conversations.services.rights import secret_text_send
from conversations.services.rights_chat import NOBODY_THERE, is_open, own_visitor, secret_show
from crm.models import Contact
from crm.selectors import contact_opted_out, contact_phone
from gdpr.cases.answers import code_text, verify_text
from gdpr.cases.errors import CaseRefused
from gdpr.cases.events import case_event, event_append
from gdpr.models import Case, CaseEvent, IdentityCode
from nexus.crypto.index import blind_index
from nexus.outbox.services import Claim, RetryLater, job_put

DIGITS, TRIES = 6, 5
GOOD_FOR = timedelta(minutes=10)
#: Codes to one person within a window, whatever the case: against guessing, and against paying for texts.
CAPS = ((timedelta(hours=1), 3), (timedelta(days=1), 6))
#: How long a code is still worth sending after it was asked for.
WORTH_SENDING = timedelta(minutes=3)
#: For so long after a code was sent six digits are taken for it, and for so long the very code is known again.
MEANT_FOR, KNOWN_FOR = timedelta(hours=1), timedelta(days=1)
JOB = "rights_code"
Event, Purpose = CaseEvent.Kind, IdentityCode.Purpose
#: States in which a case can still wait for who it is.
UNDECIDED = (Case.State.RECEIVED, Case.State.VERIFYING, Case.State.WAITING, Case.State.EXTENDED)


def code_order(*, case: Case, purpose: str, now: datetime, asked_now: bool = False) -> IdentityCode:
    """Have a code sent to the number that the contact has, and end those before it. One that has been ordered
    and not sent yet is answered instead. Who has no number gets the code to their package in their open chat.

    ``asked_now`` says that the person has just asked for it, which a number that wants no texts must have;
    whoever wants into their package has. Raises :class:`CaseRefused`: ``no_number``, ``opted_out``,
    ``too_many_codes``, ``wrong_state``, ``chat_closed`` (no page of their chat is open).
    """
    contact = case.contact
    if contact is None:
        raise CaseRefused("no_number")
    visitor = own_visitor(contact) if purpose == Purpose.PACKAGE else None
    if visitor is None and not can_be_texted(contact_phone(contact)):
        raise CaseRefused("no_number")
    if visitor is not None and not is_open(visitor.pk):
        raise CaseRefused(NOBODY_THERE)
    if purpose == Purpose.VERIFY and (case.closed_at is not None or case.verified_at is not None):
        raise CaseRefused("wrong_state")
    if contact_opted_out(contact) and not asked_now and purpose != Purpose.PACKAGE:
        raise CaseRefused("opted_out")
    with transaction.atomic():
        # Two at the same moment must not both be the last that is allowed.
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        coming = _unsent(case.codes.all(), now).filter(purpose=purpose, created_at__gt=now - WORTH_SENDING)
        if (ordered := coming.order_by("-id").first()) is not None:
            return ordered
        if _used_up(contact.pk, now):
            raise CaseRefused("too_many_codes")
        _end_all(case, purpose, now)
        code = IdentityCode.objects.create(
            case=case, purpose=purpose, tries_left=TRIES, created_at=now, expires_at=now + GOOD_FOR
        )
        if purpose == Purpose.VERIFY:
            Case.objects.filter(pk=case.pk, state=Case.State.RECEIVED).update(state=Case.State.VERIFYING)
            if case.state == Case.State.RECEIVED:
                case.state = Case.State.VERIFYING
        job_put(kind=JOB, object_id=code.pk)
    return code


def code_take(*, case: Case, purpose: str, code: str, now: datetime, reference: str = "") -> bool:
    """True when ``code`` is the one that was sent; it is used up then.

    Raises :class:`CaseRefused`: ``wrong`` (``detail`` is how many tries are left), ``spent`` after five wrong
    ones, also for the right one, and ``expired`` when none is good. Each is in the case's history. The try
    is committed before the error is raised, unless the caller's own transaction is rolled back.
    """
    digits = "".join(sign for sign in code if sign.isdigit())
    details = {"purpose": str(purpose), **({"reference": reference} if reference else {})}
    with transaction.atomic():
        newest = _newest(case, purpose)
        problem = ""
        if newest is None or newest.expires_at <= now or newest.used_at is not None:
            problem = "expired"
            event_append(case=case, kind=Event.CODE_WRONG, details={**details, "expired": True})
        elif newest.tries_left == 0:
            problem = "spent"
            event_append(case=case, kind=Event.CODE_SPENT, details=details)
        elif not hmac.compare_digest(bytes(newest.blind or b""), _blind(newest.pk, digits)):
            newest.tries_left = F("tries_left") - 1
            newest.save(update_fields=["tries_left"])
            newest.refresh_from_db(fields=["tries_left"])
            problem = "wrong" if newest.tries_left else "spent"
            kind = Event.CODE_WRONG if newest.tries_left else Event.CODE_SPENT
            event_append(case=case, kind=kind, details={**details, "left": newest.tries_left})
        else:
            # The hash stays, so that the code is known when it is texted once more.
            newest.used_at = now
            newest.save(update_fields=["used_at"])
    if problem:
        raise CaseRefused(problem, str(newest.tries_left) if newest and problem == "wrong" else "")
    return True


def _used_up(contact_id: UUID, now: datetime) -> bool:
    """Whether the person has been sent, or will be, as many codes as a window allows.

    An order that was replaced before it was sent has cost nothing and helped nobody guess.
    """
    codes = IdentityCode.objects.filter(case__contact_id=contact_id)
    coming = _unsent(codes, now).count()
    return any(codes.filter(sent_at__gt=now - window).count() + coming >= most for window, most in CAPS)


def _unsent(codes: QuerySet[IdentityCode], now: datetime) -> QuerySet[IdentityCode]:
    return codes.filter(sent_at=None, expires_at__gt=now)


def covered(case: Case, *, now: datetime) -> list[Case]:
    """The open cases, besides this one, that the newest code used for it verifies."""
    used = case.codes.filter(purpose=Purpose.VERIFY, used_at=now).order_by("-id").first()
    if used is None or case.contact_id is None:
        return []
    return list(_unverified(case.contact_id).filter(number__in=used.covers).exclude(pk=case.pk))


def _unverified(contact_id: UUID) -> QuerySet[Case]:
    """The contact's cases that wait to know who asked, the oldest first."""
    found = Case.objects.filter(contact_id=contact_id, closed_at=None, verified_at=None, state__in=UNDECIDED)
    return found.select_related("contact").order_by("number")


def code_waiting(*, contact_id: UUID, code: str, now: datetime) -> Case | None:
    """The case for which six digits from this contact are meant: a code was sent lately and is unused.

    Of several the one whose code it is, else the newest. Also when it has run out or has no tries left, for
    those digits are no ordinary text either; later than :data:`MEANT_FOR` only the very code is.
    """
    waiting = list(
        IdentityCode.objects.filter(
            case__contact_id=contact_id,
            case__closed_at__isnull=True,
            purpose=Purpose.VERIFY,
            case__verified_at__isnull=True,
            used_at__isnull=True,
            sent_at__gt=now - KNOWN_FOR,
        )
        .select_related("case__contact")
        .order_by("-id")[:20]
    )
    own = [sent for sent in waiting if _is_own(sent, code)]
    lately = [sent for sent in waiting if sent.sent_at and sent.sent_at > now - MEANT_FOR]
    return next((sent.case for sent in (*own, *lately)), None)


def code_has_served(*, contact_id: UUID, code: str, now: datetime) -> bool:
    """Whether these digits are a code of this contact's that was sent lately and that nothing waits for any
    more: it was used, or its case needs none since."""
    over = Q(used_at__isnull=False) | Q(case__verified_at__isnull=False) | Q(case__closed_at__isnull=False)
    sent = IdentityCode.objects.filter(over, case__contact_id=contact_id, sent_at__gt=now - KNOWN_FOR)
    return any(_is_own(one, code) for one in sent.order_by("-id")[:20])


def code_case(*, contact_id: UUID, now: datetime) -> Case | None:
    """The open case of this contact's that waits for a code, where one was asked for lately; the newest."""
    asked = IdentityCode.objects.filter(
        case__contact_id=contact_id,
        case__closed_at__isnull=True,
        case__verified_at__isnull=True,
        purpose=Purpose.VERIFY,
        created_at__gt=now - KNOWN_FOR,
    )
    newest = asked.select_related("case__contact").order_by("-id").first()
    return newest.case if newest else None


def _is_own(sent: IdentityCode, code: str) -> bool:
    return hmac.compare_digest(bytes(sent.blind or b""), _blind(sent.pk, code))


def code_send(claim: Claim) -> None:
    """The job ``rights_code``: make a code and hand it to the provider, unless nobody waits for it any more.

    A worker that died on the way may have sent one: the next makes a new one, and only that one counts.
    """
    with transaction.atomic():
        claim.hold()
        code = (
            IdentityCode.objects.select_for_update(of=("self",))
            .select_related("case__contact")
            .filter(pk=claim.object_id)
            .first()
        )
        now = timezone.now()
        if code is None or code.used_at is not None or code.expires_at <= now or _is_over(code):
            return
        contact = code.case.contact
        if contact is None:
            return
        digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        text = _text_with(code, digits)
        code.blind, code.sent_at, code.expires_at = _blind(code.pk, digits), now, now + GOOD_FOR
        code.save(update_fields=["blind", "sent_at", "expires_at", "covers"])
    case, failed = code.case, ""
    try:
        _hand_over(code, contact, text)
    except GatewayError as error:
        if not error.permanent and not error.uncertain and now - code.created_at < WORTH_SENDING:
            raise RetryLater(timedelta(seconds=5), error.code) from error
        # It may have gone out all the same (uncertain), and then it is as good as any.
        failed = error.code or "failed"
    with transaction.atomic():
        claim.hold()
        if failed:
            case_event(case=case, kind=Event.CODE_FAILED, purpose=code.purpose, code=failed)
        else:
            case_event(case=case, kind=Event.CODE_SENT, purpose=code.purpose)
        claim.finish()


def _hand_over(code: IdentityCode, contact: Contact, text: str) -> None:
    """To the provider, or to the pages of the chat that are open. Raises :class:`GatewayError`."""
    visitor = own_visitor(contact) if code.purpose == Purpose.PACKAGE else None
    if visitor is None:
        secret_text_send(contact=contact, text=text, reference=code.pk, origin_id=code.case_id)
    elif is_open(visitor.pk):
        secret_show(visitor=visitor.pk, text=text, until=code.expires_at)
    else:
        raise GatewayError("no page is open", permanent=True, code=NOBODY_THERE)


def _is_over(code: IdentityCode) -> bool:
    """Whether its case has no use for it since it was ordered: verified in another way, or closed."""
    case = code.case
    return code.purpose == Purpose.VERIFY and (case.verified_at is not None or case.closed_at is not None)


def _text_with(code: IdentityCode, digits: str) -> str:
    """The text for the provider; the code is told which cases it names."""
    case = code.case
    if code.purpose != Purpose.VERIFY or case.contact_id is None:
        return code_text(case, digits=digits)
    others = _unverified(case.contact_id).exclude(pk=case.pk)
    text, named = verify_text([case, *others], digits=digits)
    code.covers = [one.number for one in named]
    return text


def _newest(case: Case, purpose: str) -> IdentityCode | None:
    return (
        IdentityCode.objects.select_for_update()
        .filter(case=case, purpose=purpose, blind__isnull=False)
        .order_by("-id")
        .first()
    )


def _end_all(case: Case, purpose: str, now: datetime) -> None:
    IdentityCode.objects.filter(case=case, purpose=purpose, used_at__isnull=True).update(
        expires_at=now, blind=None
    )


def _blind(code_id: UUID, digits: str) -> bytes:
    """Bound to its row, so that two rows with the same digits do not look alike."""
    return blind_index(f"{code_id}:{digits}", label="rights-code")
