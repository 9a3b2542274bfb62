"""Codes of webhooks in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nexus.webhooks.models import Delivery

#: Why an address cannot be used, by the code of :class:`nexus.webhooks.addresses.AddressRefused`.
ADDRESS_PROBLEMS: Final[dict[str, str | Promise]] = {
    "url": gettext_lazy(
        "This is not an address that we can send to. Write it as https://example.se/webhooks."
    ),
    "https": gettext_lazy("The address must begin with https://."),
    "port": gettext_lazy("Only the usual port for https (443) can be used."),
    "address": gettext_lazy("The address leads into a private network."),
    "dns": gettext_lazy("The name cannot be found."),
}
_ERRORS: Final[dict[str, str | Promise]] = {
    **ADDRESS_PROBLEMS,
    "timeout": gettext_lazy("It did not answer in time."),
    "connect": gettext_lazy("It could not be reached."),
    "tls": gettext_lazy("Its certificate is not valid."),
    "protocol": gettext_lazy("It did not answer as a web server does."),
    "redirect": gettext_lazy("It sent us on to another address, and we do not follow."),
}
_REASONS: Final[dict[str, str | Promise]] = {
    "restricted": gettext_lazy("The customer's data may only be stored."),
    "gone": gettext_lazy("What it was about is gone."),
    "paused": gettext_lazy("The receiver was paused."),
    "unknown": gettext_lazy("This version does not know the event."),
}


def attempt_text(attempt: dict[str, Any]) -> str:
    """What came of one try: ``200, 84 ms``, or why there was no answer."""
    error = attempt.get("error") or ""
    if attempt.get("status") is None:
        return str(_ERRORS.get(error, error))
    said = _("%(status)d, %(ms)d ms") % {"status": attempt["status"], "ms": attempt["milliseconds"]}
    return f"{said}. {_ERRORS[error]}" if error in _ERRORS else said


def reason_text(delivery: Delivery) -> str:
    """Why a delivery was not sent; "" when it was, or will be."""
    return str(_REASONS.get(delivery.reason, delivery.reason))
