"""A person's other open cases, when one of theirs is an erasure.

Who asks what is held, for a copy, or that it is only stored, must have that answered before it goes: what is
erased cannot be handed out (GDPR art. 15 and 20), and a restriction is asked for by whoever wants it kept
(art. 18(1)(b) and (c)). What else is open has nothing left to be about, and is done with the erasure.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from gdpr.cases.closing import case_done
from gdpr.models import Case
from nexus.privacy.registry import Going, rows_leaving

ANSWERED_FIRST: Final = (Case.Kind.ACCESS, Case.Kind.PORTABILITY, Case.Kind.RESTRICTION)


def cases_open(contact_id: UUID, *, but: Case | None = None) -> QuerySet[Case]:
    """The contact's open cases other than ``but``, the oldest first."""
    found = Case.objects.filter(contact_id=contact_id, closed_at=None).order_by("number")
    return found if but is None else found.exclude(pk=but.pk)


def cases_first(contact_id: UUID) -> QuerySet[Case]:
    """Those that must be answered before the contact may be erased on a case's approval."""
    return cases_open(contact_id).filter(kind__in=ANSWERED_FIRST)


@rows_leaving("crm.Contact")
def cases_settle(going: Going) -> None:
    """Nobody's case stays open: when the contact goes, so does what is open about them, as done.

    The contact's row is locked, so no other case can be opened for it any more. The erasure's own case is done
    when its certificate is written.
    """
    left = Case.objects.filter(contact_id__in=going.keys, closed_at=None).exclude(erasures=going.origin_id)
    for case in left.order_by("pk"):
        case_done(case=case, now=timezone.now(), erased=True)
