"""REST: entries of the company's own customer register, linked to contacts."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api import PHONE, REASON, CrmLinkSerializer, phone_parameter, reason_parameter
from crm.api_links_serializers import (
    REFUSED,
    BulkResultSerializer,
    BulkSerializer,
    LinkedSerializer,
    LinkOfContactSerializer,
    LinkUpsertSerializer,
)
from crm.linking import NumberIsPersonal, Sent, entry_screened, link_delete, links_take
from crm.links import Entry, Outcome
from crm.models import Contact, CrmLink, Identifier, external_blind
from crm.restricted import reason_give
from nexus.api.problems import Conflict
from nexus.api.schema import problems
from nexus.api.views import ResourceView
from nexus.crypto.index import blind_phone

MOST_AT_ONCE: Final = 1000
#: A thousand entries with all that they may hold.
LARGEST_BULK: Final = 8 * 1024 * 1024


def _sent(data: dict[str, Any], contact: UUID | None = None) -> Sent:
    """A validated entry. Raises ValidationError for a number that is a personnummer."""
    try:
        entry = entry_screened(
            Entry(
                external_id=data["external_id"],
                phones=(data["phone"],) if data.get("phone") else (),
                name=data.get("name"),
                email=data["email"].casefold() if "email" in data else None,
                fields=data.get("fields"),
                contact=contact,
            )
        )
    except NumberIsPersonal as error:
        raise ValidationError(
            {"external_id": [str(_("The customer number is a personnummer, which is not stored here."))]}
        ) from error
    return Sent(system=data["system"], entry=entry, take_up_again=data.get("take_up_again", False))


def _refusal(outcome: Outcome) -> APIException:
    return Conflict(outcome.code.replace("_", "-"), REFUSED[outcome.code])


def _answer(outcome: Outcome) -> Response:
    if outcome.link is None:
        raise _refusal(outcome)
    return Response(CrmLinkSerializer(outcome.link).data, status=201 if outcome.status == "created" else 200)


@extend_schema(tags=["crm-links"])
class ContactLinks(ResourceView, generics.ListAPIView[CrmLink]):
    """A contact's entries in the company's registers, and a place to add one."""

    serializer_class = CrmLinkSerializer

    def get_queryset(self) -> QuerySet[CrmLink]:
        contact = get_object_or_404(Contact.objects.only("restricted"), pk=self.kwargs["pk"])
        links = CrmLink.objects.filter(contact=contact)
        if contact.restricted:
            reason = reason_parameter(self.request)
            if reason is None:
                return links.none()
            reason_give(contact=contact, reason=reason, user_id=None, actor_kind="api")
        return links

    @extend_schema(parameters=[REASON], responses={200: CrmLinkSerializer(many=True), **problems(400, 404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=LinkOfContactSerializer,
        responses={201: CrmLinkSerializer, 200: CrmLinkSerializer, **problems(400, 404, 409, 413, 415)},
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Link the contact to an entry. One that is linked to it already is brought up to date: 200."""
        contact = get_object_or_404(Contact.objects.only("pk"), pk=kwargs["pk"])
        new = LinkOfContactSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        return _answer(links_take(sent=[_sent(new.validated_data, contact.pk)])[0])


@extend_schema(tags=["crm-links"])
class ContactLink(ResourceView, generics.RetrieveAPIView[CrmLink]):
    """One entry of a contact's."""

    serializer_class = CrmLinkSerializer

    def get_queryset(self) -> QuerySet[CrmLink]:
        return CrmLink.objects.select_related("contact")

    def get_object(self) -> CrmLink:
        link = get_object_or_404(self.get_queryset(), pk=self.kwargs["link"], contact_id=self.kwargs["pk"])
        if link.contact.restricted and self.request.method == "GET":
            reason = reason_parameter(self.request)
            if reason is None:
                raise _refusal(Outcome("refused", "restricted"))
            reason_give(contact=link.contact, reason=reason, user_id=None, actor_kind="api")
        return link

    @extend_schema(parameters=[REASON], responses={200: CrmLinkSerializer, **problems(400, 404, 409)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=LinkedSerializer, responses={200: CrmLinkSerializer, **problems(400, 404, 409, 413, 415)}
    )
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write what is linked; what is not sent is left as it is."""
        link = self.get_object()
        sent = LinkedSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        key = {"system": link.system, "external_id": str(link.external_id)}
        return _answer(links_take(sent=[_sent({**sent.validated_data, **key}, link.contact_id)])[0])

    @extend_schema(responses={204: None, **problems(404, 409)})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Link it no more. The contact stays, and so does its name."""
        link = self.get_object()
        if link.contact.restricted:
            raise _refusal(Outcome("refused", "restricted"))
        if not link_delete(link_id=link.pk, contact_id=link.contact_id, actor=None, actor_kind="api"):
            raise Http404
        return Response(status=204)


@extend_schema(tags=["crm-links"])
class Links(ResourceView, generics.ListAPIView[CrmLink]):
    """All entries that are linked, newest first, but those of restricted contacts; and a place to send one."""

    serializer_class = CrmLinkSerializer

    def get_object(self) -> CrmLink:
        """There is none here; OPTIONS asks for it because of PUT."""
        raise Http404

    def get_queryset(self) -> QuerySet[CrmLink]:
        links = CrmLink.objects.filter(contact__restricted=False)
        if (system := self.request.query_params.get("system")) is not None:
            links = links.filter(system=system)
        if (number := self.request.query_params.get("external_id")) is not None:
            links = links.filter(external_blind=external_blind(number.replace("\x00", "")))
        if (phone := phone_parameter(self.request)) is not None:
            links = links.filter(
                contact__identifiers__kind=Identifier.Kind.PHONE,
                contact__identifiers__blind=blind_phone(phone),
            )
        return links

    @extend_schema(
        parameters=[
            OpenApiParameter("system", str, description="Only this register's."),
            OpenApiParameter("external_id", str, description="Only this customer number's."),
            PHONE,
        ],
        responses={200: CrmLinkSerializer(many=True), **problems(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=LinkUpsertSerializer,
        responses={201: CrmLinkSerializer, 200: CrmLinkSerializer, **problems(400, 409, 413, 415)},
    )
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make the link with this number in this register, or bring it up to date."""
        sent = LinkUpsertSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        return _answer(links_take(sent=[_sent(sent.validated_data)])[0])


@extend_schema(tags=["crm-links"])
class BulkLinks(ResourceView):
    """Many entries at once."""

    largest_body = LARGEST_BULK

    @extend_schema(request=BulkSerializer, responses={200: BulkResultSerializer, **problems(400, 413, 415)})
    def post(self, request: Request) -> Response:
        """Make or bring up to date up to 1,000 links. The answer is 200 with a result for each: one that is
        invalid or refused stops no other."""
        entries = request.data.get("entries") if isinstance(request.data, dict) else None
        if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_AT_ONCE:
            raise ValidationError({"entries": [str(_("Send 1 to 1,000 entries."))]})
        results: list[dict[str, Any] | None] = []
        sent: list[Sent] = []
        for entry in entries:
            one = LinkUpsertSerializer(data=entry)
            try:
                one.is_valid(raise_exception=True)
                sent.append(_sent(one.validated_data))
                results.append(None)
            except ValidationError as error:
                results.append({"status": "invalid", "id": None, "contact": None, "errors": error.detail})
        done = map(_result, links_take(sent=sent))
        return Response({"results": [next(done) if one is None else one for one in results]})


def _result(outcome: Outcome) -> dict[str, Any]:
    link = outcome.link
    found: dict[str, Any] = {
        "status": outcome.status,
        "id": str(link.pk) if link else None,
        "contact": str(link.contact_id) if link else None,
    }
    if outcome.code:
        found |= {"code": outcome.code, "detail": str(REFUSED[outcome.code])}
    return found


api_routes = (
    ("contacts/<uuid:pk>/crm-links", ContactLinks, "contact-crm-links"),
    ("contacts/<uuid:pk>/crm-links/<uuid:link>", ContactLink, "contact-crm-link"),
    ("crm-links", Links, "crm-links"),
    ("crm-links/bulk", BulkLinks, "crm-links-bulk"),
)
