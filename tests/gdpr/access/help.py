"""Packages to look into: made for a person as the command makes them, or carried through a case."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.utils import timezone

from crm.bookings.selectors import company_here
from crm.models import Contact
from gdpr.access.building import Decisions, package_write
from gdpr.access.page import About
from gdpr.access.subject import subject_of
from gdpr.cases.services import case_approve, case_open, case_verify_by_staff
from gdpr.models import Case, Package, PackageChunk
from nexus.accounts.models import User


def packed(contact: Contact, *, decisions: Decisions | None = None) -> zipfile.ZipFile:
    """A package of the contact, without a case. Called inside the company."""
    into = io.BytesIO()
    about = About(
        company=company_here(),
        subject=subject_of(contact),
        case=None,
        at=timezone.now(),
        language=contact.language,
    )
    package_write(about, decisions or Decisions(), into.write)
    return zipfile.ZipFile(into)


def read_json(archive: zipfile.ZipFile, name: str) -> Any:
    return json.loads(archive.read(name))


def approved_case(contact: Contact, phone: str, *, kind: str = "access") -> Case:
    """A case whose package is ordered: opened and verified by staff, and approved."""
    now, owner = timezone.now(), User.objects.filter(role=User.Role.OWNER).first()
    case, _new = case_open(
        kind=kind, contact=contact, phone=phone, channel=Case.Channel.PORTAL, now=now, opened_by=owner
    )
    case_verify_by_staff(case=case, actor=owner, note="Känd kund", now=now)
    return case_approve(case=Case.objects.get(pk=case.pk), actor=owner, now=now)


def stored(case: Case) -> bytes:
    """The bytes of the case's package, opened."""
    chunks = PackageChunk.objects.filter(package__case=case).order_by("number")
    return b"".join(bytes(chunk.data) for chunk in chunks)


def package_of(case: Case) -> Package:
    return Package.objects.get(case=case)
