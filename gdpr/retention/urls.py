"""Portal pages, mounted below ``/rights/`` on companies' hosts."""

from django.urls import URLPattern, path

from gdpr.retention import hold_views, views

urlpatterns: list[URLPattern] = [
    path("retention/", views.retention, name="retention"),
    path("retention/progress/", views.progress, name="retention_progress"),
    path("retention/change/", views.change, name="retention_change"),
    path("retention/proposals/<uuid:policy_id>/", views.decide, name="retention_decide"),
    path("retention/holds/new/", hold_views.hold_new, name="hold_new"),
    path("retention/holds/<uuid:hold_id>/", hold_views.hold, name="hold"),
]
