"""What other parts of the house may listen to."""

from __future__ import annotations

from django.dispatch import Signal

#: Sent inside the transaction that changes a booking, so that what listeners store is stored with it, and
#: what they raise undoes it. Arguments: ``booking`` (of a move the new one; ``moved_from`` is the old one),
#: ``change`` ("created", "moved", "cancelled" or "confirmed"), ``source`` (a ``Booking.Source``) and ``now``.
booking_changed = Signal()
