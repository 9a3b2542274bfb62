from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "crm.bookings"
    label = "bookings"

    def ready(self) -> None:
        from crm.bookings import profile  # noqa: F401  registers its part of a profile
