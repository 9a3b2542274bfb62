"""Routes of the shell, on companies' hosts and on the public one."""

from django.urls import path

from nexus.portal import views

app_name = "portal"
urlpatterns = [
    path("language/", views.choose_language, name="language"),
    path("answers/<slug:language>/", views.answers, name="answers"),
]
