"""Packages: ordered by the case, built by the job ``package``, handed out piece by piece.

A package's bytes are in ``PackageChunk``, sealed as they are made. A build that dies leaves a package that is
still being built, whose pieces the next one throws away: nobody ever gets half of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from conversations.channels.sms.reach import can_be_texted
from crm.bookings.selectors import company_here
from crm.selectors import contact_phone, is_opted_out
from gdpr.access.building import Made, Undecided, package_write, snapshot
from gdpr.access.chat_link import link_in_chat
from gdpr.access.links import link_blind, package_token
from gdpr.access.page import About
from gdpr.access.redactions import PACKAGE, decisions_of, propose, undecided_count
from gdpr.access.subject import subject_of
from gdpr.cases.closing import case_done
from gdpr.cases.events import case_event, company_write
from gdpr.models import Case, CaseEvent, Package, PackageChunk
from nexus.accounts.models import User
from nexus.audit.services import entry_append
from nexus.faults import crash_point
from nexus.outbox.services import Claim, job_put
from nexus.outbox.tasks import job_now
from nexus.schema import connection
from nexus.tenants.context import company_context
from nexus.tenants.hosts import company_url

LINK = "package_link"
#: How long a package waits for the person (privacy.md "Access and portability").
WAITS: Final = timedelta(days=14)
State, Event = Package.State, CaseEvent.Kind


def package_order(*, case: Case, now: datetime) -> Package:
    """Have the case's package built. One that is being built already is built once. In a transaction."""
    package = Package.objects.filter(case=case, state=State.BUILDING).first()
    if package is None:
        package = Package.objects.create(case=case, created_at=now, expires_at=now + WAITS)
        case_event(case=case, kind=Event.STARTED)
    job_now(kind=PACKAGE, object_id=package.pk)
    return package


def package_build(claim: Claim) -> None:
    """The job ``package``. Where a human has to look at other people's identifiers first, it is put again
    when they have.
    """
    package = (
        Package.objects.select_related("case__contact")
        .filter(pk=claim.object_id, state=State.BUILDING)
        .first()
    )
    if package is None or package.case.contact is None or package.case.closed_at is not None:
        return
    if undecided_count(package.case):
        return
    now = timezone.now()
    try:
        made = build(package, now)
    except Undecided as undecided:
        with transaction.atomic():
            claim.hold()
            count = propose(case=package.case, proposals=undecided.proposals)
            event = case_event(
                case=package.case,
                kind=Event.STARTED,
                note=_waiting_note(),
                waits_for="redactions",
                found=count,
            )
            company_write(event=event)
            claim.finish()
        return
    crash_point("package_built")
    with transaction.atomic():
        claim.hold()
        _ready(package, made, now)
        claim.finish()


def package_stream(*, package: Package) -> Iterator[bytes]:
    """The zip, opened piece by piece; each piece enters the company anew, for a response outlives its view."""
    # Asked now: when the first piece is wanted, the view's company has been left.
    return _pieces(connection.schema_name, package.pk)


def _pieces(schema: str, package_id: UUID) -> Iterator[bytes]:
    number = 0
    while True:
        with company_context(schema):
            chunk = PackageChunk.objects.filter(package_id=package_id, number=number).first()
            data = bytes(chunk.data) if chunk is not None else b""
        if not data:
            return
        yield data
        number += 1


def package_link(*, package: Package) -> str:
    """The person's address for it; nothing that opens it is stored."""
    return f"{company_url(company_here())}/u/{package_token(package)}/"


def package_fetched(*, package: Package, by: str, now: datetime, actor: User | None = None) -> None:
    """Somebody was given the package: ``by`` is ``link``, ``staff`` or ``api``. Staff's reads are in the
    access log like every other.
    """
    with transaction.atomic():
        Package.objects.filter(pk=package.pk, fetched_at__isnull=True).update(fetched_at=now)
        case_event(case=package.case, kind=Event.PACKAGE_FETCHED, actor=actor, by=by)
        if by != "link":
            entry_append(
                action="download",
                subject_type="gdpr.Package",
                subject_id=package.pk,
                actor_id=actor.pk if actor else None,
                actor_kind="staff" if actor else "api",
                contact_id=package.case.contact_id,
            )


def build(package: Package, now: datetime) -> Made:
    """Put the package's pieces into the database, in place of those that an earlier try left.

    Raises :class:`gdpr.access.building.Undecided`; then nothing is there.
    """
    case, contact = package.case, package.case.contact
    assert contact is not None
    about = About(
        company=company_here(), subject=subject_of(contact), case=case, at=now, language=contact.language
    )
    decisions = decisions_of(case)
    with snapshot():
        # Whoever else builds it waits here, and then finds it built.
        Package.objects.select_for_update().get(pk=package.pk)
        PackageChunk.objects.filter(package=package).delete()
        sealed = 0

        def seal(part: bytes) -> None:
            nonlocal sealed
            PackageChunk.objects.create(package=package, number=sealed, data=part)
            sealed += 1

        return package_write(about, decisions, seal)


def _waiting_note() -> str:
    """In the language of the company's cases: people read it in the history."""
    with translation.override("sv"):
        return gettext("Waits for a decision about others in the data")


def _ready(package: Package, made: Made, now: datetime) -> None:
    case, contact = package.case, package.case.contact
    package.state, package.size, package.sha256 = State.READY, made.size, made.sha256
    package.counts = {"models": made.models, "categories": made.categories}
    # The time it waits counts from here, however long a human had to look at it before.
    package.created_at, package.expires_at = now, now + WAITS
    package.link_blind = link_blind(package_token(package))
    package.save()
    # The number that the text goes to: another of theirs may want none.
    phone = contact_phone(contact) if contact is not None else ""
    texted = can_be_texted(phone) and not is_opted_out(phone)
    shown = link_in_chat(case=case, link=package_link(package=package))
    case_event(case=case, kind=Event.PACKAGE_READY, rows=made.rows, bytes=made.size, told=texted or shown)
    case_done(case=case, now=now)
    if texted:
        job_put(kind=LINK, object_id=package.pk)


__all__ = [
    "LINK",
    "PACKAGE",
    "build",
    "package_build",
    "package_fetched",
    "package_link",
    "package_order",
    "package_stream",
]
