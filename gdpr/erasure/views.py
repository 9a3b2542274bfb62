"""The portal's pages of erasures and certificates, for owners and data-protection contacts."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gdpr.certificates import certificate_document
from gdpr.erasure.selectors import (
    certificate_context,
    erasure_of,
    list_context,
    page_context,
    progress_context,
)
from gdpr.models import Case, Certificate
from nexus.accounts.access import portal_view
from nexus.accounts.models import User

KEEPERS = (User.Role.OWNER, User.Role.DATA_PROTECTION)


@require_safe
@portal_view(*KEEPERS)
def erasure(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What would go and what stays; while it runs, how far it has come."""
    return render(request, "gdpr/erasure.html", page_context(_case_or_404(case_id), timezone.now()))


@require_safe
@portal_view(*KEEPERS)
def progress(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The steps alone; asked again and again by the page while it goes on."""
    found = erasure_of(_case_or_404(case_id))
    if found is None:
        raise Http404
    context = {"case": found.case, **progress_context(found)}
    response = render(request, "gdpr/_erasure_progress.html", context)
    if not context["running"]:
        response["HX-Refresh"] = "true"  # done: its certificate is on the whole page
    return response


@require_safe
@portal_view(*KEEPERS)
def certificates(request: HttpRequest) -> HttpResponse:
    """All certificates, newest first, and whether their chain holds."""
    before = request.GET.get("before", "")
    known = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    return render(request, "gdpr/erasure_certificates.html", list_context(known))


@require_safe
@portal_view(*KEEPERS)
def certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """One certificate in words."""
    found = get_object_or_404(Certificate, pk=certificate_id)
    return render(request, "gdpr/erasure_certificate.html", certificate_context(found))


@require_safe
@portal_view(*KEEPERS)
def certificate_file(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The signed document, to be kept and checked elsewhere."""
    found = get_object_or_404(Certificate, pk=certificate_id)
    text = json.dumps(certificate_document(found), indent=2, ensure_ascii=False)
    response = HttpResponse(text + "\n", content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="certificate-{found.sequence}.json"'
    return response


def _case_or_404(case_id: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("contact"), pk=case_id, kind=Case.Kind.ERASURE)
