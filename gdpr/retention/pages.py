"""What the retention pages show: the classes with their counts, a change and what it would do, runs, holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from conversations.presenters import date_text, moment_text
from gdpr.models import Certificate, PurgeRun
from gdpr.retention.classes import BY_CODE, CLASSES, bounds, period_words
from gdpr.retention.hold_pages import hold_rows
from gdpr.retention.holds import HoldRefused
from gdpr.retention.plan import excepted, steps
from gdpr.retention.selectors import (
    Preview,
    counts_due,
    counts_existing,
    handles_health_data,
    policy_in_force,
    policy_proposed,
    preview,
    run_latest,
    runs,
)
from gdpr.retention.services import PolicyRefused
from nexus.accounts.models import User
from nexus.privacy.vocabulary import Language

POLICY_REFUSED = {
    "same_person": gettext_lazy("Somebody else than who proposed it has to approve it."),
    "gone": gettext_lazy("The proposal does not wait any more."),
}
HOLD_REFUSED = {
    "no_reason": gettext_lazy("Say why."),
    "review_past": gettext_lazy("Choose a day to come."),
    "lifted": gettext_lazy("The hold has been lifted already."),
}


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class in the table: its period, what happens then, how many there are and go tonight."""

    code: str
    label: str | Promise
    what: str
    period: str
    afterwards: str | Promise
    existing: str
    tonight: str


def enumerated(titles: list[str]) -> str:
    """Titles in one line: "Events, remarks, AI readings"."""
    rest = [title if title[1:2].isupper() else title[:1].lower() + title[1:] for title in titles[1:]]
    return ", ".join([*titles[:1], *rest])


def number(count: int) -> str:
    """A count as the language groups it: "18 402", "18,402"."""
    return formats.number_format(count, decimal_pos=0, use_l10n=True, force_grouping=True)


def language() -> Language:
    return "en" if (get_language() or "").startswith("en") else "sv"


def class_rows(now: datetime) -> list[ClassRow]:
    """All classes in order, with counts."""
    periods, health = policy_in_force().periods, handles_health_data()
    existing, due = counts_existing(now=now), counts_due(now=now)
    plan = steps()
    rows = []
    for retention in CLASSES:
        code, limits = retention.code, bounds(retention, health=health)
        own = [step for step in plan if step.code == code]
        titles = dict.fromkeys(step.title.in_(language()) for step in own)
        rows.append(
            ClassRow(
                code=code,
                label=limits.label,
                what=enumerated(list(titles)),
                period=period_words(periods[code]),
                afterwards=limits.afterwards,
                existing=number(existing.get(code, 0)),
                tonight=number(sum(due[step.key] for step in own)),
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class Change:
    """A period that changes."""

    label: str | Promise
    before: str
    after: str
    shorter: bool


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> list[Change]:
    """The classes whose period differs."""
    health = handles_health_data()
    return [
        Change(
            label=bounds(retention, health=health).label,
            before=period_words(before[retention.code]),
            after=period_words(after[retention.code]),
            shorter=after[retention.code] < before[retention.code],
        )
        for retention in CLASSES
        if before[retention.code] != after.get(retention.code, before[retention.code])
    ]


@dataclass(slots=True)
class PreviewRow:
    """A class in a preview, beside what goes anyway."""

    label: str | Promise
    total: int
    now: int
    months: list[tuple[str, str]] = field(default_factory=list)


def preview_context(wished: Mapping[str, int], now: datetime) -> dict[str, Any]:
    """What would go with these periods, by class and month, beside what goes with those in force."""
    periods, health = policy_in_force().periods, handles_health_data()
    before, after = preview(periods, now=now), preview(wished, now=now)
    changed = {code for code, days in wished.items() if days != periods[code]}
    return {
        "changes": changes(periods, wished),
        "shorter": any(wished[code] < periods[code] for code in changed),
        "rows": [_preview_row(code, before, after, health) for code in wished if code in changed],
        "total": sum(after.classes[code].total for code in changed),
        "excepted": after.excepted,
    }


def _preview_row(code: str, before: Preview, after: Preview, health: bool) -> PreviewRow:
    found = after.classes[code]
    return PreviewRow(
        label=bounds(BY_CODE[code], health=health).label,
        total=found.total,
        now=before.classes[code].total,
        months=[(_month(month), number(count)) for month, count in found.months.items()],
    )


def _month(code: str) -> str:
    """ "2025-10" as "October 2025"."""
    return date_text(date.fromisoformat(f"{code}-01"), "F Y") if code else _("Without a date")


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a run that goes on."""

    title: str
    gone: int
    due: int
    done: bool


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list."""

    when: str
    running: bool
    deleted: str
    changed: str
    excepted: int
    certificate: Certificate | None
    certificate_url: str
    steps: list[StepRow]
    gone: int
    due: int


def run_row(run: PurgeRun) -> RunRow:
    """A run as it is shown: from its certificate when it is done, from its progress while it goes on."""
    progress: dict[str, dict[str, Any]] = run.progress.get("steps", {})
    content = run.certificate.content if run.certificate else {}
    titles = {step.key: step.title.in_(language()) for step in steps()}
    rows = [
        StepRow(titles.get(key, key), found["gone"], found["due"] or 0, found["done"])
        for key, found in progress.items()
        if found["due"]
    ]
    return RunRow(
        when=moment_text(run.started_at),
        running=run.state == PurgeRun.State.RUNNING,
        deleted=number(content.get("deleted", 0)),
        changed=number(content.get("changed", 0)),
        excepted=run.progress.get("excepted", 0),
        certificate=run.certificate,
        certificate_url=reverse("rights:certificate", args=[run.certificate.pk]) if run.certificate else "",
        steps=rows,
        gone=sum(row.gone for row in rows),
        due=sum(row.due for row in rows),
    )


def proposal_context(user: User) -> dict[str, Any]:
    """The proposal that waits, and whether this user may approve it."""
    waiting = policy_proposed()
    if waiting is None:
        return {"proposal": None}
    return {
        "proposal": waiting,
        "proposal_changes": changes(policy_in_force().periods, waiting.periods),
        "proposal_by": str(waiting.proposed_by) if waiting.proposed_by else _("an API key"),
        "proposal_at": moment_text(waiting.proposed_at),
        "may_approve": waiting.proposed_by_id != user.pk,
    }


def retention_context(user: User, now: datetime) -> dict[str, Any]:
    """The retention page."""
    shown = [run_row(run) for run in runs()]
    return {
        **proposal_context(user),
        "classes": class_rows(now),
        "excepted": len(excepted()),
        "version": policy_in_force().version,
        "holds": hold_rows(now, user),
        "running": next((row for row in shown if row.running), None),
        "runs": [row for row in shown if not row.running],
    }


def progress_context() -> dict[str, Any]:
    """The run that goes on; None when it has ended."""
    run = run_latest()
    row = run_row(run) if run else None
    return {"running": row if row and row.running else None}


def refusal(refused: PolicyRefused | HoldRefused) -> str:
    """Why it was not done, in words."""
    return str({**POLICY_REFUSED, **HOLD_REFUSED}[refused.code])
