"""REST: the retention policy, and what a change would let go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from gdpr.models import RetentionPolicy
from gdpr.retention.classes import BY_CODE, CLASSES, BadPeriods, bounds, check
from gdpr.retention.selectors import (
    Preview,
    handles_health_data,
    policy_in_force,
    policy_proposed,
    preview,
)
from gdpr.retention.services import policy_change
from nexus.api.problems import BadParameter
from nexus.api.schema import problems
from nexus.api.views import ResourceView

_DAYS = {code: serializers.IntegerField(required=False) for code in BY_CODE}
PERIODS = inline_serializer("RetentionPeriods", {**_DAYS})
_BOUNDS = inline_serializer(
    "RetentionBounds",
    {
        "shortest": serializers.IntegerField(),
        "longest": serializers.IntegerField(),
        "default": serializers.IntegerField(),
        "reason": serializers.CharField(),
    },
)
_PROPOSAL = inline_serializer(
    "RetentionProposal",
    {
        "version": serializers.IntegerField(),
        "periods": PERIODS,
        "proposed_at": serializers.DateTimeField(),
    },
)
POLICY = inline_serializer(
    "RetentionPolicy",
    {
        "version": serializers.IntegerField(),
        "since": serializers.DateTimeField(allow_null=True),
        "periods": PERIODS,
        "bounds": serializers.DictField(child=_BOUNDS),
        "proposed": _PROPOSAL,
    },
)
WISH = inline_serializer("RetentionWish", {"periods": PERIODS})
_CLASS = inline_serializer(
    "RetentionPreviewClass",
    {
        "days": serializers.IntegerField(),
        "count": serializers.IntegerField(),
        "months": serializers.DictField(child=serializers.IntegerField()),
        "now": serializers.IntegerField(help_text="How many go with the periods in force."),
    },
)
PREVIEW = inline_serializer(
    "RetentionPreview",
    {
        "at": serializers.DateTimeField(),
        "count": serializers.IntegerField(),
        "excepted_persons": serializers.IntegerField(),
        "classes": serializers.DictField(child=_CLASS),
    },
)


def policy_document() -> dict[str, Any]:
    """The policy as it is shown: in force, its bounds, and what waits for a second person."""
    health, policy, waiting = handles_health_data(), policy_in_force(), policy_proposed()
    return {
        "version": policy.version,
        "since": policy.since,
        "periods": policy.periods,
        "bounds": {
            found.code: {
                "shortest": limits.shortest,
                "longest": limits.longest,
                "default": (bounds(found).health if health else None) or found.value.days,
                "reason": str(limits.reason),
            }
            for found in CLASSES
            if (limits := bounds(found, health=health))
        },
        "proposed": _proposal(waiting) if waiting else None,
    }


def _proposal(waiting: RetentionPolicy) -> dict[str, Any]:
    return {
        "version": waiting.version,
        "periods": waiting.periods,
        "proposed_at": waiting.proposed_at,
    }


def preview_document(wished: Preview, now: Preview) -> dict[str, Any]:
    """What would go by class and month, beside what goes anyway."""
    return {
        "at": wished.cutoff,
        "count": wished.total,
        "excepted_persons": wished.excepted,
        "classes": {
            code: {
                "days": found.days,
                "count": found.total,
                "months": found.months,
                "now": now.classes[code].total,
            }
            for code, found in wished.classes.items()
        },
    }


def wish_of(data: Any) -> Mapping[str, Any]:
    """The periods of a body: ``{"periods": {…}}``, or what GET gives, or the periods alone."""
    if not isinstance(data, Mapping):
        raise ValidationError({"periods": [_("Give an object with days by class.")]})
    wish = data.get("periods", data)
    if not isinstance(wish, Mapping) or not wish:
        raise ValidationError({"periods": [_("Give an object with days by class.")]})
    return wish


@extend_schema(tags=["retention-policy"])
class Policy(ResourceView):
    """How long each class of data is kept, in days."""

    @extend_schema(responses={200: POLICY, **problems()})
    def get(self, request: Request) -> Response:
        return Response(policy_document())

    @extend_schema(request=WISH, responses={200: POLICY, 202: POLICY, **problems(400, 413, 415)})
    def put(self, request: Request) -> Response:
        """Set periods; classes that are left out stay as they are. Longer ones hold at once. Shorter ones wait for
        a person in the portal to approve them: 202, and ``proposed`` shows them."""
        try:
            changed = policy_change(wish=wish_of(request.data), now=timezone.now(), actor_kind="api")
        except BadPeriods as bad:
            raise ValidationError({"periods": bad.errors}) from bad
        return Response(policy_document(), status=202 if changed.proposed else 200)


@extend_schema(tags=["retention-policy"])
class PolicyPreview(ResourceView):
    """What would go, counts only. With GET the periods are query parameters (``?messages=180``)."""

    @extend_schema(parameters=[], responses={200: PREVIEW, **problems(400)})
    def get(self, request: Request) -> Response:
        """What would go with these periods; without any: what goes tonight."""
        wish: dict[str, Any] = {}
        for code in request.query_params:
            value = request.query_params.get(code, "")
            if not value.isascii() or not value.isdigit() or len(value) > 6:
                raise BadParameter(code, _("Give a whole number of days."))
            wish[code] = int(value)
        try:
            return Response(self._preview(wish))
        except BadPeriods as bad:
            code, why = next(iter(bad.errors.items()))
            raise BadParameter(code, why) from bad

    @extend_schema(request=WISH, responses={200: PREVIEW, **problems(400, 413, 415)})
    def post(self, request: Request) -> Response:
        """The same for the body of a PUT."""
        try:
            return Response(self._preview(wish_of(request.data)))
        except BadPeriods as bad:
            raise ValidationError({"periods": bad.errors}) from bad

    @staticmethod
    def _preview(wish: Mapping[str, Any]) -> dict[str, Any]:
        now, periods = timezone.now(), policy_in_force().periods
        wished = {**periods, **check(wish, health=handles_health_data())}
        before = preview(periods, now=now)
        return preview_document(before if wished == periods else preview(wished, now=now), before)


api_routes = (
    ("retention-policy", Policy, "retention-policy"),
    ("retention-policy/preview", PolicyPreview, "retention-policy-preview"),
)
