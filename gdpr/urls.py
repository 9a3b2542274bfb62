"""The notice pages, on companies' hosts and on the public one."""

from django.urls import path

from gdpr import views

app_name = "gdpr"
urlpatterns = [
    path("integritet/", views.notice_page, {"language": "sv"}, name="notice_sv"),
    path("privacy/", views.notice_page, {"language": "en"}, name="notice_en"),
]
