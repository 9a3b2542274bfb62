"""The page where the owner says how the agent is to be, and the way from a contact to their thread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.agent import wording
from conversations.agent.guardrails import disclosure
from conversations.agent_settings_forms import LONGEST_TEXT, AgentSettingsForm
from conversations.models import AgentSettings, Conversation
from conversations.selectors.agent import agent_settings
from conversations.services.agent_settings import agent_settings_store
from crm.bookings.selectors import company_here
from crm.models import Contact
from nexus.accounts.access import portal_view, staff_user
from nexus.accounts.models import User
from nexus.tenants.models import Company


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(User.Role.OWNER)
def settings(request: HttpRequest) -> HttpResponse:
    """The agent's settings."""
    # Not the row that the host was found by: that one may be some seconds old.
    company = Company.objects.get(pk=company_here().pk)
    own = agent_settings()
    initial = {
        "excluded_topics": "\n".join(str(topic) for topic in own.excluded_topics),
        "disclosure_text": company.disclosure_text,
        "emergency_text": company.emergency_text,
    }
    form = AgentSettingsForm(
        request.POST if request.method == "POST" else None, instance=own, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        changed = agent_settings_store(company=company, values=form.cleaned_data, by=staff_user(request).pk)
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("conversations:agent_settings")
    context = {
        "section": "agent",
        "form": form,
        "never": AgentSettings.Answers.NEVER,
        **_preview(company.name, str(form["disclosure_text"].value() or "")),
        "standard_emergency": wording.say("emergency", "sv"),
    }
    return render(request, "conversations/settings.html", context, status=422 if form.is_bound else 200)


@require_POST
@portal_view(User.Role.OWNER)
def preview(request: HttpRequest) -> HttpResponse:
    """The first message as customers would get it with the wording that is being typed."""
    text = request.POST.get("disclosure_text", "")[:LONGEST_TEXT]
    return render(request, "conversations/_settings_preview.html", _preview(company_here().name, text))


@require_safe
@portal_view()
def of_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The contact's latest conversation; back to the inbox where there is none."""
    latest = Conversation.objects.filter(contact_id=contact_id).order_by("-last_message_at", "-id").first()
    if latest is not None:
        return redirect("conversations:thread", latest.pk)
    if not Contact.objects.filter(pk=contact_id).exists():
        raise Http404
    messages.info(request, _("There is no conversation with this customer yet."))
    return redirect("conversations:inbox")


def _preview(name: str, own: str) -> dict[str, Any]:
    """The effective text, and in it what we add to the company's own."""
    own = " ".join(own.split())
    whole = disclosure(name, own, "sv")
    added = whole[len(own) :].strip() if own and whole.startswith(own) else ""
    return {"preview_own": own if own else whole, "preview_added": added, "preview_is_ours": not own}
