"""REST: messages by their words."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from conversations.api_serializers import MessageSerializer
from conversations.models import Channel, Message
from conversations.search.finding import Place
from conversations.search.pages import CURSOR
from conversations.search.query import Wanted
from conversations.search.reading import found_read_note
from conversations.search.selectors import messages_search, words_are_kept
from conversations.selectors.thread import remarks
from crm.api import query_parameter
from nexus.api.cursors import place_read, place_write
from nexus.api.pagination import page_size
from nexus.api.problems import BadParameter, Conflict
from nexus.api.schema import problems
from nexus.api.views import ResourceView

WORDS = OpenApiParameter(
    "q",
    str,
    required=True,
    description=(
        'Words, of which all must be there in any inflection; a "phrase in quotes" as it stands; or a phone'
        " number in any spelling. A page may be short or empty while next is not null."
    ),
)


@extend_schema(tags=["messages"])
class MessageSearch(ResourceView):
    """Messages of all conversations, found by what they say; newest first. Those of restricted contacts are
    not among them."""

    @extend_schema(
        operation_id="messages_list",
        parameters=[
            WORDS,
            OpenApiParameter("channel", str, enum=Channel.values),
            OpenApiParameter("from", datetime, description="The first moment that counts."),
            OpenApiParameter("to", datetime, description="The first moment that does not."),
            OpenApiParameter("page_size", int),
            OpenApiParameter("cursor", str, description="Opaque; follow the addresses in next and previous."),
        ],
        responses={
            200: inline_serializer(
                "MessageSearchPage",
                {
                    "next": serializers.URLField(allow_null=True),
                    "previous": serializers.URLField(allow_null=True),
                    "results": MessageSerializer(many=True),
                },
            ),
            **problems(400, 409),
        },
    )
    def get(self, request: Request) -> Response:
        wanted = Wanted.of(query_parameter(request))
        if not wanted:
            raise BadParameter("q", _("Say what to search for."))
        if not words_are_kept():
            raise Conflict(
                "words-not-kept", _("The company does not let messages be searched by their words.")
            )
        page = messages_search(
            wanted=wanted,
            limit=page_size(request),
            before=_cursor(request),
            channel=_channel(request),
            since=_moment(request, "from"),
            until=_moment(request, "to"),
        )
        found_read_note(hits=page.rows, actor_id=None, actor_kind="api")
        here = request.build_absolute_uri()
        return Response(
            {
                "next": replace_query_param(here, "cursor", place_write(CURSOR, *page.older))
                if page.older
                else None,
                "previous": None,
                "results": MessageSerializer(_whole([hit.message.pk for hit in page.rows]), many=True).data,
            }
        )


def _whole(ids: list[UUID]) -> list[Message]:
    """The messages with all that their serializer shows, in this order."""
    found: dict[Any, Message] = (
        Message.objects.select_related("interpretation").prefetch_related("delivery", remarks()).in_bulk(ids)
    )
    return [found[key] for key in ids if key in found]


def _cursor(request: Request) -> Place | None:
    raw = request.query_params.get("cursor")
    if raw is None:
        return None
    place = place_read(CURSOR, raw)
    if place is None:
        raise BadParameter("cursor", _("This cursor is not valid here; start again without one."))
    return Place(*place)


def _channel(request: Request) -> str:
    channel = request.query_params.get("channel", "")
    if channel and channel not in Channel.values:
        raise BadParameter("channel", _("There is no such channel."))
    return channel


def _moment(request: Request, name: str) -> datetime | None:
    raw = request.query_params.get(name)
    if raw is None:
        return None
    try:
        moment = parse_datetime(raw.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadParameter(
            name, _("Give a point in time with its offset, such as 2026-11-23T09:00:00+01:00.")
        )
    return moment


api_routes = (("messages", MessageSearch, "messages"),)
