"""Joining a conversation's customer with the one who has a number, and parting them again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from conversations.merge_pages import party
from conversations.pages import conversation_or_404
from conversations.services.holding import holding_share
from crm.merging import MergeRefused, contact_merge, contact_unmerge
from crm.models import MergeRecord
from crm.restricted import reason_needed
from crm.selectors import contact_by_phone, phone_normalise
from nexus.accounts.access import ANSWERING, portal_view, staff_user
from nexus.tenants.publish import publish_conversation

REFUSALS = {
    "same": gettext_lazy("That is this customer's own number."),
    "two_numbers": gettext_lazy(
        "Both customers have a number of their own, so they are not joined: a text would not know where to go."
    ),
    "gone": gettext_lazy("One of the customers is not there any more."),
    "undone": gettext_lazy("They have been parted already."),
}


@require_POST
@portal_view(*ANSWERING)
def merge(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The conversation's customer is the one who has this number: first who that is, then, confirmed, for good."""
    conversation, user = conversation_or_404(conversation_id), staff_user(request)
    number = phone_normalise(request.POST.get("phone", "")[:40])
    known = contact_by_phone(number) if number else None
    if known is None:
        messages.error(request, _("No customer here has that number."))
    elif reason_needed(conversation.contact, user.pk) or reason_needed(known, user.pk):
        messages.error(request, _("The customer's data is restricted. Say why you need to look first."))
    elif known.pk != conversation.contact_id and request.POST.get("confirmed") != str(known.pk):
        # First who they are: a number typed wrong is somebody else's.
        context = {
            "conversation": conversation,
            "parties": [party(conversation.contact), party(known)],
            "number": number,
            "known": known.pk,
        }
        return render(request, "conversations/merge_ask.html", context)
    else:
        try:
            with transaction.atomic():
                contact_merge(keep=known, other=conversation.contact, actor=user)
                holding_share(contact_id=known.pk)
            publish_conversation(conversation.pk)
            messages.success(request, _("The customers are joined."))
        except MergeRefused as refused:
            messages.error(request, str(REFUSALS[refused.code]))
    return redirect("conversations:thread", conversation.pk)


@require_POST
@portal_view(*ANSWERING)
def unmerge(request: HttpRequest, conversation_id: UUID, record_id: UUID) -> HttpResponse:
    """Two customers after all."""
    conversation, user = conversation_or_404(conversation_id), staff_user(request)
    record = MergeRecord.objects.filter(pk=record_id, contact_id=conversation.contact_id).first()
    if record is None:
        raise Http404
    if reason_needed(conversation.contact, user.pk):
        messages.error(request, _("The customer's data is restricted. Say why you need to look first."))
    else:
        try:
            contact_unmerge(record=record, actor=user)
            publish_conversation(conversation.pk)
            messages.success(request, _("The customers are parted again."))
        except MergeRefused as refused:
            messages.error(request, str(REFUSALS[refused.code]))
    return redirect("conversations:thread", conversation.pk)
