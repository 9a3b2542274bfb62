"""Which company a host name leads to, remembered for a moment in each process."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from django.conf import settings

from nexus.schema import connection
from nexus.tenants.models import Company, Domain

REMEMBER_SECONDS = 2.0
_companies: dict[str, tuple[float, Company | None]] = {}


def public_hosts() -> set[str]:
    """Host names of the public site: ops, hooks, health."""
    return {
        settings.NEXUS.base_domain,
        (urlsplit(settings.NEXUS.public_url).hostname or "").lower(),
        *(() if settings.NEXUS.is_production else ("127.0.0.1", "localhost", "[::1]")),
    }


def company_for_host(host: str) -> Company | None:
    """The open company at this host name (lower case, no port), or None."""
    now = time.monotonic()
    found = _companies.get(host)
    if found and now - found[0] < REMEMBER_SECONDS:
        return found[1]
    connection.set_schema_to_public()
    domain = Domain.objects.select_related("tenant").filter(domain=host).first()
    company = domain.tenant if domain and domain.tenant.state != Company.State.CLOSED else None
    if len(_companies) > 10_000:  # made-up hosts must not fill the memory
        _companies.clear()
    _companies[host] = (now, company)
    return company


def company_url(company: Company) -> str:
    """The company's origin, for example ``http://demo.localhost:8000``."""
    public = urlsplit(settings.NEXUS.public_url)
    port = f":{public.port}" if public.port else ""
    return f"{public.scheme}://{company.slug}.{settings.NEXUS.base_domain}{port}"
