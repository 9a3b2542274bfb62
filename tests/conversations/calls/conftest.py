"""Doors to calls: signed hooks, the facts behind them, and the jobs that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from conversations.channels.sms import routes
from conversations.models import Call, CallSettings
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company
from tests.conversations.pipeline.conftest import KARIN, signed_post

__all__ = ["KARIN", "PHONE"]
#: Where the company's calls go.
PHONE = "+46701740689"


class Line:
    """Salong Alfa's number as the provider sees it; rows are looked at inside the company."""

    def __init__(self, client: Client, company: Company, route: ChannelRoute) -> None:
        self.client, self.company, self.route = client, company, route

    def post(self, kind: str = "voice", *, sid: str = "CA1", **form: str | None) -> HttpResponse:
        """A signed report. A value of None leaves a parameter out."""
        whole: dict[str, str | None] = {
            "CallSid": sid,
            "AccountSid": self.route.account_sid,
            "From": KARIN,
            "To": self.route.number,
            **form,
        }
        return signed_post(
            self.client, self.route, kind, {name: value for name, value in whole.items() if value is not None}
        )

    def leg(self, status: str, *, sid: str = "CA1", **form: str) -> HttpResponse:
        return self.post(
            f"voice/status?call={sid}",
            sid=f"{sid}leg",
            ParentCallSid=sid,
            To=PHONE,
            CallStatus=status,
            **form,
        )

    def done(
        self, status: str, bridged: bool | None = None, *, sid: str = "CA1", **form: str
    ) -> HttpResponse:
        told = {} if bridged is None else {"DialBridged": str(bridged).lower()}
        return self.post("voice/done", sid=sid, DialCallStatus=status, **told, **form)

    def over(self, status: str = "completed", *, sid: str = "CA1") -> HttpResponse:
        return self.post("voice/status", sid=sid, CallStatus=status, CallDuration="12")

    def screen(self, digits: str | None = None, *, sid: str = "CA1") -> HttpResponse:
        return self.post(f"voice/screen?call={sid}", sid=f"{sid}leg", To=PHONE, Digits=digits)

    def amd(self, heard: str, *, sid: str = "CA1") -> HttpResponse:
        return self.post(f"voice/amd?call={sid}", sid=f"{sid}leg", AnsweredBy=heard, From=None, To=None)

    @contextmanager
    def inside(self) -> Iterator[None]:
        with company_context(self.company.schema_name):
            yield

    def call(self, sid: str = "CA1") -> Call:
        with self.inside():
            return Call.objects.select_related("contact").get(external_id=sid)

    def outcome(self, sid: str = "CA1") -> str | None:
        return self.call(sid).outcome

    def wants(self, **settings: Any) -> None:
        """The company's wishes."""
        with self.inside():
            CallSettings.objects.update_or_create(only=True, defaults=settings)

    def work(self, *kinds: str) -> int:
        """Run the jobs of these kinds, also those that are not due yet; how many ran."""
        connection.set_schema_to_public()
        found = Job.objects.filter(kind__in=kinds or ("call_text", "send"), dead=False)
        ran = 0
        for _round in range(3):
            found.update(due_at=timezone.now() - timedelta(milliseconds=1))
            ran += sum(job_run(job.pk) for job in list(found.order_by("created_at")))
        return ran


@pytest.fixture
def line(public_client: Client, company_a: Company, route_a: ChannelRoute) -> Line:
    """The company's phone is known, calls are put through around the clock, and nobody must press 1."""
    ChannelRoute.objects.filter(pk=route_a.pk).update(forward_to=PHONE)
    routes._routes.clear()
    route_a.forward_to = PHONE
    found = Line(public_client, company_a, route_a)
    found.wants(rings="always", screening="none")
    return found


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """``at("2026-11-25T12:00:00+01:00")``: the process's clock says so from now on."""

    def do(text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return do


def new_sid() -> str:
    return f"CA{uuid4().hex}"
