"""A browser of the data-protection contact, and what a streamed file says."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nexus.tenants.models import Company


@pytest.fixture
def keeper(client_a: Client, company_a: Company, log_in: Callable[..., Any]) -> Client:
    """Salong Alfa's data-protection contact, in Swedish."""
    log_in(client_a, company_a, role="data_protection")
    return client_a


@pytest.fixture
def table() -> Callable[..., list[list[str]]]:
    """``table(response)``: the rows of a CSV file, header first."""

    def read(response: Any) -> list[list[str]]:
        assert response.status_code == 200
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))

    return read
