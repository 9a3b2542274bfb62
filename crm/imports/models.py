"""The company's registers, and files of theirs that are, or were, taken in."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nexus.crypto.fields import EncryptedBytesField, EncryptedJSONField
from nexus.crypto.ids import uuid7


class Register(models.Model):
    """A customer register of the company's own, by the name that its links carry as their system.

    ``fields`` is what is linked beside the name: ``email``, ``external_id``, and labels of the company's own. Each
    change is a logged instruction.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=40, unique=True)
    fields = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class RegisterImport(models.Model):
    """A file on its way into the company's contacts::

        mapping ─→ checking ─→ checked ─→ running ─→ done ─→ undoing ─→ undone
           ↑___________│___________│          │
        (any but running, done, undoing) ─→ dropped       failed (from checking or running)

    ``layout`` is how the file is understood (see :class:`crm.imports.layout.Layout`); ``position`` the row up to
    which it has come; ``counts`` how many rows became what. The file itself is in ``ImportChunk`` until the import
    ends, at most until ``file_expires_at``. Its name is not kept: people call files by customers.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", _("Being looked at")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Failed")
        DROPPED = "dropped", _("Dropped")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The register exists, and is linked, from the moment that the import is carried out.
    system = models.CharField(max_length=40)
    register = models.ForeignKey(
        Register, null=True, blank=True, on_delete=models.CASCADE, related_name="imports", db_index=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAPPING)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    layout = EncryptedJSONField(default=dict)
    take_up_again = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=20, blank=True)
    problem_row = models.PositiveIntegerField(default=0)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now)
    file_expires_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="import_newest")]

    def __str__(self) -> str:
        return self.state


class ImportChunk(models.Model):
    """A piece of an import's file, sealed, in order from 0."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(
        RegisterImport, on_delete=models.CASCADE, related_name="chunks", db_index=False
    )
    number = models.PositiveIntegerField()
    data = EncryptedBytesField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="import_chunk_order")]

    def __str__(self) -> str:
        return str(self.number)


class ImportIssue(models.Model):
    """What there was to say about a row of a file: ``refused``, or only noted. A code, and nothing of the row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(
        RegisterImport, on_delete=models.CASCADE, related_name="issues", db_index=False
    )
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=20)
    refused = models.BooleanField(default=True)
    other_row = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "row", "code"], name="import_issue_once")]

    def __str__(self) -> str:
        return f"{self.row} {self.code}"


class ImportChange(models.Model):
    """What an import did to a contact, so that it can be undone.

    ``before``: the link's fields as they were (``link``, None where the import made it) and the contact's name
    before and after (``name``, None where it was left). ``made_contact`` is the contact's own key where the
    import made it. ``stamp`` is the link's ``updated_at`` since: another one means that somebody changed it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(
        RegisterImport, on_delete=models.CASCADE, related_name="changes", db_index=False
    )
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="import_changes")
    link_id = models.UUIDField()
    made_contact = models.UUIDField(null=True, blank=True)
    before = EncryptedJSONField()
    stamp = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source", "id"], name="import_change_order")]

    def __str__(self) -> str:
        return str(self.id)
