"""Creating companies and bringing them up to date."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django_tenants.utils import tenant_context

from nexus.outbox.tasks import job_now
from nexus.tenants.instructions import company_instruct
from nexus.tenants.models import ChannelRoute, Company, Domain
from nexus.tenants.profiles import BadProfile, profile_apply, profile_check
from nexus.tenants.provisioning import company_provision

FIELDS = (
    "name",
    "org_number",
    "address",
    "timezone",
    "emergency_text",
    "disclosure_text",
    "handles_health_data",
)


def company_register(*, profile: object) -> tuple[Company, bool]:
    """The company of a profile, with its host and number; its schema is not made yet.

    Returns the company and whether it is new. Raises :class:`BadProfile`.
    """
    data = profile_check(profile)
    with transaction.atomic():
        company = Company.objects.select_for_update().filter(slug=data["slug"]).first()
        created = company is None
        if company is None:
            # The schema's name is its own: a slug may be used again after a company has closed.
            company = Company(slug=data["slug"], schema_name=f"c_{uuid4().hex[:16]}")
        if company.state == Company.State.CLOSED:
            raise BadProfile("this company has been closed")
        for name in FIELDS:
            if name in data:
                setattr(company, name, data[name])
        if company.state != Company.State.READY:
            # The number and its secret have a row of their own, encrypted.
            company.pending_profile = {name: part for name, part in data.items() if name != "sms"}
        company.save()
        Domain.objects.get_or_create(
            domain=f"{company.slug}.{settings.NEXUS.base_domain}",
            defaults={"tenant": company, "is_primary": True},
        )
        if data.get("sms"):
            route_set(company=company, sms=data["sms"])
        company_instruct(company=company)
    return company, created


def route_set(*, company: Company, sms: dict[str, Any]) -> ChannelRoute:
    """The company's number: ``{"number", "account_sid", "auth_token", "forward_to", "region", "edge"}``."""
    number = sms.get("number")
    if not isinstance(number, str) or not number.startswith("+"):
        raise BadProfile("sms.number must be a number in E.164 form")
    route = ChannelRoute.objects.filter(number=number).first() or ChannelRoute(number=number, company=company)
    if route.company_id != company.pk:
        raise BadProfile("sms.number belongs to another company")
    for name in ("account_sid", "auth_token", "forward_to", "region", "edge"):
        if name in sms:
            setattr(route, name, sms[name])
    with transaction.atomic():
        route.save()
        company_instruct(company=company)
    return route


def company_create(*, profile: object) -> Company:
    """Register a company and have its schema made by a job (decision 9)."""
    with transaction.atomic():
        company, _ = company_register(profile=profile)
        job_now(kind="company_create", object_id=company.pk, schema="public")
    return company


def company_set_up(*, profile: object) -> tuple[Company, bool, dict[str, int]]:
    """Create a company, or bring one up to date, here and now. For the command line.

    Returns the company, whether it is new, and how many of each part there are.
    """
    data = profile_check(profile)
    company, created = company_register(profile=data)
    if company.state != Company.State.READY:
        return company, created, company_provision(company)
    with tenant_context(company), transaction.atomic():
        counts = profile_apply(company, data)
    return company, created, counts
