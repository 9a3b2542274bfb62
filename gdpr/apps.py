from django.apps import AppConfig


class GdprConfig(AppConfig):
    name = "gdpr"

    def ready(self) -> None:
        import gdpr.cases.channel
        import gdpr.erasure.cases
        import gdpr.events_out
        import gdpr.jobs  # noqa: F401  registers the job kinds
