"""``make bench``: the performance table of the reliability goals, as ratios taken in one run."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.bench import agent, crm_import, erasure, inbound, knowledge, live, package, purge, search, turn

ROWS = [
    inbound.rows,
    turn.rows,
    live.rows,
    knowledge.rows,
    agent.rows,
    erasure.rows,
    package.rows,
    purge.rows,
    crm_import.rows,
    search.rows,
]


def main() -> None:
    table = [row for measure in ROWS for row in measure()]
    for row in table:
        print(
            f"{row['figure']:>8}  goal {row['goal']:<8} {'met ' if row['met'] else 'NOT MET'}  {row['row']}"
        )
    target = Path(os.environ.get("NEXUS_HOME") or ".nexus") / "bench.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"cores": os.cpu_count(), "rows": table}, indent=2) + "\n")


if __name__ == "__main__":
    main()
