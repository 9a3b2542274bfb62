"""Pages by key, never by offset: ``{"next", "previous", "results"}``, newest first.

A view names its order in ``page_keys``, for example ``("id",)`` (UUIDv7, so newest last) or
``("last_message_at", "id")`` where the order is activity; all keys descend. A cursor is the keys of the row
it continues from and the direction, signed and opaque; it is good for this company and this list alone.

An encrypted column cannot be searched in the database. A view that must look inside rows gives
``get_row_filter()``, and a page is then gathered from at most ``SCAN_LIMIT`` rows: it may be short, or even
empty, while ``next`` goes on from where the look stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from nexus.api.cursors import cursor_read, cursor_write
from nexus.api.problems import BadParameter

if TYPE_CHECKING:
    # REST framework imports this module, by its settings, while it makes that class.
    from rest_framework.views import APIView

PAGE_SIZE = "page_size"
DEFAULT_PAGE = 50
LARGEST_PAGE = 200
SCAN_LIMIT = 2000

RowFilter = Callable[[Any], bool]


class Cursor(NamedTuple):
    """Where a page goes on from: the keys of a row that is not on it, and which way."""

    older: bool
    keys: tuple[Any, ...]


class KeyPagination(BasePagination):
    """REST framework's pagination interface over the row's own keys."""

    page_size_query_param = PAGE_SIZE
    cursor_query_param = "cursor"

    _next: str | None = None
    _previous: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        """One page of ``queryset``. Raises BadParameter for a page size or cursor that is not ours."""
        assert view is not None
        keys: tuple[str, ...] = getattr(view, "page_keys", ("id",))
        name = f"nexus.api.pagination.{type(view).__qualname__}"
        size = page_size(request)
        cursor = _read_cursor(
            request.query_params.get(self.cursor_query_param), queryset, keys=keys, name=name
        )
        older = cursor is None or cursor.older
        row_filter: RowFilter | None = getattr(view, "get_row_filter", lambda: None)()

        ordered = queryset.order_by(*(f"-{key}" if older else key for key in keys))
        if cursor is not None:
            ordered = ordered.filter(_beyond(keys, cursor))
        rows, more, last_seen = _gather(ordered, size, row_filter)
        if not older:
            rows.reverse()

        here = request.build_absolute_uri()
        start = remove_query_param(here, self.cursor_query_param)

        def link(row: Model | None, *, older: bool) -> str:
            if row is None:
                return start
            values = [_plain(getattr(row, key)) for key in keys]
            text = cursor_write(name, [int(older), *values])
            return replace_query_param(here, self.cursor_query_param, text)

        oldest, newest = (rows[-1], rows[0]) if rows else (None, None)
        if older:
            self._next = link(last_seen, older=True) if more else None
            self._previous = link(newest, older=False) if cursor else None
        else:
            self._next = link(oldest, older=True)
            self._previous = link(last_seen, older=False) if more else None
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next, "previous": self._previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        url = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": url, "previous": url, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": self.page_size_query_param,
                "in": "query",
                "required": False,
                "description": "How many to list; more than the maximum means the maximum.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": LARGEST_PAGE,
                    "default": DEFAULT_PAGE,
                },
            },
            {
                "name": self.cursor_query_param,
                "in": "query",
                "required": False,
                "description": "Opaque; follow the addresses in next and previous.",
                "schema": {"type": "string"},
            },
        ]


def page_size(request: Request) -> int:
    """How many to list, from the query parameter ``page_size``. Raises BadParameter."""
    raw = request.query_params.get(PAGE_SIZE)
    if raw is None:
        return DEFAULT_PAGE
    if not (raw.isascii() and raw.isdigit()) or len(raw) > 9 or int(raw) < 1:
        raise BadParameter("page_size", _("Give a whole number from 1 to 200."))
    return min(int(raw), LARGEST_PAGE)


def _read_cursor(
    raw: str | None, queryset: QuerySet[Any], *, keys: Sequence[str], name: str
) -> Cursor | None:
    if raw is None:
        return None
    refused = BadParameter("cursor", _("This cursor is not valid here; start again without one."))
    read = cursor_read(name, raw)
    if read is None:
        raise refused
    older, *values = read
    try:
        parsed = tuple(
            queryset.model._meta.get_field(key).to_python(value)
            for key, value in zip(keys, values, strict=True)
        )
    except (ValueError, ValidationError):
        raise refused from None
    return Cursor(bool(older), parsed)


def _beyond(keys: Sequence[str], cursor: Cursor) -> Q:
    """Rows strictly after the cursor in its direction, in a form that one index range scan answers."""
    side = "lt" if cursor.older else "gt"
    first, *rest = zip(keys, cursor.keys, strict=True)
    if not rest:
        return Q(**{f"{first[0]}__{side}": first[1]})
    (second_key, second_value), *none = rest
    assert not none, "Two keys are the most a list has needed."
    return Q(**{f"{first[0]}__{side}e": first[1]}) & (
        Q(**{f"{first[0]}__{side}": first[1]}) | Q(**{f"{second_key}__{side}": second_value})
    )


def _gather(
    queryset: QuerySet[Any], size: int, row_filter: RowFilter | None
) -> tuple[list[Any], bool, Model | None]:
    """Up to ``size`` rows, whether there is more beyond, and the row after which to go on."""
    if row_filter is None:
        rows = list(queryset[: size + 1])
        more = len(rows) > size
        rows = rows[:size]
        return rows, more, rows[-1] if rows else None
    scanned = list(queryset[: SCAN_LIMIT + 1])
    found: list[Any] = []
    for position, row in enumerate(scanned[:SCAN_LIMIT]):
        if row_filter(row):
            found.append(row)
        if len(found) == size:
            return found, position + 1 < len(scanned), row
    return found, len(scanned) > SCAN_LIMIT, scanned[:SCAN_LIMIT][-1] if scanned else None


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
