"""Calls and the overview: the log, the figures, and the rules."""

from django.urls import path

from conversations import calls_settings_views, calls_views

app_name = "calls"
urlpatterns = [
    path("calls/", calls_views.log, name="log"),
    path("calls/calls.csv", calls_views.log_csv, name="log_csv"),
    path("overview/", calls_views.overview, name="overview"),
    path("overview/overview.csv", calls_views.overview_csv, name="overview_csv"),
    path("overview/overview.zip", calls_views.overview_zip, name="overview_zip"),
    path("settings/calls/", calls_settings_views.settings, name="settings"),
    path("simulator/<str:phone>/ring/", calls_views.ring, name="ring"),
]
