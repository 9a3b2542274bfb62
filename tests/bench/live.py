"""The live process with 5,000 idle chats open: how fast one of them hears what is said, and what it holds.

Everything is real but the pages, which are plain sockets: a Valkey of its own, ``python -m nexus.live``, the
publisher that the workers use. Half of the measured events go to one chat, half to a company's pages.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

LISTENERS, EVENTS = 5_000, 400
GOAL_MS, GOAL_MB = 100.0, 150.0
ROOT = Path(__file__).resolve().parent.parent.parent
KEY = bytes(range(32))
SCHEMA = "public"


def rows() -> list[dict[str, Any]]:
    """The rows "live stream" and its memory."""
    with tempfile.TemporaryDirectory() as home:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.bench.live"],
            cwd=ROOT,
            env={**os.environ, "NEXUS_ENV": "test", "NEXUS_HOME": home},
            check=True,
            stdout=subprocess.PIPE,
            timeout=300,
        )
    taken = json.loads(ran.stdout.splitlines()[-1])
    p95 = statistics.quantiles(taken["seconds"], n=20)[18] * 1000
    return [
        {
            "row": f"live: {taken['open']} idle listeners, delivery p95, ms",
            "figure": round(p95, 1),
            "goal": f"<= {GOAL_MS:.0f}",
            "met": taken["open"] >= LISTENERS and p95 <= GOAL_MS,
            "p50": round(statistics.median(taken["seconds"]) * 1000, 1),
        },
        {
            "row": f"live: memory with {taken['open']} listeners, MB",
            "figure": round(taken["mb"], 1),
            "goal": f"<= {GOAL_MB:.0f}",
            "met": taken["mb"] <= GOAL_MB,
        },
    ]


def _measure() -> dict[str, Any]:
    import django
    import psutil

    django.setup()
    from django.conf import settings

    from nexus.tenants import chat_streams
    from tests.nexus.live_help import Valkey, live_process

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 3 * LISTENERS), hard))
    chat_streams.secret_of = lambda visitor: KEY  # no database is needed here
    with tempfile.TemporaryDirectory() as folder:
        valkey = Valkey(Path(folder))
        valkey.start()
        settings.CACHES["default"]["LOCATION"] = valkey.url
        try:
            with live_process(valkey, Path(folder)) as (port, process):
                seconds, count = asyncio.run(_listen(port))
                used = psutil.Process(process.pid).memory_info().rss / 1e6
        finally:
            valkey.kill()
    return {"seconds": seconds, "open": count, "mb": used}


async def _listen(port: int) -> tuple[list[float], int]:
    from tests.nexus.live_help import live_token

    visitors = [uuid4() for _ in range(LISTENERS - 1)]
    streams = []
    for start in range(0, len(visitors), 100):  # a hundred connections at once
        part = [_open(port, "/live/chat/", _chat_token(visitor)) for visitor in visitors[start : start + 100]]
        streams += await asyncio.gather(*part)
    page = await _open(port, "/live/", live_token(schema=SCHEMA))
    await asyncio.sleep(1)
    taken = []
    for number in range(EVENTS):
        chosen = number * 37 % len(visitors)
        taken.append(
            await _deliver_page(page)
            if number % 2
            else await _deliver_chat(streams[chosen], visitors[chosen])
        )
        await asyncio.sleep(0.005)
    alive = sum(not reader.at_eof() for reader in [*streams, page])
    return taken, alive


def _chat_token(visitor: UUID) -> str:
    from django.core import signing

    from nexus.tenants.chat_streams import CHAT_SALT
    from tests.nexus.live_help import ORIGIN

    now = int(time.time() * 1000)
    claims = {
        "s": SCHEMA,
        "v": str(visitor),
        "w": "w",
        "o": ORIGIN,
        "t": now,
        "i": f"{now}-0",
        "a": str(visitor),
    }
    return signing.dumps({**claims, "k": base64.urlsafe_b64encode(KEY).decode()}, salt=CHAT_SALT)


async def _open(port: int, path: str, token: str) -> asyncio.StreamReader:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path}?{urlencode({'token': token})} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    status = await asyncio.wait_for(reader.readline(), 20)
    if b" 200 " not in status:
        raise RuntimeError(f"the stream did not open: {status!r}")
    await asyncio.wait_for(reader.readuntil(b"retry: "), 20)
    _writers.append(writer)
    return reader


_writers: list[asyncio.StreamWriter] = []  # a writer that is collected closes its connection


async def _deliver_chat(reader: asyncio.StreamReader, visitor: UUID) -> float:
    from nexus.tenants.chat_streams import chat_publish

    mark = f'{{"n":"{uuid4()}"}}'
    begun = time.perf_counter()
    await asyncio.to_thread(chat_publish, visitor, ("part", json.loads(mark)))
    await asyncio.wait_for(reader.readuntil(mark.encode()), 10)
    return time.perf_counter() - begun


async def _deliver_page(reader: asyncio.StreamReader) -> float:
    from nexus.tenants.publish import publish_conversation

    conversation = uuid4()
    begun = time.perf_counter()
    await asyncio.to_thread(publish_conversation, conversation)
    await asyncio.wait_for(reader.readuntil(str(conversation).encode()), 10)
    return time.perf_counter() - begun


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.settings")
    print(json.dumps(_measure()))
