"""Fifty who want the same time at the same moment, with real connections and commits."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx2
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone

from crm.bookings.models import Booking, Resource, Service
from crm.bookings.selectors import company_tz
from crm.bookings.services import NotBookable, booking_cancel, booking_create, booking_move
from crm.models import Contact
from nexus.api.models import ApiKey
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import make_contact, open_day, phone

MANY = 50


@pytest.fixture
def company(fresh_database) -> Company:
    """Salong Alfa in a database of the test's own, with fifty customers."""
    found = Company.objects.get(slug="alfa")
    with company_context(found.schema_name):
        for number in range(610, 610 + MANY):
            make_contact(number, f"Kund {number}")
    return found


@pytest.fixture
def at_once(company) -> Callable[[Callable[[int], Any]], list[Any]]:
    """``at_once(do)``: what ``do(number)`` gave in fifty threads that start together, inside the company."""

    def run(do: Callable[[int], Any]) -> list[Any]:
        gate = threading.Barrier(MANY)

        def one(number: int) -> Any:
            try:
                with company_context(company.schema_name):
                    gate.wait(30)
                    return do(number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(MANY) as pool:
            return list(pool.map(one, range(MANY)))

    return run


def noon() -> datetime:
    return datetime.combine(open_day(), time(12), company_tz())


def _book(number: int, **more: Any) -> Booking | NotBookable:
    contact = Contact.objects.order_by("id")[number]
    wish = {"service": Service.objects.get(key="klippning_herr"), "contact": contact, "start": noon(),
            "now": timezone.now(), "source": "api"}  # fmt: skip
    try:
        return booking_create(**{**wish, **more})
    except NotBookable as refused:
        return refused


@pytest.mark.parametrize("chairs", [1, 3])
def test_of_fifty_as_many_win_as_there_are_chairs_and_the_others_are_offered_other_times(
    company, at_once, chairs
):
    with company_context(company.schema_name):
        Resource.objects.all().delete()
        Resource.objects.bulk_create(Resource(name=f"Stol {n}", position=n) for n in range(chairs))
    answers = at_once(_book)
    won = [answer for answer in answers if isinstance(answer, Booking)]
    lost = [answer for answer in answers if isinstance(answer, NotBookable)]
    assert (len(won), len(lost)) == (chairs, MANY - chairs)
    assert {booking.resource.name for booking in won} == {f"Stol {n}" for n in range(chairs)}
    assert {refused.code for refused in lost} == {"taken"}
    for refused in lost:
        assert len(refused.alternatives) == 3
        assert all(slot.start != won[0].start for slot in refused.alternatives)
    with company_context(company.schema_name):
        assert Booking.objects.count() == chairs


def test_fifty_times_the_same_wish_of_one_customer_is_one_booking(company, at_once):
    with company_context(company.schema_name):
        asa = make_contact(605)
    answers = at_once(lambda number: _book(number, contact=asa))
    assert {answer.pk for answer in answers} == {answers[0].pk}
    with company_context(company.schema_name):
        assert Booking.objects.count() == 1


def test_those_who_move_cancel_and_book_at_once_neither_deadlock_nor_overlap(company, at_once):
    with company_context(company.schema_name):
        start = noon()
        mine = [
            _book(number, start=start + timedelta(minutes=30 * (number % 8)), proposed=number % 3 == 0)
            for number in range(16)
        ]
        assert all(isinstance(booking, Booking) for booking in mine)

    def act(number: int) -> str:
        booking, now = mine[number % len(mine)], timezone.now()
        # Every third proposal is over by now, and others try to clear it away.
        later = now + timedelta(minutes=20 if number % 2 else 0)
        try:
            if number % 5 == 0:
                booking_cancel(booking=booking, now=later, source="api")
            elif number % 2:
                booking_move(
                    booking=booking, start=start + timedelta(minutes=15 * (number % 11)), now=later,
                    source="api",
                )  # fmt: skip
            else:
                answer = _book(number, start=start + timedelta(minutes=15 * (number % 9)), now=later)
                return answer.code if isinstance(answer, NotBookable) else "done"
        except NotBookable as refused:
            return refused.code
        return "done"

    outcomes = Counter(at_once(act))
    assert set(outcomes) <= {"done", "taken", "wrong_state"}
    assert outcomes["done"]
    with company_context(company.schema_name):
        standing = list(Booking.objects.filter(state__in=["proposed", "confirmed"]).order_by("start"))
        for booking in standing:
            assert not [
                other
                for other in standing
                if other.pk != booking.pk
                and other.resource_id == booking.resource_id
                and other.start < booking.blocked_until
                and booking.start < other.blocked_until
            ]


class _Server(WSGIServer):
    """One thread a request, each leaving no connection behind; fifty may knock at once."""

    request_queue_size = 2 * MANY

    def process_request(self, request: Any, client_address: Any) -> None:
        threading.Thread(target=self._one, args=(request, client_address), daemon=True).start()

    def _one(self, request: Any, client_address: Any) -> None:
        try:
            self.finish_request(request, client_address)
            self.shutdown_request(request)
        finally:
            connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def served(company) -> Iterator[str]:
    """The application over HTTP."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_of_fifty_requests_one_is_201_and_the_others_are_409_with_other_times(company, served):
    with company_context(company.schema_name):
        Resource.objects.exclude(name="Lina").delete()
        key, start = ApiKey.issue(name="Kassasystemet")[1], noon().isoformat()
    headers = {"host": "alfa.localhost", "authorization": f"Api-Key {key}"}
    gate = threading.Barrier(MANY)

    def post(number: int) -> httpx2.Response:
        body = {"service": "klippning_herr", "start": start, "phone": phone(610 + number), "name": "Kund"}
        with httpx2.Client(timeout=60) as client:
            gate.wait(30)
            return client.post(f"{served}/api/v1/bookings", json=body, headers=headers)

    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(post, range(MANY)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: MANY - 1}
    for answer in answers:
        if answer.status_code == 409:
            document = json.loads(answer.text)
            assert document["type"] == "urn:nomar-nexus:problem:taken"
            assert len(document["alternatives"]) == 3
            assert start not in [slot["start"] for slot in document["alternatives"]]
    with company_context(company.schema_name):
        assert Booking.objects.count() == 1
