"""Portal pages, mounted below ``/rights/`` on companies' hosts."""

from django.urls import URLPattern, path

from gdpr.registers import breach_views, views

urlpatterns: list[URLPattern] = [
    path("registers/", views.index, name="registers"),
    path("registers/subprocessors/", views.subprocessors_page, name="register_subprocessors"),
    path("registers/subprocessors.csv", views.subprocessors_csv, name="register_subprocessors_csv"),
    path(
        "registers/subprocessors/<uuid:subprocessor_id>/objection/",
        views.subprocessor_objection,
        name="register_objection",
    ),
    path("registers/record/", views.record_page, name="register_record"),
    path("registers/record.json", views.record_json, name="register_record_json"),
    path("registers/record.md", views.record_markdown_file, name="register_record_md"),
    path("registers/record.pdf", views.record_print, name="register_record_pdf"),
    path("registers/datamap.json", views.datamap_json, name="register_datamap_json"),
    path("registers/datamap.md", views.datamap_markdown_file, name="register_datamap_md"),
    path("registers/reads/", views.reads_page, name="register_reads"),
    path("registers/reads/find/", views.reads_find, name="register_reads_find"),
    path("registers/reads.csv", views.reads_csv, name="register_reads_csv"),
    path("registers/reads/days/", views.days_page, name="register_days"),
    path("registers/reads/days.json", views.days_json, name="register_days_json"),
    path("registers/instructions/", views.instructions_page, name="register_instructions"),
    path("registers/instructions.csv", views.instructions_csv, name="register_instructions_csv"),
    path("registers/instructions.json", views.instructions_json, name="register_instructions_json"),
    path("registers/instructions.pdf", views.instructions_print, name="register_instructions_pdf"),
    path("registers/breach/", breach_views.page, name="register_breach"),
    path("registers/breach.csv", breach_views.download, name="register_breach_csv"),
]
