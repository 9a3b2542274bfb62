"""Sub-processors: telling companies of a new one, and their objections (GDPR art. 28(2))."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from conversations.presenters import date_text
from crm.bookings.selectors import company_here
from gdpr.cases.mails import data_protection_contacts
from nexus.accounts.models import User
from nexus.audit.instructions import instruction_append
from nexus.outbox.services import Claim
from nexus.outbox.tasks import job_now
from nexus.privacy.models import SubProcessor, SubProcessorNotice
from nexus.privacy.subprocessors import NOTICE_DAYS as NOTICE_DAYS
from nexus.schema import connection
from nexus.tenants.hosts import company_url

MAIL: Final = "subprocessor_mail"
LONGEST: Final = 1000


@dataclass(frozen=True, slots=True)
class Coming:
    """A sub-processor that gets nothing yet, and what this company has said of it."""

    row: SubProcessor
    notice: SubProcessorNotice | None

    @property
    def last_day(self) -> datetime.date:
        """The last day on which the company may object."""
        return self.row.effective_on - datetime.timedelta(days=1)


class TooLate(Exception):
    """The time to object is over, or there is no such sub-processor to come."""


def subprocessors_coming() -> list[Coming]:
    """Those that are announced and get nothing yet, the nearest first."""
    found = list(_coming().order_by("effective_on", "name"))
    told = {
        notice.subprocessor_id: notice
        for notice in SubProcessorNotice.objects.filter(subprocessor__in=found, owner=connection.schema_name)
    }
    return [Coming(row, told.get(row.pk)) for row in found]


def objections_own() -> list[SubProcessorNotice]:
    """What this company has objected to, the latest first."""
    found = SubProcessorNotice.objects.filter(owner=connection.schema_name, objected_at__isnull=False)
    return list(found.select_related("subprocessor").order_by("-objected_at"))


def subprocessors_tell() -> int:
    """Tell the company that we are in of those it has not been told of; answers of how many.

    Each once: the note that it was told and the job that writes the letter are one transaction.
    """
    told = SubProcessorNotice.objects.filter(owner=connection.schema_name).values("subprocessor_id")
    count = 0
    for row in _coming().exclude(pk__in=told):
        with transaction.atomic():
            notice, new = SubProcessorNotice.objects.get_or_create(
                subprocessor=row, owner=connection.schema_name
            )
            if new:
                job_now(kind=MAIL, object_id=notice.pk)
                count += 1
    return count


def subprocessor_object(*, subprocessor_id: UUID, words: str, actor: User) -> SubProcessorNotice:
    """The company objects, or words its objection anew. Raises :class:`TooLate` from the day of use on."""
    with transaction.atomic():
        row = _coming().filter(pk=subprocessor_id).first()
        if row is None:
            raise TooLate
        SubProcessorNotice.objects.get_or_create(subprocessor=row, owner=connection.schema_name)
        notice = SubProcessorNotice.objects.select_for_update().get(
            subprocessor=row, owner=connection.schema_name
        )
        first = notice.objected_at is None
        notice.objected_at = notice.objected_at or timezone.now()
        notice.objection = " ".join(words.split())[:LONGEST]
        notice.save(update_fields=["objected_at", "objection"])
        if first:
            instruction_append(setting=f"subprocessor.{row.key}", before=None, after="objected", actor=actor)
    return notice


def subprocessor_mail(claim: Claim) -> None:
    """The job that writes to the company's data-protection contacts: what is coming, and until when."""
    notice = SubProcessorNotice.objects.select_related("subprocessor").filter(pk=claim.object_id).first()
    people = data_protection_contacts()
    if notice is None or notice.owner != connection.schema_name or not people:
        return
    row = notice.subprocessor
    with transaction.atomic():
        # Held until the letter has left, so that two workers cannot both send it.
        claim.hold()
        with translation.override(people[0].language):
            swedish = (translation.get_language() or "").startswith("sv")
            EmailMessage(
                subject=_("A new sub-processor: %(name)s") % {"name": row.name},
                body=_(
                    "From %(day)s Nomar wants to use %(name)s.\n\n"
                    "What it gets: %(gets)s\nWhere: %(where)s\nHow long: %(keeps)s\n\n"
                    "You can object until then, with your reasons:\n%(link)s\n\nNomar Nexus\n"
                )
                % {
                    "day": date_text(row.effective_on, "j F Y"),
                    "name": row.name,
                    "gets": row.gets_sv if swedish else row.gets_en,
                    "where": row.where_sv if swedish else row.where_en,
                    "keeps": row.keeps_sv if swedish else row.keeps_en,
                    "link": company_url(company_here()) + reverse("rights:register_subprocessors"),
                },
                to=[person.email for person in people],
            ).send()
        SubProcessorNotice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())
        claim.finish()


def _coming() -> QuerySet[SubProcessor]:
    return SubProcessor.objects.filter(effective_on__gt=timezone.localdate(), ended_on__isnull=True)
