"""What the API shows and takes of services, resources and bookings; names and values are interfaces.md's."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crm.api import to_e164
from crm.bookings.models import Booking, Resource, Service
from crm.bookings.selectors import (
    company_tz,
    resource_named,
    service_key_free,
    service_key_taken,
    service_named,
)
from nexus.api.schema import ProblemSerializer

LONGEST_MINUTES = 24 * 60
WRITABLE_STATES = ("confirmed", "done", "no_show")
STATE_TEXT = _("Give confirmed, done or no_show.")


@extend_schema_field({"type": "string", "format": "date-time"})
class MomentField(serializers.DateTimeField):
    """A moment, written with the company's offset; one that comes without an offset is local time."""

    def default_timezone(self) -> tzinfo:
        return company_tz()

    def to_internal_value(self, value: Any) -> datetime:
        moment = super().to_internal_value(value)
        if not 2000 <= moment.year <= 2100:
            self.fail("overflow")
        return moment


class ServiceSerializer(serializers.ModelSerializer[Service]):
    """A service. ``minutes`` is how long it takes, ``buffer_minutes`` is kept free after it, ``price_sek`` is
    in whole kronor or null. ``resources`` are those who can do it; none named means all."""

    key = serializers.SlugField(
        max_length=60, required=False, help_text="Its short name; made from name_sv when left out."
    )
    minutes = serializers.IntegerField(min_value=1, max_value=LONGEST_MINUTES)
    buffer_minutes = serializers.IntegerField(min_value=0, max_value=LONGEST_MINUTES, required=False)
    price_sek = serializers.IntegerField(min_value=0, max_value=10_000_000, required=False, allow_null=True)
    resources = serializers.PrimaryKeyRelatedField(many=True, queryset=Resource.objects.all(), required=False)

    class Meta:
        model = Service
        fields = (
            "id",
            "key",
            "name_sv",
            "name_en",
            "minutes",
            "buffer_minutes",
            "price_sek",
            "active",
            "resources",
        )
        read_only_fields = ("id",)

    def validate_key(self, key: str) -> str:
        if service_key_taken(key, but=self.instance):
            raise serializers.ValidationError(_("There is a service with this key already."))
        return key

    def create(self, validated_data: dict[str, Any]) -> Service:
        if not validated_data.get("key"):
            validated_data["key"] = service_key_free(validated_data["name_sv"])
        last = Service.objects.order_by("-position").values_list("position", flat=True).first()
        return super().create({**validated_data, "position": 0 if last is None else last + 1})


class ResourceSerializer(serializers.ModelSerializer[Resource]):
    """Somebody or something that a booking takes up. An inactive one takes no new bookings."""

    class Meta:
        model = Resource
        fields = ("id", "name", "active")
        read_only_fields = fields


class SlotSerializer(serializers.Serializer[Any]):
    """A free time. ``resource`` is the one that would be booked."""

    start = MomentField(read_only=True)
    end = MomentField(read_only=True)
    resource = serializers.UUIDField(source="resource.pk", read_only=True)
    resource_name = serializers.CharField(source="resource.name", read_only=True)


class TakenSerializer(ProblemSerializer):
    """RFC 9457, with free times near the wanted one where the time was taken."""

    alternatives = SlotSerializer(many=True, required=False)


class BookingSerializer(serializers.ModelSerializer[Booking]):
    """A booking. A moved one stays, with the new one's id in ``moved_to``."""

    service = serializers.UUIDField(source="service_id", read_only=True)
    service_key = serializers.CharField(source="service.key", read_only=True)
    service_name = serializers.CharField(source="service.name_sv", read_only=True)
    resource = serializers.UUIDField(source="resource_id", read_only=True)
    resource_name = serializers.CharField(source="resource.name", read_only=True)
    contact = serializers.UUIDField(source="contact_id", read_only=True)
    start = MomentField(read_only=True)
    end = MomentField(read_only=True)
    moved_to = serializers.UUIDField(source="moved_to_id", read_only=True, allow_null=True)
    created_at = MomentField(read_only=True)

    class Meta:
        model = Booking
        fields = (
            "id",
            "service",
            "service_key",
            "service_name",
            "resource",
            "resource_name",
            "contact",
            "start",
            "end",
            "state",
            "moved_to",
            "created_at",
        )
        read_only_fields = fields


class NewBookingSerializer(serializers.Serializer[Any]):
    """A time for somebody, who is found by the number or becomes a new contact."""

    service = serializers.CharField(max_length=120, help_text="Id, key or name.")
    start = MomentField(help_text="ISO 8601; without an offset it is the company's local time.")
    phone = serializers.CharField(max_length=40, help_text="E.164, or as dialled in Sweden.")
    name = serializers.CharField(max_length=80, required=False, allow_blank=True, allow_null=True)
    resource = serializers.CharField(
        max_length=120, required=False, allow_null=True, help_text="Id or name; else the first free one."
    )

    def validate_service(self, text: str) -> Service:
        service = service_named(text)
        if service is None:
            raise serializers.ValidationError(_("There is no such service."))
        return service

    def validate_phone(self, text: str) -> str:
        number = to_e164(text)
        if number is None or not number.startswith("+"):
            raise serializers.ValidationError(_("This is not a phone number."))
        return number

    def validate_resource(self, text: str | None) -> Resource | None:
        return _resource(text)


class BookingChangeSerializer(serializers.Serializer[Any]):
    """Either a new ``start`` or ``resource``, which moves the booking, or a ``state``."""

    start = MomentField(required=False)
    resource = serializers.CharField(max_length=120, required=False, help_text="Id or name.")
    state = serializers.ChoiceField(
        choices=WRITABLE_STATES, required=False, error_messages={"invalid_choice": STATE_TEXT}
    )

    def validate_resource(self, text: str) -> Resource | None:
        return _resource(text)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("state" in attrs) == bool({"start", "resource"} & set(attrs)):
            raise serializers.ValidationError(_("Give either a start or resource, or a state."))
        return attrs


def _resource(text: str | None) -> Resource | None:
    if text is None:
        return None
    resource = resource_named(text)
    if resource is None:
        raise serializers.ValidationError(_("There is nobody with this name or id who takes bookings."))
    return resource
