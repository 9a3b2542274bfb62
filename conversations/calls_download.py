"""The overview as tables: what its tiles and charts show of a period, for a spreadsheet. Counts alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from conversations.csv_files import csv_lines
from conversations.selectors.answer_statistics import AnswerFigures, answer_figures
from conversations.selectors.calls_statistics import CallFigures, Period, bookings_made, call_figures
from crm.bookings.selectors import company_tz

#: The head of a table, and its rows.
Table = tuple[Sequence[object], list[Sequence[object]]]


def overview_archive(period: Period) -> bytes:
    """A zip with ``totals.csv`` (the tiles), ``questions.csv``, ``response_times.csv``, ``calls.csv`` and
    ``bookings.csv``."""
    calls, answers, bookings = call_figures(period), answer_figures(period), bookings_made(period)
    tables: dict[str, Table] = {
        "totals": _totals(calls, answers, bookings),
        "questions": _questions(answers, period),
        "response_times": _response_times(answers),
        "calls": calls_table(calls),
        "bookings": (("source", "bookings"), [(source, bookings[source]) for source in sorted(bookings)]),
    }
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (head, rows) in tables.items():
            archive.writestr(f"{name}.csv", "".join(csv_lines(head, rows)))
    return into.getvalue()


def calls_table(calls: CallFigures) -> Table:
    """The calls of each hour that are alike."""
    head = ("day", "hour", "outcome", "texted_back", "wrote", "booked", "calls")
    return head, [
        (cell.day, cell.hour, cell.outcome, int(cell.texted), int(cell.wrote), int(cell.booked), cell.count)
        for cell in calls.cells
    ]


def _totals(calls: CallFigures, answers: AnswerFigures, bookings: dict[str, int]) -> Table:
    share = answers.ai_share
    return ("figure", "value"), [
        ("calls", calls.calls),
        ("calls_answered", calls.answered),
        ("calls_missed", calls.missed),
        ("calls_texted_back", calls.texted),
        ("callers_who_wrote", calls.wrote),
        ("callers_who_booked", calls.booked),
        ("calls_recovered", calls.recovered),
        ("questions", len(answers.questions)),
        ("questions_answered_by_ai", answers.answered("ai")),
        ("questions_answered_by_staff", answers.answered("human")),
        ("ai_share_percent", "" if share is None else round(100 * share)),
        ("ai_median_seconds", _seconds(answers.median("ai"))),
        ("staff_median_seconds", _seconds(answers.median("human"))),
        ("messages_by_ai", answers.ai),
        ("messages_by_staff", answers.human),
        ("bookings", sum(bookings.values())),
        ("bookings_by_ai", bookings.get("ai", 0)),
    ]


def _questions(answers: AnswerFigures, period: Period) -> Table:
    days = answers.by_day(company_tz())
    head = ("day", "answered_by_ai", "answered_by_staff", "answered_by_nobody")
    return head, [(day, *days.get(day, (0, 0, 0))) for day in period.days]


def _response_times(answers: AnswerFigures) -> Table:
    zone = company_tz()
    ai, staff = answers.median_by_hour("ai", zone), answers.median_by_hour("human", zone)
    return ("hour", "ai_median_seconds", "staff_median_seconds"), [
        (hour, _seconds(ai.get(hour)), _seconds(staff.get(hour))) for hour in sorted({*ai, *staff})
    ]


def _seconds(value: float | None) -> object:
    return "" if value is None else round(value, 1)
