"""What was done and read, by whom: append-only."""

from django.conf import settings
from django.db import models

from nexus.crypto.ids import uuid7


class Entry(models.Model):
    """One act or one read. ``subject_id`` is the object's id, never its content.

    ``contact_id`` is the customer whose data it was; no foreign key, for the entry outlives the customer.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    actor_kind = models.CharField(max_length=20)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    contact_id = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_subject"),
            models.Index(fields=["contact_id", "-at"], name="audit_contact"),
            models.Index(fields=["-at", "-id"], name="audit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type}"


class Instruction(models.Model):
    """The company's instruction to its processor: a setting that steers processing, from what to what.

    Append-only; each holds the hash of the one before it. Values are settings, never a customer's data.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    actor_kind = models.CharField(max_length=20)
    # As it was when the instruction was given: the account may go, and the hash covers this.
    actor_name = models.CharField(max_length=254, blank=True)
    setting = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.setting}"
