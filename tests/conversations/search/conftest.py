"""A company with messages to look for, and what a search found of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conversations.models import Conversation, Message
from conversations.search.query import Wanted
from conversations.search.selectors import messages_search
from nexus.tenants.models import Company
from tests.api.factories import make_contact, make_conversation, make_inbound

Say = Callable[..., Message]


@pytest.fixture
def thread(in_company_a: Company) -> Conversation:
    """Åsa Öberg's conversation with Salong Alfa."""
    return make_conversation(make_contact())


@pytest.fixture
def say(thread: Conversation) -> Say:
    """``say("Hej")``: Åsa writes so."""

    def do(body: str, *, at: Any = None) -> Message:
        message = make_inbound(thread, body)
        if at is not None:
            message.created_at = at
            message.save()
        return message

    return do


def found(query: str, **how: Any) -> list[str]:
    """The texts that a search finds, in its order."""
    return [str(hit.message.body) for hit in messages_search(wanted=Wanted.of(query), **how).rows]
