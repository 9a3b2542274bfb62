"""Every way a call to a model can fail, as a :class:`ProviderError` of a kind."""

from __future__ import annotations

import time

import anthropic
import httpcore2
import httpx2

from conversations.agent.providers.base import ErrorKind, ProviderError

# A stream is read outside the SDK's own translation of errors: sockets, protocol, malformed events.
CAUGHT: tuple[type[Exception], ...] = (
    anthropic.AnthropicError,
    httpx2.HTTPError,
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    OSError,
    ValueError,
    AttributeError,
    TypeError,
    IndexError,
)
_SILENT = (anthropic.APITimeoutError, httpx2.TimeoutException, httpcore2.TimeoutException, TimeoutError)
_CUT = (
    anthropic.APIConnectionError,
    httpx2.TransportError,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    OSError,
)
_BY_STATUS: dict[int, ErrorKind] = {
    401: "misconfigured",
    403: "misconfigured",
    404: "misconfigured",
    408: "timeout",
    424: "broken",  # Bedrock: the model broke off
    429: "rate_limited",
    503: "overloaded",
    504: "timeout",
    529: "overloaded",
}
# What stands in an error inside a stream: Anthropic's types, and Bedrock's exceptions.
_BY_TYPE: dict[str, ErrorKind] = {
    "rate_limit_error": "rate_limited",
    "throttlingexception": "rate_limited",
    "overloaded_error": "overloaded",
    "serviceunavailableexception": "overloaded",
    "timeout_error": "timeout",
    "modeltimeoutexception": "timeout",
    "invalid_request_error": "refused",
    "validationexception": "refused",
    "authentication_error": "misconfigured",
    "permission_error": "misconfigured",
    "not_found_error": "misconfigured",
}
_PERMANENT: frozenset[ErrorKind] = frozenset({"refused", "misconfigured"})


def failure_of(error: Exception, deadline: float) -> ProviderError:
    """What went wrong, without anything that was said to or by the model."""
    if isinstance(error, anthropic.APIStatusError):
        return _of_status(error)
    if time.monotonic() >= deadline:
        return ProviderError("The AI did not answer in time.", kind="timeout")
    if isinstance(error, _SILENT):
        return ProviderError("The AI fell silent.", kind="timeout")
    if isinstance(error, _CUT):
        return ProviderError(f"The connection to the AI broke ({type(error).__name__}).", kind="broken")
    return ProviderError(f"The AI's answer cannot be read ({type(error).__name__}).", kind="malformed")


def _of_status(error: anthropic.APIStatusError) -> ProviderError:
    status = error.status_code
    named = _type_in(error.body)
    kind: ErrorKind
    if status == 200:  # the error came inside a stream
        kind = _BY_TYPE.get(named.lower(), "broken")
    else:
        kind = _BY_STATUS.get(status, "refused" if status < 500 else "broken")
    return ProviderError(
        f"The AI answered {status} ({named or 'no type'}).",
        permanent=kind in _PERMANENT,
        kind=kind,
        retry_after=_seconds(error.response.headers.get("retry-after", "")),
    )


def _type_in(body: object) -> str:
    """The host's own code for an error: ``error.type`` (Anthropic), ``error.status`` (Google), else ""."""
    inner = body.get("error") if isinstance(body, dict) else None
    found = (inner.get("type") or inner.get("status")) if isinstance(inner, dict) else None
    return found[:60] if isinstance(found, str) and found.replace("_", "").isalnum() else ""


def _seconds(header: str) -> float | None:
    """``retry-after`` in seconds; a date is not read."""
    try:
        return max(0.0, float(header))
    except ValueError:
        return None
