"""The notice page: what is stored about whom, why and how long (GDPR art. 13 and 14)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gdpr.retention.selectors import period_texts
from nexus.privacy.notice import NoticeCompany, notice
from nexus.privacy.vocabulary import Language
from nexus.tenants.models import Company


@require_safe
@cache_control(public=True, max_age=300)
def notice_page(request: HttpRequest, language: Language) -> HttpResponse:
    """The company's own notice, or the platform's on the public host. No login, no cookie.

    Drawn without the request, so that nothing can look at a session and the page stays cacheable.
    """
    company: Company | None = getattr(request, "company", None)
    with translation.override(language):
        page = render_to_string(
            "privacy/notice.html",
            {
                "notice": notice(language, controller(company) if company else None),
                "company": company,
                "language": language,
            },
        )
    response = HttpResponse(page)
    response["Content-Language"] = language
    return response


def controller(company: Company) -> NoticeCompany:
    """The company as its notice names it; it is reached at the number that its customers text."""
    number = company.routes.filter(active=True).values_list("number", flat=True).first()
    return NoticeCompany(
        name=company.name,
        org_number=company.org_number,
        address=company.address,
        phone=number or "",
        handles_health_data=company.handles_health_data,
        periods=period_texts(),
    )
