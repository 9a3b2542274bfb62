"""API keys: hashed, shown once."""

import hashlib
import secrets

from django.db import models
from django.utils import timezone

from nexus.crypto.ids import uuid7


class ApiKey(models.Model):
    """A key for the company's own systems. Only its SHA-256 is kept: the key has 256 random bits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @staticmethod
    def digest_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def issue(cls, *, name: str) -> tuple["ApiKey", str]:
        """A new key: its row, and the key itself, which is not to be had again."""
        key = f"nx_{secrets.token_urlsafe(32)}"
        return cls.objects.create(name=name, prefix=key[:9], digest=cls.digest_of(key)), key
