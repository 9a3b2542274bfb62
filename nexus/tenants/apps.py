from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "nexus.tenants"
    label = "tenants"

    def ready(self) -> None:
        from nexus.tenants import provisioning  # noqa: F401  registers its job
