"""What of a link the company's own systems send, and what they are answered."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from crm.api import to_e164
from crm.imports.rows import phone_valid
from crm.rectification import LONGEST_NAME
from crm.registers import LONGEST_EXTERNAL_ID, LONGEST_LABEL, LONGEST_SYSTEM, LONGEST_VALUE, MOST_FIELDS

REFUSED: Final[dict[str, str | Promise]] = {
    "no_phone": _("There is no such link yet, so a phone number is needed."),
    "erased": _("The person has been erased on request. Send take_up_again to take them up again."),
    "restricted": _("The customer's data is restricted and is not changed."),
    "other_contact": _("This customer number is linked to another contact."),
    "fields": _("At most 12 fields of a register can be linked."),
}


class LinkedSerializer(serializers.Serializer[Any]):
    """What may be linked of a customer. What is not sent is left as it is."""

    name = serializers.CharField(max_length=LONGEST_NAME, allow_blank=True, required=False)
    email = serializers.EmailField(max_length=254, allow_blank=True, required=False)
    fields = serializers.DictField(  # type: ignore[assignment]  # a field, no property
        child=serializers.CharField(max_length=LONGEST_VALUE, allow_blank=True),
        required=False,
        help_text="Further fields by label. A label that is new to the register is logged as an instruction.",
    )

    def validate_fields(self, value: dict[str, str]) -> dict[str, str]:
        if len(value) > MOST_FIELDS:
            raise ValidationError(str(REFUSED["fields"]))
        if any(not label.strip() or len(label) > LONGEST_LABEL for label in value):
            raise ValidationError(str(_("A label has 1 to 40 characters.")))
        return value


class _Key(serializers.Serializer[Any]):
    system = serializers.CharField(max_length=LONGEST_SYSTEM, help_text="The register's name.")
    external_id = serializers.CharField(
        max_length=LONGEST_EXTERNAL_ID, help_text="The customer number there."
    )


class LinkOfContactSerializer(LinkedSerializer, _Key):
    """A link to a contact that is known by its id."""


class LinkUpsertSerializer(LinkedSerializer, _Key):
    """A link by the register's own number; the contact is found, or made, by phone number."""

    phone = serializers.CharField(
        max_length=40, required=False, help_text="However it is written; needed where there is no link yet."
    )
    take_up_again = serializers.BooleanField(
        default=False, help_text="Also somebody who was erased on request; only with a ground for it."
    )

    def validate_phone(self, value: str) -> str:
        number = to_e164(value)
        if number is None or phone_valid(number) is None:
            raise ValidationError(str(_("This is not a phone number.")))
        return number


class LinkOutcomeSerializer(serializers.Serializer[Any]):
    """What became of an entry. ``code`` says why one is refused, ``errors`` what is wrong with one."""

    status = serializers.CharField(help_text="created, changed, unchanged, refused or invalid.")
    id = serializers.UUIDField(allow_null=True)
    contact = serializers.UUIDField(allow_null=True)
    code = serializers.CharField(required=False)
    detail = serializers.CharField(required=False)
    errors = serializers.JSONField(required=False)  # type: ignore[assignment]  # a field, no property


class BulkSerializer(serializers.Serializer[Any]):
    entries = LinkUpsertSerializer(many=True, help_text="At most 1,000.")


class BulkResultSerializer(serializers.Serializer[Any]):
    """A result for each entry, in the order in which they were sent."""

    results = LinkOutcomeSerializer(many=True)
