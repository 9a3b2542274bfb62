"""Every route × every method × {owner, other company, no login, other's key, other's session}.

The table of routes is Django's own; ``table.py`` only says which row proves what. The owner succeeds on the
very row that the stranger asks for, and the stranger's answer (status, headers, body) equals the one for an
id that no row has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import pytest

from tests.isolation.answers import Answer, ask
from tests.isolation.parties import Party, missing
from tests.isolation.public_table import PUBLIC_TABLE
from tests.isolation.routes import COMPANY, METHODS, PUBLIC, Route, routes
from tests.isolation.table import COMPANY_TABLE, KEY, NOBODY, SESSION, Sample

TABLES = {COMPANY: COMPANY_TABLE, PUBLIC: PUBLIC_TABLE}


@pytest.mark.parametrize("urlconf", TABLES)
def test_every_route_is_in_the_table_and_every_line_has_its_route(urlconf: str) -> None:
    there = {route.pattern for route in routes(urlconf)}
    assert there == set(TABLES[urlconf]), "Give each new route a line in table.py, and take old ones out."


@pytest.mark.parametrize("urlconf", TABLES)
def test_every_varying_part_of_an_address_is_a_row_or_is_fixed(urlconf: str) -> None:
    for route in routes(urlconf):
        sample = TABLES[urlconf][route.pattern]
        assert set(route.parameters) == set(sample.rows) | set(sample.fixed), route.pattern


@pytest.mark.parametrize("urlconf", TABLES)
def test_a_route_that_needs_no_login_says_why(urlconf: str) -> None:
    for pattern, sample in TABLES[urlconf].items():
        assert (sample.needs == NOBODY) == bool(sample.why), pattern


@pytest.mark.parametrize("route", routes(COMPANY), ids=lambda route: route.pattern or "home")
def test_a_companys_route_is_its_own_alone(route: Route, alfa: Party, beta: Party, ops: Party) -> None:
    sample = COMPANY_TABLE[route.pattern]
    _owner_succeeds(route, sample, alfa)
    _stranger_at_home_sees_nothing(route, sample, alfa, beta)
    _stranger_at_the_door_sees_nothing(route, sample, alfa, [beta, ops])


@pytest.mark.parametrize("route", routes(PUBLIC), ids=lambda route: route.pattern or "home")
def test_a_public_route_is_the_platforms_alone(route: Route, alfa: Party, ops: Party) -> None:
    sample = PUBLIC_TABLE[route.pattern]
    _owner_succeeds(route, sample, ops)
    _stranger_at_the_door_sees_nothing(route, sample, ops, [alfa])


def _owner_succeeds(route: Route, sample: Sample, owner: Party) -> None:
    for method in METHODS:
        answer = _ask(route, sample, method, owner, _ids(sample, owner), **_credentials(sample, owner))
        if method in ("HEAD", "OPTIONS"):
            assert answer.status in {200, 405, sample.methods.get("GET", 405)}, (method, answer)
        else:
            assert answer.status == sample.methods.get(method, 405), (method, answer)
        if method == "GET" and sample.shows:
            assert owner.canary in answer.body


def _stranger_at_home_sees_nothing(route: Route, sample: Sample, owner: Party, stranger: Party) -> None:
    """Logged in on their own host, strangers ask for the owner's rows, alone and mixed with their own."""
    for method in METHODS:
        for theirs in _some(sample.rows):
            mixed = {**_ids(sample, stranger), **_only(_ids(sample, owner), theirs)}
            unknown = {**mixed, **_missing(_ids(sample, owner), theirs)}
            login = _credentials(sample, stranger)
            there = _ask(route, sample, method, stranger, mixed, **login)
            nowhere = _ask(route, sample, method, stranger, unknown, **login)
            assert there == nowhere, (method, theirs)
            assert owner.canary not in f"{there}", method
        if not sample.rows:
            assert (
                owner.canary
                not in f"{_ask(route, sample, method, stranger, {}, **_credentials(sample, stranger))}"
            )


def _stranger_at_the_door_sees_nothing(
    route: Route, sample: Sample, owner: Party, strangers: list[Party]
) -> None:
    """On the owner's host without a login, or with somebody else's key or session cookie."""
    ids = _ids(sample, owner)
    for method in METHODS:
        nobody = _ask(route, sample, method, owner, ids)
        no_session = _ask(route, sample, method, owner, ids, session="0" * 32)
        no_key = _ask(route, sample, method, owner, ids, key="nx_unknown")
        assert owner.canary not in f"{nobody}", method
        if sample.needs != NOBODY:
            assert nobody == _ask(route, sample, method, owner, _missing(ids, tuple(ids))), method
            refused = {302, 401, 404, 405} if method != "OPTIONS" else {200, 302, 401, 404, 405}
            assert nobody.status in refused, (method, nobody)
        for stranger in strangers:
            with_session = _ask(route, sample, method, owner, ids, session=stranger.session)
            assert with_session == no_session, (method, stranger.name)
            if stranger.key:
                assert _ask(route, sample, method, owner, ids, key=stranger.key) == no_key, method


def _ask(
    route: Route,
    sample: Sample,
    method: str,
    host: Party,
    ids: Mapping[str, str],
    *,
    session: str = "",
    key: str = "",
) -> Answer:
    path = route.path(**sample.fixed, **ids) + (f"?{sample.query}" if sample.query else "")
    client = host.client(session=session, key=key)
    return ask(client, method, path, body=sample.body, json=sample.needs == KEY, echo=ids)


def _credentials(sample: Sample, party: Party) -> dict[str, str]:
    return {KEY: {"key": party.key}, SESSION: {"session": party.session}, NOBODY: {}}[sample.needs]


def _ids(sample: Sample, party: Party) -> dict[str, str]:
    return {part: party.objects[name] for part, name in sample.rows.items()}


def _missing(ids: Mapping[str, str], parts: tuple[str, ...]) -> dict[str, str]:
    return {part: missing(ids[part]) for part in parts}


def _only(ids: Mapping[str, str], parts: tuple[str, ...]) -> dict[str, str]:
    return {part: ids[part] for part in parts}


def _some(rows: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Every non-empty choice of the varying parts."""
    for size in range(1, len(rows) + 1):
        yield from combinations(rows, size)
