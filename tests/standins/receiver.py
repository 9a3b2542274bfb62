"""A small web server that takes webhooks, for the stand-ins' own tests: it keeps every request as it came."""

from __future__ import annotations

from typing import ClassVar

from tests.standins.base import Handler, Request, Response, StandIn


class Receiver(StandIn):
    """Answers every request with `answer`, or as `fail_next("500" | "hang")` says."""

    fault_kinds: ClassVar[frozenset[str]] = frozenset({"500", "hang"})
    answer = Response(200, b"<Response/>", {"Content-Type": "text/xml"})

    def handle(self, request: Request, handler: Handler) -> Response | None:
        fault = self.take_fault(request, "hook")
        if fault is not None and fault.kind == "hang":
            self.pause(60.0)
        return Response(500) if fault is not None else self.answer
