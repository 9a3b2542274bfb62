"""Calls at Twilio, through the same client as texts (https://www.twilio.com/docs/voice/api/call-resource)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from conversations.channels.sms.port import NOT_FINAL
from conversations.channels.sms.twilio import (
    ABSENT,
    INCOMPLETE,
    LIST_PAGE,
    PAGE,
    TwilioGateway,
    api_call,
)
from conversations.channels.voice.port import Deleted, GatewayError, ListedCall, Route, is_hidden


class TwilioVoice:
    """A company's numbers at Twilio, each with the account, region and edge of its own route."""

    name = "twilio"

    def __init__(self) -> None:
        self._gateway = TwilioGateway()

    def fetch(self, route: Route, external_id: str) -> ListedCall | None:
        client = self._gateway.client(route)
        try:
            return _listed(api_call(lambda: client.calls(external_id).fetch()))
        except GatewayError as error:
            if error.code in ABSENT:
                return None
            raise

    def legs(self, route: Route, external_id: str) -> Iterator[ListedCall]:
        client = self._gateway.client(route)
        yield from map(_listed, api_call(lambda: client.calls.list(parent_call_sid=external_id, limit=PAGE)))

    def received(self, route: Route, *, since: datetime) -> Iterator[ListedCall]:
        client = self._gateway.client(route)
        # Twilio filters by whole days; the exact window is looked at here.
        rows = api_call(
            lambda: client.calls.list(
                to=route.number, start_time_after=since.astimezone(UTC), page_size=PAGE, limit=10_000
            )
        )
        for row in reversed(rows):
            found = _listed(row)
            if found.inbound and found.at >= since:
                yield found

    def delete(self, route: Route, external_id: str) -> Deleted:
        client = self._gateway.client(route)
        for leg in list(self.legs(route, external_id)):
            self._delete_one(client, leg.external_id)
        return self._delete_one(client, external_id)

    def listed(self, route: Route, *, phone: str | None) -> Iterator[ListedCall]:
        client = self._gateway.client(route)
        ends: tuple[dict[str, str], ...] = (
            {"to": route.number, "from_": phone} if phone else {"to": route.number},
        )
        if phone is None:
            ends = (*ends, {"from_": route.number})
        for wanted in ends:
            page = api_call(partial(client.calls.page, **wanted, page_size=LIST_PAGE))
            while page is not None:
                yield from map(_listed, page)
                page = api_call(page.next_page)

    def _delete_one(self, client: Any, external_id: str) -> Deleted:
        try:
            api_call(client.calls(external_id).delete)
        except GatewayError as error:
            if error.code in ABSENT:
                return Deleted.GONE
            if error.code == INCOMPLETE:
                raise GatewayError("not final yet", permanent=False, code=NOT_FINAL) from error
            raise
        return Deleted.DONE


def _listed(row: Any) -> ListedCall:
    caller = str(row._from or "")
    return ListedCall(
        external_id=row.sid,
        caller="" if is_hidden(caller) else caller,
        inbound=str(row.direction) == "inbound",
        at=row.start_time or row.date_created,
        status=str(row.status),
        seconds=int(row.duration) if str(row.duration or "").isdigit() else None,
    )
