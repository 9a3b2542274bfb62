"""REST: outgoing webhooks. What they say and how they are checked stands in docs/webhooks.md."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.api.problems import Conflict
from nexus.api.schema import problems
from nexus.api.views import ResourceView
from nexus.webhooks.api_serializers import SecretSerializer, SubscriptionSerializer, WebhookDeliverySerializer
from nexus.webhooks.models import Delivery, Subscription
from nexus.webhooks.selectors import deliveries, subscriptions
from nexus.webhooks.services import (
    WebhookRefused,
    delivery_replay,
    secret_rotate,
    subscription_change,
    subscription_create,
    subscription_delete,
    test_send,
)

_CONFLICTS = {
    "too_many": _("You have as many receivers as one can have."),
    "pending": _("It is on its way already."),
    "not_active": _("The receiver is paused."),
}


def refused(error: WebhookRefused) -> Conflict:
    """What the state of things forbids, as a problem."""
    return Conflict(error.code.replace("_", "-"), _CONFLICTS.get(error.code, error.code))


@extend_schema(tags=["webhooks"])
class SubscriptionList(ResourceView, generics.ListAPIView[Subscription]):
    """Receivers, newest first."""

    serializer_class = SubscriptionSerializer
    page_keys = ("id",)

    def get_queryset(self) -> QuerySet[Subscription]:
        return subscriptions()

    @extend_schema(responses={200: SubscriptionSerializer(many=True), **problems(400)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=SubscriptionSerializer, responses={201: SecretSerializer, **problems(400, 409, 413, 415)}
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A new receiver. The answer has its secret, this once."""
        sent = SubscriptionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wanted = dict(sent.validated_data)
        state = wanted.pop("state", Subscription.State.ACTIVE)
        try:
            made = subscription_create(by=None, **wanted)
        except WebhookRefused as error:
            raise refused(error) from error
        if state != made.state:
            subscription_change(subscription=made, values={"state": state}, by=None)
        place = request.build_absolute_uri(reverse("api:webhook", args=[made.pk]))
        return Response(SecretSerializer(made).data, status=201, headers={"Location": place})


@extend_schema(tags=["webhooks"])
class SubscriptionDetail(ResourceView, generics.RetrieveAPIView[Subscription]):
    """One receiver."""

    serializer_class = SubscriptionSerializer

    def get_queryset(self) -> QuerySet[Subscription]:
        return subscriptions()

    @extend_schema(responses={200: SubscriptionSerializer, **problems(404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=SubscriptionSerializer,
        responses={200: SubscriptionSerializer, **problems(400, 404, 413, 415)},
    )
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write it anew; what is not sent is as in a new one."""
        return self._write(request, partial=False)

    @extend_schema(
        request=SubscriptionSerializer(partial=True),
        responses={200: SubscriptionSerializer, **problems(400, 404, 413, 415)},
    )
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is sent."""
        return self._write(request, partial=True)

    @extend_schema(responses={204: None, **problems(404)})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tell it nothing more; its log goes with it."""
        subscription_delete(subscription=self.get_object(), by=None)
        return Response(status=204)

    def _write(self, request: Request, *, partial: bool) -> Response:
        own = self.get_object()
        sent = SubscriptionSerializer(data=request.data, partial=partial)
        sent.is_valid(raise_exception=True)
        empty = {} if partial else {"description": "", "system": "", "state": Subscription.State.ACTIVE}
        subscription_change(subscription=own, values={**empty, **sent.validated_data}, by=None)
        return Response(SubscriptionSerializer(own).data)


class _Act(ResourceView):
    """Something that is done with a receiver."""

    def subscription(self) -> Subscription:
        """The receiver in the address, or 404."""
        return get_object_or_404(Subscription, pk=self.kwargs["pk"])


@extend_schema(tags=["webhooks"])
class SubscriptionTest(_Act):
    """Try a receiver."""

    @extend_schema(request=None, responses={202: WebhookDeliverySerializer, **problems(404, 409)})
    def post(self, request: Request, pk: UUID) -> Response:
        """Send it the event webhook.test; the answer is its line in the log."""
        try:
            row = test_send(subscription=self.subscription())
        except WebhookRefused as error:
            raise refused(error) from error
        return Response(WebhookDeliverySerializer(row).data, status=202)


@extend_schema(tags=["webhooks"])
class SubscriptionSecret(_Act):
    """Change a receiver's secret."""

    @extend_schema(request=None, responses={200: SecretSerializer, **problems(404)})
    def post(self, request: Request, pk: UUID) -> Response:
        """A new secret, in this answer alone. Both sign for 24 hours."""
        own = self.subscription()
        secret_rotate(subscription=own, by=None)
        return Response(SecretSerializer(own).data)


@extend_schema(tags=["webhooks"])
class DeliveryList(ResourceView, generics.ListAPIView[Delivery]):
    """What a receiver has been sent, or should have been, newest first."""

    serializer_class = WebhookDeliverySerializer
    page_keys = ("id",)

    def get_queryset(self) -> QuerySet[Delivery]:
        return deliveries(get_object_or_404(Subscription, pk=self.kwargs["pk"]))

    @extend_schema(responses={200: WebhookDeliverySerializer(many=True), **problems(400, 404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


@extend_schema(tags=["webhooks"])
class DeliveryReplay(_Act):
    """Send something once more."""

    @extend_schema(request=None, responses={202: WebhookDeliverySerializer, **problems(404, 409)})
    def post(self, request: Request, pk: UUID, delivery_id: UUID) -> Response:
        """Under the same webhook-id; what is sent is what holds now."""
        row = get_object_or_404(Delivery, pk=delivery_id, subscription=self.subscription())
        try:
            again = delivery_replay(delivery=row)
        except WebhookRefused as error:
            raise refused(error) from error
        return Response(WebhookDeliverySerializer(again).data, status=202)


api_routes = (
    ("webhooks", SubscriptionList, "webhooks"),
    ("webhooks/<uuid:pk>", SubscriptionDetail, "webhook"),
    ("webhooks/<uuid:pk>/test", SubscriptionTest, "webhook_test"),
    ("webhooks/<uuid:pk>/secret", SubscriptionSecret, "webhook_secret"),
    ("webhooks/<uuid:pk>/deliveries", DeliveryList, "webhook_deliveries"),
    ("webhooks/<uuid:pk>/deliveries/<uuid:delivery_id>/replay", DeliveryReplay, "webhook_replay"),
)
