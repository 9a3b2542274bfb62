"""What happens to a case after it was opened. See :class:`gdpr.models.Case` for its states.

Each function locks the case, and raises :class:`CaseRefused` where the state of things forbids it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from crm.recognition import contact_recognised
from gdpr.cases import answers
from gdpr.cases.carrying_out import carry_out
from gdpr.cases.closing import case_done
from gdpr.cases.errors import CaseRefused
from gdpr.cases.events import case_event, company_write, event_append
from gdpr.cases.opening import case_open, changes_checked
from gdpr.clock import due_at, extended_due_at
from gdpr.codes import UNDECIDED, code_take, covered
from gdpr.models import Case, CaseEvent, IdentityCode
from nexus.accounts.models import User
from nexus.webhooks.services import event_put

__all__ = [
    "UNDECIDED",
    "CaseRefused",
    "case_approve",
    "case_done",
    "case_event",
    "case_extend",
    "case_open",
    "case_refuse",
    "case_verify_by_code",
    "case_verify_by_staff",
]

State, Event = Case.State, CaseEvent.Kind
DECIDABLE = (State.WAITING, State.EXTENDED)


def case_verify_by_staff(*, case: Case, actor: User | None, note: str, now: datetime) -> Case:
    """Staff have made sure who it is; counts as the second check too. ``note`` says how."""
    if not note.strip():
        raise CaseRefused("empty_note")
    with transaction.atomic():
        case = _locked(case, UNDECIDED)
        if is_verified(case):
            raise CaseRefused("wrong_state")
        fields = ["verify_note", "state"]
        case.verify_note = note.strip()[:1000]
        if case.verified_at is None:
            case.verified_at, case.verified_by = now, Case.VerifiedBy.STAFF
            fields += ["verified_at", "verified_by"]
        event = case_event(case=case, kind=Event.VERIFIED, actor=actor, note=case.verify_note, by="staff")
        if case.second_check:
            case.second_checked_at = now
            fields.append("second_checked_at")
            event = case_event(case=case, kind=Event.SECOND_CHECK, actor=actor, why=case.second_check)
        if case.contact is not None:
            contact_recognised(contact=case.contact, actor_id=actor.pk if actor else None)
        _await_decision(case)
        case.save(update_fields=fields)
        company_write(event=event)
    return case


def case_verify_by_code(*, case: Case, code: str, now: datetime, reference: str = "") -> Case:
    """:func:`cases_verify_by_code`, answering with this case alone."""
    return cases_verify_by_code(case=case, code=code, now=now, reference=reference)[0]


def cases_verify_by_code(*, case: Case, code: str, now: datetime, reference: str = "") -> list[Case]:
    """The person has given the code; where a second check is due, staff must confirm as well.

    Verified are this case and those that the code's text named beside it: the person has read of them. The
    answer is all that were, this one first. ``reference`` marks the text that the code came in. Raises
    :class:`CaseRefused` (``wrong``, ``spent``, ``expired``); the try is counted all the same, so do not call
    it inside a transaction that such an error rolls back.
    """
    if case.verified_at is not None or case.state not in UNDECIDED:
        raise CaseRefused("wrong_state")
    code_take(case=case, purpose=IdentityCode.Purpose.VERIFY, code=code, now=now, reference=reference)
    others = covered(case, now=now)
    own = _verified_by_code(case, now, {"reference": reference} if reference else {})
    return [own, *(_verified_by_code(other, now, {"with": case.number}) for other in others)]


def _verified_by_code(case: Case, now: datetime, details: dict[str, str | int]) -> Case:
    with transaction.atomic():
        case = _locked(case, UNDECIDED)
        if case.verified_at is not None:
            return case
        case.verified_at, case.verified_by = now, Case.VerifiedBy.CODE
        event = event_append(case=case, kind=Event.VERIFIED, details={"by": "code", **details})
        if is_verified(case):
            _await_decision(case)
        case.save(update_fields=["verified_at", "verified_by", "state"])
        company_write(event=event)
    return case


def case_verify_by_chat(*, case: Case, now: datetime) -> Case:
    """Whoever writes in the chat has its secret, which only their browser has (privacy.md "Identity").

    Another name than ours, or a long silence, asks for staff's own check all the same.
    """
    with transaction.atomic():
        case = _locked(case, UNDECIDED)
        if case.verified_at is not None:
            return case
        case.verified_at, case.verified_by = now, Case.VerifiedBy.CHAT
        event = case_event(case=case, kind=Event.VERIFIED, by="chat")
        if is_verified(case):
            _await_decision(case)
        elif case.state == State.RECEIVED:
            case.state = State.VERIFYING
        case.save(update_fields=["verified_at", "verified_by", "state"])
        company_write(event=event)
    return case


def case_known(*, case: Case, now: datetime) -> Case:
    """The channel itself shows who it is: an objection to being answered there needs no code."""
    with transaction.atomic():
        case = _locked(case, (State.RECEIVED,))
        case.verified_at, case.second_check, case.state = now, "", State.WAITING
        case.save(update_fields=["verified_at", "second_check", "state"])
        company_write(event=case_event(case=case, kind=Event.VERIFIED, by="channel"))
    return case


def case_approve(
    *, case: Case, actor: User | None, now: datetime, changes: Mapping[str, str] | None = None
) -> Case:
    """The company has decided to do it, and it is carried out from here on.

    ``changes`` replace what the case has of them, where it is a rectification.
    """
    wanted = changes_checked(changes) if changes else None
    with transaction.atomic():
        case = _locked(case, UNDECIDED)
        if not is_verified(case) or case.state not in DECIDABLE:
            raise CaseRefused("not_verified")
        if wanted:
            case.changes = wanted
        if case.kind == Case.Kind.RECTIFICATION and not case.changes and case.contact is not None:
            raise CaseRefused("no_changes")
        case.state, case.decided_at, case.decided_by = State.IN_PROGRESS, now, actor
        case.save(update_fields=["state", "decided_at", "decided_by", "changes"])
        case_event(case=case, kind=Event.APPROVED, actor=actor)
        carry_out(case=case, actor=actor, now=now)
    case.refresh_from_db()
    return case


def case_extend(*, case: Case, actor: User | None, reason: str, now: datetime) -> Case:
    """Two months more, told to the person with the reason within the first month (GDPR art. 12(3))."""
    words = " ".join(reason.split())[:500]
    if not words:
        raise CaseRefused("empty_reason")
    with transaction.atomic():
        case = _locked(case, UNDECIDED)
        if case.extended_at is not None:
            raise CaseRefused("extended_already")
        if now > due_at(case.received_at):
            raise CaseRefused("too_late")
        case.extended_at, case.extension_reason = now, words
        case.due_at, case.state, case.reminded = extended_due_at(case.received_at), State.EXTENDED, []
        case.save(update_fields=["extended_at", "extension_reason", "due_at", "state", "reminded"])
        told = answers.person_tell(case=case, text=answers.extension_text(case))
        case_event(case=case, kind=Event.EXTENDED, actor=actor, note=words, told=told)
    return case


def case_refuse(*, case: Case, actor: User | None, ground: str, note: str, now: datetime) -> Case:
    """The company refuses on a ground that the law knows; the person is told why, and where to complain.

    ``note`` are the reasons in words: a code alone informs nobody "of the reasons" (GDPR art. 12(4)).
    """
    if ground not in Case.Refusal.values:
        raise CaseRefused("unknown_ground")
    if not any(sign.isalpha() for sign in note):
        raise CaseRefused("empty_motivation")
    with transaction.atomic():
        case = _locked(case, UNDECIDED)
        case.refusal_ground, case.refusal_note = ground, note.strip()[:1000]
        case.state, case.decided_at, case.decided_by, case.closed_at = State.REFUSED, now, actor, now
        case.save(
            update_fields=[
                "refusal_ground",
                "refusal_note",
                "state",
                "decided_at",
                "decided_by",
                "closed_at",
            ]
        )
        told = answers.person_tell(case=case, text=answers.refusal_text(case))
        case_event(
            case=case, kind=Event.REFUSED, actor=actor, note=case.refusal_note, ground=ground, told=told
        )
        event_put("rights_request.done", case.pk, contact_id=case.contact_id)
    return case


def is_verified(case: Case) -> bool:
    """Whether it is certain enough who asked: verified, and a second time where that is due."""
    return case.verified_at is not None and (not case.second_check or case.second_checked_at is not None)


def _await_decision(case: Case) -> None:
    if case.state != State.EXTENDED:
        case.state = State.WAITING


def _locked(case: Case, states: tuple[str, ...]) -> Case:
    found = Case.objects.select_for_update(of=("self",)).select_related("contact").get(pk=case.pk)
    if found.state not in states:
        raise CaseRefused("wrong_state")
    return found
