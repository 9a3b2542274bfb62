"""A widget of Salong Alfa's, and a browser that chats through it as the page in the frame does."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from conversations.models import Visitor, Widget
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.tenants.context import company_context
from nexus.tenants.models import Company

SITE = "https://salongalfa.example"


class Chat:
    """The chat's page: it keeps the secret and the token, and shows them as it should."""

    def __init__(
        self, client: Client, key: str, *, origin: str = SITE, address: str = "198.51.100.7"
    ) -> None:
        self.client, self.key, self.origin, self.address = client, key, origin, address
        self.secret: str | None = None
        self.token = ""
        self.last: dict[str, Any] = {}

    def open(self, *, language: str = "sv") -> dict[str, Any]:
        answer = self._post(
            "session", {"origin": self.origin, "secret": self.secret, "language": language}, token=False
        )
        assert answer.status_code == 200, answer.content
        self.last = answer.json()
        self.token, self.secret = self.last["token"], self.last.get("secret", self.secret)
        return self.last

    def write(self, body: str, *, identity: UUID | None = None) -> Any:
        return self.post("messages", {"id": str(identity or uuid4()), "body": body})

    def post(self, path: str, data: dict[str, Any], **headers: str) -> Any:
        return self._post(path, data, **headers)

    def read(self, after: str = "") -> dict[str, Any]:
        answer = self.client.get(
            f"/widget/{self.key}/messages?after={after}", headers=self._headers(), REMOTE_ADDR=self.address
        )
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def _post(self, path: str, data: dict[str, Any], *, token: bool = True, **headers: str) -> Any:
        return self.client.post(
            f"/widget/{self.key}/{path}",
            data,
            content_type="application/json",
            headers={**(self._headers() if token else {}), **headers},
            REMOTE_ADDR=self.address,
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "X-Widget-Origin": self.origin}


@pytest.fixture
def widget_a(company_a: Company) -> Widget:
    with company_context(company_a.schema_name):
        return Widget.objects.create(allowed_origins=[SITE, "http://localhost:*"])


@pytest.fixture
def chat(client_a: Client, widget_a: Widget) -> Chat:
    """A chat that is open, in a browser that has not written yet."""
    page = Chat(client_a, widget_a.key)
    page.open()
    return page


def run_jobs(company: Company, *kinds: str) -> int:
    """Run the company's jobs of these kinds as a worker would, due or not; how many there were."""
    with company_context("public"):
        Job.objects.filter(schema=company.schema_name, kind__in=kinds).update(due_at=timezone.now())
        ids = list(
            Job.objects.filter(schema=company.schema_name, kind__in=kinds).values_list("pk", flat=True)
        )
    for key in ids:
        job_run(key)
    return len(ids)


def the_visitor() -> Visitor:
    return Visitor.objects.select_related("contact").get()
