"""Opening a case: its number, its clock, what it joins, and whether a code will be enough."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from crm.models import Contact
from crm.recognition import number_in_doubt, same_name
from crm.selectors import contact_by_phone, contact_phone, is_swedish_mobile
from gdpr.cases.errors import CaseRefused
from gdpr.cases.events import case_event, company_write
from gdpr.clock import due_at
from gdpr.models import Case, CaseEvent
from nexus.accounts.models import User
from nexus.privacy.registry import Rectifier, rectifiers
from nexus.schema import connection
from nexus.webhooks.services import event_put

Event = CaseEvent.Kind
#: Characters of a wish and of a changed value that are kept.
LONGEST_WISH, LONGEST_VALUE = 1000, 1000
#: Cases about numbers that nobody has; more of them at once than this are not looked through.
_WITHOUT_CONTACT = 200
_FIELD = re.compile(r"[a-z_]{1,40}(?::[0-9a-f-]{36})?")


def case_open(
    *,
    kind: str,
    contact: Contact | None,
    phone: str,
    channel: str,
    now: datetime,
    opened_by: User | None = None,
    wish: str = "",
    stated_name: str = "",
    changes: Mapping[str, str] | None = None,
) -> tuple[Case, bool]:
    """The case, and whether it is new: a wish of the same kind by the same person joins the open one.

    ``phone`` is E.164 and may be "" where there is a contact. A number that no contact has gives a case
    without one, but it must be one that an answer can reach. Raises :class:`CaseRefused` (``unknown_field``,
    ``unreachable``) and ValueError for an unknown kind.
    """
    kind = Case.Kind(kind).value
    wanted = changes_checked(changes) if changes else None
    contact = contact or (contact_by_phone(phone) if phone else None)
    if contact is None and not is_swedish_mobile(phone):
        raise CaseRefused("unreachable")
    phone = phone or (contact_phone(contact) if contact else "")
    with transaction.atomic():
        _one_at_a_time()
        standing = _standing(kind, contact, phone)
        if standing is not None:
            joined = _join(
                standing,
                opened_by=opened_by,
                channel=channel,
                wish=wish,
                stated_name=stated_name,
                changes=wanted,
            )
            return joined, False
        case = Case.objects.create(
            number=(Case.objects.aggregate(Max("number"))["number__max"] or 0) + 1,
            kind=kind,
            contact=contact,
            phone=phone,
            stated_name=stated_name.strip()[:200],
            wish=wish.strip()[:LONGEST_WISH],
            channel=channel,
            opened_by=opened_by,
            received_at=now,
            due_at=due_at(now),
            second_check=_second_check(contact, stated_name, now),
            changes=wanted,
        )
        case_event(case=case, kind=Event.OPENED, actor=opened_by, channel=channel)
        event_put("rights_request.opened", case.pk, contact_id=case.contact_id)
    return case, True


def changes_checked(changes: Mapping[str, str]) -> dict[str, str]:
    """What is to be put right, by field, with spaces trimmed. Raises :class:`CaseRefused`."""
    checked: dict[str, str] = {}
    for name, value in changes.items():
        rectifier = rectifier_of(name) if _FIELD.fullmatch(name) else None
        if rectifier is None:
            raise CaseRefused("unknown_field", name[:40])
        if not isinstance(value, str) or len(value) > LONGEST_VALUE:
            raise CaseRefused("bad_value", name)
        checked[name] = value.strip()
        try:
            rectifier.check(name, checked[name])
        except ValueError:
            raise CaseRefused("bad_value", name) from None
    return checked


def rectifier_of(name: str) -> Rectifier | None:
    """What changes the field ``name``; ``message:<id>`` is a field of its own for every message."""
    field, colon, _row = name.partition(":")
    return next((found for found in rectifiers() if field + colon in found.fields), None)


def _one_at_a_time() -> None:
    """Numbers have no gaps and nothing is opened twice: cases of a company are opened one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{connection.schema_name}:gdpr.case"])


def _standing(kind: str, contact: Contact | None, phone: str) -> Case | None:
    open_ones = Case.objects.select_for_update(of=("self",)).filter(kind=kind, closed_at__isnull=True)
    if contact is not None:
        return open_ones.filter(contact=contact).first()
    # The number is encrypted; there are hardly ever several such cases.
    without = open_ones.filter(contact__isnull=True).order_by("-id")[:_WITHOUT_CONTACT]
    return next((case for case in without if phone and case.phone == phone), None)


def _join(
    case: Case,
    *,
    opened_by: User | None,
    channel: str,
    wish: str,
    stated_name: str,
    changes: dict[str, str] | None,
) -> Case:
    case.joined += 1
    fields = ["joined", *_name_kept(case, stated_name.strip()[:200])]
    if changes and case.state != Case.State.IN_PROGRESS:
        case.changes = {**(case.changes or {}), **changes}
        fields.append("changes")
    case.save(update_fields=fields)
    event = case_event(
        case=case, kind=Event.JOINED, actor=opened_by, note=wish.strip()[:LONGEST_WISH], channel=channel
    )
    if "second_check" in fields and case.verified_at is not None:
        # It waited for a decision, and waits for the check now.
        company_write(event=event)
    return case


def _name_kept(case: Case, name: str) -> list[str]:
    """Keep the name that who asks again gives; another than ours asks for staff's check. The fields changed.

    What is decided stays so. An objection that came in a channel is about that channel, whatever the name.
    """
    by_channel = case.verified_at is not None and not case.verified_by
    if not name or case.decided_at is not None or by_channel:
        return []
    if case.contact is None or same_name(name, str(case.contact.name or "")):
        if case.stated_name:
            return []
        case.stated_name = name
        return ["stated_name"]
    if case.second_check == Case.SecondCheck.NAME and same_name(name, str(case.stated_name or "")):
        return []
    case.stated_name = name
    if case.second_check and case.second_checked_at is None:
        return ["stated_name"]
    case.second_check, case.second_checked_at = Case.SecondCheck.NAME, None
    if case.state == Case.State.WAITING:
        case.state = Case.State.VERIFYING
    return ["stated_name", "second_check", "second_checked_at", "state"]


def _second_check(contact: Contact | None, stated_name: str, now: datetime) -> str:
    """Why a code alone does not show that it is the person whose data we have (privacy.md "Identity")."""
    if contact is None:
        return ""
    if number_in_doubt(contact, now):
        return Case.SecondCheck.SILENT
    if not same_name(stated_name, str(contact.name or "")):
        return Case.SecondCheck.NAME
    return ""
