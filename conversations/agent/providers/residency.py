"""Whether an AI endpoint may be used for a company (privacy.md, "Sweden and the EU")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings

from conversations.agent.providers.base import ProviderError
from nexus.regions import aws_in_eu, google_in_eu, host_of, is_loopback

_BEDROCK = re.compile(r"bedrock-runtime\.(?P<region>[a-z0-9-]+)\.amazonaws\.com")
_VERTEX = re.compile(r"(?:(?P<region>[a-z0-9-]+)-)?aiplatform(?:\.(?P<multi>eu|us)\.rep)?\.googleapis\.com")
# Models that Bedrock keeps traffic of for up to 30 days; it keeps nothing of Claude models before them.
_KEPT = re.compile(r"fable|mythos")


@dataclass(frozen=True)
class Endpoint:
    """Where a model is called. ``retention`` is the host's published way of keeping what it is sent.

    ``none``: nothing is kept. ``abuse-monitoring``: kept for a limited time where the host suspects
    abuse, as Google does unless the customer has an exception. ``30-days``: up to 30 days.
    """

    host: str
    region: str
    retention: str
    in_eu: bool


def endpoint_of(base_url: str, model: str = "") -> Endpoint:
    """What is known about a call to ``model`` at ``base_url``. Unknown hosts count as outside the EU.

    Sources: Anthropic's own API has no region in the EU and keeps inputs and outputs for up to 30 days
    (privacy.claude.com, commercial terms). Bedrock: docs.aws.amazon.com, "Data retention" and "Abuse
    detection". Vertex AI: docs.cloud.google.com, "Zero data retention".
    """
    host = host_of(base_url)
    if is_loopback(host):
        return Endpoint(host, "local", "none", in_eu=settings.NEXUS.environment in ("local", "test"))
    if found := _BEDROCK.fullmatch(host):
        region = found["region"]
        kept = "30-days" if _KEPT.search(model) else "none"
        return Endpoint(host, region, kept, in_eu=aws_in_eu(region, model))
    if found := _VERTEX.fullmatch(host):
        region = found["region"] or found["multi"] or "global"
        return Endpoint(host, region, "abuse-monitoring", in_eu=google_in_eu(region))
    return Endpoint(host, "outside-eu", "30-days", in_eu=False)


def require_allowed(endpoint: Endpoint, *, transfer_instructed: bool) -> None:
    """Raise :class:`ProviderError` unless residency and the company's instruction allow ``endpoint``."""
    if settings.NEXUS.residency == "any" or endpoint.in_eu or transfer_instructed:
        return
    raise ProviderError(
        f"{endpoint.host} is outside the EU and the company has not signed a transfer instruction.",
        permanent=True,
        kind="misconfigured",
    )
