"""Calls: the facts that the provider reported, and the verdict derived from them.

Facts (:class:`CallEvent`) are written as they come, each once; what became of the call is reckoned from all
of them by ``conversations.channels.voice.outcomes``, so that their order does not matter.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.models import Contact
from nexus.crypto.fields import EncryptedTextField
from nexus.crypto.ids import uuid7


class Outcome(models.TextChoices):
    """What became of a call (interfaces.md "Values")."""

    ANSWERED = "answered", pgettext_lazy("call", "Answered")
    MISSED = "missed", pgettext_lazy("call", "Missed")
    BUSY = "busy", _("Busy")
    VOICEMAIL = "voicemail", _("Voicemail")
    FAILED = "failed", pgettext_lazy("call", "Failed")


class Call(models.Model):
    """A call to one of the company's numbers.

        (no outcome) ──facts──▶ answered | missed | busy | voicemail | failed
                                a later fact may correct it; a text goes out at most once

    ``contact`` is null for a caller who hides their number. ``settled_at`` is when the outcome was first
    known. ``text_id`` is the message that was sent because of the call (no foreign key: the text may go
    before the call), ``no_text`` the code of why there was none. ``wrote_at`` and ``booked_at`` are when the
    caller first wrote, or booked, after a call that nobody took; noted once ``followed_at`` has come.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="calls", db_index=False
    )
    route_id = models.UUIDField()
    external_id = models.CharField(max_length=64, unique=True)
    phone = EncryptedTextField(blank=True, default="")
    hidden = models.BooleanField(default=False)
    in_hours = models.BooleanField(default=True)
    started_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, null=True, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    ring_seconds = models.PositiveIntegerField(null=True, blank=True)
    texted_back_at = models.DateTimeField(null=True, blank=True)
    text_id = models.UUIDField(null=True, blank=True)
    no_text = models.CharField(max_length=20, blank=True)
    wrote_at = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="call_newest"),
            models.Index(fields=["outcome", "-started_at", "-id"], name="call_by_outcome"),
            models.Index(fields=["contact", "-id"], name="call_thread"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CallEvent(models.Model):
    """One thing that the provider told about a call. The same thing told twice is one row.

    ``kind`` says who told it: the call's arrival and what we did (``voice``), the end of the dial (``done``),
    the caller's side (``status``), the company's phone (``leg``), the question to press 1 (``screen``), the
    detection of machines (``amd``), or the provider's own list (``listed``).
    """

    class Kind(models.TextChoices):
        VOICE = "voice", _("Arrival")
        DONE = "done", _("End of the ringing")
        STATUS = "status", _("The caller's side")
        LEG = "leg", _("The company's phone")
        SCREEN = "screen", _("Press 1")
        AMD = "amd", _("Machine detection")
        LISTED = "listed", _("The provider's list")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="events", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=24)
    bridged = models.BooleanField(null=True, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "kind", "status"], name="call_event_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class CallCount(models.Model):
    """How many calls of an hour have gone by age, of one kind; nobody can be recognised in it.

    ``day`` and ``hour`` are those of the company's own clock. Raised in the transaction that deletes the
    calls, so that what is here and what is still there are together always the whole.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    texted = models.BooleanField()
    wrote = models.BooleanField()
    booked = models.BooleanField()
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["day", "hour"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "hour", "outcome", "texted", "wrote", "booked"], name="call_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.hour:02d} {self.outcome}: {self.count}"


def every_unanswered() -> list[str]:
    """The outcomes that are texted back unless the company says otherwise."""
    return [Outcome.MISSED, Outcome.BUSY, Outcome.VOICEMAIL, Outcome.FAILED]


class CallSettings(models.Model):
    """What the company wants done with its calls; one row, made when it is first saved.

    ``text_open`` and ``text_closed`` are the outcomes that are texted back, by whether the company was open.
    ``countries`` are ISO 3166 codes beside Sweden whose mobiles may be texted. The wordings are empty for
    ours; ``{company}`` in them is the company's name.
    """

    class Rings(models.TextChoices):
        ALWAYS = "always", _("Around the clock")
        OPEN = "open", _("When we are open")

    class Screening(models.TextChoices):
        NONE = "none", _("No check")
        PRESS_1 = "press_1", _("Whoever answers presses 1")
        AMD = "amd", _("The provider listens for a machine")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    only = models.BooleanField(default=True, unique=True, editable=False)
    rings = models.CharField(max_length=10, choices=Rings.choices, default=Rings.OPEN)
    ring_seconds = models.PositiveSmallIntegerField(
        default=20, validators=[MinValueValidator(5), MaxValueValidator(60)]
    )
    screening = models.CharField(max_length=10, choices=Screening.choices, default=Screening.PRESS_1)
    text_open = models.JSONField(default=every_unanswered, blank=True)
    text_closed = models.JSONField(default=every_unanswered, blank=True)
    window_hours = models.PositiveSmallIntegerField(
        default=12, validators=[MinValueValidator(1), MaxValueValidator(168)]
    )
    countries = models.JSONField(default=list, blank=True)
    hourly_budget = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    wording_sv = models.CharField(max_length=300, blank=True)
    wording_en = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.rings
