"""Portal pages, mounted below ``/rights/`` on companies' hosts."""

from django.urls import URLPattern, path

from gdpr.erasure import approval_views, views

urlpatterns: list[URLPattern] = [
    path("cases/<uuid:case_id>/erasure/", views.erasure, name="erasure"),
    path("cases/<uuid:case_id>/erasure/approve/", approval_views.approve, name="erasure_approve"),
    path("cases/<uuid:case_id>/erasure/progress/", views.progress, name="erasure_progress"),
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/<uuid:certificate_id>/", views.certificate, name="certificate"),
    path(
        "certificates/<uuid:certificate_id>/certificate.pdf", views.certificate_print, name="certificate_pdf"
    ),
    path(
        "certificates/<uuid:certificate_id>/certificate.json", views.certificate_file, name="certificate_file"
    ),
]
