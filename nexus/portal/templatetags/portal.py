"""Template tags of the portal's shell."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_WHOLE = '<span class="nowrap">{}</span>'
_AMOUNT = r"\b(?:\d{1,3}(?: \d{3})+|\d+(?:,\d{3})*)(?:[.,]\d\d)?\b"
_PRICE = re.compile(rf"{_AMOUNT} (?:kr|SEK)\b|\bSEK {_AMOUNT}")


class UnknownIcon(LookupError):
    """The sprite has no icon of that name. In production the page is drawn without it instead."""


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """What the sprite holds."""
    found = finders.find("img/icons.svg")
    if not isinstance(found, str):
        raise FileNotFoundError("static/img/icons.svg")
    return frozenset(re.findall(r'<symbol[^>]* id="i-([\w-]+)"', Path(found).read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str, size: str = "", css: str = "") -> SafeString:
    """One icon of the sprite, decorative: the words beside it, or the button's label, say what it means.

    ``size`` is "" (20 px), "s" (16) or "xs" (13). Raises UnknownIcon.
    """
    if not settings.NEXUS.is_production and name not in icon_names():
        raise UnknownIcon(name)
    classes = " ".join(part for part in ("icon", f"icon--{size}" if size else "", css) if part)
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        classes,
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def plain_widget(field: BoundField, css: str) -> SafeString:
    """A form field's widget in our looks, tied to its errors for those who hear the page.

    A placeholder that only repeats the label is dropped.
    """
    attrs: dict[str, str | bool] = {"class": css, "placeholder": ""}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def first_word(text: str) -> str:
    """The first name of a name."""
    return (str(text).split() or [""])[0]


@register.filter
def prices_whole(text: str) -> SafeString:
    """A text in which no line breaks between an amount and its currency.

    The blanks stay plain: whoever copies from the page into a text must not get characters that make it
    dearer to send.
    """
    parts, place = [], 0
    for price in _PRICE.finditer(text):
        parts += [(conditional_escape(text[place : price.start()]),), (format_html(_WHOLE, price[0]),)]
        place = price.end()
    return format_html_join("", "{}", [*parts, (conditional_escape(text[place:]),)])
