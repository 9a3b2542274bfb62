"""Whom a text can reach."""

from __future__ import annotations

import re

# ITU-T E.164: a plus sign and at most fifteen digits, the first of them no zero.
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


def can_be_texted(sender: str) -> bool:
    """Whether a text to this sender can arrive.

    Names ("PostNord") and short numbers ("71120") can send texts but not be sent any.
    """
    return _NUMBER.fullmatch(sender) is not None
