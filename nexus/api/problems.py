"""Errors as RFC 9457 problem documents (``application/problem+json``).

Members: ``type``, ``title``, ``status``, ``detail``, and for invalid input ``errors``, a list of
``{"detail", "pointer"}`` (a JSON Pointer into the body) or ``{"detail", "parameter"}`` (a query parameter),
as in the RFC's own example. There is no ``instance``: the answer for somebody else's object must equal,
byte for byte, the answer for one that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.log import log_response
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5

DETAILS: dict[int, str | Promise] = {
    400: _("The request could not be understood."),
    401: _("Send a valid API key in the header “Authorization: Api-Key <key>”."),
    403: _("This API key may not do that."),
    404: _("There is nothing here."),
    405: _("This address does not take that method."),
    406: _("The answer is only to be had as JSON."),
    413: _("The request is too large."),
    415: _("Send the request's body as application/json."),
    500: _("Something went wrong on our side. It has been logged."),
    503: _("The service is not available right now. Try again shortly."),
}


class BadParameter(exceptions.APIException):
    """A query parameter that cannot be used: 400, naming the parameter."""

    status_code = 400

    def __init__(self, parameter: str, detail: str | Promise) -> None:
        super().__init__(str(detail))
        self.parameter = parameter


class Conflict(exceptions.APIException):
    """409: understood, but the state of things forbids it. ``kind`` makes the problem's ``type``, and
    ``members`` are added to the document (RFC 9457, 3.2)."""

    status_code = 409

    def __init__(self, kind: str, detail: str | Promise, members: Mapping[str, Any] | None = None) -> None:
        super().__init__(str(detail))
        self.type = f"urn:nomar-nexus:problem:{kind}"
        self.members = dict(members or {})


class PayloadTooLarge(exceptions.APIException):
    """413: the body is larger than the API reads."""

    status_code = 413


def problem(
    status: int,
    *,
    detail: str | Promise | None = None,
    type_uri: str = "about:blank",
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A problem document as a plain Django response, so that no content negotiation can fail it."""
    document: dict[str, Any] = {
        **(members or {}),
        "type": type_uri,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(detail if detail is not None else DETAILS.get(status, HTTPStatus(status).phrase)),
    }
    if errors:
        document["errors"] = errors
    response = JsonResponse(document, status=status, content_type=CONTENT_TYPE)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def problem_response(exc: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """REST framework's exception handler: every error of the API leaves as a problem document."""
    request: HttpRequest = context["request"]._request
    match exc:
        case OperationalError() | InterfaceError():
            # The database is away, which passes: 503, so that clients try again.
            response = problem(503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
            log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
            return response
        case Http404() | exceptions.NotFound():
            return problem(404)
        case exceptions.ValidationError():
            return problem(400, detail=_("The input is not valid."), errors=list(_errors(exc.detail)))
        case BadParameter():
            return problem(
                400,
                detail=_("The input is not valid."),
                errors=[{"detail": str(exc.detail), "parameter": exc.parameter}],
            )
        case Conflict():
            return problem(409, detail=str(exc.detail), type_uri=exc.type, members=exc.members)
        case exceptions.ParseError():
            return problem(400)
        case exceptions.APIException():
            return problem(exc.status_code, headers=_headers(exc, context))
        case PermissionDenied():
            return problem(403)
        case RequestDataTooBig():
            return problem(413)
        case SuspiciousOperation():
            return problem(400)
    got_request_exception.send(sender=None, request=request)
    response = problem(500)
    log_response(
        "%s: %s", response.reason_phrase, request.path, response=response, request=request, exception=exc
    )
    return response


def _headers(exc: exceptions.APIException, context: Mapping[str, Any]) -> dict[str, str]:
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = str(exc.auth_header)  # type: ignore[attr-defined]  # set by APIView
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(exc.wait) or 1)  # type: ignore[attr-defined]  # Throttled only
    if isinstance(exc, exceptions.MethodNotAllowed):
        headers["Allow"] = ", ".join(context["view"].allowed_methods)
    return headers


def _errors(detail: Any, pointer: str = "#") -> Iterator[dict[str, str]]:
    """REST framework's nested error details, flattened to JSON Pointers (RFC 6901) into the body."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else f"/{name}"
            yield from _errors(inner, pointer + step)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _errors(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield {"detail": str(detail), "pointer": pointer}
