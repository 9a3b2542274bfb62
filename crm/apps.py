from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "crm"

    def ready(self) -> None:
        from crm import events_out, jobs  # noqa: F401  register events and jobs
