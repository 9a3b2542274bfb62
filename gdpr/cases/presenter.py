"""Cases in words: steps, clocks and history, for pages and e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from conversations.presenters import contact_name, date_text, moment_text
from crm.selectors import contact_phone, phone_display
from gdpr.cases.events import ARROW
from gdpr.clock import ZONE, days_left
from gdpr.models import Case, CaseEvent, Redaction
from nexus.privacy.requests import RequestClock

State = Case.State
#: Days before the end from which the clock is drawn as urgent.
SOON = 7

#: What the law calls it, for those who look it up.
ARTICLES = {
    "access": 15,
    "rectification": 16,
    "erasure": 17,
    "restriction": 18,
    "portability": 20,
    "objection": 21,
}
TONES = {
    State.RECEIVED: "wait",
    State.VERIFYING: "wait",
    State.WAITING: "pine",
    State.EXTENDED: "info",
    State.IN_PROGRESS: "info",
    State.REFUSED: "",
    State.DONE: "pine",
}
CHANNELS: dict[str, str | Promise] = {
    "sms": gettext_lazy("by text"),
    "webchat": gettext_lazy("by chat"),
    "portal": gettext_lazy("by you"),
    "api": gettext_lazy("by your system"),
}
FIELDS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail"),
    "language": gettext_lazy("Language"),
    "message": pgettext_lazy("of a person", "Disputed message"),
}


LANGUAGES: dict[str, str | Promise] = {"sv": gettext_lazy("Swedish"), "en": gettext_lazy("English")}


@dataclass(frozen=True)
class Clock:
    """How much of the time has passed: ``percent`` 0 to 100; ``tone`` "", "wait" or "bad"."""

    text: str
    day: str
    percent: int
    tone: str


@dataclass(frozen=True)
class CaseRow:
    """A case in the list."""

    number: int
    url: str
    title: str
    who: str
    state: str
    tone: str
    clock: Clock | None
    action: str
    urgent: bool
    closed: str


@dataclass(frozen=True)
class HistoryLine:
    """One event of the history."""

    title: str
    when: str
    who: str
    note: str


def case_title(case: Case) -> str:
    """``Access, art. 15``."""
    return _("%(kind)s, art. %(number)d") % {
        "kind": case.get_kind_display(),
        "number": ARTICLES[case.kind],
    }


def case_who(case: Case) -> str:
    """Whose case it is, as the company knows them."""
    if case.contact is not None:
        return contact_name(case.contact, contact_phone(case.contact))
    if case.phone:
        return phone_display(str(case.phone))
    return _("A person whose data is gone") if case.kind == Case.Kind.ERASURE else _("Unknown")


def step_of(case: Case) -> str:
    """Where it stands; a code that is not enough is said so."""
    if case.verified_at is not None and case.second_check and case.second_checked_at is None:
        return _("Needs a second check")
    return str(State.WAITING.label if awaits_review(case) else case.get_state_display())


def awaits_review(case: Case) -> bool:
    """Whether its package waits for the company to say what is shown of other people in it."""
    return (
        case.state == State.IN_PROGRESS
        and case.kind in (Case.Kind.ACCESS, Case.Kind.PORTABILITY)
        and Redaction.objects.filter(case=case, decision=Redaction.Decision.PROPOSED).exists()
    )


def case_clock(case: Case, now: datetime | None = None) -> Clock:
    """The clock of an open case."""
    now = now or timezone.now()
    left, whole = days_left(case.due_at, now), max(days_left(case.due_at, case.received_at), 1)
    tone = "bad" if now > case.due_at or left <= 2 else "wait" if left <= SOON * 2 else ""
    return Clock(
        text=left_text(case.due_at, now),
        day=date_text(case.due_at.astimezone(ZONE), "j M"),
        percent=max(0, min(100, round(100 * (whole - left) / whole))),
        tone=tone,
    )


def left_text(due: datetime, now: datetime) -> str:
    """``12 days left``; ``3 days late`` when it has passed."""
    left = days_left(due, now)
    if left < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -left) % {"n": -left}
    if left == 0:
        return _("Last day")
    return ngettext("%(n)d day left", "%(n)d days left", left) % {"n": left}


def clock_of(case: Case) -> RequestClock:
    """An open case as it stands beside a conversation; its link is open to all staff."""
    now = timezone.now()
    left = days_left(case.due_at, now)
    return RequestClock(
        number=case.number,
        label=str(case.get_kind_display()),
        state=step_of(case),
        text=left_text(case.due_at, now),
        tone="late" if left < 0 else "soon" if left <= SOON else "",
        url=reverse("rights:person", args=[case.contact_id]),
    )


def case_row(case: Case) -> CaseRow:
    """One row of the list."""
    when = moment_text(case.received_at)
    clock = case_clock(case) if case.closed_at is None else None
    return CaseRow(
        number=case.number,
        url=reverse("rights:case", args=[case.pk]),
        title=case_title(case),
        who=_("%(who)s · %(channel)s %(when)s")
        % {"who": case_who(case), "channel": CHANNELS[case.channel], "when": when},
        state=step_of(case),
        tone=TONES[State(case.state)],
        clock=clock,
        action=_action(case),
        urgent=clock is not None
        and (clock.tone == "bad" or case.state == State.WAITING or awaits_review(case)),
        closed=moment_text(case.closed_at) if case.closed_at else "",
    )


def _action(case: Case) -> str:
    if case.closed_at is not None:
        return _("Show")
    match case.state:
        case State.RECEIVED | State.VERIFYING:
            return _("Verify identity")
        case State.IN_PROGRESS:
            return _("Decide") if awaits_review(case) else _("See progress")
        case _:
            return _("Decide")


def history(events: list[CaseEvent], *, closed: bool = False) -> list[HistoryLine]:
    """What happened, newest last; without the words where they are ``closed`` to whoever reads."""
    return [
        HistoryLine(
            title=_event_title(event),
            when=moment_text(event.at),
            who=event.actor.name if event.actor else "",
            note="" if closed else _note(event),
        )
        for event in events
    ]


def changes_shown(changes: Mapping[str, str]) -> list[tuple[str | Promise, str]]:
    """What is to be put right: each field in words, and its new value."""
    return [(field_label(name), _value(name, value)) for name, value in changes.items()]


def field_label(name: str) -> str | Promise:
    """What a field that can be put right is called, in the reader's language; ``message:<id>`` is one too."""
    return FIELDS.get(name.partition(":")[0], name)


def _value(name: str, value: str) -> str:
    return str(LANGUAGES.get(value, value)) if name == "language" else value


def _note(event: CaseEvent) -> str:
    """What was written of the event; of a change each line says which field it is, from what to what."""
    words = str(event.note or "")
    if event.kind != CaseEvent.Kind.CHANGED:
        return words
    return "\n".join(_changed_line(line) for line in words.split("\n"))


def _changed_line(line: str) -> str:
    name, colon, values = line.partition(": ")
    if not colon or name.partition(":")[0] not in FIELDS:
        return line
    before, arrow, after = values.partition(ARROW)
    shown = f"{_value(name, before)}{arrow}{_value(name, after)}"
    return f"{field_label(name)}: {shown}"


def _event_title(event: CaseEvent) -> str:
    title, details = str(event.get_kind_display()), event.details
    match event.kind:
        case CaseEvent.Kind.CODE_WRONG if details.get("expired"):
            return _("The code had run out")
        case CaseEvent.Kind.CODE_WRONG:
            left = int(details.get("left", 0))
            return ngettext("Wrong code, %(n)d try left", "Wrong code, %(n)d tries left", left) % {"n": left}
        case CaseEvent.Kind.VERIFIED if details.get("by") == "chat":
            return _("Identity verified by the chat's own secret")
        case CaseEvent.Kind.VERIFIED if details.get("with"):
            return _("Identity verified by the code for case %(number)s") % {"number": details["with"]}
        case CaseEvent.Kind.REMINDED:
            days = int(details.get("days", 0))
            return ngettext(
                "Reminder sent, %(n)d day before the end", "Reminder sent, %(n)d days before the end", days
            ) % {"n": days}
        case CaseEvent.Kind.REFUSED | CaseEvent.Kind.EXTENDED if not details.get("told", True):
            return _("%(what)s; tell the person yourself") % {"what": title}
        case CaseEvent.Kind.RECIPIENT_TOLD:
            return _("%(what)s: %(who)s") % {"what": title, "who": details.get("recipient", "")}
        case CaseEvent.Kind.DONE if details.get("nothing_held"):
            return _("Done: nothing is held about the number")
        case CaseEvent.Kind.DONE if details.get("erased"):
            return _("Done: the person's data was erased")
    return title
