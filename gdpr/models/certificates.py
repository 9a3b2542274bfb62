"""What proves that something was carried out: certificates in a chain, and digests of the read log."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nexus.crypto.ids import uuid7


class Certificate(models.Model):
    """A signed certificate; each holds the hash of the one before it. No personal data in ``content``."""

    class Kind(models.TextChoices):
        PURGE = "purge", _("Retention")
        ERASURE = "erasure", _("Erasure")
        RESTORED = "restored", _("Restored from a backup")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sequence = models.PositiveBigIntegerField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    content = models.JSONField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=100)

    class Meta:
        ordering = ["-sequence"]

    def __str__(self) -> str:
        return f"{self.kind} {self.sequence}"


class ReadDigest(models.Model):
    """A day of the access log: how many entries, their hash, signed.

    Each day stands alone, so that the log's own retention breaks no chain.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.DateField(unique=True)
    entries = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=100)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
