"""The shell around every resource: what all API views share, the index, and unknown addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from nexus.api.problems import PayloadTooLarge, problem

# The longest text a client may send is 1,600 characters; JSON escapes make that 20 kB at the very most.
LARGEST_BODY = 64 * 1024


class JsonBody(JSONParser):
    """JSON; what nests deeper than Python's stack is as malformed as a missing brace."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as error:
            raise ParseError from error


class ResourceView(APIView):
    """Base of every resource. A body is refused by its declared size, before it is read."""

    parser_classes = (JsonBody,)
    largest_body = LARGEST_BODY

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > self.largest_body:
            raise PayloadTooLarge

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        # The key decides what is answered; the language is said by Django's own middleware.
        patch_vary_headers(response, ("Authorization",))
        return response


class IndexView(ResourceView):
    """Where things are."""

    resources: tuple[str, ...] = ()

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        names = (*self.resources, "schema", "docs")
        return Response({name: request.build_absolute_uri(reverse(f"api:{name}")) for name in names})


@csrf_exempt
def unknown_address(request: HttpRequest, path: str = "") -> HttpResponse:
    """Any address below the API that names no resource, with or without a key: 404 as a problem."""
    return problem(404)
