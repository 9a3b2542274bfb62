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
    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    org_number = models.CharField(_("organisation number"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, default="Europe/Stockholm")
    emergency_text = models.TextField(_("text in emergencies"), blank=True)
    disclosure_text = models.TextField(_("wording that an AI answers"), blank=True)
    handles_health_data = models.BooleanField(_("handles health data"), default=False)
    transfer_instruction_at = models.DateTimeField(_("transfer instruction signed"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CREATING)
    provisioning = models.JSONField(_("steps"), default=list, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # The profile waits here until the schema exists; it holds the company's own facts only.
    pending_profile = models.JSONField(_("waiting profile"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        return self.name


class Domain(DomainMixin):
    """A host name that leads to a company."""

    # As in the mixin, with names that people read.
    domain = models.CharField(_("host name"), max_length=253, unique=True, db_index=True)
    tenant = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="domains", verbose_name=_("company")
    )
    is_primary = models.BooleanField(_("the company's first"), default=True, db_index=True)

    class Meta:
        verbose_name = _("host name")
        verbose_name_plural = _("host names")


class ChannelRoute(models.Model):
    """A company's number at a provider. The token in the hook's address decides the company.

    The provider's auth token is encrypted under the platform's key: the hook needs it before any
    company has been entered.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="routes", verbose_name=_("company")
    )
    token = models.CharField(_("token"), max_length=40, unique=True, default=route_token)
    number = models.CharField(
        _("number"), max_length=20, unique=True, help_text=_("E.164, for example +46701740605")
    )
    forward_to = models.CharField(
        _("calls go to"), max_length=20, blank=True, help_text=_("Where calls are put through")
    )
    account_sid = models.CharField(_("account"), max_length=40, blank=True)
    auth_token = EncryptedTextField(_("auth token"), scope="platform", blank=True)
    region = models.CharField(_("region"), max_length=20, blank=True)
    edge = models.CharField(_("edge"), max_length=20, blank=True)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("number")
        verbose_name_plural = _("numbers")

    def __str__(self) -> str:
        return self.number
