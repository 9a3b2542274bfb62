"""Companies, their hosts and their numbers, for ops."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nexus.accounts.access import staff_user
from nexus.audit.services import entry_append
from nexus.outbox.tasks import job_now
from nexus.tenants.forms import ChannelRouteForm, CompanyForm, DomainForm
from nexus.tenants.generics import ModelAdmin
from nexus.tenants.hosts import company_url
from nexus.tenants.instructions import company_instruct
from nexus.tenants.models import ChannelRoute, Company, Domain
from nexus.tenants.ops import ops
from nexus.tenants.services import company_create

__all__ = ["ops"]


def change_log(
    *, request: HttpRequest, obj: Company | Domain | ChannelRoute, fields: list[str], new: bool
) -> None:
    """Note in the audit log which fields ops changed, not what stands in them."""
    entry_append(
        action=f"ops.{'created' if new else 'changed'}",
        subject_type=obj._meta.label,
        subject_id=obj.pk if isinstance(obj.pk, UUID) else None,
        actor_id=request.user.pk,
        actor_kind="ops",
        details=dict.fromkeys(fields, True),
    )


@admin.register(Company, site=ops)
class CompanyAdmin(ModelAdmin[Company]):
    """Adding a company puts a job that makes its schema; the steps show how far it has come."""

    form = CompanyForm
    list_display = ("name", "slug", "state", "progress", "created_at")
    list_filter = ("state",)
    search_fields = ("name", "slug", "org_number")
    readonly_fields = ("state", "address_of_portal", "schema", "steps", "created_at")
    actions = ("make_again",)
    _new = ("slug", "name", "org_number", "address", "timezone")

    def get_fields(self, request: HttpRequest, obj: Company | None = None) -> tuple[str, ...]:
        return self._new if obj is None else (*CompanyForm.Meta.fields, *self.readonly_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Company | None = None) -> tuple[str, ...]:
        return () if obj is None else ("slug", *self.readonly_fields)

    def has_delete_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        """A company is closed by its own command, which leaves a certificate."""
        return False

    def save_model(self, request: HttpRequest, obj: Company, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            company_instruct(company=obj, actor=staff_user(request))
        else:
            made = company_create(profile=form.profile())
            obj.pk, obj._state.adding = made.pk, False
            obj.refresh_from_db()
        change_log(request=request, obj=obj, fields=form.changed_data, new=not change)

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, obj: Company) -> str:
        return str(obj.provisioning[-1]["step"]) if obj.provisioning else ""

    @admin.display(description=gettext_lazy("steps"))
    def steps(self, obj: Company) -> SafeString | str:
        rows = [(_moment(step["at"]), step["step"]) for step in obj.provisioning]
        return format_html_join("", "<div>{} {}</div>", rows)

    @admin.display(description=gettext_lazy("portal"))
    def address_of_portal(self, obj: Company) -> str:
        return company_url(obj)

    @admin.display(description=gettext_lazy("schema"))
    def schema(self, obj: Company) -> str:
        return str(obj.schema_name)

    @admin.action(description=gettext_lazy("Make the schema again"), permissions=["change"])
    def make_again(self, request: HttpRequest, queryset: QuerySet[Company]) -> None:
        """For companies whose making failed; the others are left alone."""
        failed = list(queryset.filter(state=Company.State.FAILED))
        with transaction.atomic():
            for company in failed:
                job_now(kind="company_create", object_id=company.pk, schema="public")
                change_log(request=request, obj=company, fields=["state"], new=False)
        self.message_user(
            request, _("Companies being made again: %(count)d") % {"count": len(failed)}, messages.INFO
        )


@admin.register(Domain, site=ops)
class DomainAdmin(ModelAdmin[Domain]):
    """Host names. A company's first one stays."""

    form = DomainForm
    list_display = ("domain", "tenant", "is_primary")
    search_fields = ("domain",)
    list_select_related = ("tenant",)

    def has_delete_permission(self, request: HttpRequest, obj: Domain | None = None) -> bool:
        return not (obj is not None and obj.is_primary) and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Domain, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        change_log(request=request, obj=obj, fields=form.changed_data, new=not change)


@admin.register(ChannelRoute, site=ops)
class ChannelRouteAdmin(ModelAdmin[ChannelRoute]):
    """Numbers and the addresses that the provider must be given for them."""

    form = ChannelRouteForm
    list_display = ("number", "company", "active", "has_token")
    list_filter = ("active",)
    search_fields = ("number", "company__name", "account_sid")
    list_select_related = ("company",)
    readonly_fields = ("has_token", "hooks", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChannelRoute]:
        return super().get_queryset(request).defer("auth_token")

    def get_fields(self, request: HttpRequest, obj: ChannelRoute | None = None) -> tuple[str, ...]:
        fields = (*ChannelRouteForm.Meta.fields, "new_auth_token")
        return fields if obj is None else (*fields, *self.readonly_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: ChannelRoute | None = None) -> tuple[str, ...]:
        # Another company's customers must not be reached by a change of owner.
        return () if obj is None else ("company", "number", *self.readonly_fields)

    def has_delete_permission(self, request: HttpRequest, obj: ChannelRoute | None = None) -> bool:
        """Messages still name their route: a number is switched off, not deleted."""
        return False

    def save_model(self, request: HttpRequest, obj: ChannelRoute, form: Any, change: bool) -> None:
        token = form.cleaned_data.get("new_auth_token")
        if token:
            obj.auth_token = token
        super().save_model(request, obj, form, change)
        company_instruct(company=obj.company, actor=staff_user(request))
        change_log(request=request, obj=obj, fields=form.changed_data, new=not change)

    @admin.display(description=gettext_lazy("auth token stored"), boolean=True)
    def has_token(self, obj: ChannelRoute) -> bool:
        return bool(obj.auth_token)

    @admin.display(description=gettext_lazy("addresses for the provider"))
    def hooks(self, obj: ChannelRoute) -> SafeString | str:
        base = f"{settings.NEXUS.public_url}/hooks/twilio/{obj.token}"
        return format_html_join("", "<div>{}/{}</div>", [(base, name) for name in ("sms", "status")])


def _moment(text: str) -> str:
    """An ISO 8601 time as people read it; the text itself when it is none."""
    at = parse_datetime(text)
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else text
