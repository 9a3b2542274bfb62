from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from encrypted_model_fields.fields import EncryptedTextField as WrappedTextField

from nexus.crypto.ids import uuid7


class DataKey(models.Model):
    """One data key of one owner, wrapped under ``FIELD_ENCRYPTION_KEY``.

    ``wrapped`` holds base64 of exactly 32 bytes once unwrapped. The package's field answers with the
    ciphertext when the wrapping key is wrong; only :mod:`nexus.crypto.keys` reads it, and it checks.

    Lives in the shared schema alone, so that a dump of one company's schema carries no key.
    """

    class Purpose(models.TextChoices):
        FIELD = "field", _("Encrypted fields")
        INDEX = "index", _("Blind index")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.CharField(_("owner"), max_length=63)
    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose)
    number = models.PositiveIntegerField(_("number"))
    wrapped = WrappedTextField(_("wrapped key"), editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")
        ordering = ("owner", "purpose", "number")
        constraints = [
            models.UniqueConstraint(fields=("owner", "purpose", "number"), name="crypto_datakey_once"),
        ]

    def __str__(self) -> str:
        return f"{self.owner}/{self.purpose}/{self.number}"
