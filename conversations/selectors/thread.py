"""Reading a thread: a contact's episodes joined into one history, paged by key from the newest."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch, Q

from conversations.models import Annotation, Call, Conversation, ConversationEvent, Interpretation, Message
from conversations.selectors.calls import calls_of_thread

PAGE = 30
#: Only so many of a contact's latest episodes are joined into one thread.
EPISODES = 50


@dataclass(frozen=True)
class ThreadPage:
    """Messages oldest first, what happened between them, and the cursor of what is older (or None)."""

    messages: list[Message]
    events: list[ConversationEvent]
    silent: list[Interpretation]
    older: UUID | None
    calls: list[Call] = field(default_factory=list)
    #: The episodes that are joined, the latest first.
    episodes: list[UUID] = field(default_factory=list)


def conversation_get(*, conversation_id: UUID) -> Conversation | None:
    """The conversation with its contact, the contact's identifiers and who holds it; None if unknown."""
    return (
        Conversation.objects.select_related("contact", "held_by")
        .prefetch_related("contact__identifiers")
        .filter(pk=conversation_id)
        .first()
    )


def remarks() -> Prefetch[str]:
    """What a person says of a disputed message, oldest first; for ``prefetch_related`` of messages."""
    return Prefetch("annotations", queryset=Annotation.objects.order_by("id"))


def message_in_conversation(*, conversation: Conversation, message_id: UUID) -> Message | None:
    """One of this conversation's own messages, or None."""
    return (
        Message.objects.filter(conversation=conversation, pk=message_id)
        .select_related("conversation__contact")
        .first()
    )


def thread_page(*, conversation: Conversation, before: UUID | None = None, limit: int = PAGE) -> ThreadPage:
    """One page of the contact's whole history, whichever of their conversations was opened.

    Ids are UUIDv7, so their order is that of arrival. Eight queries, however many messages.
    """
    episodes = list(
        Conversation.objects.filter(contact_id=conversation.contact_id)
        .order_by("-id")
        .values_list("id", flat=True)[:EPISODES]
    )
    ids = _newest_ids(episodes, before, limit + 1)
    older = ids[limit - 1] if len(ids) > limit else None
    ids = ids[:limit]
    messages = list(
        Message.objects.filter(id__in=ids)
        .select_related("author", "interpretation", "review")
        .prefetch_related(remarks())
        .order_by("id")
    )
    within = Q(conversation_id__in=episodes)
    if older is not None:
        within &= Q(id__gte=older)
    if before is not None:
        within &= Q(id__lt=before)
    return ThreadPage(
        messages=messages,
        events=list(
            ConversationEvent.objects.filter(within)
            .select_related("actor", "booking__service", "booking__resource")
            .order_by("id")[:200]
        ),
        silent=list(Interpretation.objects.filter(within, message=None).order_by("id")[:200]),
        older=older,
        calls=calls_of_thread(contact_id=conversation.contact_id, after=older, before=before),
        episodes=episodes,
    )


def page_around(*, conversation: Conversation, message_id: UUID, newer: int = 10) -> UUID | None:
    """The cursor ``before`` of the thread's page that has a message and some newer ones; None for the newest
    page, and for a message that is not of this thread."""
    thread = Message.objects.filter(conversation__contact_id=conversation.contact_id)
    if not thread.filter(pk=message_id).exists():
        return None
    after = thread.filter(pk__gt=message_id).order_by("pk").values_list("pk", flat=True)[: newer + 1]
    found = list(after)
    return found[newer] if len(found) > newer else None


def _newest_ids(episodes: list[UUID], before: UUID | None, limit: int) -> list[UUID]:
    """The newest message ids over the episodes; each branch of the union stops at ``limit`` by index."""
    branches = []
    for episode in episodes:
        branch = Message.objects.filter(conversation_id=episode)
        if before is not None:
            branch = branch.filter(id__lt=before)
        branches.append(branch.order_by("-id").values_list("id", flat=True)[:limit])
    if not branches:
        return []
    if len(branches) == 1:
        return list(branches[0])
    return list(branches[0].union(*branches[1:], all=True).order_by("-id")[:limit])
