"""REST: conversations and their messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from conversations.api_serializers import (
    BODY_REFUSED,
    ConversationSerializer,
    MessageSerializer,
    NewMessageSerializer,
)
from conversations.models import Conversation, Message
from conversations.search.api import api_routes as search_routes
from conversations.search.query import Wanted
from conversations.search.selectors import conversations_having
from conversations.selectors.thread import remarks
from conversations.services.messages import CannotSend, staff_reply
from conversations.services.restricted import reason_give
from crm.api import (
    PHONE,
    QUERY,
    REASON,
    contact_says,
    phone_parameter,
    query_parameter,
    reason_parameter,
    whole_number,
)
from crm.models import Identifier
from nexus.api.problems import BadParameter, Conflict
from nexus.api.schema import problems
from nexus.api.views import ResourceView
from nexus.audit.services import read_log
from nexus.crypto.index import blind_phone

WORDS_TOO = OpenApiParameter(
    "q",
    str,
    description=(
        f"{QUERY.description} Or words of the conversation's messages, in any inflection, where they are among"
        " the thousand newest messages that have them."
    ),
)
# The portal's reads are logged under the same name, so that the two are one history.
SUBJECT = "conversations.Conversation"


def conversations_for_api() -> QuerySet[Conversation]:
    """Conversations with all that their serializer shows: two queries, however many there are."""
    return Conversation.objects.select_related("contact").prefetch_related("contact__identifiers")


def messages_for_api() -> QuerySet[Message]:
    """Messages with all that their serializer shows: three queries, however many there are."""
    return Message.objects.select_related("interpretation").prefetch_related("delivery", remarks())


def note_read(conversation_id: UUID) -> None:
    """Every read of a conversation's content is logged (privacy.md "Processor's duties")."""
    contact_id = Conversation.objects.filter(pk=conversation_id).values_list("contact_id", flat=True).first()
    read_log(
        actor_id=None,
        actor_kind="api",
        subject_type=SUBJECT,
        subject_id=conversation_id,
        contact_id=contact_id,
    )


def withheld(conversation: Conversation, request: Request) -> bool:
    """Whether a restricted contact's conversation stays closed, for want of a reason, to read and to write."""
    reason = reason_parameter(request)
    if not conversation.contact.restricted:
        return False
    if reason is None:
        return True
    reason_give(conversation=conversation, reason=reason, user_id=None, actor_kind="api")
    return False


def cannot_send(refused: CannotSend) -> APIException:
    """What the service refused, as the problem that the client sees."""
    if refused.code in ("empty", "too_long"):
        return ValidationError({"body": [BODY_REFUSED[refused.code]]})
    if refused.code == "opted_out":
        return Conflict("opted-out", _("The customer has opted out of texts."))
    if refused.code == "no_number":
        return Conflict("cannot-be-texted", _("The sender is not a number that texts can be sent to."))
    if refused.code == "restricted":
        return Conflict(
            "restricted", _("The customer's data is restricted: give a reason for writing to them.")
        )
    if refused.code == "newer_open":
        return Conflict(
            "newer-conversation", _("A newer conversation with this customer is open; answer there.")
        )
    return Conflict("cannot-send", _("This conversation cannot be answered now."))


@extend_schema(tags=["conversations"])
class ConversationList(ResourceView, generics.ListAPIView[Conversation]):
    """Conversations, newest activity first."""

    serializer_class = ConversationSerializer
    page_keys = ("last_message_at", "id")

    def get_queryset(self) -> QuerySet[Conversation]:
        found = conversations_for_api()
        phone = phone_parameter(self.request) or whole_number(query_parameter(self.request))
        if phone is not None:
            found = found.filter(
                contact__identifiers__kind=Identifier.Kind.PHONE,
                contact__identifiers__blind=blind_phone(phone),
            )
        if (state := self.request.query_params.get("state")) is not None:
            if state not in Conversation.State.values:
                raise BadParameter("state", _("There is no such state."))
            found = found.filter(state=state)
        return found

    def get_row_filter(self) -> Callable[[Conversation], bool] | None:
        query = query_parameter(self.request)
        if not query or whole_number(query) is not None:
            return None
        says, having = contact_says(query), conversations_having(Wanted.of(query))
        return lambda conversation: conversation.pk in having or says(conversation.contact)

    @extend_schema(
        parameters=[
            PHONE,
            OpenApiParameter("state", str, enum=Conversation.State.values),
            WORDS_TOO,
        ],
        responses={200: ConversationSerializer(many=True), **problems(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


@extend_schema(tags=["conversations"])
class ConversationDetail(ResourceView, generics.RetrieveAPIView[Conversation]):
    """One conversation."""

    serializer_class = ConversationSerializer

    def get_queryset(self) -> QuerySet[Conversation]:
        return conversations_for_api()

    @extend_schema(responses={200: ConversationSerializer, **problems(404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


@extend_schema(tags=["messages"])
class ConversationMessages(ResourceView, generics.ListAPIView[Message]):
    """A conversation's messages, newest first, and a place to send one."""

    serializer_class = MessageSerializer
    page_keys = ("id",)
    is_withheld = False

    def get_queryset(self) -> QuerySet[Message]:
        return messages_for_api().filter(conversation_id=self.kwargs["pk"])

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "withheld": self.is_withheld}

    @extend_schema(parameters=[REASON], responses={200: MessageSerializer(many=True), **problems(400, 404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        conversation = get_object_or_404(Conversation.objects.select_related("contact"), pk=kwargs["pk"])
        self.is_withheld = withheld(conversation, request)
        if not self.is_withheld:
            note_read(conversation.pk)
        return super().get(request, *args, **kwargs)

    @extend_schema(
        parameters=[REASON],
        request=NewMessageSerializer,
        responses={201: MessageSerializer, **problems(400, 404, 409, 413, 415)},
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send a message as staff; whoever answers holds the conversation from then on. To a restricted contact
        only with a reason."""
        conversation = get_object_or_404(conversations_for_api(), pk=kwargs["pk"])
        new = NewMessageSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        if withheld(conversation, request):
            raise cannot_send(CannotSend("restricted"))
        try:
            message = staff_reply(conversation=conversation, author=None, body=new.validated_data["body"])
        except CannotSend as refused:
            raise cannot_send(refused) from refused
        place = request.build_absolute_uri(reverse("api:message", args=[message.pk]))
        return Response(
            MessageSerializer(messages_for_api().get(pk=message.pk)).data,
            status=201,
            headers={"Location": place},
        )


@extend_schema(tags=["messages"])
class MessageDetail(ResourceView, generics.RetrieveAPIView[Message]):
    """One message: where it is, and for an AI message how the AI read the turn."""

    serializer_class = MessageSerializer

    def get_queryset(self) -> QuerySet[Message]:
        return messages_for_api()

    is_withheld = False

    def get_object(self) -> Message:
        message: Message = super().get_object()
        conversation = Conversation.objects.select_related("contact").get(pk=message.conversation_id)
        self.is_withheld = withheld(conversation, self.request)
        if not self.is_withheld:
            note_read(message.conversation_id)
        return message

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "withheld": self.is_withheld}

    @extend_schema(parameters=[REASON], responses={200: MessageSerializer, **problems(400, 404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


api_routes = (
    ("conversations", ConversationList, "conversations"),
    ("conversations/<uuid:pk>", ConversationDetail, "conversation"),
    ("conversations/<uuid:pk>/messages", ConversationMessages, "conversation_messages"),
    *search_routes,
    ("messages/<uuid:pk>", MessageDetail, "message"),
)
