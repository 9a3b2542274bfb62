"""REST: what a human decides about other people's identifiers before a package is built."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api import REASON, reason_parameter
from crm.restricted import reason_give
from gdpr.access.excerpts import excerpts_by_place
from gdpr.access.redactions import redaction_decide
from gdpr.cases.api import CONFLICTS, cases_for_api
from gdpr.cases.api_serializers import CaseSerializer
from gdpr.models import Case, Redaction
from nexus.api.problems import Conflict
from nexus.api.schema import problems
from nexus.api.views import ResourceView
from nexus.audit.services import read_log

#: The API's words for what was decided.
WORDS: Final = {"hide": Redaction.Decision.REDACT, "show": Redaction.Decision.KEEP}
_SHOWN: Final = {decision: word for word, decision in WORDS.items()}
#: As many as the longest page of the list.
MOST: Final = 200


class RedactionSerializer(serializers.ModelSerializer[Redaction]):
    """Somebody else's identifier at one place in the package. ``kind`` is ``phone``, ``email``, ``personnummer``
    or ``name``; ``found`` are the characters, ``excerpt`` the words around them. ``decision`` is ``hide``,
    ``show``, or null while it waits; it counts for the same identifier everywhere in the case. Of a restricted
    contact ``found`` and ``excerpt`` are null unless the request gives a ``reason``.
    """

    found = serializers.CharField(read_only=True, allow_null=True)
    excerpt = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()

    class Meta:
        model = Redaction
        fields = ("id", "kind", "found", "excerpt", "decision", "decided_at")
        read_only_fields = fields

    def to_representation(self, instance: Redaction) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if self.context.get("withheld"):
            shown.update(found=None, excerpt=None)
        return shown

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_excerpt(self, redaction: Redaction) -> str | None:
        return self.context.get("excerpts", {}).get(redaction.pk)

    @extend_schema_field(serializers.ChoiceField(list(WORDS), allow_null=True))
    def get_decision(self, redaction: Redaction) -> str | None:
        return _SHOWN.get(Redaction.Decision(redaction.decision))


class DecisionsSerializer(serializers.Serializer[Any]):
    """``{"decisions": {"<id>": "hide", "<id>": "show"}}``, at most 200 at once."""

    decisions = serializers.DictField(child=serializers.ChoiceField(list(WORDS)), allow_empty=False)

    def validate_decisions(self, value: dict[str, str]) -> dict[str, str]:
        if len(value) > MOST:
            raise serializers.ValidationError(_("Send at most 200 at once."))
        return value


@extend_schema(tags=["rights-requests"])
class CaseRedactions(ResourceView, generics.ListAPIView[Redaction]):
    """Other people's identifiers in what the person gets, newest first; each is hidden or shown by a human."""

    serializer_class = RedactionSerializer
    page_keys = ("id",)
    is_withheld = False
    shown: dict[UUID, str]

    def get_queryset(self) -> QuerySet[Redaction]:
        return Redaction.objects.filter(case_id=self.kwargs["pk"])

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        self.shown = {} if self.is_withheld else excerpts_by_place(page or ())
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        shown = getattr(self, "shown", {})
        return {**super().get_serializer_context(), "withheld": self.is_withheld, "excerpts": shown}

    @extend_schema(parameters=[REASON], responses={200: RedactionSerializer(many=True), **problems(400, 404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        case = get_object_or_404(cases_for_api(), pk=kwargs["pk"])
        self.is_withheld = self._withheld(case, request)
        if not self.is_withheld and case.contact_id is not None:
            read_log(
                actor_id=None,
                actor_kind="api",
                subject_type="gdpr.Case",
                subject_id=case.pk,
                contact_id=case.contact_id,
            )
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=DecisionsSerializer, responses={200: CaseSerializer, **problems(400, 404, 409, 413, 415)}
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All that is sent is decided, or nothing. When nothing is left to decide, the package is built."""
        case = get_object_or_404(cases_for_api(), pk=kwargs["pk"])
        body = DecisionsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted: dict[str, str] = body.validated_data["decisions"]
        known = {str(row.pk): row for row in Redaction.objects.filter(case=case)}
        if unknown := {key: [_("There is nothing here.")] for key in wanted if key not in known}:
            raise ValidationError({"decisions": unknown})
        try:
            with transaction.atomic():
                for key, word in wanted.items():
                    redaction_decide(
                        case=case, redaction=known[key], decision=WORDS[word], actor=None, now=timezone.now()
                    )
        except ValueError as error:
            raise Conflict("wrong-state", CONFLICTS["wrong_state"]) from error
        answer = CaseSerializer(cases_for_api().get(pk=case.pk), context={"request": request})
        return Response(answer.data)

    @staticmethod
    def _withheld(case: Case, request: Request) -> bool:
        """Whether the person is restricted, and the request does not say why it looks."""
        reason = reason_parameter(request)
        if case.contact is None or not case.contact.restricted:
            return False
        if reason is None:
            return True
        reason_give(
            contact=case.contact,
            reason=reason,
            user_id=None,
            actor_kind="api",
            subject_type="gdpr.Case",
            subject_id=case.pk,
        )
        return False


api_routes = (("rights-requests/<uuid:pk>/redactions", CaseRedactions, "rights_request_redactions"),)
