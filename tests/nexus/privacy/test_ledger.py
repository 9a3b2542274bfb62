from __future__ import annotations

import base64
import json
import multiprocessing
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nexus.privacy import ledger
from nexus.privacy.ledger import LedgerError, append, is_erased, verify

SUBJECT = bytes(range(32))
OTHER = bytes(32)


@pytest.fixture(autouse=True)
def path(tmp_path: Path, settings: Any) -> Path:
    """The file, in a folder of the test's own."""
    settings.NEXUS = replace(settings.NEXUS, ledger=tmp_path / "ledger")
    return tmp_path / "ledger" / ledger.FILE_NAME


def fill(count: int = 3) -> None:
    for number in range(count):
        append(kind="subject", owner="c_saxen", subject=bytes([number + 1]) * 32)


def test_an_absent_file_is_an_empty_ledger() -> None:
    state = verify()
    assert (state.sequence, state.ok) == (0, True)
    assert not is_erased("c_saxen", SUBJECT)


def test_what_was_erased_is_known_for_that_company_only() -> None:
    assert append(kind="subject", owner="c_saxen", subject=SUBJECT) == 1
    assert is_erased("c_saxen", SUBJECT)
    assert not is_erased("c_saxen", OTHER)
    assert not is_erased("c_verkstan", SUBJECT)


def test_a_closed_company_has_everyone_erased() -> None:
    append(kind="company", owner="c_saxen")
    assert is_erased("c_saxen", SUBJECT)
    assert not is_erased("c_verkstan", SUBJECT)


def test_entries_are_numbered_chained_and_hold_no_plain_text(path: Path) -> None:
    fill()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["sequence"] for line in lines] == [1, 2, 3]
    assert len({line["previous"] for line in lines}) == 3
    assert set(lines[0]) == {"sequence", "at", "kind", "owner", "subject", "scope", "previous", "signature"}
    assert verify() == ledger.LedgerState(3, ok=True)
    assert path.stat().st_mode & 0o777 == 0o600


def test_another_process_that_reads_the_file_agrees(path: Path) -> None:
    fill()
    ledger._cache.clear()
    assert verify().sequence == 3


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(data=st.data())
def test_any_changed_byte_is_noticed(path: Path, data: st.DataObject) -> None:
    path.unlink(missing_ok=True)
    ledger._cache.clear()
    fill()
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 2))
    old = content[at]
    content[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != old))
    path.write_bytes(content)
    ledger._cache.clear()
    assert not verify().ok
    with pytest.raises(LedgerError):
        is_erased("c_saxen", SUBJECT)
    with pytest.raises(LedgerError):
        append(kind="subject", owner="c_saxen", subject=SUBJECT)


@pytest.mark.parametrize("order", [(1, 2), (0, 2), (1, 0, 2), (0, 0, 1, 2), (0, 1, 1, 2)])
def test_removed_moved_and_doubled_lines_are_noticed(path: Path, order: tuple[int, ...]) -> None:
    fill()
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[number] for number in order))
    ledger._cache.clear()
    assert not verify().ok


def test_lines_lost_from_the_end_are_noticed_by_whoever_had_seen_them(path: Path) -> None:
    fill()
    assert verify().sequence == 3
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]))
    assert not verify().ok
    path.unlink()
    assert not verify().ok


def test_a_line_cut_short_by_a_crash_does_not_count_and_is_replaced(path: Path) -> None:
    fill(2)
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines(keepends=True)[0][:40])
    assert verify() == ledger.LedgerState(2, ok=True)
    assert append(kind="subject", owner="c_saxen", subject=SUBJECT) == 3
    assert verify() == ledger.LedgerState(3, ok=True)
    assert path.read_bytes().startswith(whole)


def test_a_ledger_signed_with_another_key_is_refused(settings: Any) -> None:
    fill(1)
    other = base64.urlsafe_b64encode(os.urandom(32)).decode()
    settings.NEXUS = replace(settings.NEXUS, signing_key=other)
    ledger._cache.clear()
    state = verify()
    assert not state.ok
    assert "signature" in state.reason


def test_an_unreadable_ledger_is_not_an_empty_one(path: Path) -> None:
    path.mkdir(parents=True)
    assert not verify().ok
    with pytest.raises(LedgerError):
        is_erased("c_saxen", SUBJECT)


def test_a_subject_needs_an_hmac_and_a_company_has_none() -> None:
    with pytest.raises(ValueError, match="HMAC"):
        append(kind="subject", owner="c_saxen")
    with pytest.raises(ValueError, match="HMAC"):
        append(kind="company", owner="c_saxen", subject=SUBJECT)


def test_writers_in_many_processes_make_one_chain() -> None:
    processes = [multiprocessing.get_context("fork").Process(target=fill, args=(10,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0] * 4
    assert verify() == ledger.LedgerState(40, ok=True)
