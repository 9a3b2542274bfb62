from __future__ import annotations

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "nexus.privacy"
    label = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        from nexus.privacy import thirdparty  # noqa: F401  classifies what is not ours
        from nexus.privacy.checks import check_inventory

        autodiscover_modules("privacy")
        checks.register(check_inventory)
