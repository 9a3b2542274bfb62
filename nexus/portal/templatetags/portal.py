"""Template tags of the portal's shell."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "", css: str = "") -> SafeString:
    """One icon of the sprite, decorative: the words beside it, or the button's label, say what it means.

    ``size`` is "" (20 px), "s" (16) or "xs" (13).
    """
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
