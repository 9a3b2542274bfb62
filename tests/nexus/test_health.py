"""``/healthz`` and ``/metrics``, with parts of the deployment away or hanging."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import timezone

from nexus import health
from nexus.cache import SteadyRedisCache
from nexus.outbox.tasks import WORKERS_SEEN
from nexus.privacy.ledger import LedgerState
from tests.nexus.live_help import free_port
from tests.nexus.test_admin import make_job

ROOT = Path(__file__).resolve().parent.parent.parent
FINE = dict.fromkeys(("database", "redis", "workers", "ledger"), "ok")


@pytest.fixture(autouse=True)
def _forgetful(monkeypatch):
    monkeypatch.setattr(health, "_remembered", (-1e9, {}))
    monkeypatch.setattr(health, "_probe", health.Probe(health.CHECKS))
    monkeypatch.setattr(SteadyRedisCache, "away_until", 0.0)


def seen(seconds_ago: float = 0) -> None:
    cache.set(WORKERS_SEEN, time.time() - seconds_ago)


def ask(client):
    response = client.get("/healthz")
    return response.status_code, response.json()


@pytest.fixture
def silent_server():
    """Takes connections and never says a word, as a stopped process does."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield server.getsockname()[1]


def test_everything_fine_is_200_and_every_part_is_named(public_client):
    seen()
    assert ask(public_client) == (200, {"status": "ok", "checks": FINE})


def test_no_worker_for_sixteen_seconds_is_503_in_the_same_shape(public_client):
    seen(16)
    assert ask(public_client) == (503, {"status": "down", "checks": FINE | {"workers": "down"}})


def test_a_ledger_that_does_not_verify_is_503(public_client, monkeypatch):
    seen()
    monkeypatch.setattr(health, "verify", lambda: LedgerState(3, ok=False, reason="broken"))
    assert ask(public_client) == (503, {"status": "down", "checks": FINE | {"ledger": "down"}})


@pytest.mark.parametrize("port", ["away", "hanging"])
def test_with_the_database_away_or_hanging_the_answer_comes_within_three_seconds(
    public_client, monkeypatch, silent_server, port
):
    seen()
    monkeypatch.setitem(connections.settings["default"], "HOST", "127.0.0.1")
    monkeypatch.setitem(
        connections.settings["default"], "PORT", silent_server if port == "hanging" else free_port()
    )
    started = time.monotonic()
    assert ask(public_client) == (503, {"status": "down", "checks": FINE | {"database": "down"}})
    assert time.monotonic() - started < 3
    started = time.monotonic()
    page = public_client.get("/metrics")
    assert page.status_code == 200
    assert time.monotonic() - started < 3
    assert 'nexus_up{part="database"} 0.0' in page.content.decode()
    assert "nexus_jobs_due" not in page.content.decode()


@pytest.mark.parametrize("port", ["away", "hanging"])
def test_with_redis_away_or_hanging_the_answer_comes_within_three_seconds(
    public_client, settings, silent_server, port
):
    number = silent_server if port == "hanging" else free_port()
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{number}/0"}}
    started = time.monotonic()
    assert ask(public_client) == (
        503,
        {"status": "down", "checks": FINE | {"redis": "down", "workers": "down"}},
    )
    assert time.monotonic() - started < 3
    assert public_client.get("/metrics").status_code == 200


def test_a_hanging_check_is_not_started_again_and_again():
    started = []

    def hang() -> bool:
        started.append(1)
        time.sleep(0.5)
        return True

    probe = health.Probe({"slow": hang})
    assert [probe.results(0.05)["slow"] for _ in range(5)] == [False] * 5
    assert len(started) == 1
    time.sleep(0.6)
    assert probe.results(1)["slow"] is True


def test_health_needs_no_login_sets_no_cookie_and_is_not_kept_by_caches(public_client):
    response = public_client.get("/healthz")
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert public_client.post("/healthz").status_code == 405


def test_health_is_on_the_public_host_only(client_a):
    assert client_a.get("/healthz").status_code == 404
    assert client_a.get("/metrics").status_code == 404


def test_metrics_tell_jobs_by_kind_and_companies_by_state_and_nothing_about_anybody(fresh_database):
    seen(2)
    now = timezone.now()
    make_job(due_at=now - timezone.timedelta(seconds=90))
    make_job(due_at=now + timezone.timedelta(seconds=90))
    make_job(kind="sms_send", dead=True)
    response = Client(headers={"host": "localhost"}).get("/metrics")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'nexus_jobs_due{kind="company_create"} 1.0' in text
    assert 'nexus_jobs_waiting{kind="company_create"} 1.0' in text
    assert 'nexus_jobs_dead{kind="sms_send"} 1.0' in text
    age = re.search(r'nexus_job_oldest_due_seconds\{kind="company_create"\} ([\d.]+)', text)
    assert age
    assert 89 < float(age.group(1)) < 120
    assert 'nexus_companies{state="ready"} 2.0' in text
    assert re.search(r"nexus_workers_seen_seconds [23]\.", text)
    assert "nexus_build_info{" in text
    for private in ("alfa", "Salong", "+46", "@"):
        assert private not in text


def test_the_deployment_check_is_clean_in_production(tmp_path):
    """``manage.py check --deploy``, as a deployment runs it."""
    key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("NEXUS_", "DJANGO_"))
    }
    environ |= {
        "NEXUS_ENV": "production",
        "NEXUS_HOME": str(tmp_path),
        "NEXUS_BASE_DOMAIN": "nexus.example",
        "NEXUS_PUBLIC_URL": "https://nexus.example",
        "SECRET_KEY": "".join(chr(33 + number % 90) for number in range(7, 90)),
        "FIELD_ENCRYPTION_KEY": key,
        "NEXUS_SIGNING_KEY": key,
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout + done.stderr
