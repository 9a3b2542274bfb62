from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        from conversations import events_out, jobs, profile  # noqa: F401  register events, jobs and profile part
        from conversations.search import keeping  # noqa: F401  what is stored is found
