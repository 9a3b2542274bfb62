"""Legal holds: what is about a contact stays, whatever its age, and is not erased, until it is lifted."""

from __future__ import annotations

import logging
from datetime import date, datetime
from smtplib import SMTPException
from typing import Final
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from conversations.presenters import date_text
from crm.bookings.selectors import company_here
from crm.models import Contact
from gdpr.cases.mails import data_protection_contacts
from gdpr.models import Hold
from gdpr.retention.selectors import holds_active
from nexus.accounts.models import User
from nexus.audit.services import entry_append
from nexus.tenants.hosts import company_url

logger = logging.getLogger(__name__)

LONGEST_REASON: Final = 1000


class HoldRefused(Exception):
    """``code``: ``no_reason``, ``review_past`` (the review date is not ahead), ``lifted`` (it is already)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def hold_place(*, contact: Contact, reason: str, review_on: date, actor: User, now: datetime) -> Hold:
    """Hold everything about the contact from now on. Raises :class:`HoldRefused`.

    The contact's row is locked meanwhile, so that an erasure sees the hold or has begun before it.
    """
    if not reason.strip():
        raise HoldRefused("no_reason")
    _check(review_on, now)
    with transaction.atomic():
        Contact.objects.select_for_update().values_list("pk").get(pk=contact.pk)
        hold = Hold.objects.create(
            contact=contact,
            reason=reason.strip()[:LONGEST_REASON],
            owner=actor,
            review_on=review_on,
            created_at=now,
        )
        _note("hold.placed", hold, actor)
    return hold


def hold_lift(*, hold: Hold, actor: User, now: datetime) -> None:
    """The contact's data has its usual time again. Raises :class:`HoldRefused`."""
    with transaction.atomic():
        if not holds_active().filter(pk=hold.pk).update(lifted_at=now, lifted_by=actor):
            raise HoldRefused("lifted")
        _note("hold.lifted", hold, actor)


def hold_postpone(*, hold: Hold, review_on: date, actor: User, now: datetime) -> None:
    """It still stands: look at it again on another day. Raises :class:`HoldRefused`."""
    _check(review_on, now)
    with transaction.atomic():
        if not holds_active().filter(pk=hold.pk).update(review_on=review_on):
            raise HoldRefused("lifted")
        _note("hold.reviewed", hold, actor)


def holds_remind(*, now: datetime) -> int:
    """Write to the owners of holds whose review date has come; each date once. Returns how many letters left.

    The letter names no person. Where the owner's account is gone it goes to the data-protection contacts.
    """
    today = timezone.localdate(now)
    due = holds_active().filter(review_on__lte=today)
    written = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        try:
            written += _remind(pk, today)
        except (SMTPException, OSError):
            # Not marked as reminded: the next hour tries again, and the other letters leave meanwhile.
            logger.warning("reminder of a hold not sent", extra={"hold": str(pk)})
    return written


def _remind(pk: UUID, today: date) -> int:
    with transaction.atomic():
        found = Hold.objects.select_for_update(of=("self",)).select_related("owner").defer("reason")
        hold = found.filter(pk=pk, lifted_at__isnull=True, review_on__lte=today).first()
        if hold is None or hold.reminded_on == hold.review_on:
            return 0
        people = [hold.owner] if hold.owner and hold.owner.is_active else data_protection_contacts()
        if not people:
            return 0
        hold.reminded_on = hold.review_on
        hold.save(update_fields=["reminded_on"])
        with translation.override(people[0].language):
            day = date_text(hold.review_on, "j F Y")
            EmailMessage(
                subject=_("A legal hold is to be reviewed"),
                body=_(
                    "A legal hold was to be reviewed on %(day)s. Lift it, or choose another day.\n%(link)s\n\n"
                    "Nomar Nexus\n"
                )
                % {
                    "day": day,
                    "link": company_url(company_here()) + reverse("rights:hold", args=[hold.pk]),
                },
                to=[person.email for person in people],
            ).send()
    return 1


def _check(review_on: date, now: datetime) -> None:
    if review_on <= timezone.localdate(now):
        raise HoldRefused("review_past")


def _note(action: str, hold: Hold, actor: User) -> None:
    entry_append(
        action=action,
        subject_type="gdpr.Hold",
        subject_id=hold.pk,
        actor_id=actor.pk,
        contact_id=hold.contact_id,
    )
