"""What every address of the chat shares: no cookie, no login, JSON in and out, limits, and the token."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from conversations.channels.webchat.addresses import address_of, counted_as
from conversations.channels.webchat.limits import BY_VISITOR, CALLS_BY_ADDRESS, Limit, TooMuch, allow
from conversations.channels.webchat.receiving import Writer
from conversations.channels.webchat.tokens import Bearer, TokenRefused, token_take
from conversations.models import Widget

#: Bytes. The longest message, every character escaped, is 12,000 of them.
LONGEST_BODY: Final = 16 * 1024


class BadCall(Exception):
    """``code`` says what is wrong with the request; ``status`` is HTTP's."""

    def __init__(self, code: str, status: int = 422) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass(frozen=True)
class Call:
    """A request to the chat: the widget, from where, with what, and for whom where there is a token."""

    request: HttpRequest
    widget: Widget
    address: str
    data: dict[str, Any]
    bearer: Bearer | None

    @property
    def who(self) -> Bearer:
        assert self.bearer is not None
        return self.bearer

    @property
    def writer(self) -> Writer:
        return Writer(
            bearer=self.who,
            widget=self.widget,
            address=self.address,
            user_agent=self.request.headers.get("User-Agent", ""),
        )

    def text(self, name: str, *, longest: int = 200) -> str:
        """A string of the body. Raises :class:`BadCall`."""
        value = self.data.get(name)
        if not isinstance(value, str) or not value or len(value) > longest:
            raise BadCall(name)
        return value

    def identity(self, name: str) -> UUID:
        """An id of the body. Raises :class:`BadCall`."""
        try:
            return UUID(self.text(name))
        except ValueError:
            raise BadCall(name) from None


View = Callable[[Call], HttpResponse]


def chat_view(
    *methods: str,
    token: bool = True,
    limits: tuple[Limit, ...] = CALLS_BY_ADDRESS,
    own_limits: tuple[Limit, ...] = (),
) -> Callable[[View], Callable[..., HttpResponse]]:
    """An address under ``/widget/<key>/``. What is too much is refused before anything is looked up."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, key: str) -> HttpResponse:
            try:
                return view(_call(request, key, token=token, limits=limits, own_limits=own_limits))
            except TooMuch as refused:
                response = refusal("slow_down", 429, retry_after=refused.retry_after)
                response["Retry-After"] = str(refused.retry_after)
                return response
            except TokenRefused as refused:
                return refusal(refused.code, 401 if refused.code == "expired" else 403)
            except BadCall as refused:
                return refusal(refused.code, refused.status)

        return csrf_exempt(never_cache(require_http_methods(list(methods))(answer)))

    return decorate


def _call(
    request: HttpRequest, key: str, *, token: bool, limits: tuple[Limit, ...], own_limits: tuple[Limit, ...]
) -> Call:
    address = address_of(request)
    allow(limits, counted_as(address))
    widget = widget_active(key)
    if widget is None:
        raise BadCall("unknown", 404)
    bearer = token_take(request, widget=widget) if token else None
    if bearer is not None and own_limits:
        allow(own_limits, str(bearer.visitor))
    return Call(request, widget, address, _data(request), bearer)


def widget_active(key: str) -> Widget | None:
    return Widget.objects.filter(key=key, active=True).first()


def _data(request: HttpRequest) -> dict[str, Any]:
    if request.method != "POST":
        return {}
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LONGEST_BODY:
        raise BadCall("too_long", 413)
    try:
        data = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise BadCall("json") from None
    if not isinstance(data, dict):
        raise BadCall("json")
    return data


def refusal(code: str, status: int, **more: object) -> JsonResponse:
    return JsonResponse({"code": code, **more}, status=status)


__all__ = ["BY_VISITOR", "BadCall", "Call", "chat_view", "refusal", "widget_active"]
