from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _platform_keys_create(**_kwargs: Any) -> None:
    """The platform's own keys exist as soon as the table does; a company's are made with its schema."""
    from nexus.crypto.keys import PLATFORM, current_owner, keys_create
    from nexus.crypto.models import DataKey

    if current_owner() != PLATFORM:
        return
    if DataKey._meta.db_table in connection.introspection.table_names():
        keys_create(owner=PLATFORM)


class CryptoConfig(AppConfig):
    name = "nexus.crypto"
    label = "crypto"
    verbose_name = _("Keys")

    def ready(self) -> None:
        post_migrate.connect(_platform_keys_create, sender=self, dispatch_uid="crypto_platform_keys")
