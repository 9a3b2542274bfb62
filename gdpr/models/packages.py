"""The access package as it waits to be fetched, and what a human decided about others in it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gdpr.models.cases import Case
from nexus.crypto.fields import EncryptedBytesField, EncryptedTextField
from nexus.crypto.ids import uuid7


class Package(models.Model):
    """A zip for one person. Its bytes are in ``PackageChunk``, encrypted, in the company's own schema, so
    that every web host finds them and they go with the company.

    ``link_blind`` is the keyed hash of the token in the person's link. After ``expires_at`` it is deleted.
    """

    class State(models.TextChoices):
        BUILDING = "building", _("Being built")
        READY = "ready", _("Ready")
        EXPIRED = "expired", _("Expired")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="packages")
    state = models.CharField(max_length=10, choices=State.choices, default=State.BUILDING)
    link_blind = models.BinaryField(max_length=32, null=True, unique=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="package_expiry")]

    def __str__(self) -> str:
        return self.state


class PackageChunk(models.Model):
    """A piece of a package, in order from 0."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    number = models.PositiveIntegerField()
    data = EncryptedBytesField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package", "number"], name="chunk_order")]

    def __str__(self) -> str:
        return str(self.number)


class Redaction(models.Model):
    """Somebody else's identifier in a person's messages: proposed for redaction, decided by a human.

    ``row_id`` is the row that holds it (``model`` names its kind), ``found`` the characters themselves.
    """

    class Decision(models.TextChoices):
        PROPOSED = "proposed", _("To be decided")
        REDACT = "redact", _("Hide")
        KEEP = "keep", _("Show")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="redactions")
    model = models.CharField(max_length=60)
    row_id = models.UUIDField()
    found = EncryptedTextField()
    kind = models.CharField(max_length=20)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.PROPOSED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="redaction_case")]

    def __str__(self) -> str:
        return self.decision
