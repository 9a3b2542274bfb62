"""One running product for flows and fault tests, with the providers' stand-ins around it.

Starting everything costs far more than any one test, so both suites share one installation: it is
started when first asked for, and started again on the same data when a test wants other settings.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import psutil
import psycopg

from tests.product import Product
from tests.standins.anthropic import AnthropicStandIn
from tests.standins.twilio import Inbound, TwilioStandIn
from tests.standins.twilio_records import Message as Accepted

T = TypeVar("T")
Json = dict[str, Any]
PATIENCE = 60.0  # for what must happen at some time; how long it took is asserted apart


def wait_until(found: Callable[[], T], what: str, *, seconds: float = PATIENCE, step: float = 0.05) -> T:
    """The first true value of ``found()``; fails with ``what`` when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds:.0f} s")
        time.sleep(step)
    return value


def _numbers() -> Iterator[str]:
    """Numbers that nobody has, set aside by the regulators for books and films: PTS's, then Ofcom's."""
    for last in range(680, 690):  # the demo has some of those before
        yield f"+46701740{last}"
    for stem in ("+447700900", "+442079460", "+441134960", "+441144960", "+441154960"):
        for last in range(1000):
            yield f"{stem}{last:03d}"


def _swedish() -> Iterator[str]:
    """Those of PTS's that :func:`_numbers` leaves, but the last: the rehearsal's own."""
    for last in range(690, 699):
        yield f"+46701740{last}"


@dataclass
class Fired:
    """A crash point that was reached: by which process, and when (``time.time()``)."""

    name: str
    pid: int
    at: float


class Running:
    """The product behind a stand-in of the telephone provider; see :func:`installation`."""

    def __init__(self) -> None:
        self.twilio = TwilioStandIn().start()
        self.anthropic = AnthropicStandIn().start()
        self.numbers, self.swedish = _numbers(), _swedish()
        self.used: list[str] = []
        self.product = Product(
            NEXUS_ENV="local",
            NEXUS_SMS_GATEWAY="twilio",
            TWILIO_API_BASE_URL=self.twilio.url,
            TWILIO_ACCOUNT_SID=self.twilio.account_sid,
            TWILIO_AUTH_TOKEN=self.twilio.auth_token,
            NEXUS_REPLY_DEBOUNCE_SECONDS="1",
            NEXUS_AI_DEADLINE_SECONDS="4",
            ANTHROPIC_BASE_URL=self.anthropic.url,
            ANTHROPIC_API_KEY=self.anthropic.api_key,
        )
        self.faults = self.product.home / "faults"
        self.faults.mkdir()
        self.product.environ["NEXUS_FAULTS"] = str(self.faults)
        self.ai = ""

    # -- life

    def start(self, *, ai: str) -> float:
        """(Re)start with this provider of answers; returns the seconds until it was healthy."""
        if self.ai:
            self.product.stop()
        self.product.environ["NEXUS_AI_PROVIDER"] = ai
        took = self.product.start()
        self.ai = ai
        demo = self.demo = self.product.demo
        for number in ("sms", "second_sms"):
            self.twilio.add_number(demo[number]["number"], sms_url=demo[number]["hook_url"])
        self.twilio.map_url(demo["public_url"], f"127.0.0.1:{self.product.port}")
        return took

    def end(self) -> None:
        self.product.stop()
        self.twilio.stop()
        self.anthropic.stop()
        self.product.remove()

    def healthy(self) -> None:
        """Wait until every check of ``/healthz`` is fine."""
        wait_until(lambda: self.product.health().get("status") == "ok", "healthy", step=0.2)

    # -- as a customer, and as the provider

    @property
    def number(self) -> str:
        return str(self.demo["sms"]["number"])

    def sender(self) -> str:
        """A customer's number that no test has used yet."""
        self.used.append(next(self.numbers))
        return self.used[-1]

    def caller(self) -> str:
        """The same in Sweden, whatever tests ran before: only there is a caller texted back unasked."""
        self.used.append(next(self.swedish))
        return self.used[-1]

    def text(self, sender: str, body: str, **how: Any) -> Inbound:
        """A customer's text to the first demo company; see ``TwilioStandIn.inbound``."""
        return self.twilio.inbound(sender, self.number, body, **how)

    def answers(self, sender: str, *, count: int = 1, seconds: float = PATIENCE) -> list[Accepted]:
        """What the provider took for ``sender``, once it is ``count`` messages or more."""
        return wait_until(
            lambda: (len(got := self.twilio.outbound(sender)) >= count and got) or [],
            f"{count} answer(s) at the provider",
            seconds=seconds,
            step=0.02,
        )

    def sent_twice(self) -> list[str]:
        """Ids of our messages that the provider took more than once: the id is in the callback's address."""
        seen = [str(message.status_callback) for message in self.twilio.outbound()]
        return sorted({address for address in seen if seen.count(address) > 1})

    # -- over REST

    def rest(self, path: str, body: Json | None = None, *, company: str = "company") -> Any:
        """One call of the demo company's REST interface, again while it is down. Raises ``HTTPError``."""
        host = urllib.parse.urlsplit(self.demo[company]["url"]).netloc
        request = urllib.request.Request(
            path if path.startswith("http") else f"http://127.0.0.1:{self.product.port}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Api-Key {self.demo[company]['api_key']}",
                "Host": host,
                "Content-Type": "application/json",
            },
        )
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    return json.load(answer)
            except (OSError, http.client.HTTPException) as error:
                down = not isinstance(error, urllib.error.HTTPError) or error.code == 503
                if body is not None or not down or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def conversations(self, sender: str) -> list[Json]:
        """The conversations of a number, newest activity first."""
        query = urllib.parse.urlencode({"phone": sender, "page_size": 200})
        return list(self.rest(f"conversations?{query}")["results"])

    def state(self, sender: str) -> str:
        """The state of a number's only conversation."""
        (conversation,) = self.conversations(sender)
        return str(conversation["state"])

    def messages(self, sender: str, *, direction: str = "") -> list[Json]:
        """All stored messages of a number, oldest first."""
        found: list[Json] = []
        for conversation in self.conversations(sender):
            path = f"conversations/{conversation['id']}/messages?page_size=200"
            found += self.rest(path)["results"]
        return [m for m in sorted(found, key=lambda m: m["id"]) if direction in ("", m["direction"])]

    def statuses(self, sender: str) -> list[str]:
        """The delivery statuses of what was written to a number, oldest first."""
        return [message["status"] for message in self.messages(sender, direction="outbound")]

    def settled(self, sender: str, wanted: list[str], *, seconds: float = PATIENCE) -> None:
        """Wait until the messages to ``sender`` have exactly these statuses."""
        wait_until(lambda: self.statuses(sender) == wanted, f"statuses {wanted}", seconds=seconds, step=0.1)

    # -- faults

    def arm(self, name: str, *, stop: bool = False) -> None:
        """The next process to reach this crash point kills itself, or freezes with ``stop``."""
        (self.faults / f"{name}.reached").unlink(missing_ok=True)
        draft = self.faults / f".{name}"
        draft.write_text("SIGSTOP" if stop else "SIGKILL")
        draft.rename(self.faults / name)

    def disarm(self) -> None:
        """Take back every crash point that nothing has reached."""
        for armed in self.faults.iterdir():
            if armed.suffix != ".reached":
                armed.unlink(missing_ok=True)

    def fired(self, name: str, *, stop: bool = False) -> Fired:
        """Wait for the crash point, and prove it: the pid it left is dead, or frozen."""
        path = self.faults / f"{name}.reached"
        wait_until(lambda: path.exists() and path.read_text().isdigit(), f"{name} reached", step=0.01)
        fired = Fired(name, int(path.read_text()), path.stat().st_mtime)
        wait_until(lambda: is_stopped(fired.pid) if stop else is_dead(fired.pid), f"{name} in effect")
        return fired

    def kill(self, child: str) -> Fired:
        """SIGKILL one process of the product by its name in ``run.json``, and see it dead."""
        fired = Fired(child, self.product.pids()[child], time.time())
        os.kill(fired.pid, signal.SIGKILL)
        wait_until(lambda: is_dead(fired.pid), f"{child} dead", step=0.01)
        return fired

    # -- in the database, for what REST does not show

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows from the product's database; an empty list while it is away."""
        url = self.product.demo["database_url"]
        with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=3) as connection:
            return connection.execute(statement, values).fetchall()
        return []

    def jobs_within(self, seconds: float) -> int:
        """How many jobs are due now or within ``seconds``."""
        rows = self.query(
            "SELECT count(*) FROM public.outbox_job WHERE NOT dead"
            " AND due_at < now() + make_interval(secs => %s)",
            seconds,
        )
        return int(rows[0][0]) if rows else -1

    def calm(self, *, seconds: float = 6) -> None:
        """Wait until nothing is due soon, so that an armed crash point can only meet what a test does."""
        wait_until(lambda: self.jobs_within(seconds) == 0, "calm", step=0.2)

    def resumed(self, fired: Fired, kind: str, sender: str, *, held: int) -> float:
        """Seconds from the fault until the sender's job of this kind is claimed once more, or is done.

        ``held`` is how often it had been claimed when the fault fired.
        """
        conversation = wait_until(lambda: self.conversations(sender), "stored")[0]["id"]

        def claimed() -> bool:
            rows = self.query(
                "SELECT fence FROM public.outbox_job WHERE kind = %s AND object_id = %s", kind, conversation
            )
            return not rows or rows[0][0] > held

        wait_until(claimed, f"{kind} claimed again", step=0.03)
        return time.time() - fired.at

    def _agree(self, sender: str) -> bool:
        sent = [m for m in self.messages(sender) if m["status"] in ("accepted", "sent", "delivered")]
        return len(sent) == len(self.twilio.outbound(sender))

    def compare(self, senders: list[str]) -> None:
        """The provider's ledger against the database: every text once, and nothing sent twice."""
        assert self.sent_twice() == []
        assert self.twilio.handler_errors == []
        assert self.twilio.sender.errors == []
        for sender in senders:
            listed = [m for m in self.twilio.messages.values() if m.sender == sender]
            if not listed:
                continue
            texts = sorted(m["body"] for m in self.messages(sender) if m["direction"] == "inbound")
            assert texts == sorted(m.body for m in listed), f"{sender}: lost or doubled"
            # An answer may be on its way at this very moment: with the provider, and not yet noted here.
            wait_until(partial(self._agree, sender), f"{sender}: the same in both ledgers", step=0.5)
            stored = self.messages(sender)
            went_out = [m for m in stored if m["status"] in ("accepted", "sent", "delivered")]
            replied = stored[-1]["direction"] == "outbound" or went_out
            assert replied or self.state(sender) == "waiting_for_staff", f"{sender}: silence"


def is_dead(pid: int) -> bool:
    """Whether the process is gone, or only its parent's wait for it is left."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def is_stopped(pid: int) -> bool:
    """Whether the process is frozen by SIGSTOP."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_STOPPED
    except psutil.NoSuchProcess:
        return False


_shared: list[Running] = []


def installation(*, ai: str = "embedded") -> Running:
    """The one installation of this test process, running with this provider of answers."""
    if not _shared:
        _shared.append(Running())
    running = _shared[0]
    if running.ai != ai:
        print(f"\n[{ai}: healthy after {running.start(ai=ai):.1f} s]")
    return running


def end_all() -> None:
    """Stop what :func:`installation` started. Harmless when it started nothing, and twice."""
    while _shared:
        _shared.pop().end()
