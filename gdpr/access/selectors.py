"""Reading: which package a case has."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from gdpr.access.links import is_open, package_token
from gdpr.models import Case, Package


def case_package(case: Case) -> Package | None:
    """The case's latest package, however far it has come."""
    return Package.objects.filter(case=case).order_by("-pk").first()


def package_open(case: Case, *, now: datetime) -> Package | None:
    """The package that can be fetched now."""
    package = Package.objects.select_related("case").filter(case=case, state=Package.State.READY)
    return next((one for one in package.order_by("-pk") if is_open(one, now)), None)


def case_package_url(*, case: Case, request: HttpRequest) -> str | None:
    """Where the package is, or None while there is none to fetch: to the API key it is given there at once,
    to anyone else only with the code.
    """
    package = package_open(case, now=timezone.now())
    if package is None:
        return None
    return request.build_absolute_uri(reverse("package:package", args=[package_token(package)]))
