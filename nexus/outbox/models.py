"""The outbox: work that must be done, written in the transaction that makes it necessary."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nexus.crypto.ids import uuid7


class Job(models.Model):
    """An order to handle an object: "this object must be handled by then." Ids only, no personal data.

    One row per (company, kind, object). ``generation`` grows with every new reason, also while a
    worker holds the job; finishing is conditional on the generation that was claimed, so no wake-up
    is lost. ``fence`` grows with every claim: a worker that lost its lease cannot finish or renew.
    ``dead`` jobs have used up their attempts and wait for ops.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    schema = models.CharField(_("schema"), max_length=63, help_text=_("The company's schema, or public"))
    kind = models.CharField(_("kind"), max_length=40)
    object_id = models.UUIDField(_("object"))
    generation = models.BigIntegerField(_("generation"), default=1)
    due_at = models.DateTimeField(_("due"))
    first_due_at = models.DateTimeField(_("first due"))
    woken_until = models.DateTimeField(_("woken until"), null=True)
    lease_until = models.DateTimeField(_("leased until"), null=True)
    fence = models.BigIntegerField(_("fence"), default=0)
    claimed_generation = models.BigIntegerField(_("claimed generation"), default=0)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    dead = models.BooleanField(_("dead"), default=False)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(fields=["schema", "kind", "object_id"], name="job_one_per_object")
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(dead=False), name="job_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
