"""How a wish to exercise a right, seen in a conversation, reaches whoever keeps the cases, and what comes back.

Conversations sit below the cases' app and must not know it, so the app registers here what opens a case, what
takes a one-time code that was texted back, and whose cases have a clock running.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

RequestKind = Literal["access", "rectification", "erasure", "restriction", "objection", "portability"]


@dataclass(frozen=True, slots=True)
class OpenedRequest:
    """A case as the person who asked for it is told about it.

    ``due_at`` is aware. ``code_coming`` says that a one-time code is on its way in a text of its own, ``known``
    that it is certain already who asks.
    """

    case_id: UUID
    number: int
    due_at: datetime
    code_coming: bool
    known: bool = False


@dataclass(frozen=True, slots=True)
class RequestClock:
    """An open case as it stands beside a conversation. ``tone`` is "", "soon" or "late"."""

    number: int
    label: str
    state: str
    text: str
    tone: str
    url: str


class Opener(Protocol):
    """Opens a case, or joins the open one of the same kind, inside the company's context.

    ``wish`` is what the person wrote. Called inside a transaction or not.
    """

    def __call__(
        self, *, kind: RequestKind, contact_id: UUID, channel: str, wish: str = ""
    ) -> OpenedRequest: ...


class CodeTaker(Protocol):
    """Takes six digits that came from a contact's number, and answers in words to send back.

    None when no code is waited for. ``reference`` is the provider's id of the text: the same one again is
    answered with "" (nothing to send) and changes nothing.
    """

    def __call__(self, *, contact_id: UUID, code: str, reference: str) -> str | None: ...


class CodeAsker(Protocol):
    """Has a new one-time code sent to a contact who asks for one, and answers in words to send back.

    None when none is waited for; "" when the code itself is the answer, or when there is nothing to add to
    what has been said. Called inside a transaction, which undoes it all when it is rolled back.
    """

    def __call__(self, *, contact_id: UUID) -> str | None: ...


class Clocks(Protocol):
    """The open cases of each of these contacts, the most urgent first."""

    def __call__(self, contact_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[RequestClock]]: ...


_openers: list[Opener] = []
_code_takers: list[CodeTaker] = []
_code_askers: list[CodeAsker] = []
_clocks: list[Clocks] = []


def rights_opener(opener: Opener) -> Opener:
    """Register the one function that opens cases."""
    _openers[:] = [opener]
    return opener


def rights_code_taker(taker: CodeTaker) -> CodeTaker:
    """Register the one function that takes codes."""
    _code_takers[:] = [taker]
    return taker


def rights_code_asker(asker: CodeAsker) -> CodeAsker:
    """Register the one function that has new codes sent."""
    _code_askers[:] = [asker]
    return asker


def rights_clocks(clocks: Clocks) -> Clocks:
    """Register the one function that knows which cases are open."""
    _clocks[:] = [clocks]
    return clocks


def rights_request_open(
    *, kind: RequestKind, contact_id: UUID, channel: str, wish: str = ""
) -> OpenedRequest | None:
    """What was opened; ``None`` when no app keeps cases, and staff must see to the wish themselves."""
    if not _openers:
        return None
    return _openers[0](kind=kind, contact_id=contact_id, channel=channel, wish=wish)


def rights_code_take(*, contact_id: UUID, code: str, reference: str) -> str | None:
    """The answer to a code that was texted back; ``None`` when these digits are an ordinary text."""
    if not _code_takers:
        return None
    return _code_takers[0](contact_id=contact_id, code=code, reference=reference)


def rights_code_ask(*, contact_id: UUID) -> str | None:
    """The answer to who asks for a new code; ``None`` when their text is an ordinary one."""
    return _code_askers[0](contact_id=contact_id) if _code_askers else None


def open_requests(contact_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[RequestClock]]:
    """The open cases of these contacts; empty when no app keeps cases."""
    return _clocks[0](contact_ids) if _clocks and contact_ids else {}
