"""The register of sub-processors for ops: a new one is announced at least 30 days before it gets anything."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nexus.audit.services import entry_append
from nexus.privacy.models import SubProcessor, SubProcessorNotice
from nexus.privacy.subprocessors import NOTICE_DAYS
from nexus.tenants.generics import ModelAdmin, ModelForm
from nexus.tenants.models import Company
from nexus.tenants.ops import ops

_WORDS = ("gets_sv", "gets_en", "where_sv", "where_en", "keeps_sv", "keeps_en")


class SubProcessorForm(ModelForm[SubProcessor]):
    """A new one, or the end or a later beginning of one that is there."""

    class Meta:
        model = SubProcessor
        fields = ("key", "name", *_WORDS, "effective_on", "ended_on")
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in _WORDS}
        help_texts = {
            "effective_on": _("At least 30 days ahead: companies are told, and may object until then.")
        }

    def clean_effective_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["effective_on"]
        if self.instance._state.adding:
            if day < timezone.localdate() + datetime.timedelta(days=NOTICE_DAYS):
                raise ValidationError(_("Companies must have 30 days to object: choose a later date."))
        elif day < self.initial["effective_on"]:
            raise ValidationError(_("Companies have been told of the date: it can only be moved ahead."))
        return day


@admin.register(SubProcessor, site=ops)
class SubProcessorAdmin(ModelAdmin[SubProcessor]):
    """What companies were told stays as they were told it: something else is a new entry."""

    form = SubProcessorForm
    list_display = ("name", "effective_on", "ended_on", "objections")
    readonly_fields = ("announced_at",)

    def get_fields(self, request: HttpRequest, obj: SubProcessor | None = None) -> tuple[str, ...]:
        fields = SubProcessorForm.Meta.fields
        return fields[:-1] if obj is None else (*fields, *self.readonly_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: SubProcessor | None = None) -> tuple[str, ...]:
        return () if obj is None else ("key", "name", *_WORDS, *self.readonly_fields)

    def has_delete_permission(self, request: HttpRequest, obj: SubProcessor | None = None) -> bool:
        """The register also says who it was; one that is not to come after all is ended."""
        return False

    def save_model(self, request: HttpRequest, obj: SubProcessor, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        entry_append(
            action=f"ops.{'changed' if change else 'created'}",
            subject_type=obj._meta.label,
            subject_id=obj.pk,
            actor_id=request.user.pk,
            actor_kind="ops",
            details=dict.fromkeys(form.changed_data, True),
        )

    @admin.display(description=_("objections"))
    def objections(self, obj: SubProcessor) -> int:
        return obj.notices.filter(objected_at__isnull=False).count()


@admin.register(SubProcessorNotice, site=ops)
class SubProcessorNoticeAdmin(ModelAdmin[SubProcessorNotice]):
    """Which company was told when, and what it objected; for reading."""

    list_display = ("subprocessor", "company", "told_at", "mailed_at", "objected_at", "objection")
    list_filter = (("objected_at", admin.EmptyFieldListFilter), "subprocessor")
    list_select_related = ("subprocessor",)
    ordering = ("-told_at",)
    fields = readonly_fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SubProcessorNotice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SubProcessorNotice | None = None) -> bool:
        return False

    @admin.display(description=_("company"))
    def company(self, obj: SubProcessorNotice) -> str:
        return (
            Company.objects.filter(schema_name=obj.owner).values_list("name", flat=True).first() or obj.owner
        )
