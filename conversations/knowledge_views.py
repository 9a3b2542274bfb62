"""The knowledge pages: the list of articles, the editor, and the import. Thin."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.knowledge.documents import Unreadable
from conversations.knowledge.imports import articles_proposed, document_read
from conversations.knowledge.rendering import article_html
from conversations.knowledge.services import (
    LONGEST_BODY,
    ArticleFields,
    TitleTaken,
    article_create,
    article_delete,
    article_update,
    articles_create,
    titles_taken,
)
from conversations.knowledge_forms import ArticleForm, ImportForm, ProposalForms, kept
from conversations.knowledge_pages import (
    PROBLEMS,
    ArticleQuery,
    article_or_404,
    list_context,
    rows_context,
    validity,
)
from conversations.models import Article
from nexus.accounts.access import ANSWERING, portal_view, staff_user

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@portal_view(*ANSWERING)
def articles(request: HttpRequest) -> HttpResponse:
    """The list, with no article open."""
    return render(request, "conversations/knowledge.html", list_context(request))


@require_safe
@portal_view(*ANSWERING)
def rows(request: HttpRequest) -> HttpResponse:
    """The rows alone: what a search finds, or the page after a cursor."""
    if not request.headers.get("HX-Request"):
        return redirect(ArticleQuery.of(request).url("list"))
    return render(request, "conversations/_knowledge_rows.html", rows_context(request))


@GET_OR_POST
@portal_view(*ANSWERING)
def article_new(request: HttpRequest) -> HttpResponse:
    """Write a new article."""
    form = ArticleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            article = article_create(fields=form.fields_for_article(), actor_id=staff_user(request).pk)
        except TitleTaken:
            form.add_error("title", _taken())
        else:
            messages.success(request, _("The article is saved."))
            return redirect(ArticleQuery.of(request).url("article", article.pk))
    return _editor(request, form)


@GET_OR_POST
@portal_view(*ANSWERING)
def article(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """An article in the editor."""
    found = article_or_404(article_id)
    form = ArticleForm(request.POST) if request.method == "POST" else ArticleForm.of(found)
    if request.method == "POST" and form.is_valid():
        try:
            article_update(
                article_id=found.pk, fields=form.fields_for_article(), actor_id=staff_user(request).pk
            )
        except TitleTaken:
            form.add_error("title", _taken())
        except Article.DoesNotExist as error:
            raise Http404 from error
        else:
            messages.success(request, _("Saved."))
            return redirect(ArticleQuery.of(request).url("article", found.pk))
    return _editor(request, form, found)


@GET_OR_POST
@portal_view(*ANSWERING)
def delete(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """Ask, and on POST delete."""
    found = article_or_404(article_id)
    if request.method == "POST":
        try:
            article_delete(article_id=found.pk, actor_id=staff_user(request).pk)
        except Article.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, _("The article is deleted."))
        return redirect(ArticleQuery.of(request).url("list"))
    context = {**list_context(request), "article": found}
    return render(request, "conversations/knowledge_delete.html", context)


@require_POST
@portal_view(*ANSWERING)
def preview(request: HttpRequest) -> HttpResponse:
    """What is being written, as it will look."""
    html = article_html(request.POST.get("body", "")[:LONGEST_BODY])
    return render(request, "conversations/_knowledge_preview.html", {"preview": html})


@GET_OR_POST
@portal_view(*ANSWERING)
def import_document(request: HttpRequest) -> HttpResponse:
    """Read a document or a pasted text, and show the articles that it falls into. Nothing is stored."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            text = document_read(data["document"].read()) if data["document"] else data["text"]
            proposed = articles_proposed(text)
        except Unreadable as error:
            form.add_error("document" if data["document"] else "text", PROBLEMS[error.code])
        else:
            taken = titles_taken([one.title for one in proposed], data["language"])
            initial = [
                {"keep": one.title not in taken, "title": one.title, "body": one.body} for one in proposed
            ]
            return _proposals(request, ProposalForms(initial=initial, prefix="part"), data["language"], taken)
    context = {**list_context(request), "form": form}
    status = 422 if form.errors else 200
    return render(request, "conversations/knowledge_import.html", context, status=status)


@require_POST
@portal_view(*ANSWERING)
def import_save(request: HttpRequest) -> HttpResponse:
    """Save the proposed articles that are ticked: all of them, or none."""
    forms = ProposalForms(request.POST, prefix="part")
    language = request.POST.get("language", "")
    if language not in Article.Language.values or not forms.management_form.is_valid():
        return redirect("knowledge:import")
    if forms.is_valid():
        several = [
            ArticleFields(
                title=form.cleaned_data["title"],
                body=form.cleaned_data["body"].replace("\r\n", "\n"),
                language=language,
            )
            for form in kept(forms)
        ]
        try:
            saved = articles_create(several=several, actor_id=staff_user(request).pk)
        except TitleTaken as error:
            for form in kept(forms):
                if form.cleaned_data["title"] == error.title:
                    form.add_error("title", _taken())
        else:
            if saved:
                text = ngettext("%(n)d article is saved.", "%(n)d articles are saved.", len(saved))
                messages.success(request, text % {"n": len(saved)})
            return redirect("knowledge:list")
    return _proposals(request, forms, language, status=422)


def _editor(request: HttpRequest, form: ArticleForm, found: Article | None = None) -> HttpResponse:
    mark, mark_text = validity(found, timezone.localdate()) if found else ("", "")
    context = {
        **list_context(request),
        "form": form,
        "article": found,
        "mark": mark,
        "mark_text": mark_text,
        "preview": article_html(str(form["body"].value() or "")[:LONGEST_BODY]),
        "new": found is None,
    }
    status = 422 if form.errors else 200
    return render(request, "conversations/knowledge_article.html", context, status=status)


def _proposals(
    request: HttpRequest, forms: Any, language: str, taken: set[str] | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        **list_context(request),
        "forms": forms,
        "language": language,
        "language_name": dict(Article.Language.choices)[Article.Language(language)],
        "taken": taken or set(),
    }
    return render(request, "conversations/knowledge_proposals.html", context, status=status)


def _taken() -> str:
    return _("There is already an article with this title in this language.")
