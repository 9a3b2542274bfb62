"""Settings: services, resources and hours; on companies' hosts."""

from django.urls import path

from crm.bookings import setup_views as views

app_name = "setup"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("services/", views.services, name="services"),
    path("services/new/", views.service_new, name="service_new"),
    path("services/<uuid:service_id>/", views.service, name="service"),
    path("resources/", views.resources, name="resources"),
    path("resources/new/", views.resource_new, name="resource_new"),
    path("resources/<uuid:resource_id>/", views.resource, name="resource"),
    path("resources/<uuid:resource_id>/days/", views.resource_days, name="resource_days"),
    path(
        "resources/<uuid:resource_id>/days/<uuid:exception_id>/remove/",
        views.resource_day_remove,
        name="resource_day_remove",
    ),
    path("resources/<uuid:resource_id>/feed/", views.resource_feed, name="resource_feed"),
    path("hours/", views.hours, name="hours"),
    path("hours/week/", views.hours_week, name="hours_week"),
    path("hours/days/", views.hours_days, name="hours_days"),
    path("hours/days/<uuid:exception_id>/remove/", views.hours_day_remove, name="hours_day_remove"),
]
