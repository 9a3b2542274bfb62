"""The three ways to the Messages API, as their hosts publish them: where a request goes, how it is let in,
what its body may hold, how an error and a stream look."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote

from tests.standins import eventstream, sigv4
from tests.standins.anthropic_checks import VERSIONS, complaint
from tests.standins.anthropic_stream import as_sse, event
from tests.standins.base import Request, Response

Json = dict[str, Any]
API_KEY = "local-stand-in-key"
AWS_KEY, AWS_SECRET, AWS_TOKEN = "AKIDSTANDIN", "stand-in/secret+key", "stand-in-session-token"
AWS_BEARER = "stand-in-bedrock-key"
GOOGLE_TOKEN = "stand-in-google-token"
ERRORS = {
    400: ("invalid_request_error", ""),
    401: ("authentication_error", "invalid x-api-key"),
    404: ("not_found_error", "Not found"),
    429: ("rate_limit_error", "This request would exceed your organization's rate limit"),
    500: ("api_error", "Internal server error"),
    503: ("api_error", "Service unavailable"),
    529: ("overloaded_error", "Overloaded"),
}


@dataclass
class Admitted:
    """A request that is let in; ``wanted`` has the model and ``stream`` in it, wherever they came from."""

    wanted: Json
    key: str
    version: str
    region: str = ""


class Host(Protocol):
    """One host's manners."""

    name: str
    stream_type: str

    def fits(self, path: str) -> bool: ...
    def admit(self, request: Request) -> Admitted | Response: ...
    def error(self, status: int, message: str = "") -> Response: ...
    def pieces(self, events: list[Json]) -> Iterator[bytes]: ...
    def broken(self) -> bytes: ...


class Direct:
    """Anthropic's own: ``POST /v1/messages``, a key, ``anthropic-version`` in a header."""

    name = "anthropic"
    stream_type = "text/event-stream; charset=utf-8"

    def __init__(self, api_key: str) -> None:
        self.api_key = api_key

    def fits(self, path: str) -> bool:
        return path == "/v1/messages"

    def admit(self, request: Request) -> Admitted | Response:
        # Plain HTTP examples send x-api-key; the SDKs, since API version 2026-10-21, send a bearer token.
        key = request.headers.get("x-api-key") or _bearer(request)
        if key != self.api_key:
            return self.error(401)
        version = request.headers.get("anthropic-version", "")
        if version not in VERSIONS:
            return self.error(400, f"anthropic-version: {version!r} is not a valid version")
        wanted = _body(request)
        wrong = complaint(wanted, version)
        if wanted is None or wrong:
            return self.error(400, wrong or "")
        return Admitted(wanted, key, version)

    def error(self, status: int, message: str = "") -> Response:
        kind, usual = ERRORS[status]
        return Response.of_json(
            status, {"type": "error", "error": {"type": kind, "message": message or usual}}
        )

    def pieces(self, events: list[Json]) -> Iterator[bytes]:
        return (as_sse(one) for one in events)

    def broken(self) -> bytes:
        return event("error", error={"type": "overloaded_error", "message": "Overloaded"})


class Bedrock:
    """``InvokeModel`` and ``InvokeModelWithResponseStream``: signed, the model in the path, binary frames."""

    name = "bedrock"
    stream_type = "application/vnd.amazon.eventstream"
    path = re.compile(r"/model/(?P<model>[^/]+)/invoke(?P<stream>-with-response-stream)?")
    kinds = {
        400: ("ValidationException", "Malformed input request"),
        401: ("UnrecognizedClientException", "The security token included in the request is invalid."),
        403: ("AccessDeniedException", "You don't have access to the model with the specified model ID."),
        404: ("ResourceNotFoundException", "The model was not found."),
        429: ("ThrottlingException", "Too many requests, please wait before trying again."),
        500: ("InternalServerException", "The system encountered an unexpected error."),
        503: ("ServiceUnavailableException", "Bedrock is unable to process your request."),
        529: ("ServiceUnavailableException", "Overloaded"),
    }

    def fits(self, path: str) -> bool:
        return self.path.fullmatch(path) is not None

    def admit(self, request: Request) -> Admitted | Response:
        key = _bearer(request)
        if key != AWS_BEARER:
            key = AWS_KEY
            wrong = sigv4.problem(request, key=key, secret=AWS_SECRET, token=AWS_TOKEN, service="bedrock")
            if wrong:
                return self._error(403, wrong, "The request signature does not match.")
        found = self.path.fullmatch(request.path)
        assert found
        model, wanted = unquote(found["model"]), _body(request)
        if wanted is None:
            return self.error(400)
        for name in ("model", "stream"):
            if name in wanted:
                return self.error(400, f"{name}: Extra inputs are not permitted")
        version = wanted.get("anthropic_version")
        # Models with a version in their name know only the first version of the API.
        known = (
            ("bedrock-2023-05-31",)
            if re.search(r"-v\d+(:\d+)?$", model)
            else ("bedrock-2023-05-31", *VERSIONS)
        )
        if version not in known:
            return self.error(400, f"anthropic_version: {version!r} is not supported for this model")
        whole = {**wanted, "model": model, "stream": bool(found["stream"])}
        wrong = complaint(whole, version.removeprefix("bedrock-")) or ""
        if wrong:
            return self.error(400, wrong)
        return Admitted(whole, key, version, sigv4.region_of(request))

    def error(self, status: int, message: str = "") -> Response:
        kind, usual = self.kinds[status]
        return self._error(403 if status == 401 else status, kind, message or usual)

    def pieces(self, events: list[Json]) -> Iterator[bytes]:
        for one in events:
            if one["type"] == "message_stop":
                metrics = {
                    "inputTokenCount": 1,
                    "outputTokenCount": 1,
                    "invocationLatency": 1,
                    "firstByteLatency": 1,
                }
                one = {**one, "amazon-bedrock-invocationMetrics": metrics}
            yield eventstream.chunk(one)

    def broken(self) -> bytes:
        return eventstream.exception("throttlingException", "Too many tokens, please wait.")

    def _error(self, status: int, kind: str, message: str) -> Response:
        return Response.of_json(status, {"message": message}, {"x-amzn-ErrorType": kind})


class Vertex:
    """``:streamRawPredict``: Google's bearer token, model and project in the path, version in the body."""

    name = "vertex"
    stream_type = "text/event-stream; charset=utf-8"
    path = re.compile(
        r"/v1/projects/[^/]+/locations/(?P<region>[^/]+)/publishers/anthropic/models/(?P<model>[^/:]+)"
        r":(?P<verb>streamRawPredict|rawPredict)"
    )
    statuses = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED",
                500: "INTERNAL", 503: "UNAVAILABLE"}  # fmt: skip

    def fits(self, path: str) -> bool:
        return self.path.fullmatch(unquote(path)) is not None

    def admit(self, request: Request) -> Admitted | Response:
        if _bearer(request) != GOOGLE_TOKEN:
            return self.error(401)
        found = self.path.fullmatch(unquote(request.path))
        assert found
        wanted = _body(request)
        if wanted is None:
            return self.error(400)
        if "model" in wanted:
            return self.error(400, "model: Extra inputs are not permitted")
        if (wanted.get("output_config") or {}).get("format"):
            # The organisation policy that allows structured outputs is off until somebody turns it on.
            return self.error(400, "output_config.format: Extra inputs are not permitted")
        version = wanted.get("anthropic_version")
        if version not in ("vertex-2023-10-16", *VERSIONS):
            return self.error(400, f"anthropic_version: {version!r} is not a valid version")
        if bool(wanted.get("stream")) != (found["verb"] == "streamRawPredict"):
            return self.error(400, "stream: must be true for streamRawPredict, and only there")
        whole = {**wanted, "model": found["model"]}
        wrong = complaint(whole, version.removeprefix("vertex-"))
        if wrong:
            return self.error(400, wrong)
        return Admitted(whole, GOOGLE_TOKEN, version, found["region"])

    def error(self, status: int, message: str = "") -> Response:
        kind, usual = ERRORS[status]
        named = self.statuses.get(status)
        if named is None:  # what Anthropic's models say themselves is passed on
            return Response.of_json(status, {"type": "error", "error": {"type": kind, "message": usual}})
        return Response.of_json(
            status, {"error": {"code": status, "message": message or usual, "status": named}}
        )

    def pieces(self, events: list[Json]) -> Iterator[bytes]:
        return (as_sse(one) for one in events)

    def broken(self) -> bytes:
        return event("error", error={"type": "overloaded_error", "message": "Overloaded"})


def _bearer(request: Request) -> str:
    given = request.headers.get("authorization", "")
    return given.removeprefix("Bearer ") if given.startswith("Bearer ") else ""


def _body(request: Request) -> Json | None:
    try:
        found = json.loads(request.body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
