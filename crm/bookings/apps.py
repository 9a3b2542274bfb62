from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "crm.bookings"
    label = "bookings"

    def ready(self) -> None:
        from crm.bookings import events_out, profile  # noqa: F401  register events and the part of a profile
