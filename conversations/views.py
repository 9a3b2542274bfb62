"""The portal's inbox. Thin: selectors read, services change, ``pages`` puts contexts together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from conversations.channels.webchat.stream import typing_tell
from conversations.forms import ReplyForm
from conversations.labels import BLOCKS
from conversations.models import Conversation
from conversations.pages import (
    Query,
    conversation_or_404,
    group_context,
    list_context,
    thread_context,
)
from conversations.search.pages import page_address
from conversations.selectors.thread import message_in_conversation
from conversations.services.conversations import (
    conversation_close,
    conversation_hand_back,
    conversation_mark_read,
    conversation_take_over,
)
from conversations.services.messages import CannotSend, message_resend, staff_reply
from conversations.services.restricted import reason_give, reason_needed
from nexus.accounts.access import ANSWERING, portal_view, staff_user
from nexus.audit.models import Entry
from nexus.audit.services import read_log

#: An open thread that refreshes itself counts as one read for this long.
ONE_READ = timedelta(minutes=5)
SUBJECT = "conversations.Conversation"

REFUSALS = {
    "empty": _("Write something first."),
    "too_long": _("The text is too long for one message. Split it in two."),
    **{code: block.reason for code, block in BLOCKS.items()},
    "newer_open": _("A newer conversation with this customer is open; answer there."),
    "not_failed": _("The text has got through meanwhile, so it was not sent again."),
    "restricted": _("The customer's data is restricted. Say why you need to look before you write."),
    "no_ai": _("The AI may not answer this customer."),
}


@require_safe
@portal_view()
def inbox(request: HttpRequest) -> HttpResponse:
    """The list, with no conversation open."""
    return render(request, "conversations/inbox.html", list_context(request, staff_user(request)))


@require_safe
@portal_view()
def inbox_list(request: HttpRequest) -> HttpResponse:
    """The list alone, fetched again when something happened."""
    context = list_context(request, staff_user(request))
    if request.GET.get("part") == "found" and context["found"]:
        return render(request, "conversations/_found_rows.html", context)
    answer = render(request, "conversations/_list.html", context)
    if request.headers.get("HX-Trigger") == "search-form" and (
        here := page_address(request, context["query"])
    ):
        # The page can be loaded again, and gone back to, with what is searched for.
        answer["HX-Replace-Url"] = here
    return answer


@require_safe
@portal_view()
def inbox_group(request: HttpRequest, group: str) -> HttpResponse:
    """More rows of one group, after the cursor ``before``."""
    if group not in Conversation.State.values:
        raise Http404
    if not request.headers.get("HX-Request"):
        return redirect("conversations:inbox")
    more = group_context(Query.of(request), group, staff_user(request), before=request.GET.get("before", ""))
    return render(request, "conversations/_rows.html", {"group": more})


@require_safe
@portal_view()
def thread(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """A conversation beside the list; only its own panes when htmx asks for them."""
    user = staff_user(request)
    conversation = conversation_or_404(conversation_id)
    _note_read(conversation, user.pk)
    _mark_read(conversation)
    context = thread_context(request, conversation, user, sought=_sought(request))
    if request.headers.get("HX-Target") == "conversation":
        return render(request, "conversations/_conversation.html", {**context, "title_too": True})
    return render(request, "conversations/inbox.html", {**list_context(request, user), **context})


@require_safe
@portal_view()
def messages(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The newest messages, and who holds the conversation; fetched again when something happened."""
    user = staff_user(request)
    conversation = conversation_or_404(conversation_id)
    _note_read(conversation, user.pk, again=True)
    _mark_read(conversation)
    return _updates(request, conversation)


@require_safe
@portal_view()
def older(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The page of messages before the cursor."""
    user = staff_user(request)
    conversation = conversation_or_404(conversation_id)
    try:
        before = UUID(request.GET.get("before", ""))
    except ValueError as error:
        raise Http404 from error
    _note_read(conversation, user.pk, again=True)
    context = thread_context(request, conversation, user, before=before)
    context["joins_day"] = request.GET.get("day", "")
    if request.headers.get("HX-Request"):
        return render(request, "conversations/_older.html", context)
    return render(
        request, "conversations/inbox.html", {**list_context(request, user), **context, "past": True}
    )


@require_POST
@portal_view()
def reason(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Say why a restricted customer's conversation is looked at; it is open for a while then."""
    conversation = conversation_or_404(conversation_id)
    try:
        reason_give(
            conversation=conversation,
            reason=request.POST.get("reason", ""),
            user_id=staff_user(request).pk,
        )
    except ValueError as error:
        raise Http404 from error
    return redirect(Query.of(request).url("conversations:thread", conversation.pk))


@require_POST
@portal_view(*ANSWERING)
def reply(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Send a text; whoever writes holds the conversation from then on."""
    conversation = conversation_or_404(conversation_id)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _failed(request, conversation, form)
    text = form.cleaned_data["body"]
    return _act(
        request,
        conversation,
        lambda: staff_reply(conversation=conversation, author=staff_user(request), body=text),
        form=form,
    )


@require_POST
@portal_view(*ANSWERING)
def typing(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """A member of staff is writing; a customer who has the chat open sees it."""
    user = staff_user(request)
    conversation = conversation_or_404(conversation_id)
    if not reason_needed(conversation, user.pk):
        typing_tell(conversation, who="human", name=user.name.split(" ")[0])
    return HttpResponse(status=204)


@require_POST
@portal_view(*ANSWERING)
def resend(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """Send a text again that failed, or of which it is unclear whether it arrived: staff decide so."""
    conversation = conversation_or_404(conversation_id)
    message = message_in_conversation(conversation=conversation, message_id=message_id)
    if message is None:
        raise Http404
    return _act(request, conversation, lambda: message_resend(message=message, author=staff_user(request)))


@require_POST
@portal_view(*ANSWERING)
def take_over(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Hold the conversation; the AI is paused in it."""
    conversation = conversation_or_404(conversation_id)
    return _act(
        request,
        conversation,
        lambda: conversation_take_over(conversation=conversation, user=staff_user(request)),
    )


@require_POST
@portal_view(*ANSWERING)
def hand_back(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Let the AI answer."""
    conversation = conversation_or_404(conversation_id)
    return _act(
        request,
        conversation,
        lambda: conversation_hand_back(conversation=conversation, user=staff_user(request)),
    )


@require_POST
@portal_view(*ANSWERING)
def close(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """End the episode; the customer's next text opens a new one."""
    conversation = conversation_or_404(conversation_id)
    return _act(
        request,
        conversation,
        lambda: conversation_close(conversation=conversation, user=staff_user(request)),
    )


def _sought(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("m", ""))
    except ValueError:
        return None


def _act(
    request: HttpRequest,
    conversation: Conversation,
    service: Callable[[], object],
    *,
    form: ReplyForm | None = None,
) -> HttpResponse:
    try:
        service()
    except CannotSend as refused:
        failed = form or ReplyForm({"body": ""})
        failed.errors.clear()
        failed.add_error(None, str(REFUSALS[refused.code]))
        return _failed(request, conversation, failed)
    if request.headers.get("HX-Request"):
        return _updates(request, conversation_or_404(conversation.pk))
    return redirect(Query.of(request).url("conversations:thread", conversation.pk))


def _failed(request: HttpRequest, conversation: Conversation, form: ReplyForm) -> HttpResponse:
    user = staff_user(request)
    conversation = conversation_or_404(conversation.pk)
    context = thread_context(request, conversation, user, form=form)
    if request.headers.get("HX-Request"):
        return render(request, "conversations/_updates.html", context)
    return render(request, "conversations/inbox.html", {**list_context(request, user), **context}, status=422)


def _updates(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    context: dict[str, Any] = thread_context(request, conversation, staff_user(request))
    return render(request, "conversations/_updates.html", context)


def _note_read(conversation: Conversation, user_id: UUID, *, again: bool = False) -> None:
    """Log that ``user_id`` read the conversation; ``again`` when the same open page fetches more.

    What is restricted and still locked has not been read.
    """
    if reason_needed(conversation, user_id):
        return
    if again:
        since = timezone.now() - ONE_READ
        seen = Entry.objects.filter(
            subject_type=SUBJECT, subject_id=conversation.pk, actor_id=user_id, action="read", at__gte=since
        )
        if seen.exists():
            return
    read_log(
        actor_id=user_id,
        subject_type=SUBJECT,
        subject_id=conversation.pk,
        contact_id=conversation.contact_id,
    )


def _mark_read(conversation: Conversation) -> None:
    conversation_mark_read(conversation_id=conversation.pk)
    conversation.unread = False
