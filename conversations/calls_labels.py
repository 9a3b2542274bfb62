"""Words and icons for calls. Display only."""

from __future__ import annotations

from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from conversations.models import Call, Outcome

Text = str | Promise
#: What became of a call, as the log and the thread say it.
OUTCOMES: Final[dict[str, Text]] = {
    Outcome.ANSWERED: gettext_lazy("Answered call"),
    Outcome.MISSED: gettext_lazy("Missed call"),
    Outcome.BUSY: gettext_lazy("Missed call, busy"),
    Outcome.VOICEMAIL: gettext_lazy("Missed call, went to a voicemail"),
    Outcome.FAILED: gettext_lazy("Missed call, could not be put through"),
}
#: The same in a word, and its icon: a caller who met an engaged line is another matter than one who rang out.
ENDS: Final[dict[str, tuple[str, Text]]] = {
    Outcome.ANSWERED: ("phone", pgettext_lazy("call", "Answered")),
    Outcome.MISSED: ("missed", pgettext_lazy("call", "Missed")),
    Outcome.BUSY: ("pause", gettext_lazy("Busy")),
    Outcome.VOICEMAIL: ("note", gettext_lazy("Voicemail")),
    Outcome.FAILED: ("alert", gettext_lazy("Could not be put through")),
}
#: Why no text went out (``Call.no_text``).
NO_TEXT: Final[dict[str, Text]] = {
    "hidden": gettext_lazy("Hidden number"),
    "own_number": gettext_lazy("Your own number"),
    "no_number": gettext_lazy("Cannot get texts"),
    "not_mobile": gettext_lazy("Landline: cannot get texts"),
    "foreign": gettext_lazy("Foreign number"),
    "restricted": gettext_lazy("The customer's data is restricted"),
    "objected": gettext_lazy("The customer wants no automated answers"),
    "opted_out": gettext_lazy("Has said no to texts"),
    "other_number": gettext_lazy("Not the customer's first number"),
    "not_wanted": gettext_lazy("Turned off in your call rules"),
    "window": gettext_lazy("Has got one recently"),
    "budget": gettext_lazy("The hour's texts were used up"),
    "late": gettext_lazy("Too long ago"),
}


def call_icon(call: Call) -> str:
    """Each way in which a call may end has an icon of its own."""
    return ENDS[call.outcome][0] if call.outcome in ENDS else "phone"


def call_line(call: Call) -> str:
    """One line about a call: ``Missed call 09:58 · text sent automatically after 8 seconds``."""
    clock = timezone.localtime(call.started_at).strftime("%H:%M")
    if call.outcome is None:
        return _("Call %(time)s") % {"time": clock}
    what = f"{OUTCOMES[call.outcome]} {clock}"
    after = call_afterwards(call)
    return f"{what} · {after}" if after else what


def call_afterwards(call: Call) -> str:
    """What followed a call: how long they talked, the text, or why there was none."""
    if call.outcome == Outcome.ANSWERED:
        return talked(call.seconds) if call.seconds else ""
    if call.texted_back_at is not None:
        since = max(int((call.texted_back_at - (call.settled_at or call.started_at)).total_seconds()), 0)
        if since >= 120:
            return _("text sent automatically")
        said = ngettext(
            "text sent automatically after %(n)d second", "text sent automatically after %(n)d seconds", since
        )
        return said % {"n": since}
    if call.no_text in NO_TEXT:
        return _("no text: %(reason)s") % {"reason": _lower(str(NO_TEXT[call.no_text]))}
    return ""


def talked(seconds: int) -> str:
    """A length of time in words: ``42 seconds``, ``3 minutes``."""
    if seconds < 60:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
