"""Doors into the pipeline: signed webhooks in, and running due jobs as a worker would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.tenants.models import ChannelRoute
from tests.standins.signing import sign

Hook = Callable[..., HttpResponse]
KARIN = "+46701740612"
WAITING = ("settle", "booking_reminder", "booking_expiry")


@pytest.fixture
def sms_hook(public_client: Client, route_a: ChannelRoute) -> Hook:
    """``sms_hook("Hej", sender=KARIN)``: what Twilio posts when a text comes in, rightly signed."""

    def post(
        body: str = "Hej", *, sender: str = KARIN, sid: str = "", route: ChannelRoute = route_a, **more: Any
    ):
        form = {
            "MessageSid": sid or f"SM{uuid4().hex}",
            "AccountSid": route.account_sid,
            "From": sender,
            "To": route.number,
            "Body": body,
            "NumMedia": "0",
            **more,
        }
        return signed_post(public_client, route, "sms", form)

    return post


@pytest.fixture
def status_hook(public_client: Client, route_a: ChannelRoute) -> Hook:
    """``status_hook(message, "delivered")``: Twilio's delivery report for a message of ours."""

    def post(message: Any, status: str, *, code: str = "", sid: str = "") -> HttpResponse:
        form = {
            "MessageSid": sid or message.external_id or f"SM{uuid4().hex}",
            "AccountSid": route_a.account_sid,
            "MessageStatus": status,
            "To": KARIN,
            "From": route_a.number,
        }
        if code:
            form["ErrorCode"] = code
        return signed_post(public_client, route_a, f"status?message={message.pk}", form)

    return post


def signed_post(client: Client, route: ChannelRoute, kind: str, form: dict[str, str]) -> HttpResponse:
    path = f"/hooks/twilio/{route.token}/{kind}"
    signature = sign(route.auth_token, settings.NEXUS.public_url + path, list(form.items()))
    return client.post(
        path,
        data=urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"x-twilio-signature": signature},
    )


@pytest.fixture
def work() -> Callable[[], int]:
    """Run every job that is there, also those due in a while, until none is left; returns how many ran.

    Jobs that wait for the provider or for a day to come stay.
    """

    def run(rounds: int = 10) -> int:
        ran = 0
        for _ in range(rounds):
            connection.set_schema_to_public()
            Job.objects.exclude(kind__in=WAITING).update(due_at=timezone.now() - timedelta(milliseconds=1))
            jobs = list(Job.objects.filter(dead=False).exclude(kind__in=WAITING).order_by("created_at"))
            if not jobs:
                return ran
            ran += sum(job_run(job.pk) for job in jobs)
        raise AssertionError(f"jobs do not come to rest: {list(Job.objects.values('kind', 'last_error'))}")

    return run
