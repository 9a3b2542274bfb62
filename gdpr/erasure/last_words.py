"""The last that an erased person hears from us: that it is done (GDPR art. 12(3)).

Who it goes to is taken down when the erasure begins, stands sealed in its row with the rest of what it remembers,
and goes with that. No message is stored. It is marked before it is sent: whoever is killed in between has perhaps
sent it, and nobody sends it again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import sleep
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.agent.guardrails import to_sms_text
from conversations.channels.sms.port import GatewayError
from conversations.channels.sms.reach import can_be_texted
from conversations.services.rights import last_text_copies_note, last_text_send, text_route
from conversations.services.rights_chat import is_open, own_visitor, secret_show
from crm.bookings.selectors import company_here
from crm.models import Contact
from crm.selectors import contact_phone, is_opted_out
from gdpr.erasure.errors import StepFailed
from gdpr.erasure.person import Person
from gdpr.models import Case, Erasure, ErasureStep
from nexus.faults import crash_point
from nexus.privacy.registry import registered_rows
from nexus.privacy.vocabulary import Language, Text

#: How often a provider that is away is asked; by then an hour has passed, and the erasure is not kept waiting.
TRIES: Final = 8
#: Seconds in which an open page has read its stream; then the visitor goes, and the stream with them.
READ_WITHIN: Final = 1.0
TRYING: Final = "trying"
#: States of a text that nobody sends again; the certificate has them.
SENT, UNCERTAIN, FAILED, NOT_SENT = "sent", "uncertain", "failed", "not_sent"

_BY_TEXT: Final = Text(
    "{company}: vi har raderat dina uppgifter (ärende {number}).{kept} Det här är det sista vi skickar om det.",
    "{company}: we have erased your data (case {number}).{kept} This is the last that we send about it.",
)
_IN_CHAT: Final = Text(
    "{company}: nu raderar vi dina uppgifter (ärende {number}), och den här chatten med dem.{kept} Det här är det "
    "sista du hör av oss om det.",
    "{company}: we are erasing your data now (case {number}), and this chat with it.{kept} This is the last that "
    "you hear from us about it.",
)
_KEPT: Final = Text(
    " Kvar finns bara det som lagen kräver, som att ärendet har funnits.",
    " All that stays is what the law demands, such as that there was a case.",
)


def way_to(contact: Contact, case: Case | None) -> dict[str, str]:
    """How the person is to be told: ``phone`` and ``route``, or ``visitor``, and ``language``; empty when nobody
    may be. Who wants no texts gets one only when they asked by text."""
    if case is None:
        return {}
    language = "en" if contact.language == "en" else "sv"
    if (visitor := own_visitor(contact)) is not None:
        return {"visitor": str(visitor.pk), "language": language}
    phone, route = contact_phone(contact), text_route(contact)
    if not can_be_texted(phone) or route is None or _refused(phone, case):
        return {}
    return {"phone": phone, "route": str(route.id), "language": language}


def last_words_say(*, erasure: Erasure, person: Person, step: ErasureStep, hold: Callable[[], None]) -> None:
    """Tell the person, at most once. Raises :class:`StepFailed` (``not_told``) while the provider is away."""
    way, noted = person.farewell, erasure.plan.get("last_words", {})
    if noted.get("state") == TRYING:
        _copies_note(erasure, way, step, datetime.fromisoformat(noted["at"]))
        _note(erasure, UNCERTAIN, way, hold)
    elif not noted.get("state"):
        _note(erasure, _told(erasure, way, step, hold), way, hold)


def last_words_of(erasure: Erasure) -> dict[str, str]:
    """For the certificate: how (``sms`` or ``chat``) and what became of it; empty when nobody was to be told."""
    noted = erasure.plan.get("last_words", {})
    return {name: noted[name] for name in ("how", "state") if name in noted}


def _told(erasure: Erasure, way: dict[str, str], step: ErasureStep, hold: Callable[[], None]) -> str:
    case = erasure.case
    if case is None or not way or ("phone" in way and _refused(way["phone"], case)):
        return NOT_SENT
    now, language = timezone.now(), way["language"]
    _note(erasure, TRYING, way, hold, at=now)
    text = _text(erasure, case, "en" if language == "en" else "sv", chat="visitor" in way)
    if "visitor" in way:
        return _shown(UUID(way["visitor"]), text)
    try:
        last_text_send(
            phone=way["phone"], route_id=way["route"], text=text, reference=erasure.pk, origin_id=case.pk
        )
    except GatewayError as error:
        if error.uncertain:
            _copies_note(erasure, way, step, now)
            return UNCERTAIN
        if error.permanent or step.attempts + 1 >= TRIES:
            return FAILED
        _note(erasure, "", way, hold)
        raise StepFailed("not_told") from error
    crash_point("erasure_in_last_words")
    return SENT


def _shown(visitor: UUID, text: str) -> str:
    if not is_open(visitor):
        return NOT_SENT
    secret_show(visitor=visitor, text=text, until=None)
    crash_point("erasure_in_last_words")
    sleep(READ_WITHIN)
    return SENT


def _text(erasure: Erasure, case: Case, language: Language, *, chat: bool) -> str:
    kept = _KEPT.in_(language) if _something_stays(erasure) else ""
    words = (_IN_CHAT if chat else _BY_TEXT).in_(language)
    return to_sms_text(words.format(company=company_here().name, number=case.number, kept=kept))


def _something_stays(erasure: Erasure) -> bool:
    """Whether rows stay on a ground, besides the erasure's own; those whose turn has not come were counted."""
    rows = registered_rows()
    return any(
        (step.kept or step.planned) and not rows[step.store].deleted
        for step in erasure.steps.exclude(store=Erasure._meta.label)
        if step.store in rows
    )


def _refused(phone: str, case: Case) -> bool:
    return is_opted_out(phone) and case.channel != Case.Channel.SMS


def _copies_note(erasure: Erasure, way: dict[str, str], step: ErasureStep, since: datetime) -> None:
    """What may have reached the provider without our knowing its id there goes there too."""
    case = erasure.case
    if "phone" not in way or case is None:
        return
    text = _text(erasure, case, "en" if way["language"] == "en" else "sv", chat=False)
    try:
        last_text_copies_note(
            phone=way["phone"], route_id=way["route"], text=text, since=since, origin_id=case.pk
        )
    except GatewayError as error:
        if step.attempts + 1 < TRIES:
            raise StepFailed("not_told") from error


def _note(
    erasure: Erasure, state: str, way: dict[str, str], hold: Callable[[], None], *, at: datetime | None = None
) -> None:
    noted: dict[str, Any] = {"state": state, "how": "chat" if "visitor" in way else "sms"}
    with transaction.atomic():
        hold()
        erasure.plan = {**erasure.plan, "last_words": noted | ({"at": at.isoformat()} if at else {})}
        erasure.save(update_fields=["plan"])
