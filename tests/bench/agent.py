"""How well the embedded agent understands: both evaluation sets, through the commands as from outside.

Of the blind set, which nobody looks into while building, figures alone are printed.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from tests.evaluation.runner import BLIND, BUILD, NEVER_MISSED, Score, figures, run_set
from tests.product import ROOT, Product

GOAL = 0.80


def rows() -> list[dict[str, Any]]:
    """Three rows for each set: accuracy, the intents that must never be missed, and forbidden effects."""
    table: list[dict[str, Any]] = []
    with Product(NEXUS_ENV="local") as product:

        def command(arguments: list[str], given: str) -> str:
            ran = subprocess.run(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=product.environ,
                input=given,
                capture_output=True,
                text=True,
                check=True,
                timeout=600,
            )
            return ran.stdout

        for name, folder in (("build", BUILD), ("blind", BLIND)):
            result = run_set(folder, command)
            print("\n".join(figures(name, result)))
            table += _rows(name, result)
    return table


def _rows(name: str, result: Score) -> list[dict[str, Any]]:
    never = {group: result.group(intents) for group, intents in NEVER_MISSED.items()}
    return [
        {
            "row": f"agent, {name} set: intent, slots, language and decision all right",
            "figure": round(result.overall, 3),
            "goal": f">= {GOAL:.2f}",
            "met": result.overall >= GOAL,
            "intent": round(result.intents, 3),
            "by_intent": result.by_intent(),
        },
        {
            "row": f"agent, {name} set: opt-out, human, rights and emergency, the least of them",
            "figure": round(min(never.values()), 3),
            "goal": "1.00",
            "met": min(never.values()) == 1.0,
            "groups": never,
        },
        {
            "row": f"agent, {name} set: forbidden effects",
            "figure": result.forbidden,
            "goal": "0",
            "met": result.forbidden == 0,
        },
    ]
