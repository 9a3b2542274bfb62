"""Companies, their hosts and their numbers: shared rows, no customers' data."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from nexus.crypto.fields import EncryptedTextField
from nexus.crypto.ids import uuid7


def route_token() -> str:
    """An opaque token for a hook's address; it decides the company, so it must not be guessable."""
    return secrets.token_urlsafe(18)


class Company(TenantMixin):
    """A company that uses Nexus: the controller of its customers' data.

    ``creating → ready → closed``, or ``failed`` when its schema could not be made (``provisioning``
    then says at which step).
    """

    class State(models.TextChoices):
        CREATING = "creating", _("Being created")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        CLOSED = "closed", _("Closed")

    auto_create_schema = False
    auto_drop_schema = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    org_number = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    timezone = models.CharField(max_length=40, default="Europe/Stockholm")
    emergency_text = models.TextField(blank=True)
    disclosure_text = models.TextField(blank=True)
    handles_health_data = models.BooleanField(default=False)
    transfer_instruction_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CREATING)
    provisioning = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # The profile waits here until the schema exists; it holds the company's own facts only.
    pending_profile = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        return self.name


class Domain(DomainMixin):
    """A host name that leads to a company."""

    class Meta:
        verbose_name = _("host name")
        verbose_name_plural = _("host names")


class ChannelRoute(models.Model):
    """A company's number at a provider. The token in the hook's address decides the company.

    The provider's auth token is encrypted under the platform's key: the hook needs it before any
    company has been entered.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="routes")
    token = models.CharField(max_length=40, unique=True, default=route_token)
    number = models.CharField(max_length=20, unique=True, help_text=_("E.164, for example +46701740605"))
    forward_to = models.CharField(max_length=20, blank=True, help_text=_("Where calls are put through"))
    account_sid = models.CharField(max_length=40, blank=True)
    auth_token = EncryptedTextField(scope="platform", blank=True)
    region = models.CharField(max_length=20, blank=True)
    edge = models.CharField(max_length=20, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("number")
        verbose_name_plural = _("numbers")

    def __str__(self) -> str:
        return self.number
