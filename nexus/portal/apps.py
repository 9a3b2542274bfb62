from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "nexus.portal"
    label = "portal"
