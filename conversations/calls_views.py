"""The calls' log, the overview with its figures, both as downloads, and a call from the simulated phone."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from conversations import calls_pages as pages
from conversations.calls_download import calls_table, overview_archive
from conversations.calls_periods import CHOICES, chosen
from conversations.channels.sms.routes import route_by_id
from conversations.channels.sms.simulator import phone_or_404
from conversations.csv_files import csv_response
from conversations.models import Call
from conversations.selectors.answer_statistics import answer_figures
from conversations.selectors.calls import TABS, call_settings, calls_page
from conversations.selectors.calls_afterwards import with_afterwards
from conversations.selectors.calls_statistics import bookings_made, call_figures
from conversations.selectors.inbox import count_waiting
from conversations.services.calls_rehearsal import ENDS, call_rehearse
from crm.bookings.selectors import company_here, company_tz
from crm.selectors import phone_display
from nexus.accounts.access import ANSWERING, portal_view, staff_user
from nexus.accounts.models import User
from nexus.audit.services import entry_append
from nexus.tenants.models import ChannelRoute

MOST_LINES = 50_000


@require_safe
@portal_view()
def log(request: HttpRequest) -> HttpResponse:
    """The calls, newest first, and when they are missed."""
    tab = request.GET.get("tab", "missed")
    tab = tab if tab in TABS else "missed"
    page = calls_page(tab=tab, before=request.GET.get("before", ""))
    picked = chosen({}, timezone.localdate(), default="30")
    figures = call_figures(picked.period)
    routes = ChannelRoute.objects.filter(company=company_here(), active=True).order_by("number")
    context = {
        "tab": tab,
        "tabs": [("missed", _("Missed")), ("answered", pgettext("calls", "Answered")), ("all", _("All"))],
        "rows": pages.rows_of(page.calls),
        "next_cursor": page.next_cursor,
        "numbers": [(phone_display(route.number), phone_display(route.forward_to)) for route in routes],
        "steps": pages.recovered(figures),
        "figures": figures,
        **pages.heat_table(figures),
        **pages.text_shown(call_settings(), company_here().name),
    }
    return render(request, "conversations/calls.html", context)


@require_safe
@portal_view(User.Role.OWNER)
def log_csv(request: HttpRequest) -> HttpResponse:
    """The period's calls, one a line, as they would be seen in the log; the download is logged."""
    picked = chosen(request.GET.dict(), timezone.localdate(), default="30")
    start, end = picked.period.bounds(company_tz())
    found = (
        with_afterwards(Call.objects.filter(started_at__gte=start, started_at__lt=end))
        .select_related("contact")
        .order_by("started_at", "id")
    )
    company = company_here()
    entry_append(
        action="calls.downloaded",
        subject_type="tenants.Company",
        subject_id=company.pk,
        actor_id=staff_user(request).pk,
        details={"from": picked.period.first.isoformat(), "to": picked.period.last.isoformat()},
    )
    lines = (pages.csv_call(call) for call in islice(found.iterator(chunk_size=2000), MOST_LINES))
    return csv_response("calls.csv", pages.CSV_CALLS, lines)


@require_safe
@portal_view()
def overview(request: HttpRequest) -> HttpResponse:
    """The figures of a period."""
    picked = chosen(request.GET.dict(), timezone.localdate())
    calls, answers = call_figures(picked.period), answer_figures(picked.period)
    bookings = bookings_made(picked.period)
    share = answers.ai_share
    context: dict[str, Any] = {
        "picked": picked,
        "choices": CHOICES.items(),
        "today": timezone.localdate(),
        "calls": calls,
        "questions": len(answers.questions),
        "questions_ai": answers.answered("ai"),
        "ai_share": None if share is None else round(100 * share),
        "ai_speed": pages.seconds_text(answers.median("ai")),
        "human_speed": pages.seconds_text(answers.median("human")),
        "bookings": sum(bookings.values()),
        "bookings_ai": bookings.get("ai", 0),
        "waiting": count_waiting(),
        "steps": pages.recovered(calls),
        "charts": [
            pages.question_chart(answers, picked.period),
            pages.call_chart(calls, picked.period),
            pages.hour_chart(calls),
            pages.speed_chart(answers),
        ],
        **pages.heat_table(calls),
    }
    return render(request, "conversations/calls_overview.html", context)


@require_safe
@portal_view()
def overview_csv(request: HttpRequest) -> HttpResponse:
    """The period's calls by hour and kind: counts alone."""
    picked = chosen(request.GET.dict(), timezone.localdate())
    return csv_response("overview.csv", *calls_table(call_figures(picked.period)))


@require_safe
@portal_view()
def overview_zip(request: HttpRequest) -> HttpResponse:
    """Everything that the overview shows of the period, as tables; counts alone."""
    picked = chosen(request.GET.dict(), timezone.localdate())
    response = HttpResponse(overview_archive(picked.period), content_type="application/zip")
    name = f"overview-{picked.period.first.isoformat()}-{picked.period.last.isoformat()}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@portal_view(*ANSWERING)
def ring(request: HttpRequest, phone: str) -> HttpResponse:
    """A call from the simulated phone that ends as chosen, through the same services as a real one."""
    known = route_by_id(phone_or_404(request, phone).pk)
    end = request.POST.get("end", "")
    if known is None or end not in ENDS:
        raise Http404
    call_rehearse(route=known, phone=phone, end=end)
    return redirect("conversations:handset", phone=phone)
