"""The portal's pages of erasures and certificates, for owners and data-protection contacts."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gdpr.erasure.printing import certificate_file_name, certificate_pdf, certificate_text, verification
from gdpr.erasure.selectors import (
    certificate_context,
    erasure_of,
    list_context,
    page_context,
    progress_context,
)
from gdpr.models import Case, Certificate
from gdpr.typeset.document import pdf_response
from nexus.accounts.access import portal_view, staff_user
from nexus.accounts.models import User
from nexus.audit.services import read_log

KEEPERS = (User.Role.OWNER, User.Role.DATA_PROTECTION)


@require_safe
@portal_view(*KEEPERS)
def erasure(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What would go and what stays; while it runs, how far it has come."""
    found = _case_or_404(case_id)
    read_log(
        actor_id=staff_user(request).pk,
        subject_type="gdpr.Case",
        subject_id=found.pk,
        contact_id=found.contact_id,
    )
    return render(request, "gdpr/erasure.html", page_context(found, timezone.now(), staff_user(request)))


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
    context = {**certificate_context(found), **verification(found)}
    return render(request, "gdpr/erasure_certificate.html", context)


@require_safe
@portal_view(*KEEPERS)
def certificate_file(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The signed document, to be kept and checked elsewhere."""
    found = get_object_or_404(Certificate, pk=certificate_id)
    response = HttpResponse(certificate_text(found), content_type="application/json")
    name = certificate_file_name(found, "json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@portal_view(*KEEPERS)
def certificate_print(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The certificate to print, with the signed document in it."""
    found = get_object_or_404(Certificate, pk=certificate_id)
    return pdf_response(certificate_file_name(found, "pdf"), certificate_pdf(found, timezone.now()))


def _case_or_404(case_id: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("contact"), pk=case_id, kind=Case.Kind.ERASURE)
