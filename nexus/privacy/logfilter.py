"""Log lines without personal data (privacy.md "The inventory"); what is not known to be safe is cut.

Safe are: the message template when it is a literal in the code that logs, and arguments that are numbers,
ids, dates, enum members, model objects (shown as their id), or words of the code itself: snake_case
identifiers, models' choice values, names of exceptions, codes of up to five digits, and whatever is given
to :func:`known_words` or marked with :class:`Code`. Everything else becomes ``<cut>``. Over the result go
masks for phone numbers, e-mail addresses and personnummer. Of an exception only its type and frames are
kept: messages quote values (Postgres shows whole rows).
"""

from __future__ import annotations

import datetime
import decimal
import enum
import functools
import json
import logging
import re
import sys
import uuid
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Final

from django.apps import apps
from django.db import connection

CUT: Final = "<cut>"
_MAX_MESSAGE: Final = 2000
_FRAMES_SEARCHED: Final = 12
_ROOT: Final = str(Path(__file__).resolve().parent.parent.parent)

# Kept as they are, though digits in them may look like a phone number: UUIDs, a provider's ids, dates.
_KEPT = (
    r"(?P<kept>\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b"
    r"|\b[A-Z]{2}[0-9a-f]{32}\b"
    r"|\b20\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-6]\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?\b)"
)
_EMAIL = r"[^\s@<>\"]+@[^\s@<>\"']+"
# Seven digits or more in one run, whatever separates them: phone numbers and personnummer alike.
_DIGITS = r"[+(]?\d(?:[ \t\u00a0()./\u2010-\u2015+-]{0,3}\d){6,}"
_MASKED: Final = re.compile(f"{_KEPT}|{_EMAIL}|{_DIGITS}")

_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")
_PROVIDER_ID: Final = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
_SNAKE: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
_ERROR_NAME: Final = re.compile(r"[A-Z][A-Za-z]{2,40}(?:Error|Exception)")
_ERROR_CODE: Final = re.compile(r"[0-9]{1,5}")  # one-time codes have six digits
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Code(str):
    """A string of the code's own making (a step, a queue, a check), never of anybody's data."""

    __slots__ = ()


class _Shown(str):
    """Shown without quotes by ``%r`` too."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class _Named(dict[str, Any]):
    """Arguments by name; shows nothing when the template puts it in as a whole."""

    def __repr__(self) -> str:
        return CUT


def masked(text: str) -> str:
    """``text`` with e-mail addresses, phone numbers and personnummer cut out, on one line."""
    text = _MASKED.sub(lambda match: match.group("kept") or CUT, text)
    text = _CONTROL.sub(" ", text)
    return text if len(text) <= _MAX_MESSAGE else text[:_MAX_MESSAGE] + "…"


def shown(value: object) -> Any:
    """``value`` as it may stand in a line: itself when safe, else a string that says nothing."""
    if value is None or isinstance(value, (bool, float, decimal.Decimal)):
        return value
    if isinstance(value, enum.Enum):
        return shown_text(value.value, known=True)
    if isinstance(value, int):
        return value
    if isinstance(value, (uuid.UUID, datetime.datetime, datetime.date, datetime.timedelta)):
        return _Shown(value)
    if isinstance(value, str):
        return shown_text(value, known=isinstance(value, Code))
    if isinstance(value, type):
        return _Shown(value.__name__)
    if isinstance(value, BaseException):
        return _Shown(type(value).__name__)
    label = getattr(getattr(type(value), "_meta", None), "label", None)
    key = getattr(value, "pk", None)
    if isinstance(label, str) and isinstance(key, (int, uuid.UUID)):
        return _Shown(f"{label}:{key}")
    return _Shown(CUT)


def shown_text(value: object, *, known: bool = False) -> Any:
    """A string if it is ``known`` to be the code's own or looks like nothing else; numbers as they are."""
    if not isinstance(value, str):
        return value if isinstance(value, (int, float)) else _Shown(CUT)
    text = str(value)
    if _UUID.fullmatch(text) or _PROVIDER_ID.fullmatch(text):
        return _Shown(text)
    if known or text in _code_words() or (len(text) <= 64 and _SNAKE.fullmatch(text)):
        return _Shown(masked(text))
    if _ERROR_NAME.fullmatch(text) or _ERROR_CODE.fullmatch(text):
        return _Shown(text)
    return _Shown(CUT)


@functools.cache
def _models_words() -> frozenset[str]:
    words: set[str] = set()
    for model in apps.get_models():
        words |= {model._meta.label, model._meta.app_label}
        for field in model._meta.local_fields:
            words |= {str(value) for value, _ in field.flatchoices if value}
    return frozenset(words)


_registered: set[str] = set()


def known_words(*words: str) -> None:
    """Let these words of the code's own (kinds of job, names of checks) be shown in log lines."""
    _registered.update(words)


def _code_words() -> Set[str]:
    """What was registered, the values that the models' fields may take, and the models' names."""
    return _registered | _models_words() if apps.ready else _registered


def safe_message(record: logging.LogRecord) -> str:
    """The record's message with everything cut that is not known to be safe."""
    if not isinstance(record.msg, str):
        return str(shown(record.msg))
    if not (isinstance(record.msg, Code) or _is_literal(record.msg)):
        return CUT
    args = record.args
    if not args:
        return masked(record.msg)
    safe: Any
    if isinstance(args, Mapping):
        safe = _Named({name: shown(value) for name, value in args.items()})
    else:
        safe = tuple(shown(value) for value in args)
    try:
        return masked(record.msg % safe)
    except (TypeError, ValueError, KeyError):
        # A template that wants a number where the value was cut: the template alone is still true.
        return masked(record.msg)


def _is_literal(text: str) -> bool:
    """Whether ``text`` stands as a constant in the code that is logging, or in what called that."""
    frame: FrameType | None = sys._getframe(1)
    skipped = (__file__, logging.__file__)
    while frame is not None and frame.f_code.co_filename in skipped:
        frame = frame.f_back
    for _ in range(_FRAMES_SEARCHED):
        if frame is None:
            return False
        if text in frame.f_code.co_consts or any(text is value for value in tuple(frame.f_globals.values())):
            return True
        frame = frame.f_back
    return False


def safe_error(error: BaseException | None) -> list[dict[str, Any]]:
    """An exception and what caused it, outermost first: ``{"type", "frames"}``, without any message."""
    found: list[dict[str, Any]] = []
    while error is not None and len(found) < 5:
        kind = type(error)
        frames = [_frame(code, line) for code, line in _frames(error.__traceback__)]
        found.append({"type": f"{kind.__module__}.{kind.__qualname__}", "frames": frames[-20:]})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _frames(trace: TracebackType | None) -> Iterator[tuple[Any, int]]:
    while trace is not None:
        yield trace.tb_frame.f_code, trace.tb_lineno
        trace = trace.tb_next


def _frame(code: Any, line: int) -> str:
    path = code.co_filename
    if "site-packages/" in path:
        path = path.rpartition("site-packages/")[2]
    return f"{path.removeprefix(_ROOT).lstrip('/')}:{line} {code.co_name}"


def safe_record(record: logging.LogRecord) -> dict[str, Any]:
    """Everything about a record that may be written, as JSON values."""
    at = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
    line: dict[str, Any] = {
        "at": at.isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": safe_message(record),
    }
    if apps.ready and (schema := getattr(connection, "schema_name", None)):
        line["company"] = schema
    for name, value in vars(record).items():
        if name not in _STANDARD and name not in line:
            safe = shown(value)
            line[name] = masked(str(safe)) if isinstance(safe, (str, decimal.Decimal)) else _number(safe)
    if record.exc_info and record.exc_info[1] is not None:
        line["error"] = safe_error(record.exc_info[1])
    return line


def _number(value: Any) -> Any:
    """A number, unless its digits could be somebody's phone number."""
    return CUT if CUT in masked(str(value)) else value


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for production."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(safe_record(record), ensure_ascii=False, default=lambda _value: CUT)


class ReadableFormatter(logging.Formatter):
    """One line for people, and an exception's frames below it."""

    def format(self, record: logging.LogRecord) -> str:
        line = safe_record(record)
        errors = line.pop("error", [])
        clock = datetime.datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        head = f"{clock} {line.pop('level'):7} {line.pop('logger')}"
        company, message = line.pop("company", ""), line.pop("message")
        line.pop("at")
        rest = "".join(f" {name}={value}" for name, value in line.items())
        text = f"{head} {f'[{company}] ' if company else ''}{message}{rest}"
        for error in errors:
            text += f"\n    {error['type']}"
            text += "".join(f"\n        {frame}" for frame in error["frames"])
        return text
