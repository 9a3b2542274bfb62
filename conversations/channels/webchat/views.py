"""The chat's own interface, for its page in the frame. Thin: who asks, then the services."""

from __future__ import annotations

from uuid import UUID

from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from conversations.channels.webchat.api import BadCall, Call, chat_view
from conversations.channels.webchat.going_on import visitor_leaves
from conversations.channels.webchat.limits import BY_ADDRESS, BY_VISITOR, allow
from conversations.channels.webchat.linking import CodeRefused, code_order
from conversations.channels.webchat.origins import LONGEST as LONGEST_ORIGIN
from conversations.channels.webchat.origins import origin_allowed
from conversations.channels.webchat.receipts import messages_reached
from conversations.channels.webchat.receiving import LONGEST, chat_receive, human_ask, number_confirm
from conversations.channels.webchat.stream import company_name
from conversations.channels.webchat.tokens import (
    Bearer,
    bearer_of,
    new_secret,
    secret_blind,
    stream_url,
    token_make,
)
from conversations.channels.webchat.visitors import visitor_by_secret, visitor_of, visitor_seen
from conversations.models import Message
from conversations.selectors.webchat import (
    chat_conversation,
    hours_shown,
    message_shown,
    messages_after,
    messages_latest,
    state_shown,
)
from crm.bookings.selectors import company_here
from nexus.crypto.ids import uuid7
from nexus.tenants.chat_streams import here_note
from nexus.tenants.publish import publish_typing

#: Seconds between two notes that the visitor is writing.
TYPING_EVERY = 3
_LONGEST_SECRET = 100


@chat_view("POST", token=False)
def session(call: Call) -> HttpResponse:
    """Who comes back with the chat's secret goes on; anybody else gets a new one, and nothing is stored."""
    origin = call.text("origin", longest=LONGEST_ORIGIN)
    if not origin_allowed(origin, call.widget.allowed_origins):
        raise BadCall("origin", 403)
    given = call.data.get("secret")
    language = "en" if call.data.get("language") == "en" else "sv"
    visitor = None
    if isinstance(given, str) and 0 < len(given) <= _LONGEST_SECRET:
        visitor = visitor_by_secret(given, widget=call.widget, origin=origin)
    company, now = company_here(), timezone.now()
    answer: dict[str, object] = {"messages": [], **hours_shown(company, now)}
    if visitor is None:
        secret = new_secret()
        bearer = Bearer(uuid7(), secret_blind(secret), origin, language)
        answer |= {"secret": secret, "visitor": {"id": str(bearer.visitor), "linked": False}}
        answer |= state_shown(None)
    else:
        visitor_seen(visitor, address=call.address, user_agent=call.request.headers.get("User-Agent", ""))
        bearer = bearer_of(visitor, language=language)
        # The stream's place first: what is said between the two is then shown twice rather than never.
        answer |= {"visitor": {"id": str(visitor.pk), "linked": visitor.linked_at is not None}}
    stream = stream_url(call.request, widget=call.widget, visitor=bearer.visitor)
    if visitor is not None:
        messages_reached(visitor=visitor, status=Message.Status.DELIVERED)
        answer["messages"] = _shown(messages_latest(visitor))
        answer |= state_shown(chat_conversation(visitor.pk))
    token, ends = token_make(widget=call.widget, bearer=bearer)
    return JsonResponse({**answer, "token": token, "expires_at": ends.isoformat(), "stream_url": stream})


@chat_view("GET", "POST")
def messages(call: Call) -> HttpResponse:
    """Write a message, once; or read what came after one."""
    if call.request.method == "GET":
        return _read(call)
    allow(BY_VISITOR, str(call.who.visitor))
    body = call.data.get("body")
    if not isinstance(body, str) or not body.strip():
        raise BadCall("empty")
    if len(body) > LONGEST:
        raise BadCall("too_long", 413)
    taken = chat_receive(writer=call.writer, client_id=call.identity("id"), body=body)
    visitor_seen(taken.visitor, address=call.address)
    shown = message_shown(taken.message, company="")
    return JsonResponse(shown, status=201 if taken.new else 200)


def _read(call: Call) -> HttpResponse:
    visitor, hours = visitor_of(call.who), hours_shown(company_here(), timezone.now())
    if visitor is None:
        return JsonResponse({"messages": [], **state_shown(None), **hours})
    after = call.request.GET.get("after", "")
    try:
        place = UUID(after) if after else None
    except ValueError:
        raise BadCall("after") from None
    here_note(visitor.pk)
    messages_reached(visitor=visitor, status=Message.Status.DELIVERED)
    return JsonResponse(
        {
            "messages": _shown(messages_after(visitor, place)),
            **state_shown(chat_conversation(visitor.pk)),
            **hours,
        }
    )


def _shown(found: list[Message]) -> list[dict[str, object]]:
    company = company_name() if found else ""
    return [message_shown(message, company=company) for message in found]


@chat_view("POST")
def seen(call: Call) -> HttpResponse:
    """The visitor has read everything up to this message."""
    visitor, until = visitor_of(call.who), call.identity("id")
    if visitor is not None:
        visitor_seen(visitor, address=call.address)
        messages_reached(visitor=visitor, status=Message.Status.READ, until=until)
    return HttpResponse(status=204)


@chat_view("POST")
def leaving(call: Call) -> HttpResponse:
    """A page with the chat was closed, or left for another."""
    visitor = visitor_of(call.who)
    if visitor is not None:
        visitor_leaves(visitor)
    return HttpResponse(status=204)


@chat_view("POST")
def typing(call: Call) -> HttpResponse:
    """The visitor is writing; staff who look at the conversation see it."""
    who = call.who.visitor
    if cache.add(f"chat-typing:{who}", 1, timeout=TYPING_EVERY):
        conversation = chat_conversation(who)
        if conversation is not None:
            publish_typing(conversation.pk)
    return HttpResponse(status=204)


@chat_view("POST", limits=BY_ADDRESS, own_limits=BY_VISITOR)
def human(call: Call) -> HttpResponse:
    """The visitor wants a person."""
    return JsonResponse(state_shown(human_ask(writer=call.writer)))


@chat_view("POST", limits=BY_ADDRESS, own_limits=BY_VISITOR)
def phone(call: Call) -> HttpResponse:
    """Have a code sent to the number that the visitor says is theirs."""
    try:
        code_order(
            visitor=call.who.visitor,
            number=call.text("phone", longest=40),
            address=call.address,
            language=call.who.language,
        )
    except CodeRefused as refused:
        raise BadCall(refused.code) from None
    return JsonResponse({}, status=202)


@chat_view("POST", limits=BY_ADDRESS, own_limits=BY_VISITOR)
def phone_code(call: Call) -> HttpResponse:
    """The code that came: the number is the visitor's."""
    try:
        number_confirm(writer=call.writer, code=call.text("code", longest=20))
    except CodeRefused as refused:
        raise BadCall(refused.code) from None
    return JsonResponse({"linked": True})
