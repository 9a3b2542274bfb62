"""The company's colour as the chat shows it: seen on a light and a dark page, with text that can be read.

Contrast is WCAG 2.2's (relative luminance, SC 1.4.3 and 1.4.11): 4.5 for text, 3 for a control's ground.
"""

from __future__ import annotations

import re
from typing import Final

HEX: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
TEXT_CONTRAST: Final = 4.5
GROUND_CONTRAST: Final = 3.0
WHITE: Final = "#ffffff"
#: The darkest text and ground of the design's tokens.
INK, NIGHT = "#17201d", "#161b1a"
_STEPS: Final = 50

Shades = dict[str, list[str]]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (``#rrggbb``), 1–21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def shades(colour: str) -> Shades:
    """``{"light": [ground, text], "dark": [ground, text]}`` for a colour ``#rrggbb``.

    A ground that would not be seen (pale on white, dark on night) is moved towards black or white just as
    far as it takes. Raises ValueError for anything but six hexadecimal digits.
    """
    if not HEX.fullmatch(colour):
        raise ValueError("a colour is #rrggbb")
    return {"light": _shade(colour, WHITE, "#000000"), "dark": _shade(colour, NIGHT, WHITE)}


def _shade(colour: str, page: str, towards: str) -> list[str]:
    for step in range(_STEPS + 1):
        ground = _mix(colour, towards, step / _STEPS)
        text = max((WHITE, INK), key=lambda text: contrast(ground, text))
        # Between white and our ink there is a narrow band where neither is enough: it is stepped over.
        if contrast(ground, page) >= GROUND_CONTRAST and contrast(ground, text) >= TEXT_CONTRAST:
            return [ground, text]
    raise AssertionError("black and white have contrast enough")


def _mix(colour: str, towards: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(towards), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(colour: str) -> float:
    parts = [value / 255 for value in _channels(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
