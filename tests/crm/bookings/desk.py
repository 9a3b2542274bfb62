"""A member of staff at Salong Alfa's calendar, over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from crm.bookings.models import Booking, Resource, Service
from crm.bookings.services import booking_create
from crm.models import Contact
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import make_contact, open_day
from tests.crm.bookings.conftest import STOCKHOLM


class Desk:
    """A member of staff at Salong Alfa's calendar; rows are made inside the company."""

    def __init__(self, client: Client, company: Company, user: Any) -> None:
        self.client, self.company, self.user = client, company, user
        self.day = open_day()

    def get(self, path: str, **headers: str) -> Any:
        return self._call("get", path, headers)

    def post(self, path: str, data: dict[str, str] | None = None, **headers: str) -> Any:
        return self._call("post", path, headers, data=data or {})

    def _call(self, method: str, path: str, headers: dict[str, str], **extra: Any) -> Any:
        try:
            return getattr(self.client, method)(path, headers={"host": "alfa.localhost", **headers}, **extra)
        finally:
            connection.set_tenant(self.company)

    def at(self, clock: str, day: date | None = None) -> datetime:
        return datetime.combine(day or self.day, time.fromisoformat(clock), STOCKHOLM)

    def book(self, clock: str = "10:00", *, contact: Contact | None = None, **more: Any) -> Booking:
        given = {
            "service": Service.objects.get(key="klippning_herr"),
            "resource": Resource.objects.get(name="Lina"),
            "contact": contact or make_contact(605, "Åsa Öberg"),
            "now": timezone.now(),
            "source": "ai",
            **more,
        }
        return booking_create(start=self.at(clock), **given)

    def week(self, **more: str) -> str:
        query = "".join(f"&{name}={value}" for name, value in more.items())
        return self.get(f"/bookings/?date={self.day}{query}").content.decode()


def desk_of(client: Client, company: Company, log_in: Callable[..., Any], role: str) -> Iterator[Desk]:
    user = log_in(client, company, role=role)
    with company_context(company.schema_name):
        yield Desk(client, company, user)


def slot(desk: Desk, clock: str, name: str = "Lina") -> str:
    return f"{desk.at(clock).isoformat()}/{Resource.objects.get(name=name).pk}"


def wish(desk: Desk, clock: str = "14:30", **more: str) -> dict[str, str]:
    return {
        "service": str(Service.objects.get(key="klippning_herr").pk),
        "slot": slot(desk, clock),
        "phone": "070-174 06 20",
        "name": "Bo Ek",
        "kind": "confirmed",
        **more,
    }
