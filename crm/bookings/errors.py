"""Why something cannot be booked, moved or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from crm.bookings.slots import Slot

Code = Literal["past", "closed", "taken", "unknown_resource", "too_far", "wrong_state", "not_begun", "misfit"]


class NotBookable(Exception):
    """The booking cannot be made or changed. ``alternatives`` are free times near the wanted one.

    ``code``: ``past`` (it would begin, or has begun, before now), ``closed`` (outside the hours of all who
    could do it, or running past them), ``taken``, ``unknown_resource`` (that one takes no bookings, or there
    is none at all), ``too_far`` (more than 12 months ahead), ``wrong_state`` (the booking is no longer one
    that this can be done to), ``not_begun`` (nobody can have come to it yet), ``misfit`` (not a service on
    offer, or not one that this resource does, or not a whole minute, or, for all but staff and the agent,
    not one of the times that are offered).
    """

    def __init__(self, code: Code, alternatives: Sequence[Slot] = ()) -> None:
        super().__init__(code)
        self.code: Code = code
        self.alternatives: list[Slot] = list(alternatives)
