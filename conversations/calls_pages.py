"""What the pages about calls show: rows of the log, charts, tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conversations import calls_words
from conversations.calls_labels import ENDS, NO_TEXT, OUTCOMES, talked
from conversations.channels.sms.segments import segment_count
from conversations.charts import Chart, Column, HeatCell, Series, Step, funnel, heat, stacked
from conversations.labels import TICKS, Tick
from conversations.models import CallSettings, Message
from conversations.presenters import Face, contact_face, contact_name, date_text, moment_text
from conversations.selectors.answer_statistics import AnswerFigures
from conversations.selectors.calls_afterwards import UNANSWERED
from conversations.selectors.calls_statistics import CallFigures, Period
from crm.bookings.selectors import company_tz
from crm.selectors import phone_display

if TYPE_CHECKING:
    from conversations.selectors.calls_afterwards import Followed

#: Above so many days a chart shows weeks.
MOST_DAYS: Final = 31
WEEKDAYS: Final = tuple(date(2026, 11, 23) + timedelta(days=number) for number in range(7))
FEW_HOURS: Final = (8, 18)


@dataclass(frozen=True)
class Row:
    """A call in the log."""

    name: str
    face: Face
    when: str
    text: Tick | None
    no_text: str | Promise
    result: str | Promise
    tone: str
    icon: str
    url: str
    call_back: str
    end_icon: str
    end: str | Promise


def rows_of(calls: Sequence[Followed]) -> list[Row]:
    """The log's rows; one query for what became of the texts."""
    sent = dict(
        Message.objects.filter(pk__in=[call.text_id for call in calls if call.text_id]).values_list(
            "pk", "status"
        )
    )
    return [_row(call, sent) for call in calls]


def _row(call: Followed, sent: dict[UUID, str]) -> Row:
    phone = str(call.phone or "")
    name = _("Hidden number") if call.hidden else phone_display(phone)
    face = Face("", 0)
    if call.contact is not None:
        name, face = contact_name(call.contact, phone), contact_face(call.contact)
    text, no_text = None, NO_TEXT.get(call.no_text, "")
    if call.texted_back_at is not None:
        text = TICKS[
            sent.get(call.text_id, Message.Status.DELIVERED) if call.text_id else Message.Status.DELIVERED
        ]
    result, tone, icon = _result(call)
    missed = call.outcome in UNANSWERED
    end_icon, end = ENDS.get(call.outcome or "", ("phone", _("Goes on")))
    return Row(
        name=name,
        face=face,
        when=moment_text(call.started_at),
        text=text,
        no_text=no_text if missed else "",
        result=result,
        tone=tone,
        icon=icon,
        url=reverse("conversations:of_contact", args=[call.contact_id]) if call.contact_id else "",
        call_back=phone if missed and phone.startswith("+") and not (call.wrote or call.booked) else "",
        end_icon=end_icon,
        end=end,
    )


def _result(call: Followed) -> tuple[str | Promise, str, str]:
    """What has come of a call: words, tone and icon of its badge."""
    if call.outcome is None:
        return _("Goes on"), "info", ""
    if call.outcome not in UNANSWERED:
        return (
            (
                _("Answered, %(time)s") % {"time": talked(call.seconds)}
                if call.seconds
                else OUTCOMES[call.outcome]
            ),
            "",
            "",
        )
    if call.booked:
        return _("Booked a time"), "pine", "calendar"
    if call.wrote:
        return _("Has written"), "info", ""
    if call.texted_back_at is not None:
        return _("No reply yet"), "wait", ""
    if call.hidden:
        # Nobody can be called back; that it was missed is all there is to say.
        return OUTCOMES[call.outcome], "", ""
    return _("Call back"), "wait", ""


def heat_table(figures: CallFigures) -> dict[str, Any]:
    """When calls are missed: a row for each weekday, a column for each hour that has any, 8–17 at least."""
    counts = figures.missed_by_weekday_and_hour()
    hours = {hour for _day, hour in counts} | set(range(*FEW_HOURS))
    shown = list(range(min(hours), max(hours) + 1))
    table: list[tuple[str, list[HeatCell]]] = [
        (date_text(day, "D"), row) for day, row in zip(WEEKDAYS, heat(counts, shown), strict=True)
    ]
    worst = max(counts, key=lambda place: (counts[place], -place[0], -place[1]), default=None)
    return {
        "heat_hours": [f"{hour:02d}" for hour in shown],
        "heat": table,
        "worst": ""
        if worst is None
        else _("%(day)s at %(from)s–%(to)s")
        % {"day": date_text(WEEKDAYS[worst[0]], "l"), "from": worst[1], "to": worst[1] + 1},
    }


def recovered(figures: CallFigures) -> list[Step]:
    """From the missed calls to those that became bookings."""
    return funnel(
        [
            (_("Missed calls"), figures.missed),
            (_("Got a text"), figures.texted),
            (_("Wrote or booked"), figures.recovered),
            (_("Booked a time"), figures.booked),
        ]
    )


def text_shown(settings: CallSettings, company: str) -> dict[str, Any]:
    """The text after a missed call, and its size."""
    text = calls_words.text_of(company, settings, "sv")
    size = segment_count(text)
    return {"text": text, "text_units": size.units, "text_parts": size.count, "settings": settings}


# -- charts


def call_chart(figures: CallFigures, period: Period) -> Chart:
    """Calls a day, or a week, that were answered and missed."""
    days = figures.by_day()
    return stacked(
        key="calls",
        title=_("Calls"),
        description=_("%(answered)d of %(calls)d calls were answered, %(missed)d were missed.")
        % {"answered": figures.answered, "calls": figures.calls, "missed": figures.missed},
        head=_("Day"),
        series=[Series("h", pgettext_lazy("calls", "Answered")), Series("w", gettext_lazy("Missed"))],
        columns=_columns(period, dict(days), 2),
    )


def hour_chart(figures: CallFigures) -> Chart:
    """Calls by the hour of the day."""
    answered, missed = [0] * 24, [0] * 24
    for cell in figures.cells:
        if cell.unanswered:
            missed[cell.hour] += cell.count
        elif cell.outcome:
            answered[cell.hour] += cell.count
    busy = [hour for hour in range(24) if answered[hour] or missed[hour]]
    shown = range(min([*busy, FEW_HOURS[0]]), max([*busy, FEW_HOURS[1] - 1]) + 1)
    return stacked(
        key="hours",
        title=_("Calls by hour"),
        description=_("When customers call, and how many of them get no answer."),
        head=_("Hour"),
        series=[Series("h", pgettext_lazy("calls", "Answered")), Series("w", gettext_lazy("Missed"))],
        columns=[Column(f"{hour:02d}", (answered[hour], missed[hour])) for hour in shown],
    )


def question_chart(figures: AnswerFigures, period: Period) -> Chart:
    """Questions a day by who answered them."""
    days = figures.by_day(company_tz())
    return stacked(
        key="questions",
        title=_("Questions by text and chat"),
        description=_("Each time that a customer has written, by who answered."),
        head=_("Day"),
        series=[
            Series("a", gettext_lazy("The AI answered")),
            Series("h", gettext_lazy("Staff answered")),
            Series("o", gettext_lazy("Nobody yet")),
        ],
        columns=_columns(period, dict(days), 3),
    )


def speed_chart(figures: AnswerFigures) -> Chart:
    """The AI's response time by the hour of the question, in seconds."""
    known = figures.median_by_hour("ai", company_tz())
    hours = range(min([*known, FEW_HOURS[0]]), max([*known, FEW_HOURS[1] - 1]) + 1)
    return stacked(
        key="speed",
        title=_("The AI's response time by hour"),
        description=_("Median in seconds, from the customer's message to the answer."),
        head=_("Hour"),
        series=[Series("a", gettext_lazy("Seconds"))],
        columns=[Column(f"{hour:02d}", (known.get(hour),)) for hour in hours],
    )


def _columns(period: Period, rows: dict[date, tuple[int, ...]], width: int) -> list[Column]:
    """A column for each day, or for each ISO week of a long period."""
    nothing = (0,) * width
    if len(period.days) <= MOST_DAYS:
        return [Column(date_text(day, "D j M"), rows.get(day, nothing), str(day.day)) for day in period.days]
    weeks: dict[tuple[int, int], list[int]] = {}
    for day in period.days:
        week = weeks.setdefault(day.isocalendar()[:2], [0] * width)
        for place, value in enumerate(rows.get(day, nothing)):
            week[place] += value
    return [
        Column(_("Week %(n)d") % {"n": week}, values, str(week)) for (_year, week), values in weeks.items()
    ]


def seconds_text(seconds: float | None) -> tuple[str, str]:
    """A median as a tile shows it: the number and its unit."""
    if seconds is None:
        return "–", ""
    if seconds < 90:
        return f"{seconds:.0f}", _("seconds")
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f}", _("minutes")
    return f"{seconds / 3600:.0f}", _("hours")


def csv_call(call: Followed) -> list[object]:
    """A call as a line of the download. Of a restricted contact the number stays here (GDPR art. 18(2))."""
    hidden = call.contact is not None and call.contact.restricted
    return [
        call.started_at.astimezone(company_tz()).strftime("%Y-%m-%d %H:%M"),
        "" if hidden else str(call.phone or ""),
        call.outcome or "",
        call.seconds if call.seconds is not None else "",
        int(call.texted_back_at is not None),
        int(call.wrote),
        int(call.booked),
    ]


CSV_CALLS: Final = ("started_at", "phone", "outcome", "seconds", "texted_back", "wrote", "booked")
