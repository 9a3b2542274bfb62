"""Letters to the company's data-protection contacts: a case number and a link, no personal data."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conversations.presenters import date_text
from crm.bookings.selectors import company_here
from gdpr.clock import ZONE
from gdpr.models import Case, CaseEvent
from nexus.accounts.models import User
from nexus.outbox.services import Claim
from nexus.tenants.hosts import company_url

Event = CaseEvent.Kind


def case_mail(claim: Claim) -> None:
    """The job ``rights_mail``: write to the company about one event of a case."""
    event = CaseEvent.objects.select_related("case").filter(pk=claim.object_id).first()
    people = data_protection_contacts()
    if event is None or not people:
        return
    case = event.case
    with transaction.atomic():
        # Held until the letter has left, so that two workers cannot both send it.
        claim.hold()
        with translation.override(people[0].language):
            subject, words = _words(event)
            EmailMessage(
                subject=subject,
                body=_("%(words)s\n\nTo be answered by %(day)s at the latest.\n%(link)s\n\nNomar Nexus\n")
                % {
                    "words": words,
                    "day": date_text(case.due_at.astimezone(ZONE), "j F Y"),
                    "link": company_url(company_here()) + reverse("rights:case", args=[case.pk]),
                },
                to=[person.email for person in people],
            ).send()
        claim.finish()


def data_protection_contacts() -> list[User]:
    """Those who are written to: the data-protection contacts, or the owners where there are none."""
    active = User.objects.filter(is_active=True).order_by("pk")
    return list(active.filter(role=User.Role.DATA_PROTECTION)) or list(active.filter(role=User.Role.OWNER))


def _words(event: CaseEvent) -> tuple[str, str]:
    case, number = event.case, {"number": event.case.number}
    match event.kind:
        case Event.REMINDED:
            days = int(event.details.get("days", 0))
            left = ngettext("%(n)d day is left", "%(n)d days are left", days) % {"n": days}
            return (
                _("Case %(number)d: %(left)s") % {**number, "left": left},
                _("Case %(number)d about a person's rights has not been answered; %(left)s.")
                % {**number, "left": left},
            )
        case Event.OVERDUE:
            return (
                _("Case %(number)d is overdue") % number,
                _("The time to answer case %(number)d about a person's rights has passed.") % number,
            )
        case Event.OPENED:
            return (
                _("Case %(number)d needs you") % number,
                _("A customer wants to exercise a right in case %(number)d; no code could be sent, so you "
                  "need to make sure who it is.") % number,
            )  # fmt: skip
        case _ if case.state in (Case.State.RECEIVED, Case.State.VERIFYING) or (
            case.second_check and case.second_checked_at is None
        ):
            return (
                _("Case %(number)d needs a second check") % number,
                _("The code was right in case %(number)d, but you need to make sure who it is as well.")
                % number,
            )
        case _:
            return (
                _("Case %(number)d waits for you") % number,
                _("It is certain who asked in case %(number)d. Decide what to do.") % number,
            )
