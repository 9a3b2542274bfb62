"""What the platform itself keeps for privacy: how much of the ledger this database has seen, and who helps us."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nexus.crypto.ids import uuid7


class LedgerMark(models.Model):
    """The last sequence of the erasure ledger that this database knows of (architecture, decision 13).

    A ledger that is ahead means that the database was restored from before: erasures are missing in it.
    ``pending`` is the sequence that is about to be written, so that a crash between the file and the row is
    no restore.
    """

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    sequence = models.PositiveBigIntegerField(default=0)
    pending = models.PositiveBigIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.sequence)


class SubProcessor(models.Model):
    """Someone whom Nomar lets process companies' data (GDPR art. 28(2)): what it gets, where, how long.

    The one register: the notice, the Article 30 record and the pages all read it. A new one is announced
    before ``effective_on``, and companies may object until then. ``key`` is the name of the gateway or AI
    provider in the settings where it is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    gets_sv = models.CharField(_("what it gets (Swedish)"), max_length=300)
    gets_en = models.CharField(_("what it gets (English)"), max_length=300)
    where_sv = models.CharField(_("where (Swedish)"), max_length=300)
    where_en = models.CharField(_("where (English)"), max_length=300)
    keeps_sv = models.CharField(_("how long it keeps it (Swedish)"), max_length=300)
    keeps_en = models.CharField(_("how long it keeps it (English)"), max_length=300)
    announced_at = models.DateTimeField(_("announced"), default=timezone.now)
    effective_on = models.DateField(_("in use from"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("sub-processor")
        verbose_name_plural = _("sub-processors")

    def __str__(self) -> str:
        return self.name


class SubProcessorNotice(models.Model):
    """That a company was told of a sub-processor, and what it said. ``owner`` is the company's schema.

    ``mailed_at`` is when the letter left; none was sent where nobody is there to get it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subprocessor = models.ForeignKey(
        SubProcessor, on_delete=models.CASCADE, related_name="notices", verbose_name=_("sub-processor")
    )
    owner = models.CharField(_("company"), max_length=63)
    told_at = models.DateTimeField(_("told"), default=timezone.now)
    mailed_at = models.DateTimeField(_("letter sent"), null=True, blank=True)
    objected_at = models.DateTimeField(_("objected"), null=True, blank=True)
    objection = models.CharField(_("objection"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("notice to a company")
        verbose_name_plural = _("notices to companies")
        constraints = [models.UniqueConstraint(fields=["subprocessor", "owner"], name="notice_once")]

    def __str__(self) -> str:
        return self.owner
