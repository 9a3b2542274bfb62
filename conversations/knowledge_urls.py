"""The knowledge pages."""

from django.urls import path

from conversations import knowledge_views as views

app_name = "knowledge"
urlpatterns = [
    path("", views.articles, name="list"),
    path("rows/", views.rows, name="rows"),
    path("new/", views.article_new, name="new"),
    path("preview/", views.preview, name="preview"),
    path("import/", views.import_document, name="import"),
    path("import/save/", views.import_save, name="import_save"),
    path("<uuid:article_id>/", views.article, name="article"),
    path("<uuid:article_id>/delete/", views.delete, name="delete"),
]
