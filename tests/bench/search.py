"""Searching a million sealed messages of one company with 20,000 customers, as the portal does.

The messages are real ones: each is sealed for its own row, and has the terms that storing it would have given
it (a sample is checked against that). Their words follow Zipf's law. They are copied in and the index is built
afterwards, for nobody waits for that; a search is a whole request to the list, with rendering and the log of
what was read. Postgres' own full text over the same texts in plain is measured beside it.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import accumulate
from typing import Any

from tests.product import ROOT, Product

MESSAGES = int(os.environ.get("NEXUS_BENCH_MESSAGES", "1000000"))
CONTACTS, VOCABULARY, CONTENT_WORDS = 20_000, 30_000, 6
ROUNDS, GOAL_MS = 40, 300
LITTLE = [
    "jag",
    "vill",
    "ha",
    "en",
    "och",
    "det",
    "på",
    "hos",
    "er",
    "i",
    "den",
    "som",
    "till",
    "för",
    "har",
    "ni",
    "kan",
]
#: The commonest, in their order: the first is in two of five messages.
COMMON = [
    "hej",
    "tid",
    "tack",
    "klippning",
    "fredag",
    "lördag",
    "boka",
    "klockan",
    "färg",
    "pris",
    "kommer",
    "barn",
    "bil",
    "hund",
    "däck",
]
SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "de",
    "fa",
    "fö",
    "ga",
    "gu",
    "ha",
    "hå",
    "ja",
    "ka",
    "kla",
    "ko",
    "la",
    "lå",
    "ma",
    "mi",
    "na",
    "no",
    "pa",
    "ra",
    "ro",
    "sa",
    "ska",
    "sta",
    "ta",
    "tra",
    "va",
    "vi",
]
FIRST = [
    "Åsa",
    "Johanna",
    "Erik",
    "Lars",
    "Karin",
    "Anders",
    "Fatima",
    "Mohammed",
    "Kajsa",
    "Olle",
    "Birgitta",
    "Nils",
    "Samira",
    "Per",
    "Eva",
]
LAST = [
    "Andersson",
    "Öberg",
    "Ekström",
    "Björk",
    "Lindqvist",
    "Hassan",
    "Nilsson",
    "Åkerman",
    "Sjöberg",
    "Wallin",
    "Dahl",
    "Holm",
]


def rows() -> list[dict[str, Any]]:
    """One row, whose figure is the slowest kind's p95."""
    with Product(NEXUS_ENV="local") as product:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.bench.search"],
            cwd=ROOT,
            env={
                **product.environ,
                "DJANGO_SETTINGS_MODULE": "nexus.settings",
                "DATABASE_URL": product.demo["database_url"],
                "REDIS_URL": product.demo["redis_url"],
                "NEXUS_BENCH_MESSAGES": str(MESSAGES),
            },
            capture_output=True, text=True, check=False, timeout=3000,
        )  # fmt: skip
    if ran.returncode:
        raise RuntimeError(ran.stderr[-3000:])
    taken = json.loads(ran.stdout.splitlines()[-1])
    worst = max(kind["p95_ms"] for kind in taken["kinds"].values())
    return [
        {
            "row": f"search over {MESSAGES} encrypted messages, the slowest kind's p95, ms",
            "figure": worst,
            "goal": f"<= {GOAL_MS}",
            "met": worst <= GOAL_MS,
            **taken,
        }
    ]


def _measure() -> dict[str, Any]:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from nexus import celery
    from nexus.accounts.models import User
    from nexus.tenants.context import company_context
    from nexus.tenants.models import Company

    celery.app.set_default()
    schema = Company.objects.get(slug="demo").schema_name
    client = Client(headers={"host": "demo.localhost"})
    with company_context(schema):
        begun = time.perf_counter()
        words = _vocabulary()
        phone = _contacts()
        _messages(words)
        filled = time.perf_counter() - begun
        client.force_login(User.objects.filter(role=User.Role.OWNER).first())
        sizes = _sizes()
    kinds = {
        "a rare word": words[-1],
        "a word of the middle": words[1200],
        "a common word": COMMON[1],
        "two common words": f"{COMMON[1]} {COMMON[4]}",
        "a phrase": f'"{COMMON[1]} {COMMON[4]}"',
        "a name's prefix": "johan",
        "a phone number": phone,
        "no hit": "pärlsocker",
    }
    taken = {}
    for kind, query in kinds.items():

        def ask(query: str = query) -> None:
            answer = client.get("/inbox/", {"q": query}, headers={"HX-Request": "true"})
            assert answer.status_code == 200, answer.status_code
            assert (b"<mark>" in answer.content) is (query not in ("pärlsocker", phone)), query

        taken[kind] = _timed(ask)
        connection.set_schema(schema)
        if kind not in ("a name's prefix", "a phone number"):
            taken[kind]["plain_p95_ms"] = _timed(lambda query=query: _plain(query))["p95_ms"]
        print(kind, taken[kind], file=sys.stderr, flush=True)
    return {"kinds": taken, "sizes_mb": sizes, "filled_in_s": round(filled)}


def _timed(act: Callable[[], None]) -> dict[str, float]:
    times, own = [], []
    for _ in range(ROUNDS):
        begun, cpu = time.perf_counter(), time.process_time()
        act()
        times.append((time.perf_counter() - begun) * 1000)
        own.append((time.process_time() - cpu) * 1000)
    times.sort()
    return {"p50_ms": round(statistics.median(times), 1), "p95_ms": round(times[int(ROUNDS * 0.95)], 1),
            "worst_ms": round(times[-1], 1), "own_cpu_p50_ms": round(statistics.median(own), 1)}  # fmt: skip


def _vocabulary() -> list[str]:
    """Words by how common they are; the same each time."""
    draw = random.Random(7)
    words = dict.fromkeys(COMMON)
    while len(words) < VOCABULARY:
        words["".join(draw.choices(SYLLABLES, k=draw.randint(2, 5)))] = None
    return list(words)


def _copy(cursor: Any, table: str, columns: str, types: list[str], found: Iterator[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(types)
        for row in found:
            copy.write_row(row)


def _contacts() -> str:
    """Customers with names and numbers; returns one of the numbers, spelt as people do."""
    from django.db import connection
    from django.utils import timezone

    from crm.models import Contact, Identifier
    from nexus.crypto.index import blind_phone

    draw = random.Random(8)
    for first in range(0, CONTACTS, 2000):
        numbers = range(first, first + 2000)
        people = [
            Contact(
                name=f"{draw.choice(FIRST)} {draw.choice(LAST)}{number % 97 or ''}",
                last_seen_at=timezone.now(),
            )
            for number in numbers
        ]
        Contact.objects.bulk_create(people)
        phones = [f"+4676{1000000 + number}" for number in numbers]
        Identifier.objects.bulk_create(
            [
                Identifier(contact=one, kind="phone", value=number, blind=blind_phone(number))
                for one, number in zip(people, phones, strict=True)
            ]
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_conversation (id, contact_id, channel, route_id, state, unread, created_at,"
            " last_message_at, closed_at) SELECT uuidv7(), id, 'sms', uuidv7(), 'closed', false, now(), now(), now()"
            " FROM crm_contact WHERE id NOT IN (SELECT contact_id FROM conversations_conversation)"
        )
    return "076-100 40 00".replace("40", "45")


def _messages(words: list[str]) -> None:
    from django.db import connection
    from django.utils import timezone

    from conversations.models import Conversation, Message
    from nexus.crypto.envelope import seal
    from nexus.crypto.ids import uuid7
    from nexus.crypto.terms import term, text_terms
    from nexus.crypto.words import stem

    draw = random.Random(9)
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    terms = {word: term(found, label="word") if (found := stem(word)) else None for word in [*words, *LITTLE]}
    threads = list(Conversation.objects.filter(state="closed").values_list("pk", flat=True))
    owner, label = connection.schema_name, Message._meta.get_field("body").label
    now, batch = timezone.now(), 50_000
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX terms_words")
        cursor.execute("CREATE TABLE bench_plain (at timestamptz, body text)")
        cursor.execute("SET session_replication_role = replica")
        for first in range(0, MESSAGES, batch):
            made = []
            for number in range(first, min(first + batch, MESSAGES)):
                said = draw.choices(words, cum_weights=weights, k=CONTENT_WORDS) + draw.choices(LITTLE, k=4)
                draw.shuffle(said)
                if number == MESSAGES // 2:
                    said.append(words[-1])
                made.append((uuid7(), now - timedelta(seconds=30 * (MESSAGES - number)), said))
            _key, _, said = made[-1]
            assert sorted({terms[w] for w in said if terms[w]}) == text_terms(" ".join(said))
            _copy(
                cursor, "conversations_message",
                "id, conversation_id, channel, direction, author_type, body, num_media, masked, handled, segments,"
                " status, error_code, created_at",
                ["uuid", "uuid", "text", "text", "text", "bytea", "int2", "bool", "bool", "int2", "text", "text",
                 "timestamptz"],
                ((key, draw.choice(threads), "sms", "inbound", "contact",
                  seal(" ".join(said).capitalize().encode(), owner=owner, label=label, pk=str(key)),
                  0, False, True, 1, "received", "", at) for key, at, said in made),
            )  # fmt: skip
            _copy(
                cursor, "conversations_messageterms", "message_id, created_at, terms",
                ["uuid", "timestamptz", "int8[]"],
                ((key, at, sorted({terms[w] for w in said if terms[w]})) for key, at, said in made),
            )  # fmt: skip
            _copy(cursor, "bench_plain", "at, body", ["timestamptz", "text"],
                  ((at, " ".join(said)) for _, at, said in made))  # fmt: skip
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("CREATE INDEX terms_words ON conversations_messageterms USING gin (terms)")
        cursor.execute("CREATE INDEX ON bench_plain USING gin (to_tsvector('swedish', body))")
        for table in ("conversations_message", "conversations_messageterms", "crm_contact", "bench_plain"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def _sizes() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_relation_size(oid) / 1048576 FROM pg_class WHERE relname IN"
            " ('conversations_message', 'conversations_messageterms', 'terms_words', 'terms_newest')"
            " AND relnamespace = current_schema()::regnamespace"
        )
        return dict(cursor.fetchall())


def _plain(query: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, body FROM bench_plain WHERE to_tsvector('swedish', body) @@ websearch_to_tsquery('swedish', %s)"
            " ORDER BY at DESC LIMIT 20",
            [query],
        )
        cursor.fetchall()


if __name__ == "__main__":
    print(json.dumps(_measure()))
