"""Nomar's ops accounts: those of the public schema. Companies' staff are never seen here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nexus.accounts.models import User
from nexus.accounts.services import user_disable, user_enable
from nexus.tenants.generics import BaseUserCreationForm, ModelAdmin
from nexus.tenants.ops import ops


class OpsUserForm(BaseUserCreationForm[User]):
    """A new ops account with its first password."""

    class Meta:
        model = User
        fields = ("email", "name", "language")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(User, site=ops)
class UserAdmin(ModelAdmin[User]):
    """Accounts are deactivated, not deleted: deleting one of public's would reach for companies' tables."""

    list_display = ("email", "name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active",)
    search_fields = ("email", "name")
    readonly_fields = ("last_login", "date_joined")
    actions = ("deactivate",)

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = OpsUserForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("email", "name", "language", "password1", "password2")
        return ("email", "name", "language", "is_active", "is_staff", "is_superuser", *self.readonly_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        if obj is not None and obj.pk == request.user.pk:
            # Nobody locks themselves out, or lifts themselves up.
            return ("is_active", "is_staff", "is_superuser", *self.readonly_fields)
        return self.readonly_fields if obj is not None else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data:
            (user_enable if obj.is_active else user_disable)(user=obj, by=request.user.pk)

    @admin.action(description=gettext_lazy("Deactivate"), permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """End their sessions at once. One's own account is left alone."""
        users = list(queryset.filter(is_active=True).exclude(email=request.user.get_username()))
        for user in users:
            user_disable(user=user, by=request.user.pk)
        self.message_user(
            request, _("Accounts deactivated: %(count)d") % {"count": len(users)}, messages.INFO
        )
