"""The demo companies of a local installation: seeded once, and described in ``demo.json``.

The people's passwords and the keys are made here, at random, and exist in ``NEXUS_HOME`` only.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from conversations.demo import conversations_seed, widget_seed
from crm.bookings.demo import bookings_seed
from nexus.accounts.models import User
from nexus.api.models import ApiKey
from nexus.schema import connection
from nexus.tenants.context import company_context
from nexus.tenants.demo import demo_conversations, demo_profile
from nexus.tenants.hosts import company_url
from nexus.tenants.models import ChannelRoute, Company
from nexus.tenants.services import company_set_up, route_set

COMPANIES = {"demo": "salong", "other": "verkstad"}
NUMBERS = {"demo": "+46701740605", "other": "+46701740606"}
# Where calls to them are put through.
PHONES = {"demo": "+46701740607", "other": "+46701740608"}
# Which of a company's people are described under which name in demo.json.
LOGINS = {
    "demo": {"owner": "staff", "agent": "agent", "data_protection": "data_protection"},
    "other": {"owner": "second_staff"},
}
JSON_NAMES = {"demo": "company", "other": "second_company"}
OPS = "ops@nomar.example"


def demo_seed() -> int:
    """Seed what is missing; returns how many companies were seeded now."""
    path = settings.NEXUS.home / "demo.json"
    known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    seeded = 0
    for slug in COMPANIES:
        made = Company.objects.filter(slug=slug, state=Company.State.READY).exists()
        # A start that was cut short between the two is taken up again: every step can be repeated.
        if not made or JSON_NAMES[slug] not in known:
            known.update(_seed_company(slug))
            seeded += 1
        _widget(slug, known[JSON_NAMES[slug]]["widget_key"])
    known["ops"] = _ops(known.get("ops"))
    known.update(_addresses(known))
    _write(path, known)
    return seeded


def _seed_company(slug: str) -> dict[str, Any]:
    profile = demo_profile(COMPANIES[slug])
    company, _, _ = company_set_up(profile=profile)
    twilio = settings.NEXUS
    route_set(
        company=company,
        sms={
            "number": NUMBERS[slug],
            "forward_to": PHONES[slug],
            "account_sid": twilio.twilio_account_sid or f"AC{secrets.token_hex(16)}",
            "auth_token": twilio.twilio_auth_token or secrets.token_hex(16),
        },
    )
    found: dict[str, Any] = {}
    with company_context(company.schema_name), transaction.atomic():
        for person in profile["staff"]:
            if login := LOGINS[slug].get(person["role"]):
                found[login] = _password(User.objects.get(email=person["email"]))
        ApiKey.objects.filter(name="Demo").delete()
        _, secret = ApiKey.issue(name="Demo")
        route = ChannelRoute.objects.get(company=company)
        told = demo_conversations(COMPANIES[slug])
        conversations_seed(route_id=route.pk, conversations=told)
        bookings_seed(phones=[each["contact"]["phone"] for each in told], now=timezone.now())
    connection.set_schema_to_public()
    found[JSON_NAMES[slug]] = {
        "slug": slug,
        "api_key": secret,
        "widget_key": f"wk_{secrets.token_urlsafe(18)}",
    }
    return found


def _widget(slug: str, key: str) -> None:
    """The widget that ``demo.json`` names, also where the demo was made before there were any."""
    connection.set_schema_to_public()
    with company_context(Company.objects.get(slug=slug).schema_name):
        widget_seed(key=key)
    connection.set_schema_to_public()


def _password(user: User) -> dict[str, str]:
    """Give a person of the demo a new password; returns how to log in."""
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    return {"email": user.email, "password": password}


def _ops(known: dict[str, str] | None) -> dict[str, str]:
    connection.set_schema_to_public()
    address = {"url": f"{settings.NEXUS.public_url}/admin/"}
    if known and User.objects.filter(email=OPS).exists():
        return {**known, **address}
    user = User.objects.filter(email=OPS).first() or User.objects.create_superuser(OPS, name="Nomar Drift")
    person = _password(user)
    return {"username": person["email"], "password": person["password"], **address}


def _addresses(known: dict[str, Any]) -> dict[str, Any]:
    """What may differ from one start to the next: ports and servers."""
    found: dict[str, Any] = {
        "public_url": settings.NEXUS.public_url,
        "live_url": settings.NEXUS.live_url,
        "database_url": settings.NEXUS.database_url,
        "redis_url": settings.NEXUS.redis_url,
    }
    for slug, name, sms in (("demo", "company", "sms"), ("other", "second_company", "second_sms")):
        company = Company.objects.get(slug=slug)
        route = ChannelRoute.objects.get(company=company)
        hooks = f"{settings.NEXUS.public_url}/hooks/twilio/{route.token}"
        found[name] = {**known[name], "url": company_url(company)}
        found[sms] = {
            "number": route.number,
            "hook_url": f"{hooks}/sms",
            "status_url": f"{hooks}/status",
            "voice_url": f"{hooks}/voice",
            "auth_token": route.auth_token,
            "account_sid": route.account_sid,
        }
    return found


def _write(path: Path, content: dict[str, Any]) -> None:
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)
