"""Django's default connection with the type that it really has: django-tenants' wrapper."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import connection as _connection
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:

    class TenantConnection(BaseDatabaseWrapper):
        """What django-tenants adds to a connection."""

        schema_name: str

        def set_tenant(self, tenant: object, include_public: bool = True) -> None: ...
        def set_schema_to_public(self) -> None: ...


connection = cast("TenantConnection", _connection)
