"""The tools a model may call: bound to one contact, checked, recorded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from conversations.agent.tools.specs import run_tool, tool_specs
from conversations.agent.tools.toolbox import Toolbox
from crm.bookings.models import Booking, Resource, Service
from crm.bookings.services import booking_create
from crm.models import Contact
from crm.services import contact_create
from nexus.privacy import requests
from nexus.tenants.models import Company
from tests.conversations.agent.turns import MONDAY, turn_for

In = Callable[[Company], AbstractContextManager[None]]
NAMES = [
    "search_knowledge",
    "list_services",
    "find_free_times",
    "book",
    "move_booking",
    "cancel_booking",
    "company_facts",
    "remember_name",
    "open_rights_request",
    "hand_over",
]


@pytest.fixture
def contact(in_company_a: Company) -> Contact:
    return contact_create(phone="+46701740620")


@pytest.fixture
def tools(in_company_a: Company, contact: Contact) -> Toolbox:
    return Toolbox(turn_for(in_company_a, "Hej"), contact=contact)


def test_there_are_ten_tools_and_none_takes_a_company_or_a_contact() -> None:
    specs = tool_specs()
    assert sorted(spec["name"] for spec in specs) == sorted(NAMES)
    for spec in specs:
        schema = spec["input_schema"]
        assert schema["type"] == "object"
        assert schema["additionalProperties"] is False
        assert not {"company", "contact", "phone", "customer", "tenant"} & set(schema.get("properties", {}))


def test_free_times_are_found_booked_moved_and_cancelled_and_every_step_is_recorded(tools: Toolbox) -> None:
    window = {"service": "klippning_herr", "start": "2026-11-24T12:00", "end": "2026-11-24T18:00"}
    found, wrong = run_tool(tools, "find_free_times", window)
    assert not wrong
    assert not found["none_as_asked"]
    assert found["times"][0] == {"start": "2026-11-24T12:00", "weekday": "Tuesday", "with": "Lina"}
    told, _ = run_tool(tools, "book", {"service": "klippning_herr", "start": "2026-11-24T14:30"})
    assert told["done"]
    assert told["state"] == "confirmed"
    moved, _ = run_tool(tools, "move_booking", {"start": "2026-11-25T10:00"})
    assert moved["done"]
    assert moved["start"] == "2026-11-25T10:00"
    cancelled, _ = run_tool(tools, "cancel_booking", {})
    assert cancelled["state"] == "cancelled"
    assert tools.acts == ["booked", "moved", "cancelled"]
    assert [call["name"] for call in tools.calls] == [
        "find_free_times",
        "book",
        "move_booking",
        "cancel_booking",
    ]
    assert all({"name", "arguments", "result", "milliseconds"} == set(call) for call in tools.calls)
    assert Booking.objects.filter(state__in=("proposed", "confirmed")).count() == 0


def test_a_taken_time_is_refused_with_other_times(tools: Toolbox, in_company_a: Company) -> None:
    for number in (1, 2):
        booking_create(
            service=Service.objects.get(key="klippning_herr"),
            start=datetime(2026, 11, 24, 14, 30, tzinfo=MONDAY.tzinfo),
            contact=contact_create(phone=f"+4670174063{number}"),
            now=MONDAY,
            source="staff",
        )
    told, wrong = run_tool(tools, "book", {"service": "klippning_herr", "start": "2026-11-24T14:30"})
    assert not wrong
    assert (told["done"], told["problem"]) == (False, "taken")
    assert told["other_times"]
    assert tools.acts == []


def test_another_persons_booking_cannot_be_reached(tools: Toolbox, in_company_a: Company) -> None:
    other = booking_create(
        service=Service.objects.get(key="klippning_herr"),
        start=datetime(2026, 11, 24, 14, 30, tzinfo=MONDAY.tzinfo),
        contact=contact_create(phone="+46701740640"),
        now=MONDAY,
        source="staff",
    )
    for name, arguments in (
        ("cancel_booking", {"booking": "2026-11-24T14:30"}),
        ("cancel_booking", {"booking": str(other.pk)}),
        ("move_booking", {"booking": "2026-11-24T14:30", "start": "2026-11-25T10:00"}),
    ):
        _told, wrong = run_tool(tools, name, arguments)
        assert wrong
    assert Booking.objects.get(pk=other.pk).state == "confirmed"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("book", None),
        ("book", "klippning"),
        ("book", []),
        ("book", {}),
        ("book", {"service": "klippning_herr", "start": "imorgon"}),
        ("book", {"service": "finns_inte", "start": "2026-11-24T14:30"}),
        ("book", {"service": "klippning_herr", "start": "2026-11-24T14:30", "contact": "someone else"}),
        ("book", {"service": "klippning_herr", "start": "2026-11-24T14:30", "resource": "Nobody"}),
        ("find_free_times", {"service": "klippning_herr", "start": "2026-11-24", "end": "2026-11-23"}),
        ("search_knowledge", {"query": ""}),
        ("search_knowledge", {"query": "x" * 5000}),
        ("remember_name", {"name": ""}),
        ("open_rights_request", {"kind": "everything"}),
        ("cancel_booking", {}),
        ("drop_tables", {}),
        ("", {}),
    ],
)
def test_bad_arguments_are_answered_with_an_error_and_change_nothing(
    tools: Toolbox, name: str, arguments: object
) -> None:
    told, wrong = run_tool(tools, name, arguments)
    assert wrong
    assert told["error"]
    assert tools.acts == []
    assert len(tools.calls) == 1
    assert "error" in tools.calls[0]["result"]


def test_a_name_is_remembered_once_and_never_overwrites_the_companys_own(
    tools: Toolbox, contact: Contact
) -> None:
    assert run_tool(tools, "remember_name", {"name": "  Anna   Berg "})[0] == {"remembered": True}
    assert Contact.objects.get(pk=contact.pk).name == "Anna Berg"
    assert run_tool(tools, "remember_name", {"name": "Mallory"})[0] == {"remembered": False}
    assert Contact.objects.get(pk=contact.pk).name == "Anna Berg"


def test_a_rights_request_reaches_whoever_keeps_cases_and_else_staff(
    tools: Toolbox, contact: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "_openers", [])
    told, wrong = run_tool(tools, "open_rights_request", {"kind": "access"})
    assert (told["opened"], wrong) == (False, False)
    assert tools.acts == []
    asked: list[tuple[str, UUID, str]] = []
    due = datetime(2026, 12, 23, 22, 59, 59, tzinfo=UTC)

    @requests.rights_opener
    def opener(*, kind: str, contact_id: UUID, channel: str, wish: str = "") -> requests.OpenedRequest:
        asked.append((kind, contact_id, channel))
        return requests.OpenedRequest(case_id=uuid4(), number=12, due_at=due, code_coming=True)

    told, _wrong = run_tool(tools, "open_rights_request", {"kind": "access"})
    assert told["opened"] is True
    for words in ("12", "23 december", "kod"):
        assert words in told["say"]
    assert asked == [("access", contact.pk, "sms")]
    assert tools.acts == ["rights_request"]


def test_nothing_is_done_when_the_turn_has_lost_its_right_to_act(
    in_company_a: Company, contact: Contact
) -> None:
    class Lost(Exception):
        pass

    def hold() -> None:
        raise Lost

    tools = Toolbox(turn_for(in_company_a, "Hej"), contact=contact, hold=hold)
    for name, arguments in (
        ("book", {"service": "klippning_herr", "start": "2026-11-24T14:30"}),
        ("remember_name", {"name": "Anna"}),
        ("open_rights_request", {"kind": "erasure"}),
    ):
        with pytest.raises(Lost):
            run_tool(tools, name, arguments)
    assert Booking.objects.count() == 0
    assert Contact.objects.get(pk=contact.pk).name == ""


def test_without_a_contact_nothing_can_be_booked(in_company_a: Company) -> None:
    tools = Toolbox(turn_for(in_company_a, "Hej"))
    told, _ = run_tool(tools, "book", {"service": "klippning_herr", "start": "2026-11-24T14:30"})
    assert (told["done"], told["problem"]) == (False, "no_contact")


def test_opening_hours_are_told_for_the_day_asked_about(tools: Toolbox) -> None:
    told, wrong = run_tool(tools, "company_facts", {"about": "opening_hours", "question": "på lördag"})
    assert not wrong
    assert "10.00–15.00" in told["opening_hours"]


def test_the_nearest_times_are_those_of_the_person_asked_for(tools: Toolbox, in_company_a: Company) -> None:
    service, lina = Service.objects.get(key="klippning_herr"), Resource.objects.get(name="Lina")
    start = datetime(2026, 11, 24, 13, 0, tzinfo=MONDAY.tzinfo)
    booking_create(
        service=service,
        start=start,
        contact=contact_create(phone="+46701740641"),
        now=MONDAY,
        source="staff",
        resource=lina,
    )
    free = tools.find_free_times(service, start, start.replace(minute=15), resource=lina)
    assert free.nearest
    assert free.slots
    assert {slot.resource for slot in free.slots} == {lina}
