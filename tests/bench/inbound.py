"""Rows one and two: the inbound webhook against the reference view, in one run, workers running."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg

from tests.bench.load import Connection, closed_loop, constant_rate
from tests.product import ROOT, Product, free_ports
from tests.standins.signing import sign

SENDERS = 200
ROUNDS = 5
REQUESTS = 1000
CONNECTIONS = 8
RATE_SECONDS = 10


def rows() -> list[dict[str, Any]]:
    """Measure both rows. A figure is the median of the rounds' ratios, taken in turn (ours, reference)."""
    with Product(NEXUS_ENV="local") as product, Reference(product) as reference:
        ours = [Sender(product.demo["sms"], product.port)]
        theirs = [Sender(product.demo["sms"], reference.port)]
        ours[0].run(SENDERS)
        theirs[0].run(SENDERS)
        ratios, capacity = [], []
        for _ in range(ROUNDS):
            mine, base = ours[0].run(REQUESTS), theirs[0].run(REQUESTS)
            ratios.append(mine / base)
            capacity.append(base)
        rate = 0.3 * statistics.median(capacity)
        product_rests(product)
        steady = constant_rate(
            product.port, ours[0].requests(int(rate * RATE_SECONDS)), rate=rate, connections=32
        )
        if steady.bad:
            raise RuntimeError(f"{steady.bad} answers were not 200")
    return [
        {
            "row": "inbound webhook, requests/s against the reference view",
            "figure": round(statistics.median(ratios), 2),
            "goal": ">= 0.6",
            "met": statistics.median(ratios) >= 0.6,
            "all": [round(ratio, 2) for ratio in ratios],
            "reference_per_second": round(statistics.median(capacity)),
        },
        {
            "row": f"inbound p99 at a constant 30% of the reference's capacity ({rate:.0f}/s), ms",
            "figure": round(steady.percentile(0.99) * 1000, 1),
            "goal": "<= 20",
            "met": steady.percentile(0.99) <= 0.020,
            "p50": round(steady.percentile(0.5) * 1000, 1),
        },
    ]


def product_rests(product: Product, *, seconds: float = 120) -> None:
    """Wait until the workers have answered what the rounds left behind."""
    with psycopg.connect(product.demo["database_url"], autocommit=True) as database:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not database.execute("SELECT 1 FROM outbox_job WHERE kind <> 'settle' LIMIT 1").fetchone():
                return
            time.sleep(0.5)
    raise RuntimeError("the workers do not come to rest")


class Sender:
    """Signed texts from a few hundred customers to the demo company's hook on a port."""

    def __init__(self, sms: dict[str, str], port: int) -> None:
        self.sms, self.port, self.sent = sms, port, 0

    def requests(self, count: int) -> list[bytes]:
        address = urlsplit(self.sms["hook_url"])
        prepared = []
        for _ in range(count):
            self.sent += 1
            form = {
                "MessageSid": f"SM{uuid.uuid4().hex}",
                "AccountSid": self.sms["account_sid"],
                "From": f"+4670{2000000 + self.sent % SENDERS}",
                "To": self.sms["number"],
                "Body": "Hej! Går det att få en tid för klippning på fredag eftermiddag?",
                "NumMedia": "0",
                "NumSegments": "1",
                "SmsStatus": "received",
                "ApiVersion": "2010-04-01",
            }
            body = urlencode(form).encode()
            signature = sign(self.sms["auth_token"], self.sms["hook_url"], list(form.items()))
            head = (
                f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nX-Twilio-Signature: {signature}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            )
            prepared.append(head.encode() + body)
        return prepared

    def run(self, count: int) -> float:
        """Requests per second in a closed loop. Raises when an answer was not 200."""
        outcome = closed_loop(self.port, self.requests(count), connections=CONNECTIONS)
        if outcome.bad:
            raise RuntimeError(f"{outcome.bad} of {count} answers were not 200")
        return outcome.per_second


class Reference:
    """The reference view, served as ours is."""

    def __init__(self, product: Product) -> None:
        self.product, self.port = product, free_ports()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Reference:
        demo = self.product.demo
        token = urlsplit(demo["sms"]["hook_url"]).path.split("/")[3]
        with psycopg.connect(demo["database_url"], autocommit=True) as database:
            schema = database.execute(
                "SELECT schema_name FROM tenants_company WHERE slug = 'demo'"
            ).fetchone()[0]  # type: ignore[index]  # the demo company is there
            for table, columns in {
                "bench_message": "id uuid PRIMARY KEY, external_id text UNIQUE, body bytea, at timestamptz",
                "bench_job": "id uuid PRIMARY KEY, object_id uuid UNIQUE, due_at timestamptz",
            }.items():
                database.execute(f'CREATE TABLE "{schema}".{table} ({columns})')
            # django-tenants' middleware looks the public host up as a tenant of its own.
            public = uuid.uuid4()
            database.execute(
                "INSERT INTO tenants_company (id, schema_name, slug, name, org_number, address, timezone,"
                " emergency_text, disclosure_text, handles_health_data, state, provisioning, created_at)"
                " VALUES (%s, 'public', 'bench', 'Bench', '', '', 'UTC', '', '', false, 'closed', '[]', now())",
                [public],
            )
            database.execute(
                "INSERT INTO tenants_domain (domain, tenant_id, is_primary) VALUES ('localhost', %s, true)",
                [public],
            )
        routes = {
            token: {"schema": schema, "auth_token": demo["sms"]["auth_token"], "url": demo["public_url"]}
        }
        web = "granian tests.bench.reference_wsgi:application --interface wsgi --host 127.0.0.1 --workers 2 --no-ws"
        web += f" --blocking-threads 4 --no-access-log --log-level warning --port {self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", *web.split()],
            cwd=ROOT,
            env={
                **self.product.environ,
                "DJANGO_SETTINGS_MODULE": "tests.bench.reference_settings",
                "REFERENCE": json.dumps(routes),
                "DATABASE_URL": demo["database_url"],
                "REDIS_URL": demo["redis_url"],
                "PYTHONPATH": os.fspath(ROOT),
            },
        )
        connection, sender = Connection(self.port), Sender(demo["sms"], self.port)
        for _ in range(200):
            if connection.ask(sender.requests(1)[0]) == 200:
                return self
            time.sleep(0.2)
        self.__exit__()
        raise RuntimeError("the reference view does not answer")

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
