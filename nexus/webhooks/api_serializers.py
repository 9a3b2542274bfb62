"""What the API shows and takes of receivers and deliveries."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from nexus.webhooks.addresses import LONGEST_URL, AddressRefused, target_of
from nexus.webhooks.events import choosable
from nexus.webhooks.models import Delivery, Subscription
from nexus.webhooks.sending import message_id
from nexus.webhooks.words import ADDRESS_PROBLEMS

#: What a company may set; it is paused by itself only.
STATES = (Subscription.State.ACTIVE.value, Subscription.State.PAUSED.value)


class SubscriptionSerializer(serializers.ModelSerializer[Subscription]):
    """A receiver. ``system`` is the customer register that it keeps: it is then told that one's numbers alone.
    ``state`` is active, paused, or failing where it has not answered for days; a failing one is started again
    with active."""

    url = serializers.CharField(max_length=LONGEST_URL)
    events = serializers.ListField(
        child=serializers.CharField(max_length=40), allow_empty=False, max_length=40
    )
    description = serializers.CharField(max_length=80, required=False, allow_blank=True)
    system = serializers.CharField(max_length=40, required=False, allow_blank=True)
    state = serializers.ChoiceField(choices=Subscription.State.choices, required=False)

    class Meta:
        model = Subscription
        fields = (
            "id",
            "url",
            "events",
            "description",
            "system",
            "state",
            "failing_since",
            "created_at",
        )
        read_only_fields = ("id", "failing_since", "created_at")

    def validate_url(self, value: str) -> str:
        try:
            target_of(value)
        except AddressRefused as refused:
            raise serializers.ValidationError(str(ADDRESS_PROBLEMS[refused.code])) from refused
        return value

    def validate_events(self, value: list[str]) -> list[str]:
        unknown = sorted(set(value) - set(choosable()))
        if unknown:
            raise serializers.ValidationError(_("There is no event %(name)s.") % {"name": unknown[0]})
        return value

    def validate_state(self, value: str) -> str:
        if value not in STATES:
            raise serializers.ValidationError(_("Give active or paused."))
        return value


class SecretSerializer(SubscriptionSerializer):
    """A receiver with its secret, which is not to be had again."""

    secret = serializers.CharField(read_only=True)

    class Meta(SubscriptionSerializer.Meta):
        fields = (*SubscriptionSerializer.Meta.fields, "secret")  # type: ignore[assignment]  # one more


class AttemptSerializer(serializers.Serializer[Any]):
    """One try. ``status`` is null where nothing was answered; ``error`` is then a code."""

    at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True)
    error = serializers.CharField(allow_blank=True)
    milliseconds = serializers.IntegerField()


class WebhookDeliverySerializer(serializers.ModelSerializer[Delivery]):
    """One event for one receiver. ``webhook_id`` is the header of that name; ``object_id`` is the row that the
    event is about. ``reason`` says why it was not sent: restricted, gone, paused or unknown."""

    webhook_id = serializers.SerializerMethodField()
    event = serializers.CharField(source="kind", read_only=True)
    attempts = AttemptSerializer(many=True, read_only=True)

    class Meta:
        model = Delivery
        fields = (
            "id",
            "webhook_id",
            "event",
            "object_id",
            "state",
            "reason",
            "attempts",
            "next_attempt_at",
            "created_at",
            "delivered_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_webhook_id(self, delivery: Delivery) -> str:
        return message_id(delivery)
