from __future__ import annotations

import io
import json
import logging
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crm.models import Contact
from nexus.privacy.logfilter import CUT, Code, JsonFormatter, ReadableFormatter, known_words, masked

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


class Log:
    """A logger of the test's own and what it has written."""

    def __init__(self, formatter: logging.Formatter) -> None:
        self.stream = io.StringIO()
        handler = logging.StreamHandler(self.stream)
        handler.setFormatter(formatter)
        self.logger = logging.getLogger("test.logfilter")
        self.logger.handlers, self.logger.propagate = [handler], False
        self.logger.setLevel(logging.DEBUG)

    def text(self) -> str:
        text = self.stream.getvalue()
        self.stream.truncate(0)
        self.stream.seek(0)
        return text


@pytest.fixture
def log() -> Iterator[Log]:
    found = Log(JsonFormatter())
    yield found
    found.logger.handlers = []


def message(log: Log) -> str:
    text: str = json.loads(log.text())["message"]
    return text


def test_literals_numbers_ids_and_the_codes_own_words_are_shown(log: Log) -> None:
    key = uuid.UUID("01a204af-7a99-74b9-b875-b09190de605e")
    log.logger.info("turn %s of %s took %d ms, %s, %s", key, Code("worker"), 12, "handed_over", True)
    assert message(log) == f"turn {key} of worker took 12 ms, handed_over, True"


def test_registered_words_error_names_and_short_codes_are_shown_but_no_one_time_code(log: Log) -> None:
    log.logger.info("%s %s", "provbokning", "123456")
    assert message(log) == f"{CUT} {CUT}"
    known_words("provbokning")
    log.logger.info("%s %s %s", "provbokning", "OperationalError", "21610")
    assert message(log) == "provbokning OperationalError 21610"


def test_a_model_object_is_shown_as_its_id_alone(log: Log) -> None:
    contact = Contact(name="Anna Andersson")
    log.logger.info("merged %s", contact)
    assert message(log) == f"merged crm.Contact:{contact.pk}"


@relaxed
@given(
    name=st.sampled_from(["Anna", "Åsa Öberg", "anna", "Ali", "Berit-Marie"]),
    text=st.text(min_size=1, max_size=60),
)
def test_a_string_that_is_not_known_is_cut_wherever_it_stands(log: Log, name: str, text: str) -> None:
    planted = f"{name} {text}"
    log.logger.info("from %s", planted)
    log.logger.info("from %(who)s", {"who": planted})
    log.logger.info("from %r", [planted])
    log.logger.info(planted)
    log.logger.info(f"from {planted}")
    log.logger.info("done", extra={"who": planted})
    written = log.text()
    assert name not in written
    assert written.count(CUT) >= 5


def test_a_template_that_wants_a_number_is_shown_alone_when_the_value_was_cut() -> None:
    record = logging.LogRecord("test", logging.INFO, __file__, 1, "%d of them", ("Anna",), None)
    assert json.loads(JsonFormatter().format(record))["message"] == "%d of them"


def _spaced(digits: str, gaps: list[str]) -> str:
    return "".join(digit + gap for digit, gap in zip(digits, gaps, strict=False))


@relaxed
@given(
    prefix=st.sampled_from(["+46", "0", "0046", "46", "+1", "19", "20"]),
    digits=st.text("0123456789", min_size=8, max_size=10),
    gaps=st.lists(st.sampled_from(["", "", " ", "-", ".", " - ", "\u00a0"]), min_size=10, max_size=10),
)
def test_phone_numbers_and_personnummer_are_masked_however_they_are_written(
    prefix: str, digits: str, gaps: list[str]
) -> None:
    planted = prefix + _spaced(digits, gaps)
    line = masked(f"call from {planted} now")
    assert planted not in line
    assert digits not in line
    assert sum(character.isdigit() for character in line) <= 2


@given(st.emails())
@example("'@A.AT")
def test_e_mail_addresses_are_masked(address: str) -> None:
    assert address not in masked(f"mail to {address} bounced")


@pytest.mark.parametrize(
    "kept",
    [
        "01a204af-7a99-74b9-b875-170174060512",
        "SM" + "0123456789abcdef" * 2,
        "2026-11-23T09:12:00+01:00",
        "2026-11-23",
        "http://127.0.0.1:8000",
        "took 1532 ms",
    ],
)
def test_ids_dates_and_small_numbers_are_not_taken_for_phone_numbers(kept: str) -> None:
    assert masked(kept) == kept


def test_a_number_that_could_be_a_phone_number_is_cut_also_as_an_integer(log: Log) -> None:
    log.logger.info("from %d", 46701740605, extra={"number": 46701740605})
    assert "46701740605" not in log.text()


@pytest.mark.parametrize("formatter", [JsonFormatter(), ReadableFormatter()])
def test_of_an_exception_only_types_and_frames_are_written(formatter: logging.Formatter) -> None:
    log = Log(formatter)

    def fail(planted: str) -> None:
        try:
            raise KeyError(planted)
        except KeyError as error:
            raise ValueError(f"bad row {planted}") from error

    try:
        fail("Anna Andersson")
    except ValueError as error:
        log.logger.exception("could not store %s", error)
        log.logger.error(error)
    written = log.text()
    assert "Anna" not in written
    assert "bad row" not in written
    assert "ValueError" in written
    assert "KeyError" in written
    assert "test_logfilter.py" in written
    assert " fail" in written


def test_one_record_is_one_json_line_whatever_is_in_it(log: Log) -> None:
    log.logger.info("two\nlines\r\u2028here")
    assert len(log.text().splitlines()) == 1
    log.logger.warning("at %s", {"nested": ["Anna"]})
    line = json.loads(log.text())
    assert (line["level"], line["logger"], line["message"]) == ("WARNING", "test.logfilter", f"at {CUT}")


def test_a_message_from_elsewhere_whose_code_cannot_be_seen_is_cut(log: Log) -> None:
    record = logging.makeLogRecord({"name": "test", "msg": "".join(["Anna ", "ringde"]), "levelno": 20})
    assert "Anna" not in JsonFormatter().format(record)
