"""The purge against a plain DELETE of the same rows, and how fast texts are taken in meanwhile.

Both delete equal rows from the same tables under the same constraints, in turn: messages of ended
conversations with the terms they are found by, each outbound one with its delivery report. The purge does
more: it looks at each row's age again, counts, notes what must go at the provider, and writes its progress,
some thousand rows at a time. What the run's job does with those notes afterwards, telling the provider, is
part of neither.
"""

from __future__ import annotations

import io
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench.inbound import Sender, product_rests
from tests.bench.load import Outcome, constant_rate
from tests.product import ROOT, Product

MESSAGES, EACH, ROUNDS = 20_000, 20, 3
GOAL, GOAL_P99 = 0.4, 1.5
#: So many that the purge goes on for as long as texts come in.
BUSY_MESSAGES, INBOUND_PER_SECOND, INBOUND_SECONDS = 40_000, 40, 20
FILLED, BEGUN = "filled", "begun"


def rows() -> list[dict[str, Any]]:
    """The row "purge", a median of rounds taken in turn, and the texts' p99 beside one against that before it."""
    with Product(NEXUS_ENV="local") as product:
        environ = {
            **product.environ,
            "DJANGO_SETTINGS_MODULE": "nexus.settings",
            "DATABASE_URL": product.demo["database_url"],
            "REDIS_URL": product.demo["redis_url"],
        }
        product_rests(product)
        with _measuring(environ, "ratio") as run:
            taken = _result(run)
        sender = Sender(product.demo["sms"], product.port)
        sender.run(50)
        with _measuring(environ, "busy") as run:
            _wait_for(run, FILLED)
            alone = _steady(product, sender)
            assert run.stdin is not None
            run.stdin.write("go\n")
            run.stdin.flush()
            _wait_for(run, BEGUN)
            beside = _steady(product, sender, rest=False)
            lasted = _result(run)["ours"][0]
    ratios = [plain / ours for ours, plain in zip(taken["ours"], taken["plain"], strict=True)]
    ratio = statistics.median(ratios)
    p99 = beside.percentile(0.99) / alone.percentile(0.99)
    return [
        {
            "row": f"purge of {MESSAGES} messages against a plain DELETE of the same rows, rows/s",
            "figure": round(ratio, 2),
            "goal": f">= {GOAL}",
            "met": ratio >= GOAL,
            "all": [round(found, 2) for found in ratios],
            "rows_per_second": round(taken["rows"] / statistics.median(taken["ours"])),
        },
        {
            "row": f"inbound p99 beside a purge, times that at the same {INBOUND_PER_SECOND}/s without one",
            "figure": round(p99, 2),
            "goal": f"<= {GOAL_P99}",
            "met": p99 <= GOAL_P99 and not beside.bad,
            "p99_ms": {name: _ms(found, 0.99) for name, found in (("alone", alone), ("beside", beside))},
            "p50_ms": {name: _ms(found, 0.5) for name, found in (("alone", alone), ("beside", beside))},
            "worst_ms": {name: _ms(found, 1.0) for name, found in (("alone", alone), ("beside", beside))},
            "bad": alone.bad + beside.bad,
            "purge_seconds_of": [round(lasted, 1), INBOUND_SECONDS],
        },
    ]


def _steady(product: Product, sender: Sender, *, rest: bool = True) -> Outcome:
    requests = sender.requests(INBOUND_PER_SECOND * INBOUND_SECONDS)
    if rest:
        product_rests(product)
    return constant_rate(product.port, requests, rate=INBOUND_PER_SECOND, connections=8)


def _ms(outcome: Outcome, share: float) -> float:
    return round(outcome.percentile(share) * 1000, 1)


@contextmanager
def _measuring(environ: dict[str, str], what: str) -> Iterator[subprocess.Popen[str]]:
    run = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.purge", what],
        cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield run
    finally:
        if run.poll() is None:
            run.kill()
        run.wait()


def _wait_for(run: subprocess.Popen[str], word: str) -> None:
    assert run.stdout is not None
    if run.stdout.readline().strip() != word:
        raise RuntimeError(f"the other process has not {word}: {run.communicate()[1][-2000:]}")


def _result(run: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = run.communicate(timeout=600)
    if run.returncode:
        raise RuntimeError(err[-2000:])
    return dict(json.loads(out.splitlines()[-1]))


def _measure(what: str) -> dict[str, Any]:
    import django

    django.setup()
    from nexus import celery
    from nexus.tenants.context import company_context
    from nexus.tenants.models import Company

    celery.app.set_default()  # as manage.py does: else a command waits for a broker that is not there
    taken: dict[str, Any] = {"ours": [], "plain": [], "rows": 0}
    schema = Company.objects.get(slug="demo").schema_name

    def timed(delete: Callable[[], None]) -> float:
        with company_context(schema):
            taken["rows"] = _fill(MESSAGES if what == "ratio" else BUSY_MESSAGES)
        if what == "busy":
            # Both measurements come after the filling: what it wrote weighs on neither more than on the other.
            print(FILLED, flush=True)
            sys.stdin.readline()
            print(BEGUN, flush=True)
        begun = time.perf_counter()
        delete()
        spent = time.perf_counter() - begun
        with company_context(schema):
            _rest()
        return spent

    def plain() -> None:
        with company_context(schema):
            _plain()

    for _ in range(ROUNDS if what == "ratio" else 1):
        taken["ours"].append(timed(_purge))
        if what == "ratio":
            taken["plain"].append(timed(plain))
    return taken


def _fill(messages: int = MESSAGES) -> int:
    """Old rows, made by statements; returns how many. Bodies are never opened, so any bytes will do."""
    from django.db import connection

    from crm.services import contact_create
    from nexus.tenants.models import ChannelRoute

    contact = contact_create(phone=f"+4670{int(time.time() * 1000) % 10**7:07}")
    route = ChannelRoute.objects.get(company__slug="demo").pk
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_old ON COMMIT PRESERVE ROWS AS SELECT uuidv7() AS id"
            " FROM generate_series(1, %s)",
            [messages // EACH],
        )
        cursor.execute(
            "INSERT INTO conversations_conversation (id, contact_id, channel, route_id, state, unread,"
            " created_at, last_message_at, closed_at) SELECT id, %s, 'sms', %s, 'closed', false,"
            " '2020-01-01', '2020-01-02', '2020-01-02' FROM bench_old",
            [contact.pk, route],
        )
        cursor.execute(
            "INSERT INTO conversations_message (id, conversation_id, channel, direction, author_type, body,"
            " num_media, masked, handled, segments, status, error_code, external_id, created_at)"
            " SELECT uuidv7(), id, 'sms', CASE n %% 2 WHEN 0 THEN 'inbound' ELSE 'outbound' END,"
            " CASE n %% 2 WHEN 0 THEN 'contact' ELSE 'ai' END, decode(repeat('ab', 150), 'hex'), 0, false,"
            " true, 1, CASE n %% 2 WHEN 0 THEN 'received' ELSE 'delivered' END, '',"
            " 'SM' || replace(gen_random_uuid()::text, '-', ''), timestamptz '2020-01-01' + n * interval '1 hour'"
            " FROM bench_old, generate_series(1, %s) AS n",
            [EACH],
        )
        cursor.execute(
            "INSERT INTO conversations_deliveryevent (id, message_id, status, error_code, at)"
            " SELECT uuidv7(), m.id, 'delivered', '', m.created_at FROM conversations_message m"
            " JOIN bench_old o ON o.id = m.conversation_id WHERE m.direction = 'outbound'"
        )
        # Eight words each, the common ones often.
        cursor.execute(
            "INSERT INTO conversations_messageterms (message_id, created_at, terms)"
            " SELECT m.id, m.created_at, (SELECT array_agg(DISTINCT (power(random(), 3) * 20000)::bigint)"
            " FROM generate_series(1, 8 + 0 * m.segments)) FROM conversations_message m"
            " JOIN bench_old o ON o.id = m.conversation_id"
        )
        cursor.execute("DROP TABLE bench_old")
        for table in ("conversation", "message", "messageterms", "deliveryevent"):
            cursor.execute(f"ANALYZE conversations_{table}")
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT count(*) FROM conversations_deliveryevent WHERE at < '2021-01-01'")
        events = int(cursor.fetchone()[0])
    return 2 * messages + messages // EACH + events


def _purge() -> None:
    from django.core.management import call_command

    call_command("purge", "--company", "demo", stdout=io.StringIO())


def _rest() -> None:
    """What the run has ordered at the provider is not worked off here: that is no part of either."""
    from django.db import connection

    from conversations.models import ProviderBacklog, ProviderDeletion
    from nexus.outbox.models import Job

    Job.objects.filter(kind="provider_deletions", lease_until=None).delete()
    while Job.objects.filter(kind="provider_deletions").exists():
        time.sleep(0.2)
    for notes in (ProviderBacklog, ProviderDeletion):
        notes.objects.all()._raw_delete(connection.alias)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM conversations_message, conversations_messageterms")


def _plain() -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        ended = "SELECT id FROM conversations_conversation WHERE closed_at < '2021-01-01'"
        old = f"SELECT id FROM conversations_message WHERE conversation_id IN ({ended})"
        cursor.execute(f"DELETE FROM conversations_deliveryevent WHERE message_id IN ({old})")
        cursor.execute(f"DELETE FROM conversations_messageterms WHERE message_id IN ({old})")
        cursor.execute(f"DELETE FROM conversations_message WHERE conversation_id IN ({ended})")
        cursor.execute("DELETE FROM conversations_conversation WHERE closed_at < '2021-01-01'")


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1])))
