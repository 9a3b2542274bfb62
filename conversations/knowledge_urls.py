"""The knowledge pages."""

from django.urls import path

from conversations import knowledge_views as views
from conversations import playground_views, reviews_views

app_name = "knowledge"
urlpatterns = [
    path("", views.articles, name="list"),
    path("rows/", views.rows, name="rows"),
    path("new/", views.article_new, name="new"),
    path("preview/", views.preview, name="preview"),
    path("import/", views.import_document, name="import"),
    path("import/save/", views.import_save, name="import_save"),
    path("playground/", playground_views.playground, name="playground"),
    path("reviews/", reviews_views.reviews, name="reviews"),
    path("reviews/export/", reviews_views.export, name="reviews_export"),
    path("reviews/<uuid:review_id>/", reviews_views.review, name="review"),
    path("reviews/<uuid:review_id>/rerun/", reviews_views.rerun, name="review_rerun"),
    path("reviews/<uuid:review_id>/delete/", reviews_views.delete, name="review_delete"),
    path("<uuid:article_id>/", views.article, name="article"),
    path("<uuid:article_id>/delete/", views.delete, name="delete"),
]
