"""REST: calls and what became of them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from conversations.models import Call, Outcome
from crm.api import PHONE, phone_parameter
from crm.models import Identifier
from nexus.api.problems import BadParameter
from nexus.api.schema import problems
from nexus.api.views import ResourceView
from nexus.crypto.index import blind_phone


class CallSerializer(serializers.ModelSerializer[Call]):
    """A call. ``phone`` is E.164, null for a hidden number; ``outcome`` is null while the call goes on.

    ``seconds`` is how long they talked, null where nobody answered.
    """

    contact = serializers.UUIDField(source="contact_id", read_only=True, allow_null=True)
    phone = serializers.SerializerMethodField()
    outcome = serializers.ChoiceField(choices=Outcome.choices, read_only=True, allow_null=True)
    texted_back = serializers.SerializerMethodField()

    class Meta:
        model = Call
        fields = ("id", "contact", "phone", "outcome", "texted_back", "started_at", "seconds")
        read_only_fields = fields

    def get_phone(self, call: Call) -> str | None:
        return str(call.phone or "") or None

    def get_texted_back(self, call: Call) -> bool:
        return call.texted_back_at is not None


@extend_schema(tags=["calls"])
class CallList(ResourceView, generics.ListAPIView[Call]):
    """Calls, newest first."""

    serializer_class = CallSerializer
    page_keys = ("started_at", "id")

    def get_queryset(self) -> QuerySet[Call]:
        found = Call.objects.all()
        phone = phone_parameter(self.request)
        if phone is not None:
            found = found.filter(
                contact__identifiers__kind=Identifier.Kind.PHONE,
                contact__identifiers__blind=blind_phone(phone),
            )
        if (outcome := self.request.query_params.get("outcome")) is not None:
            if outcome not in Outcome.values:
                raise BadParameter("outcome", _("There is no such outcome."))
            found = found.filter(outcome=outcome)
        return found

    @extend_schema(
        parameters=[PHONE, OpenApiParameter("outcome", str, enum=Outcome.values)],
        responses={200: CallSerializer(many=True), **problems(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


@extend_schema(tags=["calls"])
class CallDetail(ResourceView, generics.RetrieveAPIView[Call]):
    """One call."""

    serializer_class = CallSerializer
    queryset = Call.objects.all()

    @extend_schema(responses={200: CallSerializer, **problems(404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


api_routes = (
    ("calls", CallList, "calls"),
    ("calls/<uuid:pk>", CallDetail, "call"),
)
