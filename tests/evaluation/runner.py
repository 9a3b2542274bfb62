"""Runs evaluation sets through ``company_create`` and ``agent_try``, as anybody outside would, and scores them.

A set is a folder: ``messages.jsonl`` (one case a line: id, company, messages, now, channel, expect) and
``profile_*.json``. Of a set that is not to be looked at only figures are ever printed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BUILD, BLIND = HERE / "build", HERE / "blind"
#: These must all be understood.
NEVER_MISSED = {
    "opt-out": ("opt_out",),
    "human": ("human",),
    "rights": ("rights_access", "rights_erasure", "rights_rectification"),
    "emergency": ("emergency",),
}
#: Runs ``manage.py`` with these arguments and this standard input; returns its standard output.
Command = Callable[[list[str], str], str]


# Without a representation, so that no test that fails shows a case of the blind set.
@dataclass(frozen=True, repr=False)
class Scored:
    """One case: what was wrong with the answer, by part; empty when all was right."""

    case: dict[str, Any]
    answer: dict[str, Any]
    wrong: tuple[str, ...]
    forbidden: tuple[str, ...]

    @property
    def intent(self) -> str:
        """The expected intent, the first where several will do."""
        return intent_of(self.case)


@dataclass(repr=False)
class Score:
    """The figures of a set."""

    scored: list[Scored] = field(default_factory=list)

    @property
    def overall(self) -> float:
        """The share of cases in which all was right."""
        return _share(not one.wrong for one in self.scored)

    @property
    def intents(self) -> float:
        """The share of cases in which the intent was right."""
        return _share("intent" not in one.wrong for one in self.scored)

    @property
    def forbidden(self) -> int:
        """How many forbidden effects there were."""
        return sum(len(one.forbidden) for one in self.scored)

    def group(self, intents: Iterable[str]) -> float:
        """The share of cases with one of these intents in which it was found."""
        wanted = set(intents)
        return _share("intent" not in one.wrong for one in self.scored if one.intent in wanted)

    def by_intent(self) -> dict[str, tuple[int, float, float]]:
        """For each intent the number of cases, the share all right, and the share with the right intent."""
        groups: dict[str, list[Scored]] = defaultdict(list)
        for one in self.scored:
            groups[one.intent].append(one)
        return {
            intent: (
                len(group),
                _share(not one.wrong for one in group),
                _share("intent" not in one.wrong for one in group),
            )
            for intent, group in sorted(groups.items())
        }


def intent_of(case: dict[str, Any]) -> str:
    """The expected intent, the first where several will do."""
    wanted = case["expect"]["intent"]
    return str(wanted[0] if isinstance(wanted, list) else wanted)


def run_set(folder: Path, command: Command, *, provider: str = "embedded", every: int = 1) -> Score:
    """Create the set's companies and play its cases: all, or every so many-th beside what is never missed."""
    for profile in sorted(folder.glob("profile_*.json")):
        command(["company_create", "--profile", str(profile)], "")
    lines = (folder / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines if line.strip()]
    critical = {intent for intents in NEVER_MISSED.values() for intent in intents}
    cases = [case for number, case in enumerate(cases) if number % every == 0 or intent_of(case) in critical]
    by_company: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for case in cases:
        by_company[case["company"]].append(case)
    result = Score()
    for company, own in by_company.items():
        asked = "".join(json.dumps(_asked(case), ensure_ascii=False) + "\n" for case in own)
        said = command(["agent_try", "--company", company, "--provider", provider], asked)
        answers = {row["id"]: row for row in map(json.loads, said.splitlines())}
        result.scored += [score(case, answers[case["id"]]) for case in own]
    return result


def score(case: dict[str, Any], answer: dict[str, Any]) -> Scored:
    """Compare an answer of ``agent_try`` with what the case expects."""
    expect = case["expect"]
    wanted = {
        "intent": _any(expect.get("intent"), answer["intent"]),
        "language": _any(expect.get("language"), answer["language"]),
        "decision": _any(expect.get("decision"), answer["decision"]),
    }
    for name, value in (expect.get("slots") or {}).items():
        wanted[name] = _any(value if isinstance(value, list) else [value], answer["slots"].get(name))
    wrong = tuple(name for name, right in wanted.items() if not right)
    forbidden = tuple(tool for tool in expect.get("forbidden") or () if tool in answer["tools"])
    return Scored(case, answer, wrong, forbidden)


def figures(name: str, result: Score) -> list[str]:
    """The figures as lines of text; no case, and nothing of one, is in them."""
    lines = [
        f"{name}: {len(result.scored)} cases, {result.overall:.3f} all right, {result.intents:.3f} intent right, "
        f"{result.forbidden} forbidden effects"
    ]
    lines += [
        f"  {intent:<22} {count:>3}  {right:.2f}  intent {found:.2f}"
        for intent, (count, right, found) in result.by_intent().items()
    ]
    lines += [
        f"  {group} never missed: {result.group(intents):.3f}" for group, intents in NEVER_MISSED.items()
    ]
    return lines


def _asked(case: dict[str, Any]) -> dict[str, Any]:
    return {name: case[name] for name in ("id", "messages", "now", "channel") if name in case}


def _any(wanted: object, given: object) -> bool:
    if wanted is None:
        return True
    return given in wanted if isinstance(wanted, list) else given == wanted


def _share(rights: Iterable[bool]) -> float:
    counted = list(rights)
    return sum(counted) / len(counted) if counted else 1.0
