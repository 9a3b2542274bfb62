from django.apps import AppConfig


class GdprConfig(AppConfig):
    name = "gdpr"

    def ready(self) -> None:
        import gdpr.jobs  # noqa: F401
