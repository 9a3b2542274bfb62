"""The contexts of the inbox's pages and partials, put together from selectors and presenters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conversations.forms import ReplyForm
from conversations.labels import BLOCKS, CHANNEL_ICONS, INTENTS
from conversations.merge_pages import merge_lines
from conversations.models import Channel, Conversation
from conversations.presenters import (
    ListGroup,
    block_of,
    contact_face,
    contact_name,
    first_name,
    list_row,
    moment_text,
    waited_text,
)
from conversations.screening import make_safe
from conversations.search.pages import CHOICES, found_context, sought_pieces
from conversations.search.query import LONGEST as LONGEST_QUERY
from conversations.selectors.inbox import (
    GROUPS,
    LONGEST,
    PAGE,
    Counts,
    count_conversations,
    list_conversations,
)
from conversations.selectors.thread import ThreadPage, conversation_get, page_around, thread_page
from conversations.selectors.webchat import devices_shown, site_of
from conversations.services.restricted import REASONS, reason_needed
from conversations.thread_presenter import thread_items
from crm.registers import links_shown
from crm.selectors import contact_phone, is_opted_out, phone_display
from nexus.accounts.access import ANSWERING
from nexus.accounts.models import User
from nexus.privacy.requests import open_requests

State = Conversation.State
TABS = ("open", "mine", "closed")


@dataclass(frozen=True)
class Query:
    """What the list shows: the tab, or what is searched for, with the ``choices`` made beside it."""

    tab: str
    q: str
    choices: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> Query:
        tab = request.GET.get("tab", "open")
        q = make_safe(request.GET.get("q", "")).strip()[:LONGEST_QUERY]
        chosen = {name: value[:20] for name in CHOICES if (value := request.GET.get(name, ""))} if q else {}
        return cls(tab=tab if tab in TABS else "open", q=q, choices=chosen)

    def values(self) -> dict[str, str]:
        """What an address says of it."""
        return {"tab": self.tab, **({"q": self.q} if self.q else {}), **self.choices}

    def url(self, name: str, *args: object, **more: str) -> str:
        return f"{reverse(name, args=args)}?{urlencode({**self.values(), **more})}"


def list_context(request: HttpRequest, user: User) -> dict[str, Any]:
    """The whole list: tabs with numbers, and the groups of the chosen tab."""
    query = Query.of(request)
    counts = count_conversations(user_id=user.pk)
    shown = request.GET.get("shown", "")
    limit = max(PAGE, min(int(shown), LONGEST)) if shown.isascii() and shown.isdigit() else PAGE
    groups = [
        group
        for state in (() if query.q else _states(query.tab))
        if (group := group_context(query, state, user, counts=counts, limit=limit)).rows
    ]
    return {
        "query": query,
        "tabs": [
            ("open", _("Open"), counts.open, query.tab == "open"),
            ("mine", _("Mine"), counts.mine, query.tab == "mine"),
            ("closed", pgettext("conversations", "Closed"), None, query.tab == "closed"),
        ],
        "groups": groups,
        "found": found_context(request, query, user) if query.q else None,
        "channels": Channel.choices,
        "list_url": query.url("conversations:list"),
        "waiting": counts.by_state.get(State.WAITING, 0),
        "ai_holds": counts.by_state.get(State.AI, 0),
    }


def _states(tab: str) -> tuple[str, ...]:
    return {"open": GROUPS, "mine": (State.HUMAN,), "closed": (State.CLOSED,)}[tab]


def group_context(
    query: Query, state: str, user: User, *, counts: Counts | None = None, before: str = "", limit: int = PAGE
) -> ListGroup:
    """One group of the list, or one more page of it."""
    page = list_conversations(
        state=state,
        held_by=user.pk if query.tab == "mine" else None,
        before=before,
        limit=limit,
    )
    clocks = open_requests([row.conversation.contact_id for row in page.rows])
    icon, label = {
        State.WAITING: ("swap", _("Needs you")),
        State.AI: ("ai", _("The AI handles")),
        State.HUMAN: ("user", _("You and your colleagues handle")),
        State.CLOSED: ("check", pgettext("conversations", "Closed")),
    }[State(state)]
    number = None
    if counts is not None and state != State.CLOSED:
        number = counts.mine if query.tab == "mine" else counts.by_state.get(state, 0)
    return ListGroup(
        key=state,
        icon=icon,
        label=label,
        number=number,
        rows=[
            list_row(row, user=user, tab=query.tab, requests=clocks.get(row.conversation.contact_id, ()))
            for row in page.rows
        ],
        more_url=query.url("conversations:group", state, before=page.next_cursor) if page.next_cursor else "",
    )


def conversation_or_404(conversation_id: UUID) -> Conversation:
    """The conversation; one of another company is unknown here like any other id."""
    conversation = conversation_get(conversation_id=conversation_id)
    if conversation is None:
        raise Http404
    return conversation


def thread_context(
    request: HttpRequest,
    conversation: Conversation,
    user: User,
    *,
    before: UUID | None = None,
    form: ReplyForm | None = None,
    sought: UUID | None = None,
) -> dict[str, Any]:
    """The thread's pane and the contact's card; ``sought`` is a message that it is to be opened at."""
    query = Query.of(request)
    phone = contact_phone(conversation.contact)
    contact = conversation.contact
    locked = reason_needed(conversation, user.pk)
    if sought is not None and not locked:
        before = page_around(conversation=conversation, message_id=sought)
    page = ThreadPage([], [], [], None) if locked else thread_page(conversation=conversation, before=before)
    items = thread_items(page, conversation=conversation, phone=phone)
    last = page.messages[-1] if page.messages else None
    opened_at = next((message for message in page.messages if message.pk == sought), None)
    block = block_of(conversation, phone, opted_out=is_opted_out(phone) if phone else False)
    waiting_from = conversation.waiting_since or (last.created_at if last else conversation.created_at)
    intent = next(
        (
            reading.content.get("intent", "")
            for message in reversed(page.messages)
            if (reading := getattr(message, "interpretation", None)) is not None
        ),
        "",
    )
    allowed = user.role in ANSWERING
    return {
        "query": query,
        "back_url": query.url("conversations:inbox"),
        "conversation": conversation,
        # What happens in any of them is this page's business.
        "person": [conversation.pk, *(each for each in page.episodes if each != conversation.pk)],
        "name": contact_name(contact, phone, site="" if phone or contact.name else site_of(contact)),
        "first_name": first_name(contact, phone),
        "face": contact_face(contact),
        "phone": phone_display(phone) if phone else "",
        "channel": conversation.get_channel_display(),
        "channel_icon": CHANNEL_ICONS[conversation.channel],
        "topic": str(INTENTS.get(intent, "")) if intent != "other" else "",
        "stance": _stance(conversation, user),
        # Nothing of a restricted contact's history is shown before staff have said why they look.
        "locked": locked,
        "reasons": REASONS.items() if locked else (),
        "requests": open_requests([contact.pk]).get(contact.pk, ()),
        "in_doubt": contact.returned_at is not None,
        "responsible": conversation.held_by,
        "waited": waited_text(waiting_from),
        "items": items.items,
        "first_day": items.first_day,
        "older_url": query.url(
            "conversations:older", conversation.pk, before=str(page.older), day=items.first_day
        )
        if page.older
        else "",
        "messages_url": query.url("conversations:messages", conversation.pk),
        "sought": f"m-{opened_at.pk}" if opened_at else "",
        "sought_pieces": sought_pieces(str(opened_at.body or ""), query) if opened_at else [],
        "newest_url": query.url("conversations:thread", conversation.pk) if opened_at and before else "",
        "disclosed": moment_text(contact.ai_disclosed_at) if contact.ai_disclosed_at else "",
        "disclosure_text": str(contact.ai_disclosure_text or ""),
        "blocked": block,
        "blocked_reason": BLOCKS[block].reason if block else "",
        "may_answer": allowed,
        "can_reply": allowed and not block and not locked and conversation.state != State.CLOSED,
        "can_hand_back": allowed and not (contact.restricted or contact.objected) and not block,
        "first_seen": moment_text(contact.created_at),
        "last_seen": moment_text(contact.last_seen_at),
        "is_chat": conversation.channel == Channel.WEBCHAT,
        "merges": [] if locked else merge_lines(contact),
        "devices": [] if locked else devices_shown(contact),
        "language": ""
        if locked
        else {"sv": _("Swedish"), "en": _("English")}.get(contact.language, contact.language),
        "email": "" if locked else str(contact.email or ""),
        "crm_links": [] if locked else links_shown(contact),
        # For the counter, which counts in the browser.
        "one_text": ngettext("text", "texts", 1),
        "more_texts": ngettext("text", "texts", 2),
        "form": form or ReplyForm(),
    }


def _stance(conversation: Conversation, user: User) -> str:
    if conversation.state == State.CLOSED:
        return "closed"
    if conversation.state == State.WAITING:
        return "none"
    if conversation.state == State.AI:
        return "ai"
    return "human" if conversation.held_by_id == user.pk else "colleague"
