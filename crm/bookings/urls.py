"""Calendars, on companies' hosts."""

from django.urls import path

from crm.bookings import views

app_name = "bookings"
urlpatterns = [
    path("b/<slug:code>.ics", views.booking_ics, name="booking_ics"),
    path("calendar/<uuid:resource_id>/<slug:token>.ics", views.resource_feed, name="resource_feed"),
]
