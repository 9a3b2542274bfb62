"""Wishes for a booking, sent to the API."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from crm.bookings.selectors import company_tz
from tests.api.conftest import Api
from tests.api.factories import open_day, phone
from tests.api.test_problems import assert_problem


def moment(clock: str, days: int = 0) -> str:
    """A time on the open day (Salong Alfa: 9–18), with the company's offset."""
    day = open_day() + timedelta(days=days)
    return datetime.combine(day, time.fromisoformat(clock), company_tz()).isoformat()


def wish(clock: str = "10:00", **more: Any) -> dict[str, Any]:
    given = {"service": "klippning_herr", "start": moment(clock), "phone": phone(605), "name": "Åsa Öberg"}
    return {**given, **more}


def book(api: Api, clock: str = "10:00", **more: Any) -> dict[str, Any]:
    response = api.post("bookings", wish(clock, **more))
    assert response.status_code == 201, response.content
    made: dict[str, Any] = response.json()
    return made


def blame(response: Any) -> list[str]:
    return [error.get("pointer") or error["parameter"] for error in assert_problem(response, 400)["errors"]]
