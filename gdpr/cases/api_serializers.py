"""What the API shows and takes of rights requests; names and values are interfaces.md's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crm.api import to_e164
from gdpr.access.selectors import case_package_url
from gdpr.cases.errors import CaseRefused
from gdpr.cases.opening import LONGEST_VALUE, LONGEST_WISH, changes_checked
from gdpr.cases.services import UNDECIDED, is_verified
from gdpr.erasure.selectors import case_certificate_url
from gdpr.models import Case

UNKNOWN_FIELD = _("That cannot be put right here.")
BAD_VALUE = _("This value cannot be used.")


WAITING_FOR = ("identity", "second_check", "decision", "redactions")


def _awaits_review(case: Case) -> bool:
    """Told by :func:`gdpr.cases.selectors.with_reviews`, which every case shown comes through."""
    return bool(case.awaits_review)  # type: ignore[attr-defined]  # annotated


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case about a person's rights. ``contact`` is null where nobody has the number, and after an erasure.

    ``due_at`` is the last moment to answer. ``second_check`` says why a code is not enough: ``silent`` or
    ``name``, else null. ``waiting_for`` says what an open case waits for: ``identity``, ``second_check``,
    ``decision`` (approve, extend or refuse), or ``redactions``: other people are mentioned in the package, and
    ``rights-requests/<id>/redactions`` must be decided before it is built. ``package_url`` and
    ``certificate_url`` are null until there is one. Of a restricted contact ``changes`` and ``refusal_note`` are
    null unless the request gives a ``reason``.
    """

    contact = serializers.PrimaryKeyRelatedField(read_only=True)  # type: ignore[var-annotated]  # no queryset
    phone = serializers.SerializerMethodField()
    verified_by = serializers.SerializerMethodField()
    second_check = serializers.SerializerMethodField()
    waiting_for = serializers.SerializerMethodField()
    refusal_ground = serializers.SerializerMethodField()
    refusal_note = serializers.CharField(read_only=True, allow_null=True)
    changes = serializers.DictField(child=serializers.CharField(), read_only=True, allow_null=True)
    package_url = serializers.SerializerMethodField()
    certificate_url = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = (
            "id",
            "number",
            "kind",
            "state",
            "waiting_for",
            "contact",
            "phone",
            "channel",
            "received_at",
            "due_at",
            "extended_at",
            "verified_at",
            "verified_by",
            "second_check",
            "second_checked_at",
            "decided_at",
            "refusal_ground",
            "refusal_note",
            "changes",
            "closed_at",
            "package_url",
            "certificate_url",
        )
        read_only_fields = fields

    def to_representation(self, instance: Case) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if _awaits_review(instance):
            shown["state"] = Case.State.WAITING.value
        closed = instance.contact is not None and instance.contact.restricted
        if closed and not self.context.get("reason_given"):
            shown.update(changes=None, refusal_note=None)
        return shown

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_phone(self, case: Case) -> str | None:
        return str(case.phone or "") or None

    @extend_schema_field(serializers.ChoiceField(Case.VerifiedBy.choices, allow_null=True))
    def get_verified_by(self, case: Case) -> str | None:
        return case.verified_by or None

    @extend_schema_field(serializers.ChoiceField(Case.SecondCheck.choices, allow_null=True))
    def get_second_check(self, case: Case) -> str | None:
        return case.second_check or None

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(list(WAITING_FOR))))
    def get_waiting_for(self, case: Case) -> list[str]:
        if _awaits_review(case):
            return ["redactions"]
        if case.state not in UNDECIDED:
            return []
        if case.verified_at is None:
            return ["identity"]
        return ["decision"] if is_verified(case) else ["second_check"]

    @extend_schema_field(serializers.ChoiceField(Case.Refusal.choices, allow_null=True))
    def get_refusal_ground(self, case: Case) -> str | None:
        return case.refusal_ground or None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_package_url(self, case: Case) -> str | None:
        return case_package_url(case=case, request=self.context["request"])

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_certificate_url(self, case: Case) -> str | None:
        return case_certificate_url(case=case, request=self.context["request"])


class ChangesField(serializers.DictField):
    """What is to be put right: ``name``, ``email``, ``language``, and ``message:<id>`` for what the person
    says of a message that they dispute."""

    child = serializers.CharField(allow_blank=True, max_length=LONGEST_VALUE)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        given: dict[str, str] = super().to_internal_value(data)
        try:
            return changes_checked(given)
        except CaseRefused as refused:
            text = UNKNOWN_FIELD if refused.code == "unknown_field" else BAD_VALUE
            raise serializers.ValidationError({refused.detail: [text]}) from refused


class NewCaseSerializer(serializers.Serializer[Any]):
    """A wish that a person has expressed. ``name`` is what they said they are called."""

    kind = serializers.ChoiceField(Case.Kind.choices)
    phone = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    wish = serializers.CharField(max_length=LONGEST_WISH, required=False, allow_blank=True)
    changes = ChangesField(required=False)

    def validate_phone(self, value: str) -> str:
        number = to_e164(value)
        if number is None:
            raise serializers.ValidationError(_("This is not a phone number."))
        return number

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("changes") and attrs["kind"] != Case.Kind.RECTIFICATION:
            raise serializers.ValidationError({"changes": [_("Only a rectification takes changes.")]})
        return attrs


class VerifySerializer(serializers.Serializer[Any]):
    """``{"by": "staff", "note": "..."}`` where staff have made sure who it is, ``{"code": "..."}`` with the
    code that was texted to the person, or ``{"by": "code"}`` to have a new one sent."""

    by = serializers.ChoiceField(["staff", "code"], required=False)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    code = serializers.CharField(max_length=20, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "code" in attrs and attrs.get("by") == "staff":
            raise serializers.ValidationError({"code": [_("Give either a code or staff's note.")]})
        if "code" not in attrs and "by" not in attrs:
            raise serializers.ValidationError({"by": [_("Give either a code or staff's note.")]})
        return attrs


class ApproveSerializer(serializers.Serializer[Any]):
    """``changes`` replace what a rectification has of them."""

    changes = ChangesField(required=False)


class ExtendSerializer(serializers.Serializer[Any]):
    """``reason`` is told to the person."""

    reason = serializers.CharField(max_length=500)


class RefuseSerializer(serializers.Serializer[Any]):
    """``ground`` is one that the law knows; ``note`` says why in words, and is told to the person beside it."""

    ground = serializers.ChoiceField(Case.Refusal.choices)
    note = serializers.CharField(max_length=1000)
