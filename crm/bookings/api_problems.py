"""What could not be booked, as the problem that the client sees."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import APIException, ValidationError

from crm.bookings.api_serializers import SlotSerializer, TakenSerializer
from crm.bookings.errors import Code, NotBookable
from nexus.api.problems import CONTENT_TYPE, Conflict

TAKEN = {("409", CONTENT_TYPE): OpenApiResponse(TakenSerializer, description="Conflict")}

# The input cannot be used, whoever else has booked what: 400, with the member that is to blame.
_INPUT: dict[Code, tuple[str, Promise | str]] = {
    "past": ("start", _("This time has passed.")),
    "closed": ("start", _("Nobody who does this is at work for all of that time.")),
    "too_far": ("start", _("Bookings are taken at most 12 months ahead.")),
    "misfit": (
        "start",
        _("Give one of the times that availability lists, and a service and resource that go together."),
    ),
}


def not_bookable(refused: NotBookable) -> APIException:
    """400 for what can never be booked, 409 for what could have been; with other times where there are."""
    if refused.code in _INPUT:
        member, text = _INPUT[refused.code]
        return ValidationError({member: [str(text)]})
    if refused.code == "taken":
        return Conflict(
            "taken",
            _("This time is taken."),
            {"alternatives": SlotSerializer(refused.alternatives, many=True).data},
        )
    if refused.code == "wrong_state":
        return Conflict("wrong-state", _("The booking is over, cancelled or moved."))
    if refused.code == "not_begun":
        return Conflict("not-begun", _("The booking has not begun yet."))
    return Conflict("no-resource", _("There is nobody who takes bookings for this."))
