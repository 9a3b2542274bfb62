from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "nexus.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        import nexus.webhooks.events_out
        import nexus.webhooks.jobs  # noqa: F401  registers the job kind
