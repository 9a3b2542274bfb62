"""Fault tests: real processes, real signals. ``NEXUS_FAULTS_FULL=1`` (``make faults``) runs full numbers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.running import Running, end_all, installation

FULL = os.environ.get("NEXUS_FAULTS_FULL") == "1"
RESUME_SECONDS = 10.0  # reliability.md: "Stranded work resumes in <= 10 s"
# A killed server first has to start anew. In `make test` other tests load the machine meanwhile.
BOOT_SECONDS = RESUME_SECONDS if FULL else 30.0

Figure = Callable[[str, float], None]


@pytest.fixture(scope="session", autouse=True)
def _stop_at_the_end() -> Iterator[None]:
    yield
    end_all()


@pytest.fixture
def running() -> Iterator[Running]:
    """The product with the embedded AI, healthy and with nothing due; afterwards the ledgers are compared."""
    product = installation(ai="embedded")
    product.healthy()
    before = len(product.used)
    yield product
    product.disarm()
    product.healthy()
    product.compare(product.used[before:])


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """``figure("resumed", 3.2)``: keep a number of seconds for the table at the end."""

    def keep(name: str, seconds: float) -> None:
        record_property(name, round(seconds, 1))
        print(f"{name}: {seconds:.1f} s")

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The measured times by test, worst over all rounds."""
    worst: dict[tuple[str, str], list[float]] = {}
    for outcome in ("passed", "failed"):
        for result in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(result, "user_properties", []):
                if isinstance(value, float):
                    test = result.nodeid.split("::")[-1].split("[round")[0]
                    worst.setdefault((test, name), []).append(value)
    if worst:
        terminalreporter.section("measured, seconds")
    for (test, name), values in worst.items():
        terminalreporter.write_line(f"{name:<40} worst {max(values):5.1f} of {len(values)}  {test}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """``rounds``: once in ``make test``, often in ``make faults``."""
    if "rounds" in metafunc.fixturenames:
        metafunc.parametrize("rounds", range(10 if FULL else 1), ids=lambda number: f"round{number}")
