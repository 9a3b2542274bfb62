from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    name = "nexus.tenants"
    label = "tenants"
    verbose_name = _("Companies")

    def ready(self) -> None:
        from nexus.tenants import provisioning  # noqa: F401  registers its job
