"""The access package of a long history beside the plainest loop over the same rows.

The loop fetches the messages, decrypts them, dumps them as JSON and zips them into memory; the package is all
of its files, signed, and sealed into the database. Memory is this process's highest; a volume of the print is
set by a process of its own, which is measured by itself.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from typing import Any

from tests.product import ROOT, Product

MESSAGES = int(os.environ.get("NEXUS_BENCH_MESSAGES", "100000"))
GOAL_TIMES, GOAL_MB = 5.0, 20.0
TEXTS = (
    "Hej! Har ni någon ledig tid för klippning på lördag förmiddag?",
    "Hej! Vi har öppet 10–15 på lördag. Det finns en tid klockan 11.30 hos Samira, passar det?",
    "Ja tack, det blir bra. Kan man betala med Swish?",
    "Det går fint. Välkommen på lördag 11.30!",
)


def rows() -> list[dict[str, Any]]:
    """The rows "access package" and its memory."""
    with Product(NEXUS_ENV="local") as product:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.bench.package"],
            cwd=ROOT,
            env={
                **product.environ,
                "DJANGO_SETTINGS_MODULE": "nexus.settings",
                "DATABASE_URL": product.demo["database_url"],
                "REDIS_URL": product.demo["redis_url"],
            },
            check=True,
            capture_output=True,
            timeout=1800,
        )
    taken = json.loads(ran.stdout.splitlines()[-1])
    times = taken["package"] / taken["loop"]
    growth = taken["peak_mb"] - taken["peak_mb_at_a_tenth"]
    return [
        {
            "row": f"access package of {MESSAGES:,} messages, times the raw loop",
            "figure": round(times, 2),
            "goal": f"<= {GOAL_TIMES:.0f}",
            "met": times <= GOAL_TIMES,
            **taken,
        },
        {
            "row": f"access package, memory at {MESSAGES:,} messages over that at {MESSAGES // 10:,}, MB",
            "figure": round(growth, 1),
            "goal": f"<= {GOAL_MB:.0f}",
            "met": growth <= GOAL_MB,
        },
    ]


def _measure() -> dict[str, float]:
    import django

    django.setup()
    from crm.models import Contact
    from nexus.tenants.context import company_context
    from nexus.tenants.models import Company

    company = Company.objects.get(slug="demo")
    with company_context(company.schema_name):
        few, many = _history(MESSAGES // 10, 690), _history(MESSAGES, 691)
        _package(few)  # what is loaded once is loaded
        _package(few)
        at_a_tenth = _peak_mb()
        begun = time.perf_counter()
        size = _package(many)
        package = time.perf_counter() - begun
        peak = _peak_mb()
        begun = time.perf_counter()
        _loop(many)
        loop = time.perf_counter() - begun
        Contact.objects.filter(pk__in=[few.pk, many.pk]).delete()
    return {
        "package": round(package, 2),
        "loop": round(loop, 2),
        "peak_mb": peak,
        "peak_mb_at_a_tenth": at_a_tenth,
        "print_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "zip_mb": round(size / 1e6, 1),
    }


def _history(count: int, number: int) -> Any:
    """A contact with so many messages, in conversations of a thousand."""
    from django.utils import timezone

    from conversations.models import Conversation, Message
    from crm.services import contact_create

    contact = contact_create(phone=f"+46701740{number}", name="Kajsa Karlsson", language="sv")
    start = timezone.now() - timedelta(days=300)
    for first in range(0, count, 1000):
        thread = Conversation.objects.create(
            contact=contact, channel="sms", route_id=contact.pk, state="closed", closed_at=timezone.now()
        )
        Message.objects.bulk_create(
            Message(
                conversation=thread,
                channel="sms",
                direction="inbound" if place % 2 == 0 else "outbound",
                author_type="contact" if place % 2 == 0 else "ai",
                body=f"{TEXTS[place % len(TEXTS)]} ({place})",
                segments=1,
                status="received" if place % 2 == 0 else "delivered",
                external_id=f"SMbench{number}-{place}",
                created_at=start + timedelta(minutes=place),
            )
            for place in range(first, min(first + 1000, count))
        )
    return contact


def _package(contact: Any) -> int:
    """Build the contact's package as the job does: into sealed pieces in the database. Its size."""
    from django.utils import timezone

    from gdpr.access.services import build
    from gdpr.models import Case, Package

    case = Case.objects.create(
        number=Case.objects.count() + 9000,
        kind="access",
        contact=contact,
        channel="portal",
        due_at=timezone.now(),
    )
    package = Package.objects.create(case=case, expires_at=timezone.now() + timedelta(days=14))
    size = build(package, timezone.now()).size
    case.delete()
    return size


def _loop(contact: Any) -> None:
    from conversations.models import Message

    with (
        zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("all.json", "w") as out,
    ):
        for message in Message.objects.filter(conversation__contact=contact).order_by("pk").iterator(500):
            row = {field.attname: getattr(message, field.attname) for field in Message._meta.concrete_fields}
            out.write(json.dumps(row, default=str, ensure_ascii=False).encode())


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    print(json.dumps(_measure()))
