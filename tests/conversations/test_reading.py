"""The AI's receipt in words: what its tools did, whatever shape their results have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from conversations.labels import TOOLS
from conversations.models import Interpretation
from conversations.reading_presenter import Reading, reading_of, result_text, took_text
from tests.api.factories import make_ai_answer, make_inbound
from tests.conversations.conftest import Desk


@pytest.fixture(autouse=True)
def in_swedish() -> Iterator[None]:
    with translation.override("sv"):
        yield


def reading(tools: list[dict[str, Any]], milliseconds: int = 1900) -> Reading:
    found = reading_of(
        Interpretation(
            content={"intent": "book", "tools": tools}, milliseconds=milliseconds, decision="answered"
        )
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("milliseconds", "said"), [(0, "0 ms"), (4, "4 ms"), (99, "99 ms"), (100, "0,1 s"), (1900, "1,9 s")]
)
def test_a_length_of_time_is_told_in_a_fitting_unit(milliseconds: int, said: str) -> None:
    assert took_text(milliseconds) == said
    assert reading([], milliseconds).gist == f"Boka tid · {said}"


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({"0": "09:00-18:00", "5": "10:00-15:00"}, "måndag 09:00-18:00, lördag 10:00-15:00"),
        (
            {"5": "10:00-15:00", **{str(day): "09:00-18:00" for day in range(5)}},
            "måndag–fredag 09:00-18:00, lördag 10:00-15:00",
        ),
        ([{"title": "Öppettider", "rank": 0.61}, {"title": "Parkering", "rank": 0.2}], "Öppettider, Parkering"),
        ([{}, {}], "2 träffar"),
        ([], "inget hittades"),
        (["klippning_herr", "styling"], "klippning herr, styling"),
        ([str(number) for number in range(9)], "0, 1, 2, 3, 4, 5 +3"),
        ({"times": ["2026-11-24T14:30+01:00"], "nearest": False}, "tis 24 nov 14:30"),
        ({"times": ["2026-11-24T14:30+01:00"], "nearest": True}, "ingen som önskat; närmast: tis 24 nov 14:30"),
        ({"times": [], "nearest": False}, "inget hittades"),
        (
            {
                "booking": "01a20539-3ad5-774c-9549-58f6f5b0699d",
                "state": "confirmed",
                "start": "2026-11-24T14:30+01:00",
            },
            "läge: bekräftad, tid: tis 24 nov 14:30",
        ),
        (
            {"error": "taken", "alternatives": ["2026-11-24T15:00+01:00"]},
            "Tiden är upptagen. I stället: tis 24 nov 15:00",
        ),
        ({"error": "no_such_thing"}, "No such thing"),
        ({"remembered": True}, "sparat"),
        ({"remembered": False}, "sparat: nej"),
        ({"ok": True}, "klart"),
        ({"name": "Salong Alfa", "address": "Storgatan 1"}, "namn: Salong Alfa, adress: Storgatan 1"),
        ({"party_size": 4, "outdoors": True, "tags": ["a", "b"]}, "Party size: 4, outdoors: ja, tags: a, b"),
        ({"price": {"from": 1.5}}, "price: from: 1,50"),
        ("någon text", "någon text"),
        (None, ""),
        (17, "17"),
    ],
)  # fmt: skip
def test_what_a_tool_gave_back_is_told_in_words(result: object, said: str) -> None:
    assert result_text(result) == said


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_no_result_of_a_tool_is_too_strange_to_be_shown(result: object) -> None:
    assert isinstance(result_text(result), str)
    assert reading([{"name": "a_new_tool", "result": result, "milliseconds": 3}]).tools[0].took == "3 ms"


def test_every_tool_of_the_agent_has_a_name_in_words() -> None:
    own = {"search_knowledge", "list_services", "find_free_times", "book", "move_booking", "cancel_booking",
           "company_facts", "remember_name", "open_rights_request", "hand_over"}  # fmt: skip
    assert set(TOOLS) == own
    shown = reading([{"name": name, "result": None, "milliseconds": 1} for name in sorted(own)])
    assert not [step.name for step in shown.tools if "_" in step.name]


def test_an_unknown_tool_is_called_by_its_own_name_in_words() -> None:
    assert reading([{"name": "look_at_stars", "result": {"seen": 3}}]).tools[0].name == "Look at stars"


def test_the_page_names_weekdays_and_tools(desk: Desk) -> None:
    conversation = desk.conversation()
    make_inbound(conversation)
    message = make_ai_answer(conversation)
    hours = {"name": "company_facts", "result": {"0": "09:00-18:00"}, "milliseconds": 2}
    Interpretation.objects.filter(message=message).delete()
    Interpretation.objects.create(
        conversation=conversation, message=message, decision="answered", provider="embedded",
        prompt_version="1", milliseconds=12, content={"intent": "opening_hours", "tools": [hours]},
    )  # fmt: skip
    html = desk.get(f"/c/{conversation.pk}/").content.decode()
    for said in ("Uppgifter om företaget", "måndag 09:00-18:00", "Öppettider · 12 ms", ">2 ms<"):
        assert said in html, said
    assert "company_facts" not in html
