"""The playground: a customer's texts played through the agent in the request. Nothing is sent or kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conversations.knowledge_pages import list_context
from conversations.limits import RUN_SECONDS, TooMuch, one_run
from conversations.playground_forms import TrialForm
from conversations.playground_pages import REFUSALS, Panel, panel_after, panel_refused
from conversations.services.rehearsal import conversation_rehearse
from crm.bookings.selectors import company_here
from nexus.accounts.access import ANSWERING, portal_view, staff_user


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(*ANSWERING)
def playground(request: HttpRequest) -> HttpResponse:
    """The playground's own page; POST answers one more text after those that the browser sends along.

    A run holds one transaction for as long as the model thinks, which :data:`RUN_SECONDS` keeps well under
    the 60 seconds after which Postgres ends one that is idle.
    """
    if request.method != "POST" or "start_over" in request.POST:
        return _shown(request, Panel())
    form = TrialForm(request.POST)
    if not form.is_valid():
        return _shown(request, panel_refused(form, _first_error(form)), status=422)
    try:
        with one_run(staff_user(request).pk):
            done = conversation_rehearse(
                company=company_here(),
                messages=[*form.said, form.cleaned_data["text"]],
                now=form.cleaned_data["moment"] or timezone.now(),
                deadline_seconds=RUN_SECONDS,
            )
    except TooMuch as refused:
        return _shown(request, panel_refused(form, str(REFUSALS[refused.code])), status=429)
    return _shown(request, panel_after(form, done))


def _first_error(form: TrialForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _shown(request: HttpRequest, play: Panel, *, status: int = 200) -> HttpResponse:
    if request.headers.get("HX-Request"):
        # htmx takes in only what succeeded, so a refusal is 200 too; the conversation then stays as it is.
        response = render(request, "conversations/_playground_updates.html", {"play": play})
        if play.problem:
            response["HX-Reswap"] = "none"
        return response
    return render(
        request,
        "conversations/playground.html",
        {**list_context(request), "play": play, "tab": "playground"},
        status=status,
    )
