"""The chat on the company's website: what each site may show, and who writes in it."""

from django.db import models
from django.utils import timezone

from conversations.models.threads import Channel
from crm.models import Contact
from nexus.crypto.fields import EncryptedTextField
from nexus.crypto.ids import uuid7

__all__ = ["Channel", "Visitor", "Widget"]

COLOUR = "#0f5f53"


def new_key() -> str:
    """A widget's public name, as it stands on the company's site; it opens nothing by itself."""
    return f"wk_{uuid7().hex}"


class Widget(models.Model):
    """A chat button for the sites that ``allowed_origins`` names, such as ``https://saxen.se``.

    An origin may end in ``:*`` for any port. An inactive widget is not served, and its streams end.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=40, unique=True, default=new_key)
    allowed_origins = models.JSONField(default=list)
    colour = models.CharField(max_length=7, default=COLOUR)
    greeting_sv = models.CharField(max_length=300, blank=True)
    greeting_en = models.CharField(max_length=300, blank=True)
    # The site's own storage may keep the chat's secret where browsers deny the frame any.
    keep_in_site = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.key


class Visitor(models.Model):
    """A browser on one site that has written. ``secret`` is the keyed hash of what only that browser has.

    Made with the first message; its key is the ``route_id`` of its conversations. ``ip`` is emptied after
    its period, and ``network`` (/24, or /48 of IPv6) is what stays of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    widget = models.ForeignKey(Widget, on_delete=models.PROTECT, related_name="visitors", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="visitors")
    secret = models.BinaryField(max_length=32, unique=True)
    origin = models.CharField(max_length=200)
    browser = models.CharField(max_length=60, blank=True)
    os = models.CharField(max_length=60, blank=True)
    device = models.CharField(max_length=20, blank=True)
    ip = EncryptedTextField(null=True, blank=True)
    network = models.CharField(max_length=50, blank=True)
    ip_at = models.DateTimeField(default=timezone.now)
    linked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="visitor_seen")]

    def __str__(self) -> str:
        return str(self.id)
