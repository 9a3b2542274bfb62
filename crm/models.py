"""The company's customers: who they are, how they are reached, and what they agreed to."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nexus.crypto.fields import EncryptedJSONField, EncryptedTextField
from nexus.crypto.ids import uuid7


class Contact(models.Model):
    """A customer of the company. Name and number are encrypted; look-up goes by blind index."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = EncryptedTextField(blank=True, default="")
    email = EncryptedTextField(blank=True, default="")
    language = models.CharField(max_length=5, blank=True)
    # Restricted (art. 18): stored only. Objected (art. 21): no automated answers, a human sees it.
    restricted = models.BooleanField(default=False)
    objected = models.BooleanField(default=False)
    # When and with which wording the person was last told that an AI answers (AI Act art. 50).
    ai_disclosed_at = models.DateTimeField(null=True, blank=True)
    ai_disclosure_text = EncryptedTextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    # Heard of again after a long silence: the number may have a new owner (see ``crm.recognition``).
    # Emptied when somebody has made sure who it is.
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="contact_newest"),
            models.Index(fields=["id"], condition=models.Q(restricted=True), name="contact_restricted"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Identifier(models.Model):
    """One way to reach or recognise a contact. ``blind`` is the keyed hash that finds it."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = EncryptedTextField()
    blind = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "blind"], name="identifier_unique")]

    def __str__(self) -> str:
        return str(self.id)


class CrmLink(models.Model):
    """The contact's entry in the company's own customer register."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="crm_links")
    system = models.CharField(max_length=40)
    external_id = EncryptedTextField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.id)


class OptOut(models.Model):
    """A number that wants no texts. A keyed hash only, so that it may outlive the contact."""

    blind = models.BinaryField(primary_key=True, max_length=32)
    source = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.source


class Consent(models.Model):
    """The ledger of opt-outs, opt-ins and disclosures; append-only."""

    class Kind(models.TextChoices):
        OPT_OUT = "opt_out", _("Opted out")
        OPT_IN = "opt_in", _("Opted in")
        AI_DISCLOSED = "ai_disclosed", _("Told that an AI answers")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["contact", "-at"], name="consent_newest")]

    def __str__(self) -> str:
        return self.kind


class MergeRecord(models.Model):
    """Another contact that turned out to be this one: what it was, what was moved, and whether it was undone.

    ``content``: ``fields`` of the contact ``other_id`` that went, ``taken`` (what this one got of them, before
    and after), ``moved`` (keys by ``app.Model.field``).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merges")
    other_id = models.UUIDField()
    content = EncryptedJSONField()
    reason = models.CharField(max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,
        related_name="+",
    )

    def __str__(self) -> str:
        return str(self.id)
