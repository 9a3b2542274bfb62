"""How often the search finds the right article: our own questions, in the half built with and the half held out."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.product import ROOT

GOALS = {"hit_3": 0.9, "hit_1": 0.8}


def rows() -> list[dict[str, Any]]:
    """A row for each half and measure."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.evaluation.knowledge"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    halves = json.loads(done.stdout.splitlines()[-1])
    return [
        {
            "row": f"knowledge search, {measure.replace('_', '@')}, {half} half ({found['asked']:.0f} questions)",
            "figure": round(found[measure], 3),
            "goal": f">= {goal}",
            "met": found[measure] >= goal,
        }
        for measure, goal in GOALS.items()
        for half, found in halves.items()
    ]
