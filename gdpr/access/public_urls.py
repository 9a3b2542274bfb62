"""The link that a person gets, on companies' hosts below ``/u/``."""

from django.urls import path

from gdpr.access import public_views

app_name = "package"
urlpatterns = [
    path("<slug:token>/", public_views.package, name="package"),
    path("<slug:token>/code/", public_views.send_code, name="code"),
]
