"""Erasing somebody with 10,000 messages: everything, the residue scan and the certificate included.

Beside it, as a measure of the machine: one plain DELETE of as many messages. The provider is the console, so
that the time is ours; a real one's deletions take as long as it takes to answer them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from tests.product import ROOT, Product

MESSAGES = 10_000
GOAL_SECONDS = 5.0


def rows() -> list[dict[str, Any]]:
    """The row "erasure of a subject with 10,000 messages"."""
    with Product(NEXUS_ENV="local") as product:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.bench.erasure"],
            cwd=ROOT,
            env={
                **product.environ,
                "DJANGO_SETTINGS_MODULE": "nexus.settings",
                "DATABASE_URL": product.demo["database_url"],
                "REDIS_URL": product.demo["redis_url"],
            },
            check=True,
            capture_output=True,
            timeout=300,
        )
    taken = json.loads(ran.stdout.splitlines()[-1])
    return [
        {
            "row": "erasure of a subject with 10,000 messages, s",
            "figure": round(taken["erasure"], 2),
            "goal": f"<= {GOAL_SECONDS:.0f}",
            "met": taken["erasure"] <= GOAL_SECONDS,
            "plain_delete": round(taken["delete"], 3),
            "times_plain_delete": round(taken["erasure"] / taken["delete"], 1),
            "values_searched": taken["values"],
        }
    ]


def _measure() -> dict[str, float]:
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from gdpr.erasure.services import erasure_run_now, erasure_start
    from gdpr.models import Erasure
    from nexus.tenants.context import company_context
    from nexus.tenants.models import Company

    company = Company.objects.get(slug="demo")
    with company_context(company.schema_name):
        other, contact = _person(1), _person(2)
        with connection.cursor() as cursor:
            # Both begin with what their rows are found by in memory.
            cursor.execute("VACUUM ANALYZE conversations_message")
            begun = time.perf_counter()
            cursor.execute(
                "DELETE FROM conversations_message WHERE conversation_id IN"
                " (SELECT id FROM conversations_conversation WHERE contact_id = %s)",
                [other.pk],
            )
            delete = time.perf_counter() - begun
        begun = time.perf_counter()
        erasure = erasure_start(contact=contact, origin=Erasure.Origin.COMMAND, now=timezone.now())
        erasure = erasure_run_now(erasure=erasure)
        took = time.perf_counter() - begun
        if erasure.state != Erasure.State.DONE or erasure.certificate is None:
            raise RuntimeError(f"the erasure is {erasure.state}")
        step = erasure.steps.get(store="conversations.Message")
        if step.erased != MESSAGES:
            raise RuntimeError(f"{step.erased} messages were erased")
        return {
            "erasure": took,
            "delete": delete,
            "values": erasure.certificate.content["residue"]["values_searched"],
        }


def _person(number: int) -> Any:
    from conversations.models import Conversation, Message
    from conversations.search.jobs import messages_index
    from crm.services import contact_create
    from nexus.crypto.ids import uuid7
    from nexus.tenants.models import ChannelRoute

    contact = contact_create(phone=f"+4479460000{number:02d}", name=f"Bertil Bänkpress {number}")
    route = ChannelRoute.objects.filter(company__slug="demo").earliest("number")
    conversation = Conversation.objects.create(
        contact=contact, channel="sms", route_id=route.pk, state="closed"
    )
    Message.objects.bulk_create(
        [
            Message(
                id=uuid7(),
                conversation=conversation,
                channel="sms",
                direction="inbound" if index % 2 else "outbound",
                author_type="contact" if index % 2 else "ai",
                body=f"Det här är meddelande nummer {index} från person {number}, om något med en tid.",
                status="received" if index % 2 else "delivered",
                external_id=f"SM{number:02d}{index:030x}",
            )
            for index in range(MESSAGES)
        ],
        batch_size=2000,
    )
    messages_index()  # what storing them one by one does as well
    return contact


if __name__ == "__main__":
    print(json.dumps(_measure()))
