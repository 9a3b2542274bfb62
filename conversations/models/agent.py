"""How the company wants its agent to be, and what staff say about its answers."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models.threads import Conversation, Message
from nexus.crypto.fields import EncryptedJSONField, EncryptedTextField
from nexus.crypto.ids import uuid7


class AgentSettings(models.Model):
    """The company's wishes for the agent; one row, made when it is first saved.

    ``excluded_topics`` are words or short phrases that the agent leaves to staff. ``fallback`` is what
    happens when the AI provider cannot be reached. The wordings of the disclosure and of emergencies
    stand on the company.
    """

    class Tone(models.TextChoices):
        FRIENDLY = "friendly", _("Friendly")
        NEUTRAL = "neutral", _("Neutral")
        BRIEF = "brief", _("Brief")

    class Answers(models.TextChoices):
        ALWAYS = "always", _("Around the clock")
        OPEN = "open", _("When we are open")
        CLOSED = "closed", _("When we are closed")
        NEVER = "never", _("Never")

    class Fallback(models.TextChoices):
        HOLDING = "holding", _("A short text, and staff answer")
        RULES = "rules", _("The built-in agent answers what it is sure of")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    only = models.BooleanField(default=True, unique=True, editable=False)
    tone = models.CharField(max_length=10, choices=Tone.choices, default=Tone.FRIENDLY)
    answers = models.CharField(max_length=10, choices=Answers.choices, default=Answers.ALWAYS)
    away_text = models.CharField(max_length=300, blank=True)
    excluded_topics = models.JSONField(default=list, blank=True)
    fallback = models.CharField(max_length=10, choices=Fallback.choices, default=Fallback.HOLDING)
    reminders = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.tone


class AnswerReview(models.Model):
    """Staff say that an answer of the AI was wrong, and why: a case for the evaluation set.

    ``messages`` are the customer's texts up to the answer, as they stood. It goes when the
    conversation goes.
    """

    class Reason(models.TextChoices):
        WRONG_FACT = "wrong_fact", _("Wrong fact")
        WRONG_TIME = "wrong_time", _("Wrong time")
        MISUNDERSTOOD = "misunderstood", _("Misunderstood the customer")
        SHOULD_HAND_OVER = "should_hand_over", _("Should have handed over")
        SHOULD_ANSWER = "should_answer", _("Should have answered itself")
        TONE = "tone", _("Wrong tone")
        OTHER = "other", _("Something else")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="reviews")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="review")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    comment = EncryptedTextField(blank=True, default="")
    messages = EncryptedJSONField()
    intent = models.CharField(max_length=30, blank=True)
    expected_intent = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="review_newest")]

    def __str__(self) -> str:
        return self.reason
