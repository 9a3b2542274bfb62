"""Charts as shapes: what a template draws as SVG, and the table behind it. No personal data, no script.

Sizes are in the units of the drawing's own ``viewBox``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, log10
from typing import Final

from django.utils.functional import Promise

Text = str | Promise
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720.0, 262.0, 30.0, 14.0, 34.0
_STEPS: Final = (1, 2, 5, 10)


@dataclass(frozen=True)
class Series:
    """One kind of bar: ``css`` is the class that colours it."""

    css: str
    label: Text


@dataclass(frozen=True)
class Column:
    """A place on the x axis. A value of None is one that is not known, in the table a dash."""

    label: str
    values: Sequence[float | None]
    short: str = ""


@dataclass(frozen=True)
class Bar:
    """A rectangle."""

    css: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Mark:
    """A line across with its number, or a word below a bar."""

    at: str
    text: str
    text_at: str = ""


@dataclass(frozen=True)
class Chart:
    """Stacked bars with their axes, and the table behind."""

    key: str
    title: Text
    description: Text
    series: Sequence[Series]
    head: Text
    bars: list[Bar] = field(default_factory=list)
    lines: list[Mark] = field(default_factory=list)
    words: list[Mark] = field(default_factory=list)
    rows: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.bars


def stacked(
    *,
    key: str,
    title: Text,
    description: Text,
    head: Text,
    series: Sequence[Series],
    columns: Sequence[Column],
) -> Chart:
    """Bars over ``columns``, each the sum of its values. ``head`` names the first column of the table."""
    top = nice_top(max((sum(value or 0 for value in column.values) for column in columns), default=0))
    chart = Chart(key, title, description, series, head)
    floor = HEIGHT - BOTTOM
    for part in range(4):
        y = floor - (floor - TOP) * part / 3
        chart.lines.append(Mark(_n(y), _figure(top * part / 3), _n(y + 4)))
    step = (WIDTH - LEFT) / max(len(columns), 1)
    width = min(step * 0.7, 40.0)
    every = ceil(len(columns) / 16) or 1
    for place, column in enumerate(columns):
        middle, y = LEFT + step * (place + 0.5), floor
        for kind, value in zip(series, column.values, strict=True):
            height = (floor - TOP) * (value or 0) / top
            if height:
                y -= height
                chart.bars.append(Bar(kind.css, _n(middle - width / 2), _n(y), _n(width), _n(height)))
        if place % every == 0:
            chart.words.append(Mark(_n(middle), column.short or column.label))
        chart.rows.append(
            (column.label, ["–" if value is None else _figure(value) for value in column.values])
        )
    return chart


@dataclass(frozen=True)
class Step:
    """A step of a funnel: how many, and how wide its bar is in per cent of the first."""

    label: Text
    count: int
    width: str
    css: str


def funnel(steps: Sequence[tuple[Text, int]]) -> list[Step]:
    """Steps that each keep a part of the first one."""
    whole = max((count for _label, count in steps), default=0) or 1
    return [
        Step(label, count, _n(100 * count / whole), "h" if place == len(steps) - 1 else "o")
        for place, (label, count) in enumerate(steps)
    ]


@dataclass(frozen=True)
class HeatCell:
    """A number and how strongly it is coloured, 0–6."""

    count: int
    level: int


def heat(counts: dict[tuple[int, int], int], hours: Sequence[int]) -> list[list[HeatCell]]:
    """A row for each weekday, Monday first, with a cell for each of ``hours``."""
    most = max(counts.values(), default=0) or 1
    return [[_heat_cell(counts.get((weekday, hour), 0), most) for hour in hours] for weekday in range(7)]


def _heat_cell(count: int, most: int) -> HeatCell:
    return HeatCell(count, ceil(6 * count / most))


def nice_top(highest: float) -> float:
    """The axis' end: the first of 3, 6, 15, 30, 60 … that is not below ``highest``, so that thirds are whole."""
    if highest <= 3:
        return 3.0
    power = 10 ** int(log10(highest / 3))
    return next(3.0 * step * power for step in _STEPS if 3 * step * power >= highest)


def _n(value: float) -> str:
    """A length, the same in every language: a comma would break the drawing."""
    return f"{value:.1f}"


def _figure(value: float) -> str:
    return f"{value:.0f}"
