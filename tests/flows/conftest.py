"""Flows: the whole product as real processes between stand-ins of the two providers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.running import Running, end_all, installation


@pytest.fixture(scope="session", autouse=True)
def _stop_at_the_end() -> Iterator[None]:
    yield
    end_all()


@pytest.fixture
def embedded() -> Iterator[Running]:
    """The product with Twilio's stand-in and the embedded AI."""
    yield from _between(installation(ai="embedded"))


@pytest.fixture
def claude() -> Iterator[Running]:
    """The same installation, started again with the stand-in of Anthropic's API."""
    yield from _between(installation(ai="anthropic"))


def _between(running: Running) -> Iterator[Running]:
    running.healthy()
    before = len(running.used)
    yield running
    running.compare(running.used[before:])
    assert running.anthropic.handler_errors == []
