"""A package as the answer to a request."""

from __future__ import annotations

from django.http import StreamingHttpResponse

from gdpr.access.services import package_stream
from gdpr.models import Package


def zip_response(package: Package) -> StreamingHttpResponse:
    """The zip, sent as it is opened. Its name says no more than the case's number."""
    response = StreamingHttpResponse(package_stream(package=package), content_type="application/zip")
    response["Content-Length"] = str(package.size)
    response["Content-Disposition"] = f'attachment; filename="registerutdrag-{package.case.number}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
