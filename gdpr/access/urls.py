"""Portal pages, mounted below ``/rights/`` on companies' hosts."""

from django.urls import URLPattern, path

from gdpr.access import views

urlpatterns: list[URLPattern] = [
    path("cases/<uuid:case_id>/redactions/", views.redactions, name="redactions"),
    path("packages/<uuid:package_id>/", views.download, name="package"),
]
