"""Lists as the telephone provider gives them: filters on number and date, newest first, pages by token."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qsl, urlencode


class Record(Protocol):
    """What lists need to know of a message or a call."""

    sid: str
    to: str
    sender: Any
    status: str
    deleted: bool

    @property
    def moment(self) -> datetime: ...

    def as_json(self) -> dict[str, Any]: ...


AnyRecord = TypeVar("AnyRecord", bound=Record)


def parse_moment(text: str, *, end: bool) -> datetime:
    """A date or a date with time, GMT. A bare date means its first moment, or with `end` its last."""
    if len(text) == 10:
        day = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return day + timedelta(days=1, microseconds=-1) if end else day
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def matches(record: Record, wanted: dict[str, str], date_name: str, when: datetime | None) -> bool:
    """Whether a record passes the filters of a query. Dates compare by whole seconds, as they are shown."""
    for name, value in (("To", record.to), ("From", record.sender), ("Status", record.status)):
        if name in wanted and wanted[name] != value:
            return False
    if "ParentCallSid" in wanted and wanted["ParentCallSid"] != getattr(record, "parent", None):
        return False
    for sign in ("", ">", "<"):
        text = wanted.get(date_name + sign)
        if text is None:
            continue
        if when is None:  # not sent yet: no date filter finds it
            return False
        second = when.replace(microsecond=0)
        if sign in ("", ">") and second < parse_moment(text, end=False):
            return False
        if sign in ("", "<") and second > parse_moment(text, end=len(text) == 10):
            return False
    return True


def page(
    records: Sequence[AnyRecord],
    *,
    key: str,
    path: str,
    query: str,
    date_name: str,
    dates: dict[str, datetime | None],
) -> dict[str, Any]:
    """One page of `records` as the provider's list document; `dates`: what the filter looks at, by sid."""
    pairs = parse_qsl(query, keep_blank_values=True)
    wanted = dict(pairs)
    size = max(1, min(int(wanted.get("PageSize", "50")), 1000))
    number = int(wanted.get("Page", "0"))
    found = [r for r in records if not r.deleted and matches(r, wanted, date_name, dates[r.sid])]
    found.sort(key=lambda record: (record.moment, record.sid), reverse=True)
    token = wanted.get("PageToken")
    if token:
        # The token names the last record seen, so that newer ones do not push old ones onto two pages.
        moment, _, sid = token.removeprefix("PA").partition("-")
        found = [r for r in found if (r.moment.timestamp(), r.sid) < (float(moment), sid)]
    shown, more = found[:size], len(found) > size
    kept = [(name, value) for name, value in pairs if name not in ("Page", "PageToken", "PageSize")]

    def uri(page_number: int, page_token: str | None = None) -> str:
        extra = [("PageSize", str(size)), ("Page", str(page_number))]
        extra += [("PageToken", page_token)] if page_token else []
        return f"{path}?{urlencode([*kept, *extra])}"

    return {
        "first_page_uri": uri(0),
        "end": number * size + max(0, len(shown) - 1),
        "previous_page_uri": uri(number - 1) if number else None,
        key: [record.as_json() for record in shown],
        "uri": uri(number, token),
        "page_size": size,
        "start": number * size,
        "next_page_uri": uri(number + 1, f"PA{shown[-1].moment.timestamp()!r}-{shown[-1].sid}")
        if more
        else None,
        "page": number,
    }
