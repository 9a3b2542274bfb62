from django.apps import AppConfig


class GdprConfig(AppConfig):
    name = "gdpr"

    def ready(self) -> None:
        import gdpr.cases.channel
        import gdpr.jobs  # noqa: F401  registers the job kinds
