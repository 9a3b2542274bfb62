"""A register of 50,000 customers taken in, beside the goal of a minute: rows a second, first as new ones, then
each of them changed, then undone.

The file is what a cash register exports: Windows-1252, semicolons, numbers as people write them. It is read,
sealed, linked and noted down by the product's own workers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

from tests.product import ROOT, Product

ROWS = int(os.environ.get("NEXUS_BENCH_IMPORT_ROWS", "50000"))
GOAL_SECONDS = 60.0
FIRST = ("Åsa", "Bo", "Cecilia", "David", "Elin", "Fatima", "Göran", "Hanna", "Ivar", "Johanna")
LAST = ("Öberg", "Ek", "Lind", "Ali", "Sandgren", "Nilsson", "Åkesson", "Berg", "Hägg", "Wahlström")


def rows() -> list[dict[str, Any]]:
    """The rows "import of a customer register"."""
    with Product(NEXUS_ENV="local") as product:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.bench.crm_import"],
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
    return [
        {
            "row": f"import of {ROWS:,} customers, {what}, seconds ({ROWS / taken[what]:,.0f} rows/s)",
            "figure": round(taken[what], 1),
            "goal": f"<= {GOAL_SECONDS:.0f}",
            "met": taken[what] <= GOAL_SECONDS,
        }
        for what in ("check", "new", "changed", "undo")
    ]


def table(changed: bool) -> bytes:
    """The file: a customer number, first and last name, a mobile number and an address, ROWS times."""
    lines = ["Kundnr;Förnamn;Efternamn;Mobil;E-post;Stamkund"]
    for number in range(ROWS):
        digits = f"{number:05}"
        lines.append(
            f"K-{number};{FIRST[number % 10]};{LAST[number // 10 % 10]}{'-Ny' if changed else ''};"
            f"076-{digits[:3]} {digits[3:]} {number % 90 + 10};kund{number}@post.example;ja"
        )
    return "\r\n".join(lines).encode("cp1252")


def _measure() -> dict[str, float]:
    import django

    django.setup()
    from crm.models import Contact, CrmLink, RegisterImport
    from nexus.accounts.models import User
    from nexus.tenants.context import company_context
    from nexus.tenants.models import Company

    company = Company.objects.get(slug="demo")
    taken: dict[str, float] = {}
    with company_context(company.schema_name):
        user = User.objects.filter(role="owner").earliest("pk")
        before = Contact.objects.count()
        _checked(table(changed=False), user, taken, "check")
        _carried_out(user, taken, "new")
        assert CrmLink.objects.filter(system="Bänken").count() == ROWS
        _checked(table(changed=True), user, {}, "")
        _carried_out(user, taken, "changed")
        source = RegisterImport.objects.latest("created_at")
        assert source.counts["changed"] == ROWS, source.counts
        _undone(user, taken)
        assert CrmLink.objects.filter(system="Bänken").exclude(source="").count() == ROWS
        assert Contact.objects.count() == before + ROWS
        # What is left is the first import's: taken away as it came.
        _undone(user, {})
        assert Contact.objects.count() == before
    return taken


def _checked(content: bytes, user: Any, taken: dict[str, float], what: str) -> None:
    from django.utils import timezone

    from crm.imports.services import import_check, import_upload

    begun = time.perf_counter()
    source = import_upload(content=content, system="Bänken", actor=user, now=timezone.now())
    import_check(source=source)
    _wait(source, "checked")
    taken[what] = time.perf_counter() - begun


def _carried_out(user: Any, taken: dict[str, float], what: str) -> None:
    from django.utils import timezone

    from crm.imports.services import import_carry_out
    from crm.models import RegisterImport

    source = RegisterImport.objects.latest("created_at")
    begun = time.perf_counter()
    import_carry_out(source=source, actor=user, now=timezone.now())
    _wait(source, "done")
    taken[what] = time.perf_counter() - begun


def _undone(user: Any, taken: dict[str, float]) -> None:
    from crm.imports.services import import_undo_start
    from crm.models import RegisterImport

    source = RegisterImport.objects.filter(state="done").latest("created_at")
    begun = time.perf_counter()
    import_undo_start(source=source, actor=user)
    _wait(source, "undone")
    taken["undo"] = time.perf_counter() - begun


def _wait(source: Any, state: str) -> None:
    """Until the product's own workers are done with it."""
    until = time.monotonic() + 600
    while source.state != state:
        assert source.state != "failed", source.problem
        assert time.monotonic() < until, (source.state, source.position)
        time.sleep(0.2)
        source.refresh_from_db()


if __name__ == "__main__":
    print(json.dumps(_measure()))
