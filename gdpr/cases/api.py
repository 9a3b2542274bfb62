"""REST: rights requests, from opening to done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api import PHONE, REASON, phone_parameter, reason_parameter
from crm.restricted import reason_give
from crm.selectors import contact_by_phone
from gdpr.cases.api_serializers import (
    BAD_VALUE,
    ApproveSerializer,
    CaseSerializer,
    ExtendSerializer,
    NewCaseSerializer,
    RefuseSerializer,
    VerifySerializer,
)
from gdpr.cases.errors import CaseRefused
from gdpr.cases.forms import UNREACHABLE
from gdpr.cases.selectors import in_state, with_reviews
from gdpr.cases.services import (
    case_approve,
    case_extend,
    case_open,
    case_refuse,
    case_verify_by_code,
    case_verify_by_staff,
)
from gdpr.codes import code_order
from gdpr.models import Case, IdentityCode
from nexus.api.problems import BadParameter, Conflict
from nexus.api.schema import problems
from nexus.api.views import ResourceView

CONFLICTS = {
    "wrong_state": _("The case is not in a state for that."),
    "not_verified": _("It is not certain enough yet who asked."),
    "too_late": _("An extension must be told to the person within the first month."),
    "extended_already": _("The case has been extended already."),
    "no_changes": _("The case says nothing of what is to be put right."),
    "spent": _("The code has been tried too often. Send a new one."),
    "expired": _("There is no code that is good now. Send a new one."),
    "too_many_codes": _("Too many codes have been sent. Try again later."),
    "no_number": _("There is no number that a code can be sent to."),
    "opted_out": _("The number has opted out of texts."),
    "held": _("A legal hold keeps what is about this person."),
    "answer_first": _("The person's other open cases must be answered first; the plan shows which."),
}
#: What was sent, and is wrong.
INPUT = {
    "empty_note": ("note", _("Say how you made sure who it is.")),
    "empty_reason": ("reason", _("Give a reason.")),
    "empty_motivation": ("note", _("Say why, in words that the person can read.")),
    "unreachable": ("phone", UNREACHABLE),
    "unknown_ground": ("ground", _("There is no such ground.")),
    "wrong": ("code", _("That is not the right code.")),
    "bad_value": ("changes", BAD_VALUE),
    "unknown_field": ("changes", BAD_VALUE),
}


def case_problem(refused: CaseRefused) -> APIException:
    """What the case refused, as the problem that the client sees."""
    if refused.code in INPUT:
        field, text = INPUT[refused.code]
        return ValidationError({field: [text]})
    return Conflict(refused.code.replace("_", "-"), CONFLICTS[refused.code])


def cases_for_api() -> QuerySet[Case]:
    """Cases with all that their serializer shows."""
    return with_reviews(Case.objects.select_related("contact"))


@extend_schema(tags=["rights-requests"])
class CaseList(ResourceView, generics.ListAPIView[Case]):
    """Rights requests, newest first, and a place to open one."""

    serializer_class = CaseSerializer
    page_keys = ("received_at", "id")

    def get_queryset(self) -> QuerySet[Case]:
        found = cases_for_api()
        for name, choices in (("state", Case.State), ("kind", Case.Kind)):
            if (value := self.request.query_params.get(name)) is not None:
                if value not in choices.values:
                    raise BadParameter(name, _("There is no such value."))
                found = in_state(found, value) if name == "state" else found.filter(kind=value)
        if (phone := phone_parameter(self.request)) is not None:
            contact = contact_by_phone(phone)
            found = found.filter(contact=contact) if contact else found.none()
        return found

    @extend_schema(
        parameters=[
            OpenApiParameter("state", str, enum=Case.State.values),
            OpenApiParameter("kind", str, enum=Case.Kind.values),
            PHONE,
        ],
        responses={200: CaseSerializer(many=True), **problems(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=NewCaseSerializer, responses={201: CaseSerializer, **problems(400, 409, 413, 415)})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open a case; asking for the same again answers with the open one. Where the number is a contact's,
        a code is texted to it."""
        new = NewCaseSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        wish, now = new.validated_data, timezone.now()
        try:
            case, _new = case_open(
                kind=wish["kind"],
                contact=None,
                phone=wish["phone"],
                channel=Case.Channel.API,
                now=now,
                wish=wish.get("wish", ""),
                stated_name=wish.get("name", ""),
                changes=wish.get("changes"),
            )
        except CaseRefused as refused:
            raise case_problem(refused) from refused
        if case.verified_at is None:
            # Where none can be sent, staff make sure who it is.
            with suppress(CaseRefused):
                code_order(case=case, purpose=IdentityCode.Purpose.VERIFY, now=now)
        place = request.build_absolute_uri(reverse("api:rights_request", args=[case.pk]))
        return Response(
            _shown(cases_for_api().get(pk=case.pk), request), status=201, headers={"Location": place}
        )


@extend_schema(tags=["rights-requests"])
class CaseDetail(ResourceView, generics.RetrieveAPIView[Case]):
    """One rights request."""

    serializer_class = CaseSerializer

    reason_given = False

    def get_queryset(self) -> QuerySet[Case]:
        return cases_for_api()

    def get_object(self) -> Case:
        case: Case = super().get_object()
        reason = reason_parameter(self.request)
        if case.contact is not None and case.contact.restricted and reason is not None:
            reason_give(
                contact=case.contact,
                reason=reason,
                user_id=None,
                actor_kind="api",
                subject_type="gdpr.Case",
                subject_id=case.pk,
            )
            self.reason_given = True
        return case

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "reason_given": self.reason_given}

    @extend_schema(parameters=[REASON], responses={200: CaseSerializer, **problems(400, 404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class _Act(ResourceView):
    """An act on a case: its body's serializer, and what is done with it."""

    takes: type[serializers.Serializer[Any]]

    def act(self, request: Request, pk: Any, do: Callable[[Case, dict[str, Any]], object]) -> Response:
        case = get_object_or_404(cases_for_api(), pk=pk)
        body = self.takes(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            do(case, body.validated_data)
        except CaseRefused as refused:
            raise case_problem(refused) from refused
        return Response(_shown(cases_for_api().get(pk=case.pk), request))


@extend_schema(tags=["rights-requests"])
class CaseVerify(_Act):
    """Make sure who it is."""

    takes = VerifySerializer

    @extend_schema(
        request=VerifySerializer, responses={200: CaseSerializer, **problems(400, 404, 409, 413, 415)}
    )
    def post(self, request: Request, pk: Any) -> Response:
        """With a code, or with staff's word for it."""
        now = timezone.now()

        def do(case: Case, body: dict[str, Any]) -> object:
            if "code" in body:
                return case_verify_by_code(case=case, code=body["code"], now=now)
            if body["by"] == "code":
                return code_order(case=case, purpose=IdentityCode.Purpose.VERIFY, now=now)
            return case_verify_by_staff(case=case, actor=None, note=body.get("note", ""), now=now)

        return self.act(request, pk, do)


@extend_schema(tags=["rights-requests"])
class CaseApprove(_Act):
    """Decide that it is done."""

    takes = ApproveSerializer

    @extend_schema(
        request=ApproveSerializer, responses={200: CaseSerializer, **problems(400, 404, 409, 413, 415)}
    )
    def post(self, request: Request, pk: Any) -> Response:
        """What takes time goes on by itself; look at ``state``."""

        def do(case: Case, body: dict[str, Any]) -> object:
            return case_approve(case=case, actor=None, now=timezone.now(), changes=body.get("changes"))

        return self.act(request, pk, do)


@extend_schema(tags=["rights-requests"])
class CaseExtend(_Act):
    """Take two months more (GDPR art. 12(3))."""

    takes = ExtendSerializer

    @extend_schema(
        request=ExtendSerializer, responses={200: CaseSerializer, **problems(400, 404, 409, 413, 415)}
    )
    def post(self, request: Request, pk: Any) -> Response:
        """Within the first month, once, with a reason."""

        def do(case: Case, body: dict[str, Any]) -> object:
            return case_extend(case=case, actor=None, reason=body["reason"], now=timezone.now())

        return self.act(request, pk, do)


@extend_schema(tags=["rights-requests"])
class CaseRefuse(_Act):
    """Refuse, on a ground that the law knows."""

    takes = RefuseSerializer

    @extend_schema(
        request=RefuseSerializer, responses={200: CaseSerializer, **problems(400, 404, 409, 413, 415)}
    )
    def post(self, request: Request, pk: Any) -> Response:
        """The person is told the ground, and where to complain."""

        def do(case: Case, body: dict[str, Any]) -> object:
            return case_refuse(
                case=case, actor=None, ground=body["ground"], note=body["note"], now=timezone.now()
            )

        return self.act(request, pk, do)


def _shown(case: Case, request: Request) -> Any:
    return CaseSerializer(case, context={"request": request}).data


api_routes = (
    ("rights-requests", CaseList, "rights-requests"),
    ("rights-requests/<uuid:pk>", CaseDetail, "rights_request"),
    ("rights-requests/<uuid:pk>/verify", CaseVerify, "rights_request_verify"),
    ("rights-requests/<uuid:pk>/approve", CaseApprove, "rights_request_approve"),
    ("rights-requests/<uuid:pk>/extend", CaseExtend, "rights_request_extend"),
    ("rights-requests/<uuid:pk>/refuse", CaseRefuse, "rights_request_refuse"),
)
