"""Both evaluation sets against the embedded agent, through the real commands.

Of the blind set nothing is shown but figures, whatever fails.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.management import call_command

from tests.evaluation.runner import BLIND, BUILD, NEVER_MISSED, Score, figures, run_set, score

pytestmark = pytest.mark.xdist_group("evaluation")


@pytest.fixture
def command(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str], str], str]:
    """``manage.py`` in this process."""

    def run(arguments: list[str], given: str) -> str:
        said = io.StringIO()
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        call_command(*arguments, stdout=said)
        return said.getvalue()

    return run


def _floors(name: str, result: Score, *, least: float) -> None:
    print("\n".join(figures(name, result)))
    assert result.overall >= least
    for group, intents in NEVER_MISSED.items():
        assert result.group(intents) == 1.0, f"{group} was missed"
    assert result.forbidden == 0


def test_the_set_to_build_with_is_understood(command: Callable[[list[str], str], str]) -> None:
    # A third of it, as the whole takes minutes; ``make bench`` plays all.
    result = run_set(BUILD, command, every=3)
    assert sum(one.case["expect"].get("language") == "sv" for one in result.scored) >= 100
    assert sum(one.case["expect"].get("language") == "en" for one in result.scored) >= 20
    for one in result.scored:
        if one.wrong or one.forbidden:
            print(one.case["id"], one.case["messages"], one.wrong, one.forbidden, one.answer)
    _floors("build", result, least=0.95)


def test_the_blind_set_is_understood(command: Callable[[list[str], str], str]) -> None:
    _floors("blind", run_set(BLIND, command), least=0.80)


CASE = {
    "id": "1",
    "expect": {
        "intent": ["book", "availability"],
        "language": "sv",
        "slots": {"service": "klippning_herr"},
        "decision": ["acted"],
        "forbidden": ["cancel_booking"],
    },
}
RIGHT = {
    "id": "1",
    "intent": "book",
    "language": "sv",
    "slots": {"service": "klippning_herr", "start": None, "end": None},
    "decision": "acted",
    "reply": "",
    "tools": ["book"],
}


def test_a_right_answer_scores() -> None:
    scored = score(CASE, RIGHT)
    assert (scored.wrong, scored.forbidden) == ((), ())


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"intent": "cancel"}, ("intent",)),
        ({"language": "en"}, ("language",)),
        ({"decision": "asked"}, ("decision",)),
        ({"slots": {"service": None, "start": None, "end": None}}, ("service",)),
    ],
)
def test_each_part_of_a_wrong_answer_is_counted(changed: dict[str, object], wrong: tuple[str, ...]) -> None:
    assert score(CASE, {**RIGHT, **changed}).wrong == wrong


def test_a_forbidden_effect_is_counted() -> None:
    assert score(CASE, {**RIGHT, "tools": ["book", "cancel_booking"]}).forbidden == ("cancel_booking",)
