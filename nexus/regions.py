"""Which regions of the AI's hosts lie in the EU/EEA, and whether a setting keeps to them.

London (``eu-west-2``, ``europe-west2``) and Zürich (``eu-central-2``, ``europe-west6``) are European, but
in neither. Sources: AWS "Regions and Zones" and Google Cloud "Regions and zones".
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

EU_AWS = frozenset({"eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"})
# ``eu`` is the multi-region, whose processing stays in the EU.
EU_GOOGLE = frozenset(
    {"eu", "europe-central2", "europe-north1", "europe-north2", "europe-southwest1", "europe-west1"}
    | {"europe-west3", "europe-west4", "europe-west8", "europe-west9", "europe-west10", "europe-west12"}
)
EU_PROFILE = "eu."


def aws_in_eu(region: str, model: str) -> bool:
    """Whether Bedrock keeps a call to ``model`` from ``region`` in the EU.

    Only an ``eu.`` inference profile says so by its name. Called from London or Zürich such a profile
    may also be routed there, so the region counts too.
    """
    return region in EU_AWS and model.startswith(EU_PROFILE)


def google_in_eu(region: str) -> bool:
    """Whether Vertex AI processes what is sent to ``region`` in the EU."""
    return region in EU_GOOGLE


def bedrock_problem(region: str, model: str, *, eu: bool) -> str:
    """Why Bedrock cannot be used with these settings, in one sentence; "" when it can."""
    if not region:
        return "NEXUS_AI_PROVIDER=bedrock needs AWS_REGION."
    if eu and region not in EU_AWS:
        return f"NEXUS_RESIDENCY=eu needs AWS_REGION in the EU ({_list(EU_AWS)}); it is {region!r}."
    if eu and not model.startswith(EU_PROFILE):
        return f"NEXUS_RESIDENCY=eu needs NEXUS_AI_MODEL to be an inference profile eu.…; it is {model!r}."
    return ""


def vertex_problem(region: str, project: str, *, eu: bool) -> str:
    """Why Vertex AI cannot be used with these settings, in one sentence; "" when it can."""
    if not region or not project:
        return "NEXUS_AI_PROVIDER=vertex needs CLOUD_ML_REGION and ANTHROPIC_VERTEX_PROJECT_ID."
    if eu and not google_in_eu(region):
        return f"NEXUS_RESIDENCY=eu needs CLOUD_ML_REGION in the EU ({_list(EU_GOOGLE)}); it is {region!r}."
    return ""


def _list(regions: frozenset[str]) -> str:
    return ", ".join(sorted(regions))


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine: ``localhost`` or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str:
    """The host's name in ``url``, "" when there is none."""
    return urlsplit(url).hostname or ""
