"""The company's customers: who they are, how they are reached, and what they agreed to."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.imports.models import ImportChange, ImportChunk, ImportIssue, Register, RegisterImport
from nexus.crypto.fields import EncryptedJSONField, EncryptedTextField
from nexus.crypto.ids import uuid7
from nexus.crypto.index import blind_index
from nexus.crypto.terms import NameTermsField, with_terms

__all__ = [
    "Consent",
    "Contact",
    "CrmLink",
    "Identifier",
    "ImportChange",
    "ImportChunk",
    "ImportIssue",
    "MergeRecord",
    "OptOut",
    "Register",
    "RegisterImport",
    "external_blind",
]


def external_blind(external_id: str) -> bytes:
    """What finds a customer number in a register: case and spaces aside."""
    return blind_index("".join(external_id.split()).casefold(), label="crm.external")


class Contact(models.Model):
    """A customer of the company. Name and number are encrypted; look-up goes by blind index."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = EncryptedTextField(blank=True, default="")
    # What the name is found by. NULL where it has not been made yet: the job "search_index" does.
    name_terms = NameTermsField(of="name")
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
            GinIndex(fields=["name_terms"], name="contact_names"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Store; a changed name is found by its new terms from then on."""
        super().save(*args, update_fields=with_terms(self, update_fields), **kwargs)


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
    """The contact's entry in the company's own customer register.

    ``external_blind`` finds it by its number there. ``fields`` holds what the company has chosen to link, by label.
    ``gave_name``: the contact's name came from here, and follows it for as long as the two are the same.
    """

    class Source(models.TextChoices):
        IMPORT = "import", _("Import")
        REST = "rest", _("The company's own system")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="crm_links")
    system = models.CharField(max_length=40)
    external_id = EncryptedTextField()
    external_blind = models.BinaryField(max_length=32, null=True)
    name = EncryptedTextField(null=True, blank=True)
    email = EncryptedTextField(null=True, blank=True)
    fields = EncryptedJSONField(null=True, blank=True)
    gave_name = models.BooleanField(default=False)
    source = models.CharField(max_length=10, choices=Source.choices, blank=True)
    imported = models.ForeignKey(
        "crm.RegisterImport",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "external_blind"], name="crm_link_external_unique")
        ]

    def __str__(self) -> str:
        return str(self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Also what finds it again."""
        if self.external_blind is None:
            self.external_blind = external_blind(self.external_id)
        super().save(*args, **kwargs)


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
