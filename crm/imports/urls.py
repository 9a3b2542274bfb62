"""Settings: the customer register and its imports; on companies' hosts."""

from django.urls import path

from crm.imports import views

app_name = "register"
urlpatterns = [
    path("", views.register, name="list"),
    path("upload/", views.upload, name="upload"),
    path("<uuid:import_id>/", views.import_page, name="import"),
    path("<uuid:import_id>/layout/", views.layout, name="layout"),
    path("<uuid:import_id>/carry-out/", views.carry_out, name="carry_out"),
    path("<uuid:import_id>/drop/", views.drop, name="drop"),
    path("<uuid:import_id>/undo/", views.undo, name="undo"),
    path("<uuid:import_id>/progress/", views.progress, name="progress"),
    path("<uuid:import_id>/report.csv", views.report, name="report"),
]
