"""REST: certificates of erasures and of retention."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gdpr.certificates import certificate_document
from gdpr.models import Certificate
from nexus.api.schema import problems
from nexus.api.views import ResourceView

CERTIFICATE = inline_serializer(
    "Certificate",
    {
        "format": serializers.CharField(),
        "sequence": serializers.IntegerField(),
        "kind": serializers.ChoiceField(choices=Certificate.Kind.choices),
        "at": serializers.DateTimeField(),
        "content": serializers.DictField(),
        "previous": serializers.CharField(),
        "digest": serializers.CharField(),
        "signature": serializers.CharField(),
        "public_key": serializers.CharField(),
    },
)


@extend_schema(tags=["rights"])
class CertificateDetail(ResourceView):
    """A signed certificate: counts and times, nobody's data."""

    @extend_schema(responses={200: CERTIFICATE, **problems(404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = get_object_or_404(Certificate, pk=kwargs["pk"])
        return Response(certificate_document(found))


api_routes: tuple[tuple[str, type[APIView], str], ...] = (
    ("certificates/<uuid:pk>", CertificateDetail, "certificate"),
)
