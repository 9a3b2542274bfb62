"""What the API shows of conversations and messages; names and values are interfaces.md's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from conversations.models import Annotation, Conversation, DeliveryEvent, Interpretation, Message
from conversations.services.messages import MAX_CHARACTERS
from crm.selectors import contact_phone

BODY_REFUSED = {
    "empty": _("Write something first."),
    "too_long": _("The text is too long for one message. Split it in two."),
}

# What the text said, kept encrypted; absent parts show as these.
CONTENT_DEFAULTS: dict[str, Any] = {
    "intent": "other",
    "language": None,
    "confidence": None,
    "slots": {},
    "sources": [],
    "tools": [],
    "reason": "",
}
COLUMNS = (
    "decision",
    "provider",
    "host",
    "model",
    "region",
    "retention_mode",
    "prompt_version",
    "disclosed_fields",
    "tokens_in",
    "tokens_out",
    "milliseconds",
)


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    """A conversation: an episode of one contact in one channel. ``phone`` is E.164, or null."""

    contact = serializers.UUIDField(source="contact_id", read_only=True)
    phone = serializers.SerializerMethodField()

    class Meta:
        model = Conversation
        fields = ("id", "contact", "phone", "channel", "state", "last_message_at")
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_phone(self, conversation: Conversation) -> str | None:
        return contact_phone(conversation.contact) or None


class DeliverySerializer(serializers.ModelSerializer[DeliveryEvent]):
    """One report of the provider, in order of time."""

    error_code = serializers.SerializerMethodField()

    class Meta:
        model = DeliveryEvent
        fields = ("status", "at", "error_code")
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_error_code(self, event: DeliveryEvent) -> str | None:
        return event.error_code or None


class ToolCallSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    arguments = serializers.DictField()
    result = serializers.JSONField()
    milliseconds = serializers.IntegerField()


class InterpretationSerializer(serializers.ModelSerializer[Interpretation]):
    """How the AI read the turn, and what it decided."""

    intent = serializers.CharField()
    language = serializers.CharField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    slots = serializers.DictField()
    sources = serializers.ListField(child=serializers.DictField())
    tools = ToolCallSerializer(many=True)
    reason = serializers.CharField()
    disclosed_fields = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Interpretation
        fields = (*CONTENT_DEFAULTS, *COLUMNS)
        read_only_fields = COLUMNS

    def to_representation(self, instance: Interpretation) -> dict[str, Any]:
        content = instance.content or {}
        return {
            **{name: content.get(name, default) for name, default in CONTENT_DEFAULTS.items()},
            **{name: getattr(instance, name) for name in COLUMNS},
        }


class AnnotationSerializer(serializers.ModelSerializer[Annotation]):
    """What the person says of a message that they dispute (GDPR art. 16); the message stays as it was."""

    text = serializers.CharField(read_only=True)

    class Meta:
        model = Annotation
        fields = ("id", "text", "at")
        read_only_fields = fields


class MessageSerializer(serializers.ModelSerializer[Message]):
    """A message. ``delivery`` is what the provider reported; ``interpretation`` is null but for the AI's.

    Of a restricted contact ``body`` and ``interpretation`` are null and ``annotations`` empty, unless the
    request gives a ``reason``.
    """

    conversation = serializers.UUIDField(source="conversation_id", read_only=True)
    body = serializers.CharField(read_only=True, allow_null=True)
    delivery = DeliverySerializer(many=True, read_only=True)
    annotations = AnnotationSerializer(many=True, read_only=True)
    interpretation = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = (
            "id",
            "conversation",
            "body",
            "author_type",
            "direction",
            "num_media",
            "created_at",
            "status",
            "delivery",
            "annotations",
            "interpretation",
        )
        read_only_fields = fields

    def to_representation(self, instance: Message) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if self.context.get("withheld"):
            shown.update(body=None, interpretation=None, annotations=[])
        return shown

    @extend_schema_field(InterpretationSerializer(allow_null=True))
    def get_interpretation(self, message: Message) -> dict[str, Any] | None:
        # A reverse one-to-one raises a subclass of AttributeError when there is none.
        interpretation = getattr(message, "interpretation", None)
        return InterpretationSerializer(interpretation).data if interpretation else None


class NewMessageSerializer(serializers.Serializer[Any]):
    """A text to the customer."""

    body = serializers.CharField(
        max_length=MAX_CHARACTERS,
        error_messages={"blank": BODY_REFUSED["empty"], "max_length": BODY_REFUSED["too_long"]},
    )
