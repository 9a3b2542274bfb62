"""Answers that staff have marked as wrong: marking one in the thread, the list, and trying them again."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.limits import RUN_SECONDS, TooMuch, one_run
from conversations.models import AnswerReview, Message
from conversations.pages import conversation_or_404, thread_context
from conversations.playground_pages import REFUSALS, answer_of
from conversations.reviews_forms import ReviewForm, auto_id
from conversations.reviews_pages import ai_message_or_404, review_context, review_or_404, rows_context
from conversations.selectors.reviews import review_cases, review_of, reviewed_turn
from conversations.services.rehearsal import Before, turn_rehearse
from conversations.services.restricted import reason_needed
from conversations.services.reviews import (
    SUBJECT,
    answer_review_delete,
    answer_review_store,
    answer_reviews_exported,
)
from conversations.thread_presenter import bubble_of
from crm.bookings.selectors import company_here
from crm.selectors import contact_phone
from nexus.accounts.access import ANSWERING, portal_view, staff_user
from nexus.accounts.models import User
from nexus.audit.services import read_log


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(*ANSWERING)
def mark(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """Say that an answer in the thread was wrong, change what was said, or take it back."""
    message = ai_message_or_404(conversation_id, message_id)
    if message.conversation.contact.restricted:
        # Stored and nothing else (GDPR art. 18): it becomes no case of an evaluation set.
        return _to_thread(request, conversation_id, _("The customer's data is restricted."))
    review = review_of(message_id=message.pk)
    if request.method != "POST":
        if "close" in request.GET and request.headers.get("HX-Request"):
            return HttpResponse()
        return _form(request, message, ReviewForm.of(review, message.pk), review)
    user = staff_user(request)
    if "undo" in request.POST:
        if review is not None:
            answer_review_delete(review=review, actor_id=user.pk)
        return _marked(request, message.pk, message.conversation_id)
    form = ReviewForm(request.POST, auto_id=auto_id(message.pk))
    if not form.is_valid():
        return _form(request, message, form, review)
    answer_review_store(message=message, actor_id=user.pk, **form.cleaned_data)
    return _marked(request, message.pk, message.conversation_id)


@require_safe
@portal_view(*ANSWERING)
def reviews(request: HttpRequest) -> HttpResponse:
    """The list; it holds nothing that a customer wrote."""
    return render(request, "conversations/reviews.html", rows_context(request))


@require_safe
@portal_view(*ANSWERING)
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """One review, with the customer's texts: read-logged."""
    found = review_or_404(review_id)
    if reason_needed(found.conversation, staff_user(request).pk):
        said = _("The customer's data is restricted. Say why you need to look.")
        return _to_thread(request, found.conversation_id, said)
    _note_read(found, staff_user(request))
    return render(request, "conversations/review.html", review_context(found))


@require_POST
@portal_view(*ANSWERING)
def rerun(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Have the agent of now answer the same texts, with what had been said and offered until then; the old
    answer and the new one side by side."""
    found = review_or_404(review_id)
    user = staff_user(request)
    if found.conversation.contact.restricted:
        raise Http404
    _note_read(found, user)
    context, status = review_context(found), 200
    if not context["can_rerun"]:
        raise Http404
    try:
        with one_run(user.pk):
            turn = reviewed_turn(found)
            contact = found.conversation.contact
            outcome = turn_rehearse(
                company=company_here(),
                before=Before(turn.earlier, turn.state, contact.language, contact.name),
                texts=found.messages[-turn.answered :],
                # "Tomorrow" is the day after the text, and the offers of then are open.
                now=timezone.localtime(found.message.created_at),
                channel=found.message.channel,
                deadline_seconds=RUN_SECONDS,
            )
        context["new"] = answer_of(outcome)
    except TooMuch as refused:
        context["problem"], status = str(REFUSALS[refused.code]), 429
    if request.headers.get("HX-Request"):
        return render(request, "conversations/_review_new.html", context)
    return render(request, "conversations/review.html", context, status=status)


@require_POST
@portal_view(*ANSWERING)
def delete(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Done with it."""
    answer_review_delete(review=review_or_404(review_id), actor_id=staff_user(request).pk)
    messages.success(request, _("The mark is taken away."))
    return redirect("knowledge:reviews")


@require_POST
@portal_view(User.Role.OWNER)
def export(request: HttpRequest) -> HttpResponse:
    """All reviews as JSON lines that ``agent_try`` reads, for the company's own evaluation set."""
    lines = [json.dumps(case, ensure_ascii=False) + "\n" for case in review_cases()]
    answer_reviews_exported(count=len(lines), actor_id=staff_user(request).pk)
    response = HttpResponse("".join(lines), content_type="application/x-ndjson; charset=utf-8")
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="reviewed-answers-{day}.jsonl"'
    return response


def _form(
    request: HttpRequest, message: Message, form: ReviewForm, found: AnswerReview | None
) -> HttpResponse:
    context = {"form": form, "reviewed": message, "review": found}
    if request.headers.get("HX-Request"):
        response = render(request, "conversations/_review_form.html", context)
        # What was sent would take the place of the message; a refusal stays where the form is.
        response["HX-Retarget"], response["HX-Reswap"] = f"#review-m-{message.pk}", "innerHTML"
        return response
    read_log(
        actor_id=staff_user(request).pk,
        subject_type="conversations.Conversation",
        subject_id=message.conversation_id,
        contact_id=message.conversation.contact_id,
    )
    status = 422 if form.errors else 200
    return render(request, "conversations/review_mark.html", context, status=status)


def _marked(request: HttpRequest, message_id: UUID, conversation_id: UUID) -> HttpResponse:
    """The message as it stands in the thread now."""
    if not request.headers.get("HX-Request"):
        return redirect(reverse("conversations:thread", args=[conversation_id]) + f"#m-{message_id}")
    conversation = conversation_or_404(conversation_id)
    message = ai_message_or_404(conversation_id, message_id)
    bubble = bubble_of(message, conversation=conversation, phone=contact_phone(conversation.contact))
    context = {
        **thread_context(request, conversation, staff_user(request)),
        "message": bubble,
        "focus_mark": True,
    }
    return render(request, "conversations/_message.html", context)


def _to_thread(request: HttpRequest, conversation_id: UUID, said: str) -> HttpResponse:
    messages.error(request, said)
    place = reverse("conversations:thread", args=[conversation_id])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": place})
    return redirect(place)


def _note_read(found: AnswerReview, user: User) -> None:
    read_log(
        actor_id=user.pk,
        subject_type=SUBJECT,
        subject_id=found.pk,
        contact_id=found.conversation.contact_id,
    )
