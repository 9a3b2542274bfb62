"""Cases about a person's rights (GDPR art. 12 and 15 to 22), with the clock that runs on them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models import Contact
from nexus.crypto.fields import EncryptedJSONField, EncryptedTextField
from nexus.crypto.ids import uuid7


class Case(models.Model):
    """One person's wish to exercise one right.

        received ──▶ verifying ──▶ waiting_for_company ──approve──▶ in_progress ──▶ done
            └── identity known ──────────┘    │  ├── extend ──▶ extended ──approve──▶ in_progress
                                              └── refuse ──▶ refused

    ``number`` counts up within the company and is what people say to each other. ``phone`` is the number
    that the wish is about; erasure empties it. ``due_at`` is the last moment to answer, counted by
    :mod:`gdpr.clock`. ``second_check`` names why staff must look too (a number silent for long, another
    name than the linked one); empty when a code is enough. ``changes`` are a rectification's new values.
    ``reminded`` lists the days before the end at which the company has been reminded.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Access")
        RECTIFICATION = "rectification", _("Rectification")
        ERASURE = "erasure", _("Erasure")
        RESTRICTION = "restriction", _("Restriction")
        PORTABILITY = "portability", _("Portability")
        OBJECTION = "objection", _("Objection")

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        VERIFYING = "verifying", _("Waiting for identity")
        IN_PROGRESS = "in_progress", _("Being carried out")
        WAITING = "waiting_for_company", _("Waiting for you")
        EXTENDED = "extended", _("Extended")
        REFUSED = "refused", _("Refused")
        DONE = "done", _("Done")

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        WEBCHAT = "webchat", _("Web chat")
        PORTAL = "portal", _("Staff")
        API = "api", _("API")

    class VerifiedBy(models.TextChoices):
        CODE = "code", _("Code to the number")
        CHAT = "chat", _("The chat's own secret")
        STAFF = "staff", _("Staff")

    class SecondCheck(models.TextChoices):
        SILENT = "silent", _("The number has been silent for over six months")
        NAME = "name", _("Another name than the one we know was given")

    class Refusal(models.TextChoices):
        """Grounds on which the law lets a controller refuse."""

        UNIDENTIFIED = "unidentified", _("The person could not be identified (art. 12(2), 12(6))")
        UNFOUNDED = "unfounded", _("Manifestly unfounded (art. 12(5))")
        EXCESSIVE = "excessive", _("Excessive, in particular repeated (art. 12(5))")
        OTHERS_RIGHTS = "others_rights", _("Would harm the rights of others (art. 15(4), 20(4))")
        LEGAL_OBLIGATION = "legal_obligation", _("The law requires that it is kept (art. 17(3)(b))")
        LEGAL_CLAIMS = "legal_claims", _("Needed for legal claims (art. 17(3)(e))")
        COMPELLING = "compelling", _("Compelling legitimate grounds (art. 21(1))")
        ACCURATE = "accurate", _("The data is accurate (art. 16)")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    state = models.CharField(max_length=20, choices=State.choices, default=State.RECEIVED)
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="rights_cases"
    )
    phone = EncryptedTextField(blank=True, default="")
    stated_name = EncryptedTextField(blank=True, default="")
    wish = EncryptedTextField(blank=True, default="")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    received_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    extended_at = models.DateTimeField(null=True, blank=True)
    extension_reason = EncryptedTextField(blank=True, default="")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.CharField(max_length=10, choices=VerifiedBy.choices, blank=True)
    verify_note = EncryptedTextField(blank=True, default="")
    second_check = models.CharField(max_length=10, choices=SecondCheck.choices, blank=True)
    second_checked_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    refusal_ground = models.CharField(max_length=20, choices=Refusal.choices, blank=True)
    refusal_note = EncryptedTextField(blank=True, default="")
    changes = EncryptedJSONField(null=True, blank=True)
    joined = models.PositiveIntegerField(default=0)
    reminded = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # A second wish of the same kind joins the open case, also when both come at once.
            models.UniqueConstraint(
                fields=["contact", "kind"],
                condition=Q(closed_at__isnull=True, contact__isnull=False),
                name="case_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="case_newest"),
            models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True), name="case_open_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class CaseEvent(models.Model):
    """What happened in a case, and by whom; append-only. ``details`` holds codes and counts only."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        JOINED = "joined", _("Asked for again")
        CODE_SENT = "code_sent", _("Code sent")
        CODE_FAILED = "code_failed", _("The code could not be sent")
        CODE_WRONG = "code_wrong", _("Wrong code")
        CODE_SPENT = "code_spent", _("Too many wrong codes")
        VERIFIED = "verified", _("Identity verified")
        SECOND_CHECK = "second_check", _("Checked a second time by staff")
        APPROVED = "approved", _("Approved")
        EXTENDED = "extended", _("Extended")
        REFUSED = "refused", _("Refused")
        STARTED = "started", _("Started")
        FAILED = "failed", _("A step failed and is tried again")
        PACKAGE_READY = "package_ready", _("Package ready")
        PACKAGE_FETCHED = "package_fetched", _("Package fetched")
        CHANGED = "changed", _("Data changed")
        RECIPIENT_TOLD = "recipient_told", _("Recipient told")
        REMINDED = "reminded", _("Reminder sent")
        OVERDUE = "overdue", _("The time to answer has passed")
        DONE = "done", _("Done")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    note = EncryptedTextField(blank=True, default="")
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="case_history")]

    def __str__(self) -> str:
        return self.kind


class IdentityCode(models.Model):
    """A one-time code to the number on file; only its keyed hash is kept.

    ``purpose`` is what it opens: the case's identity check, or the package behind its link. The code itself
    is made by the job that sends it, and stands in no row, log or page. ``covers`` are the numbers of the
    cases that its text names, which are those that it verifies.
    """

    class Purpose(models.TextChoices):
        VERIFY = "verify", _("Identity")
        PACKAGE = "package", _("Package")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    blind = models.BinaryField(max_length=32, null=True)
    covers = models.JSONField(default=list, db_default=[])
    tries_left = models.PositiveSmallIntegerField(default=5)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="code_newest")]

    def __str__(self) -> str:
        return self.purpose
