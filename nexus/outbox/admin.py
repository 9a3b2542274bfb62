"""The outbox, for ops: to look at, and to try a dead job again."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nexus.outbox.models import Job
from nexus.outbox.tasks import job_now
from nexus.tenants.generics import ModelAdmin
from nexus.tenants.ops import ops


@admin.register(Job, site=ops)
class JobAdmin(ModelAdmin[Job]):
    """Read only: jobs are made and finished by the work itself."""

    list_display = ("kind", "schema", "object_id", "due_at", "attempts", "dead", "lease_until", "last_error")
    list_filter = ("dead", "kind")
    search_fields = ("schema", "=object_id")
    ordering = ("-dead", "due_at")
    actions = ("try_again",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("outbox.change_job"))

    @admin.action(description=gettext_lazy("Try again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Dead jobs get all their tries anew; the others are left alone."""
        count = 0
        with transaction.atomic():
            for job in queryset.filter(dead=True).select_for_update():
                Job.objects.filter(pk=job.pk).update(attempts=0, last_error="")
                job_now(kind=job.kind, object_id=job.object_id, schema=job.schema)
                count += 1
        self.message_user(request, _("Jobs tried again: %(count)d") % {"count": count}, messages.INFO)
