"""From the company's decision to what is done: each kind of case by whoever does it."""

from __future__ import annotations

from datetime import datetime

from crm.choices import contact_object, contact_restrict
from crm.models import Contact
from gdpr.cases import answers
from gdpr.cases.closing import case_done
from gdpr.cases.errors import CaseRefused
from gdpr.cases.events import ARROW, case_event
from gdpr.cases.opening import rectifier_of
from gdpr.models import Case, CaseEvent
from nexus.accounts.models import User
from nexus.audit.services import entry_append
from nexus.privacy.registry import Rectifier
from nexus.webhooks.services import event_put

Kind, Event = Case.Kind, CaseEvent.Kind
RECTIFIED = "contact.rectified"


def carry_out(*, case: Case, actor: User | None, now: datetime) -> None:
    """Do what was decided, or order it where it takes time; whoever finishes it closes the case.

    In the transaction of the decision. Raises :class:`CaseRefused` (``bad_value``).
    """
    contact = case.contact
    if contact is None:
        # The number is nobody's: there is nothing to hand out, change or erase, and that is the answer.
        case_done(case=case, now=now, nothing_held=True)
        return
    match case.kind:
        case Kind.ACCESS | Kind.PORTABILITY:
            from gdpr.access.services import package_order  # that room calls this one too

            package_order(case=case, now=now)
        case Kind.ERASURE:
            from gdpr.erasure.services import erasure_start  # as above
            from gdpr.models import Erasure

            erasure_start(contact=contact, origin=Erasure.Origin.CASE, case=case, requested_by=actor, now=now)
        case Kind.RECTIFICATION:
            _rectify(case, contact, actor)
            _close(case, now)
        case Kind.RESTRICTION:
            _close(case, now)
            contact_restrict(contact=contact, actor=actor, case_number=case.number)
        case Kind.OBJECTION:
            _close(case, now)
            contact_object(contact=contact, actor=actor, case_number=case.number)


def _close(case: Case, now: datetime) -> None:
    answers.person_tell(case=case, text=answers.done_text(case))
    case_done(case=case, now=now)


def _rectify(case: Case, contact: Contact, actor: User | None) -> None:
    groups: dict[Rectifier, dict[str, str]] = {}
    for name, value in (case.changes or {}).items():
        found = rectifier_of(name)
        if found is None:
            raise CaseRefused("unknown_field", name)
        groups.setdefault(found, {})[name] = value
    done: dict[str, tuple[str, str]] = {}
    for change, wanted in groups.items():
        try:
            done |= change(contact.pk, wanted)
        except ValueError as error:
            raise CaseRefused("bad_value", str(error)) from error
    lines = [f"{name}: {before or '–'}{ARROW}{after or '–'}" for name, (before, after) in done.items()]
    fields = ", ".join(sorted({name.partition(":")[0] for name in done}))
    event = case_event(case=case, kind=Event.CHANGED, actor=actor, note="\n".join(lines), fields=fields)
    if done:
        event_put(RECTIFIED, event.pk, contact_id=contact.pk)
    entry_append(
        action="contact.rectified",
        subject_type="crm.Contact",
        subject_id=contact.pk,
        actor_id=actor.pk if actor else None,
        actor_kind="staff" if actor else "api",
        contact_id=contact.pk,
        details={"case": case.number, "fields": fields},
    )
