"""Conversations and their messages: the joined history that staff and the AI share."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.bookings.models import Booking
from crm.models import Contact
from nexus.crypto.fields import EncryptedJSONField, EncryptedTextField
from nexus.crypto.ids import uuid7

# ``db_index=False`` on a foreign key: another index begins with it, or it points to a user, and users are
# deactivated rather than deleted. Every index is paid for with each text that comes in.


class Channel(models.TextChoices):
    SMS = "sms", _("SMS")
    WEBCHAT = "webchat", _("Web chat")


class Conversation(models.Model):
    """An episode of one contact in one channel (architecture, decision 12).

        ai ──hand over──▶ waiting_for_staff ──take over──▶ human ──hand back──▶ ai
        any ──close or 30 silent days──▶ closed; the next text opens a new episode

    ``route_id`` is the company's number (``tenants.ChannelRoute``) that the contact writes to; of a web chat
    it is the browser that writes (``Visitor``).
    """

    class State(models.TextChoices):
        AI = "ai", _("AI answers")
        WAITING = "waiting_for_staff", _("Needs you")
        HUMAN = "human", _("Staff answer")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="conversations")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    route_id = models.UUIDField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.AI)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    waiting_since = models.DateTimeField(null=True, blank=True)
    unread = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_message_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "channel", "route_id"],
                condition=~Q(state="closed"),
                name="conversation_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["-last_message_at", "-id"], name="conversation_activity"),
            models.Index(fields=["state", "-last_message_at", "-id"], name="conversation_state"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Message(models.Model):
    """One message. ``status`` moves forward only, by rank:

        inbound   received
        outbound  queued → sending → accepted → sent → delivered → read
                              ├──▶ uncertain ──▶ (any of the above or below, on proof)
                              └──▶ undelivered | failed | canceled

    ``sending`` is committed before the provider is called, so a row found in it after a crash is
    uncertain and is never sent again without proof. A failure sticks.
    """

    class Direction(models.TextChoices):
        INBOUND = "inbound", _("Inbound")
        OUTBOUND = "outbound", _("Outbound")

    class Author(models.TextChoices):
        CONTACT = "contact", _("Customer")
        AI = "ai", _("AI")
        HUMAN = "human", _("Staff")
        SYSTEM = "system", _("System")

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        ACCEPTED = "accepted", _("Accepted")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        UNDELIVERED = "undelivered", _("Not delivered")
        FAILED = "failed", _("Failed")
        UNCERTAIN = "uncertain", _("Uncertain")
        CANCELED = "canceled", _("Canceled")
        READ = "read", _("Read")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    direction = models.CharField(max_length=10, choices=Direction.choices)
    author_type = models.CharField(max_length=10, choices=Author.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    body = EncryptedTextField(blank=True, default="")
    num_media = models.PositiveSmallIntegerField(default=0)
    masked = models.BooleanField(default=False)
    # An answer to the person's own request about their data: it goes out also where nothing else
    # automated does. The database has the default too, for what inserts rows without the ORM.
    about_rights = models.BooleanField(default=False, db_default=False)
    # Inbound only: a turn, or staff, has dealt with it. A flag on each row, not a mark of how far we
    # have come, because two texts may commit in another order than they were numbered.
    handled = models.BooleanField(default=True)
    segments = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=12, choices=Status.choices)
    error_code = models.CharField(max_length=12, blank=True)
    external_id = models.CharField(max_length=64, null=True, blank=True)
    # A text that goes on what was said in a web chat: the company's number that it goes out from.
    route_id = models.UUIDField(null=True, blank=True)
    attempted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"],
                condition=Q(external_id__isnull=False),
                name="message_one_per_external_id",
            )
        ]
        indexes = [
            models.Index(fields=["conversation", "-id"], name="message_thread"),
            models.Index(fields=["conversation"], condition=Q(handled=False), name="message_unhandled"),
            models.Index(
                fields=["status", "created_at"],
                condition=Q(status__in=["queued", "sending", "accepted", "sent", "uncertain"]),
                name="message_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class DeliveryEvent(models.Model):
    """What the provider reported about a message, as it came, also out of order."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="delivery", db_index=False)
    status = models.CharField(max_length=12, choices=Message.Status.choices)
    error_code = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["message", "status", "error_code"], name="delivery_once")
        ]

    def __str__(self) -> str:
        return self.status


class Interpretation(models.Model):
    """How the AI read a turn and what it decided (interfaces.md "Interpretation").

    ``content`` holds what the text said (intent, slots, sources, tools with arguments and results,
    reason) and is encrypted; the columns are metadata without content.
    """

    class Decision(models.TextChoices):
        ANSWERED = "answered", _("Answered")
        ASKED = "asked", _("Asked back")
        HANDED_OVER = "handed_over", _("Handed over")
        ACTED = "acted", _("Acted")
        SILENT = "silent", _("Stayed silent")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="interpretations", db_index=False
    )
    message = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="interpretation"
    )
    content = EncryptedJSONField()
    decision = models.CharField(max_length=12, choices=Decision.choices)
    provider = models.CharField(max_length=20)
    host = models.CharField(max_length=120, blank=True)
    model = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=40, blank=True)
    retention_mode = models.CharField(max_length=40, blank=True)
    prompt_version = models.CharField(max_length=20)
    disclosed_fields = models.JSONField(default=list)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["conversation", "-id"], name="interpretation_thread")]

    def __str__(self) -> str:
        return self.decision


class ConversationEvent(models.Model):
    """A line between the messages: handed over, taken over, handed back, opted out, booked, closed."""

    class Kind(models.TextChoices):
        HANDED_OVER = "handed_over", _("The AI handed over")
        TAKEN_OVER = "taken_over", _("Taken over")
        HANDED_BACK = "handed_back", _("Handed back to the AI")
        OPTED_OUT = "opted_out", _("Opted out of texts")
        OPTED_IN = "opted_in", _("Opted in again")
        CLOSED = "closed", _("Closed")
        BOOKED = "booked", _("Booked")
        BOOKING_MOVED = "booking_moved", _("Booking moved")
        BOOKING_CANCELLED = "booking_cancelled", _("Booking cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reason = models.CharField(max_length=40, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["conversation", "-id"], name="event_thread")]

    def __str__(self) -> str:
        return self.kind


class Annotation(models.Model):
    """What a person says of a message that they dispute (GDPR art. 16); the message itself stays as it was."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="annotations")
    text = EncryptedTextField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.id)


class ProviderDeletion(models.Model):
    """A record of ours at the SMS provider that must go there too, with how far that has come.

    Written in the transaction that lets the message go here. ``origin_id`` is the erasure or the purge run.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waits")
        DONE = "done", _("Deleted")
        REDACTED = "redacted", _("Emptied")
        GONE = "gone", _("Was gone already")

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")
        CALL = "call", _("Call")
        RECORDING = "recording", _("Recording")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    route_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MESSAGE)
    external_id = models.CharField(max_length=64)
    origin_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    error_code = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "external_id"], name="provider_deletion_once")]
        indexes = [
            models.Index(fields=["origin_id", "id"], name="provider_deletion_origin"),
        ]

    def __str__(self) -> str:
        return self.state
