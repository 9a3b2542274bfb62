"""REST: free times and bookings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api import PHONE, phone_parameter
from crm.bookings.api_parameters import (
    FROM,
    RESOURCE,
    SERVICE,
    TO,
    SlotPages,
    moment_parameter,
    resource_parameter,
    service_parameter,
)
from crm.bookings.api_problems import TAKEN, not_bookable
from crm.bookings.api_serializers import (
    BookingChangeSerializer,
    BookingSerializer,
    NewBookingSerializer,
    SlotSerializer,
)
from crm.bookings.api_services import ResourceList, ServiceDetail, ServiceList
from crm.bookings.customers import booking_contact
from crm.bookings.models import Booking
from crm.bookings.services import (
    NotBookable,
    booking_cancel,
    booking_confirm,
    booking_create,
    booking_mark,
    booking_move,
)
from crm.bookings.slots import Slot, free_slots
from crm.models import Identifier
from nexus.api.pagination import page_size
from nexus.api.problems import BadParameter
from nexus.api.schema import problems
from nexus.api.views import ResourceView
from nexus.crypto.index import blind_phone

API = Booking.Source.API
LOOK_AHEAD = timedelta(days=14)
_REQUIRED_SERVICE = OpenApiParameter("service", str, required=True, description=str(SERVICE.description))


@extend_schema(tags=["bookings"])
class Availability(ResourceView, generics.ListAPIView[Slot]):  # type: ignore[type-var]  # slots are no rows
    """When a service can be booked: free times in order, each with the first resource that is free."""

    serializer_class = SlotSerializer

    @extend_schema(
        parameters=[_REQUIRED_SERVICE, FROM, TO, RESOURCE],
        responses={200: SlotSerializer(many=True), **problems(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        service = service_parameter(request, active=True)
        if service is None:
            raise BadParameter("service", _("Say which service."))
        resource, now = resource_parameter(request, active=True), timezone.now()
        first = moment_parameter(request, "from") or now
        last = moment_parameter(request, "to", end=True) or max(first, now) + LOOK_AHEAD
        if last <= first:
            raise BadParameter("to", _("This is not after the beginning."))

        def find(start: datetime, end: datetime, limit: int | None) -> list[Slot]:
            return free_slots(service=service, start=start, end=end, now=now, resource=resource, limit=limit)

        slots, later, earlier = SlotPages(request).page(find, first=first, last=last, size=page_size(request))
        return Response(
            {"next": later, "previous": earlier, "results": SlotSerializer(slots, many=True).data}
        )


def bookings_for_api() -> QuerySet[Booking]:
    """Bookings with all that their serializer shows: one query."""
    return Booking.objects.select_related("service", "resource").defer("note")


@extend_schema(tags=["bookings"])
class BookingList(ResourceView, generics.ListAPIView[Booking]):
    """Bookings, newest first, and a place to make one."""

    serializer_class = BookingSerializer
    page_keys = ("created_at", "id")

    def get_queryset(self) -> QuerySet[Booking]:
        found, request = bookings_for_api(), self.request
        if (first := moment_parameter(request, "from")) is not None:
            found = found.filter(start__gte=first)
        if (last := moment_parameter(request, "to", end=True)) is not None:
            found = found.filter(start__lt=last)
        if (state := request.query_params.get("state")) is not None:
            if state not in Booking.State.values:
                raise BadParameter("state", _("There is no such state."))
            found = found.filter(state=state)
        if (phone := phone_parameter(request)) is not None:
            found = found.filter(
                contact__identifiers__kind=Identifier.Kind.PHONE,
                contact__identifiers__blind=blind_phone(phone),
            )
        if (service := service_parameter(request, active=False)) is not None:
            found = found.filter(service=service)
        if (resource := resource_parameter(request, active=False)) is not None:
            found = found.filter(resource=resource)
        return found

    @extend_schema(
        parameters=[
            FROM,
            TO,
            OpenApiParameter("state", str, enum=Booking.State.values),
            PHONE,
            SERVICE,
            RESOURCE,
        ],
        responses={200: BookingSerializer(many=True), **problems(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=NewBookingSerializer,
        responses={201: BookingSerializer, **problems(400, 413, 415), **TAKEN},
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Book a time. Asking again for what the customer has booked already gives that booking."""
        new = NewBookingSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        wish = new.validated_data
        try:
            # One transaction: who could not book anything does not become a contact.
            with transaction.atomic():
                contact = booking_contact(phone=wish["phone"], name=wish.get("name") or "")
                booking = booking_create(
                    service=wish["service"],
                    start=wish["start"],
                    contact=contact,
                    now=timezone.now(),
                    source=API,
                    resource=wish.get("resource"),
                )
        except NotBookable as refused:
            raise not_bookable(refused) from refused
        place = request.build_absolute_uri(reverse("api:booking", args=[booking.pk]))
        return Response(BookingSerializer(booking).data, status=201, headers={"Location": place})


@extend_schema(tags=["bookings"])
class BookingDetail(ResourceView, generics.RetrieveAPIView[Booking]):
    """One booking."""

    serializer_class = BookingSerializer

    def get_queryset(self) -> QuerySet[Booking]:
        return bookings_for_api()

    @extend_schema(responses={200: BookingSerializer, **problems(404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=BookingChangeSerializer,
        responses={200: BookingSerializer, **problems(400, 404, 413, 415), **TAKEN},
    )
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Move a booking, or say what became of it. A move answers with the new booking, which has an id of
        its own; the old one points to it."""
        booking = get_object_or_404(bookings_for_api(), pk=kwargs["pk"])
        change = BookingChangeSerializer(data=request.data)
        change.is_valid(raise_exception=True)
        try:
            changed = _changed(booking, change.validated_data, timezone.now())
        except NotBookable as refused:
            raise not_bookable(refused) from refused
        return Response(BookingSerializer(changed).data)

    @extend_schema(responses={204: None, **problems(404, 409)})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Cancel a booking; again is 204 too. One that is over, or was moved, cannot be cancelled: 409."""
        booking = get_object_or_404(Booking.objects.only("id"), pk=kwargs["pk"])
        try:
            booking_cancel(booking=booking, now=timezone.now(), source=API)
        except NotBookable as refused:
            raise not_bookable(refused) from refused
        return Response(status=204)


def _changed(booking: Booking, wish: dict[str, Any], now: datetime) -> Booking:
    state = wish.get("state")
    if state == Booking.State.CONFIRMED:
        return booking_confirm(booking=booking, now=now, source=API)
    if state is not None:
        return booking_mark(booking=booking, state=state, now=now)
    return booking_move(
        booking=booking,
        start=wish.get("start", booking.start),
        resource=wish.get("resource"),
        now=now,
        source=API,
    )


api_routes = (
    ("services", ServiceList, "services"),
    ("services/<uuid:pk>", ServiceDetail, "service"),
    ("resources", ResourceList, "resources"),
    ("availability", Availability, "availability"),
    ("bookings", BookingList, "bookings"),
    ("bookings/<uuid:pk>", BookingDetail, "booking"),
)
