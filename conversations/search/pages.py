"""What the list shows instead of its groups while something is searched for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit, urlunsplit
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from conversations.labels import CHANNEL_ICONS
from conversations.models import Channel, Message
from conversations.presenters import Face, contact_face, contact_name, time_text
from conversations.search.finding import Place
from conversations.search.marking import Piece, pieces_of, snippet_of
from conversations.search.query import Wanted
from conversations.search.reading import found_read_note
from conversations.search.selectors import (
    ContactHit,
    Hit,
    contacts_search,
    messages_search,
    words_are_kept,
)
from crm.selectors import contact_phone, phone_display
from nexus.accounts.models import User
from nexus.api.cursors import place_read, place_write

if TYPE_CHECKING:
    from conversations.pages import Query

CURSOR: Final = "conversations.search"
#: What beside the words is chosen in the list's address.
CHOICES: Final = ("channel", "from", "to")


@dataclass(frozen=True)
class FoundMessage:
    """A message that was found, as a row of the list."""

    id: UUID
    url: str
    name: str
    face: Face
    channel: str
    channel_icon: str
    at: datetime
    time: str
    author: str
    pieces: list[Piece]


@dataclass(frozen=True)
class FoundContact:
    """A customer who was found, as a row of the list. ``url`` is empty where there is no conversation."""

    url: str
    name: list[Piece]
    face: Face
    phone: str
    restricted: bool


def found_context(request: HttpRequest, query: Query, user: User) -> dict[str, Any]:
    """Customers and messages for ``query``; its first page, or one from the cursor ``before`` on."""
    wanted = Wanted.of(query.q)
    kept = words_are_kept()
    cursor = place_read(CURSOR, request.GET.get("before", ""))
    before = Place(*cursor) if cursor else None
    channel = query.choices.get("channel", "")
    page = messages_search(
        wanted=wanted if kept else Wanted(),
        before=before,
        channel=channel if channel in Channel.values else "",
        since=_midnight(query.choices.get("from", "")),
        until=_midnight(query.choices.get("to", ""), days=1),
    )
    found_read_note(hits=page.rows, actor_id=user.pk)
    people = [] if before else contacts_search(wanted=wanted)
    more = {"before": place_write(CURSOR, *page.older)} if page.older else {}
    return {
        "contacts": [_contact(hit, query) for hit in people],
        "messages": [_message(hit, query, user) for hit in page.rows],
        "more_url": query.url("conversations:inbox", **more) if more else "",
        "more_part": query.url("conversations:list", part="found", **more) if more else "",
        "off": not kept,
        "common": wanted.common,
        "nothing": not wanted,
        "later": before is not None,
    }


def _contact(hit: ContactHit, query: Query) -> FoundContact:
    name = str(hit.contact.name or "")
    pieces = pieces_of(name, hit.marks) if name else [Piece(contact_name(hit.contact, hit.phone))]
    return FoundContact(
        url=query.url("conversations:thread", hit.conversation_id) if hit.conversation_id else "",
        name=pieces,
        face=contact_face(hit.contact),
        phone=phone_display(hit.phone) if hit.phone else "",
        restricted=hit.contact.restricted,
    )


def _message(hit: Hit, query: Query, user: User) -> FoundMessage:
    message, contact = hit.message, hit.contact
    url = query.url("conversations:thread", message.conversation_id, m=str(message.pk))
    return FoundMessage(
        id=message.pk,
        url=f"{url}#m-{message.pk}",
        name=contact_name(contact, contact_phone(contact)),
        face=contact_face(contact),
        channel=message.get_channel_display(),
        channel_icon=CHANNEL_ICONS[message.channel],
        at=message.created_at,
        time=time_text(message.created_at),
        author=_author(message, user),
        pieces=snippet_of(str(message.body or ""), hit.marks),
    )


def _author(message: Message, user: User) -> str:
    if message.author_type == Message.Author.AI:
        return _("AI")
    if message.author_type == Message.Author.SYSTEM:
        return _("Automatic text")
    if message.author_type == Message.Author.HUMAN:
        if message.author_id == user.pk:
            return _("You")
        return message.author.name.split(" ")[0] if message.author else _("Staff")
    return ""


def _midnight(raw: str, *, days: int = 0) -> datetime | None:
    """The beginning of the day that was chosen, or of one some days later; None for what is no day."""
    try:
        day = date.fromisoformat(raw) + timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time()))
    except (ValueError, OverflowError):
        return None


def sought_pieces(text: str, query: Query) -> list[Piece]:
    """The whole text of the message that a search led to, marked."""
    return pieces_of(text, Wanted.of(query.q).marks(text) or [])


def page_address(request: HttpRequest, query: Query) -> str:
    """The address of the page that htmx is on, with what is searched for now; "" when it says none of ours."""
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    if not here.path.startswith("/"):
        return ""
    ours = ("tab", "q", "m", *CHOICES)
    kept = [(name, value) for name, value in parse_qsl(here.query) if name not in ours]
    path = here.path if here.path.startswith("/c/") else reverse("conversations:inbox")
    return urlunsplit(("", "", path, urlencode([*query.values().items(), *kept]), ""))
