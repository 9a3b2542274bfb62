"""The API's own description: OpenAPI 3.1 at ``schema/``, and its page at ``docs/``.

Both are the same for every company and hold no data, so they need no key. The description is written in
English alone, like the names that it describes.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from nexus.api.authentication import SCHEME
from nexus.api.problems import CONTENT_TYPE


class ProblemErrorSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField()
    pointer = serializers.CharField(required=False, help_text="JSON Pointer into the request's body.")
    parameter = serializers.CharField(required=False, help_text="Name of the query parameter.")


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]  # a field, no attribute


def problems(*statuses: int) -> dict[Any, OpenApiResponse]:
    """Responses for ``extend_schema``: these problems, and those that any resource may answer."""
    return {
        (str(status), CONTENT_TYPE): OpenApiResponse(ProblemSerializer, description=HTTPStatus(status).phrase)
        for status in sorted({401, 405, 406, 500, 503, *statuses})
    }


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped metaclass hook
    """How the description shows our authentication."""

    target_class = "nexus.api.authentication.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": f"The word {SCHEME}, a space, and the key.",
        }


@cache
def _document() -> dict[str, Any]:
    with translation.override("en"):
        generator: Any = SchemaGenerator  # untyped
        document: dict[str, Any] = generator(urlconf=settings.ROOT_URLCONF).get_schema(public=True)
    return document


class SchemaView(APIView):
    """OpenAPI 3.1, as JSON, or as YAML when the client asks for ``application/yaml``."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = (
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer2,
        OpenApiYamlRenderer,
    )

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(_document())


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The page that shows the description: Swagger UI from our own static files, under the strict CSP."""
    return render(request, "api/docs.html")
