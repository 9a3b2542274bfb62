"""Portal pages, mounted below ``/rights/`` on companies' hosts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
