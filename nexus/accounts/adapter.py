"""How allauth behaves here: nobody signs up, nobody is sent to another host, secrets are sealed."""

from __future__ import annotations

import ipaddress

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from nexus.crypto.sealing import open_text, seal_text

MFA_CONTEXT = "mfa.Authenticator.data"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a company's owner or by ops, never by the visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """``next=`` leads to this very host and port, or it does not count."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """The peer's address, which our own middleware has already taken from a trusted proxy's header."""
        try:
            return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
        except ValueError:
            raise PermissionDenied("The client has no address.") from None


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are sealed under the company's own key, and do not open in another company."""

    def encrypt(self, text: str) -> str:
        return seal_text(text, context=MFA_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(encrypted_text, context=MFA_CONTEXT)
