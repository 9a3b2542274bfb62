"""A company's profile (interfaces.md): the file that ops onboard a company with.

The platform's own part is checked and kept here; the parts that belong to other apps (services,
opening hours, articles) are applied by functions which those apps register.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any

from nexus.tenants.models import Company

Profile = Mapping[str, Any]
Applier = Callable[[Company, Profile], dict[str, int]]

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
RESERVED = frozenset({"www", "api", "admin", "static", "live", "hooks", "mail", "public"})
KNOWN = frozenset(
    {"slug", "name", "org_number", "address", "timezone", "opening_hours", "services", "resources",
     "emergency_text", "articles", "disclosure_text", "staff", "sms", "handles_health_data"}
)  # fmt: skip
_appliers: list[Applier] = []


class BadProfile(Exception):
    """The profile cannot be used; the message says which field and why."""


def profile_part(apply: Applier) -> Applier:
    """Register a function that brings one app's part of a company up to date; it returns counts."""
    _appliers.append(apply)
    return apply


def profile_check(profile: object) -> dict[str, Any]:
    """The profile, if it can be used. Raises :class:`BadProfile`."""
    if not isinstance(profile, dict):
        raise BadProfile("the profile must be one JSON object")
    slug, name = profile.get("slug"), profile.get("name")
    if not isinstance(slug, str) or not SLUG.fullmatch(slug) or slug in RESERVED:
        raise BadProfile(
            "slug must be 1 to 40 lower-case letters, digits and hyphens, and not a reserved word"
        )
    if not isinstance(name, str) or not name.strip():
        raise BadProfile("name is missing")
    unknown = set(profile) - KNOWN
    if unknown:
        raise BadProfile(f"unknown field: {', '.join(sorted(map(str, unknown)))}")
    timezone = profile.get("timezone", "Europe/Stockholm")
    if timezone not in zoneinfo.available_timezones():
        raise BadProfile(f"timezone {timezone!r} is not known")
    shapes = {"opening_hours": dict, "services": dict, "resources": list, "articles": list, "staff": list,
              "sms": dict, "org_number": str, "address": str,
              "emergency_text": str, "disclosure_text": str}  # fmt: skip
    for field, shape in shapes.items():
        if field in profile and not isinstance(profile[field], shape):
            raise BadProfile(f"{field} must be a JSON {'object' if shape is dict else shape.__name__}")
    return profile


def profile_apply(company: Company, profile: Profile) -> dict[str, int]:
    """Bring every app's part up to date; called inside the company. Returns counts per part."""
    counts: dict[str, int] = {}
    for apply in _appliers:
        counts.update(apply(company, profile))
    return counts
