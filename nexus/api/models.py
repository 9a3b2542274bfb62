"""API keys: hashed, shown once."""

import hashlib
import secrets

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone

from nexus.audit.instructions import instruction_append
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
    def issue(cls, *, name: str, actor: AbstractBaseUser | None = None) -> tuple["ApiKey", str]:
        """A new key: its row, and the key itself, which is not to be had again."""
        key = f"nx_{secrets.token_urlsafe(32)}"
        with transaction.atomic():
            row = cls.objects.create(name=name, prefix=key[:9], digest=cls.digest_of(key))
            row._instruct(before=None, after="issued", actor=actor)
        return row, key

    def revoke(self, *, actor: AbstractBaseUser | None = None) -> None:
        """Refuse the key from now on. Done twice, it is as once."""
        with transaction.atomic():
            if ApiKey.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()):
                self._instruct(before="issued", after="revoked", actor=actor)
        self.refresh_from_db(fields=["revoked_at"])

    def _instruct(self, *, before: str | None, after: str, actor: AbstractBaseUser | None) -> None:
        """Who else may fetch the customers' data is the company's instruction to us."""
        instruction_append(
            setting=f"api_key.{self.prefix}",
            before=before,
            after=after,
            actor=actor,
            actor_kind="staff" if actor is not None else "ops",
        )
