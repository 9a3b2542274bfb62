"""The pages about webhooks, below the settings."""

from django.urls import path

from nexus.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhooks, name="list"),
    path("new/", views.webhook_new, name="new"),
    path("<uuid:webhook_id>/", views.webhook, name="webhook"),
    path("<uuid:webhook_id>/<slug:act>/", views.webhook_act, name="act"),
    path("<uuid:webhook_id>/log/<uuid:delivery_id>/replay/", views.webhook_replay, name="replay"),
]
