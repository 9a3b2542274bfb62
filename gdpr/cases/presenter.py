"""Cases in words: steps, clocks and history, for pages and e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from conversations.presenters import contact_name, date_text, moment_text
from crm.selectors import contact_phone, phone_display
from gdpr.clock import ZONE, days_left
from gdpr.models import Case, CaseEvent
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
    return str(case.get_state_display())


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
        urgent=clock is not None and (clock.tone == "bad" or case.state == State.WAITING),
        closed=moment_text(case.closed_at) if case.closed_at else "",
    )


def _action(case: Case) -> str:
    if case.closed_at is not None:
        return _("Show")
    match case.state:
        case State.RECEIVED | State.VERIFYING:
            return _("Verify identity")
        case State.IN_PROGRESS:
            return _("See progress")
        case _:
            return _("Decide")


def history(events: list[CaseEvent]) -> list[HistoryLine]:
    """What happened, newest last."""
    return [
        HistoryLine(
            title=_event_title(event),
            when=moment_text(event.at),
            who=event.actor.name if event.actor else "",
            note=str(event.note or ""),
        )
        for event in events
    ]


def _event_title(event: CaseEvent) -> str:
    title, details = str(event.get_kind_display()), event.details
    match event.kind:
        case CaseEvent.Kind.CODE_WRONG if details.get("expired"):
            return _("The code had run out")
        case CaseEvent.Kind.CODE_WRONG:
            left = int(details.get("left", 0))
            return ngettext("Wrong code, %(n)d try left", "Wrong code, %(n)d tries left", left) % {"n": left}
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
    return title
