"""REST: the company's contacts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from crm.models import Contact, CrmLink, Identifier, OptOut
from crm.restricted import REASONS, reason_give
from crm.selectors import contact_phone, phone_normalise
from nexus.api.problems import BadParameter
from nexus.api.schema import problems
from nexus.api.views import ResourceView
from nexus.crypto.index import blind_phone

LONGEST_QUERY = 100
SHORT_NUMBER = re.compile(r"[0-9]{3,6}")
PHONE = OpenApiParameter(
    "phone",
    str,
    description="Only this number's: E.164 (+46701740605), also spaced or as dialled in Sweden.",
)


def to_e164(raw: str) -> str | None:
    """A number in E.164, or a short number as it is; None when it is neither.

    A leading space is a plus sign that its sender did not percent-encode.
    """
    text = raw.strip()
    if raw[:1] == " " and text[:1] in tuple("123456789"):
        text = f"+{text}"
    return text if SHORT_NUMBER.fullmatch(text) else phone_normalise(text)


def phone_parameter(request: Request) -> str | None:
    """The query parameter ``phone`` in E.164, None when it is not given. Raises BadParameter."""
    raw = request.query_params.get("phone")
    if raw is None:
        return None
    number = to_e164(raw)
    if number is None:
        raise BadParameter("phone", _("This is not a phone number."))
    return number


QUERY = OpenApiParameter(
    "q",
    str,
    description=(
        "Part of the contact's name or e-mail, or a number. Names are stored encrypted and are looked through"
        " page by page: a page may be short or empty while next is not null."
    ),
)
REASON = OpenApiParameter(
    "reason",
    str,
    enum=list(REASONS),
    description="Why a restricted contact's data is looked at (GDPR art. 18(2)); it is logged.",
)


def query_parameter(request: Request) -> str:
    """The query parameter ``q``, "" when it is not given. Raises BadParameter."""
    query = request.query_params.get("q", "").strip()
    if len(query) > LONGEST_QUERY:
        raise BadParameter("q", _("Search for at most 100 characters."))
    return query


def whole_number(query: str) -> str | None:
    """``query`` as a number that the blind index can find; None where it may be a part of one."""
    return phone_normalise(query) if query.startswith(("+", "0")) else None


def reason_parameter(request: Request) -> str | None:
    """The query parameter ``reason``, None when it is not given. Raises BadParameter."""
    reason = request.query_params.get("reason")
    if reason is not None and reason not in REASONS:
        raise BadParameter("reason", _("There is no such reason."))
    return reason


class CrmLinkSerializer(serializers.ModelSerializer[CrmLink]):
    """The contact's entry in a register of the company's own. ``fields`` are the others that are linked."""

    external_id = serializers.CharField(read_only=True)
    name = serializers.SerializerMethodField()
    email = serializers.SerializerMethodField()
    source = serializers.CharField(  # type: ignore[assignment]  # a field, no property
        read_only=True, help_text="import, rest, or empty for one from before."
    )
    fields = serializers.SerializerMethodField("get_linked")  # type: ignore[assignment]  # a field, no property

    class Meta:
        model = CrmLink
        fields = (
            "id",
            "system",
            "external_id",
            "name",
            "email",
            "fields",
            "source",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields

    def get_name(self, link: CrmLink) -> str:
        return str(link.name or "")

    def get_email(self, link: CrmLink) -> str:
        return str(link.email or "")

    def get_linked(self, link: CrmLink) -> dict[str, str]:
        return dict(link.fields or {})


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """A contact. ``phone`` is E.164, or null; ``opted_out`` means that the number wants no texts.

    Of a restricted contact ``name`` and ``email`` are null and ``crm_links`` empty, but for a single contact
    that is asked for with a ``reason``.
    """

    name = serializers.CharField(read_only=True, allow_null=True)
    phone = serializers.SerializerMethodField()
    email = serializers.CharField(read_only=True, allow_null=True)
    crm_links = CrmLinkSerializer(many=True, read_only=True)
    opted_out = serializers.BooleanField(read_only=True)

    class Meta:
        model = Contact
        fields = ("id", "name", "phone", "email", "crm_links", "opted_out", "restricted")
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_phone(self, contact: Contact) -> str | None:
        return contact_phone(contact) or None

    def to_representation(self, instance: Contact) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if instance.restricted and not self.context.get("reason_given"):
            shown.update(name=None, email=None, crm_links=[])
        return shown


def contacts_for_api() -> QuerySet[Contact]:
    """Contacts with all that their serializer shows: three queries, however many there are."""
    own_numbers = Identifier.objects.filter(contact=OuterRef("pk"), kind=Identifier.Kind.PHONE)
    return (
        Contact.objects.only("name", "email", "restricted", "created_at")
        .annotate(
            opted_out=Exists(own_numbers.filter(Exists(OptOut.objects.filter(blind=OuterRef("blind")))))
        )
        .prefetch_related(
            Prefetch("identifiers", queryset=Identifier.objects.order_by("id")),
            Prefetch("crm_links", queryset=CrmLink.objects.order_by("id")),
        )
    )


def contact_says(needle: str) -> Callable[[Contact], bool]:
    """Whether a contact's name, e-mail or number holds ``needle``; case and a number's spacing aside.

    A restricted contact is found by their number alone: what else is held is stored and nothing more.
    """
    words = needle.casefold()
    digits = "".join(filter(str.isdigit, needle)).removeprefix("0")
    number_like = len(digits) >= 3 and not any(map(str.isalpha, needle))

    def matches(contact: Contact) -> bool:
        if not contact.restricted and (
            words in str(contact.name or "").casefold() or words in str(contact.email or "").casefold()
        ):
            return True
        return number_like and digits in contact_phone(contact)

    return matches


@extend_schema(tags=["contacts"])
class ContactList(ResourceView, generics.ListAPIView[Contact]):
    """Contacts, newest first."""

    serializer_class = ContactSerializer
    page_keys = ("created_at", "id")

    def get_queryset(self) -> QuerySet[Contact]:
        found = contacts_for_api()
        phone = phone_parameter(self.request) or whole_number(query_parameter(self.request))
        if phone is not None:
            found = found.filter(
                identifiers__kind=Identifier.Kind.PHONE, identifiers__blind=blind_phone(phone)
            )
        return found

    def get_row_filter(self) -> Callable[[Contact], bool] | None:
        query = query_parameter(self.request)
        return contact_says(query) if query and whole_number(query) is None else None

    @extend_schema(
        parameters=[PHONE, QUERY],
        responses={200: ContactSerializer(many=True), **problems(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


@extend_schema(tags=["contacts"])
class ContactDetail(ResourceView, generics.RetrieveAPIView[Contact]):
    """One contact."""

    serializer_class = ContactSerializer

    reason_given = False

    def get_queryset(self) -> QuerySet[Contact]:
        return contacts_for_api()

    def get_object(self) -> Contact:
        contact: Contact = super().get_object()
        reason = reason_parameter(self.request)
        if contact.restricted and reason is not None:
            reason_give(contact=contact, reason=reason, user_id=None, actor_kind="api")
            self.reason_given = True
        return contact

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "reason_given": self.reason_given}

    @extend_schema(parameters=[REASON], responses={200: ContactSerializer, **problems(400, 404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


api_routes = (
    ("contacts", ContactList, "contacts"),
    ("contacts/<uuid:pk>", ContactDetail, "contact"),
)
