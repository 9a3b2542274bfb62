"""REST: the company's knowledge articles."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from conversations.knowledge.selectors import LONGEST_QUERY, articles_saying
from conversations.knowledge.services import (
    LONGEST_BODY,
    LONGEST_TITLE,
    ArticleFields,
    BadPeriod,
    TitleTaken,
    article_create,
    article_delete,
    article_update,
)
from conversations.models import Article
from nexus.api.problems import BadParameter, Conflict
from nexus.api.schema import problems
from nexus.api.views import ResourceView

#: The longest article with every letter written as a JSON escape, and the rest around it.
LARGEST_BODY = 12 * LONGEST_BODY + 8 * 1024


class ArticleSerializer(serializers.ModelSerializer[Article]):
    """An article in Markdown. It is used from ``valid_from`` up to and including ``valid_until``."""

    title = serializers.CharField(max_length=LONGEST_TITLE)
    body = serializers.CharField(max_length=LONGEST_BODY)

    class Meta:
        model = Article
        fields = ("id", "title", "body", "language", "valid_from", "valid_until", "created_at", "updated_at")
        read_only_fields = ("id", "created_at", "updated_at")
        # Whether a title is free is decided when the article is saved: 409, not 400.
        validators: list[Any] = []


def refused(error: TitleTaken | BadPeriod) -> APIException:
    """What the service refused, as the problem that the client sees."""
    if isinstance(error, TitleTaken):
        return Conflict("title-taken", _("There is already an article with this title in this language."))
    return ValidationError({"valid_until": [_("The last day is before the first.")]})


def whole(data: dict[str, Any]) -> ArticleFields:
    """All fields of an article; what was not sent is as in a new one."""
    empty = {"language": Article.Language.SV, "valid_from": None, "valid_until": None}
    return cast(ArticleFields, {**empty, **data})


@extend_schema(tags=["knowledge"])
class ArticleList(ResourceView, generics.ListAPIView[Article]):
    """Articles, newest first, and a place to write one."""

    serializer_class = ArticleSerializer
    page_keys = ("id",)
    largest_body = LARGEST_BODY

    def get_queryset(self) -> QuerySet[Article]:
        query = self.request.query_params.get("q", "").replace("\x00", "").strip()
        if len(query) > LONGEST_QUERY:
            raise BadParameter("q", _("Search for at most 100 characters."))
        found = articles_saying(query)
        if (language := self.request.query_params.get("language")) is not None:
            if language not in Article.Language.values:
                raise BadParameter("language", _("There is no such language."))
            found = found.filter(language=language)
        return found

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Words, or part of the title or the text."),
            OpenApiParameter("language", str, enum=Article.Language.values),
        ],
        responses={200: ArticleSerializer(many=True), **problems(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=ArticleSerializer, responses={201: ArticleSerializer, **problems(400, 409, 413, 415)}
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write an article; the agent uses it from now on, or from ``valid_from``."""
        sent = ArticleSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            article = article_create(fields=whole(sent.validated_data), actor_id=None, actor_kind="api")
        except (TitleTaken, BadPeriod) as error:
            raise refused(error) from error
        place = request.build_absolute_uri(reverse("api:article", args=[article.pk]))
        return Response(ArticleSerializer(article).data, status=201, headers={"Location": place})


@extend_schema(tags=["knowledge"])
class ArticleDetail(ResourceView, generics.RetrieveAPIView[Article]):
    """One article."""

    serializer_class = ArticleSerializer
    largest_body = LARGEST_BODY

    def get_queryset(self) -> QuerySet[Article]:
        return Article.objects.defer("search")

    @extend_schema(responses={200: ArticleSerializer, **problems(404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=ArticleSerializer, responses={200: ArticleSerializer, **problems(400, 404, 409, 413, 415)}
    )
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write it anew; what is not sent is as in a new article."""
        return self._write(request, partial=False)

    @extend_schema(
        request=ArticleSerializer(partial=True),
        responses={200: ArticleSerializer, **problems(400, 404, 409, 413, 415)},
    )
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is sent."""
        return self._write(request, partial=True)

    @extend_schema(responses={204: None, **problems(404)})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete it; the agent uses it no more."""
        try:
            article_delete(article_id=self.kwargs["pk"], actor_id=None, actor_kind="api")
        except Article.DoesNotExist as error:
            raise Http404 from error
        return Response(status=204)

    def _write(self, request: Request, *, partial: bool) -> Response:
        self.get_object()  # 404 before 400: what is there is not told by how a body is read
        sent = ArticleSerializer(data=request.data, partial=partial)
        sent.is_valid(raise_exception=True)
        fields = cast(ArticleFields, dict(sent.validated_data)) if partial else whole(sent.validated_data)
        try:
            article = article_update(
                article_id=self.kwargs["pk"], fields=fields, actor_id=None, actor_kind="api"
            )
        except Article.DoesNotExist as error:
            raise Http404 from error
        except (TitleTaken, BadPeriod) as error:
            raise refused(error) from error
        return Response(ArticleSerializer(article).data)


api_routes = (
    ("knowledge", ArticleList, "knowledge"),
    ("knowledge/<uuid:pk>", ArticleDetail, "article"),
)
