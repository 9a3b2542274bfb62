"""REST: what the company sells, and whom or what a booking takes up."""

from __future__ import annotations

from typing import Any

from django.db.models import ProtectedError, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from crm.bookings.api_parameters import ACTIVE, active_parameter
from crm.bookings.api_serializers import ResourceSerializer, ServiceSerializer
from crm.bookings.models import Resource, Service
from nexus.api.problems import BadParameter
from nexus.api.schema import problems
from nexus.api.views import ResourceView

LONGEST_QUERY = 100


@extend_schema(tags=["services"])
class ServiceList(ResourceView, generics.ListAPIView[Service]):
    """What the company sells, newest first."""

    serializer_class = ServiceSerializer

    def get_queryset(self) -> QuerySet[Service]:
        found = Service.objects.filter(**active_parameter(self.request)).prefetch_related("resources")
        query = self.request.query_params.get("q", "").strip()
        if len(query) > LONGEST_QUERY or "\0" in query:
            raise BadParameter("q", _("Search for at most 100 characters."))
        if query:
            found = found.filter(
                Q(key__icontains=query) | Q(name_sv__icontains=query) | Q(name_en__icontains=query)
            )
        return found

    @extend_schema(
        parameters=[ACTIVE, OpenApiParameter("q", str, description="Part of its key or a name.")],
        responses={200: ServiceSerializer(many=True), **problems(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=ServiceSerializer, responses={201: ServiceSerializer, **problems(400, 413, 415)})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a service."""
        new = ServiceSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        service = new.save()
        place = request.build_absolute_uri(reverse("api:service", args=[service.pk]))
        return Response(ServiceSerializer(service).data, status=201, headers={"Location": place})


@extend_schema(tags=["services"])
class ServiceDetail(ResourceView, generics.RetrieveAPIView[Service]):
    """One service."""

    serializer_class = ServiceSerializer

    def get_queryset(self) -> QuerySet[Service]:
        return Service.objects.prefetch_related("resources")

    @extend_schema(responses={200: ServiceSerializer, **problems(404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=ServiceSerializer, responses={200: ServiceSerializer, **problems(400, 404, 413, 415)}
    )
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a service. Bookings that are made keep their times."""
        service = get_object_or_404(Service, pk=kwargs["pk"])
        change = ServiceSerializer(service, data=request.data, partial=True)
        change.is_valid(raise_exception=True)
        return Response(ServiceSerializer(change.save()).data)

    @extend_schema(responses={204: None, **problems(404)})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a service off offer. One that has bookings stays to be seen, inactive."""
        service = get_object_or_404(Service, pk=kwargs["pk"])
        try:
            service.delete()
        except ProtectedError:
            service.active = False
            service.save(update_fields=["active"])
        return Response(status=204)


@extend_schema(tags=["services"])
class ResourceList(ResourceView, generics.ListAPIView[Resource]):
    """Whom or what a booking takes up, newest first."""

    serializer_class = ResourceSerializer

    def get_queryset(self) -> QuerySet[Resource]:
        return Resource.objects.filter(**active_parameter(self.request))

    @extend_schema(parameters=[ACTIVE], responses={200: ResourceSerializer(many=True), **problems(400)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)
