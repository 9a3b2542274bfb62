"""A company's API, called over HTTP the way its own systems call it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from nexus.api.models import ApiKey
from nexus.tenants.context import company_context
from nexus.tenants.models import Company


class Api:
    """A client on a company's host; ``key`` is sent unless a call says otherwise."""

    def __init__(self, company: Company, key: str | None) -> None:
        self.company = company
        self.key = key
        self.host = f"{company.slug}.{settings.NEXUS.base_domain}"
        self.client = Client(HTTP_HOST=self.host)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """``path`` is below ``/api/v1/``, or an absolute URL that the API gave."""
        if not path.startswith(("http://", "/")):
            path = f"/api/v1/{path}"
        extra: dict[str, Any] = {"headers": headers}
        if self.key is not None and "authorization" not in headers:
            extra["headers"] = {**headers, "authorization": f"Api-Key {self.key}"}
        if body is not None:
            extra |= {"data": body, "content_type": "application/json"}
        try:
            return getattr(self.client, method.lower())(path, **extra)
        finally:
            # The request left the company at its end; the test itself stays inside.
            connection.set_tenant(self.company)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("get", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("post", path, body, **headers)

    def anonymous(self) -> Api:
        return Api(self.company, None)


@pytest.fixture
def api(db: None, company_a: Company) -> Iterator[Api]:
    """Company A's API, with a key of its own; the test itself runs inside the company too."""
    with company_context(company_a.schema_name):
        _, key = ApiKey.issue(name="Kassasystemet")
        yield Api(company_a, key)


@pytest.fixture
def other_key(db: None, company_b: Company) -> str:
    """A valid key, of company B."""
    with company_context(company_b.schema_name):
        return ApiKey.issue(name="Annat system")[1]
