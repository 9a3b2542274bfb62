"""``Authorization: Api-Key <key>``: who a request to the API is from.

A key belongs to the schema of the company whose host was called, so another company's key is as unknown
there as one that never existed. A staff session does not count here, hence no cross-site forgery either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from nexus.api.models import ApiKey

if TYPE_CHECKING:
    # REST framework imports this module, by its settings, while it makes that class.
    from rest_framework.views import APIView

SCHEME = "Api-Key"
# Ours have 46 characters; nothing longer is worth hashing.
LONGEST_KEY = 200


class ApiKeyAuthentication(BaseAuthentication):
    """Finds the key by its SHA-256, whatever was sent: the work does not depend on how close a guess is."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        header = get_authorization_header(request).decode("latin-1")
        if not header:
            return None
        scheme, _space, key = header.partition(" ")
        key = key.strip()
        if scheme.lower() != SCHEME.lower() or not key or len(key) > LONGEST_KEY:
            raise AuthenticationFailed
        found = ApiKey.objects.filter(digest=ApiKey.digest_of(key), revoked_at=None).first()
        if found is None:
            raise AuthenticationFailed
        return AnonymousUser(), found

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="api"'


class HasApiKey(BasePermission):
    """Admits requests that carry a valid key of this company."""

    message = _("An API key is needed.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiKey)
