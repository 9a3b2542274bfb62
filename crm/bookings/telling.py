"""Whether a customer is told by text what becomes of a booking: one rule, for who sends and for who asks."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from crm.models import Contact
from crm.selectors import contact_opted_out, contact_phone, is_opted_out

#: Why no text goes out: "" (one does), ``opted_out``, ``no_phone``, ``begun`` (it would help nobody), or
#: ``restricted`` (their data is stored and nothing else, GDPR art. 18(2)).
Silence = Literal["", "opted_out", "no_phone", "begun", "restricted"]


def why_no_text(*, contact: Contact, start: datetime, now: datetime) -> Silence:
    """Why ``contact`` is not told of a booking that begins at ``start``; "" when they are.

    The rule for those who have used a right:

    - Who has **objected** to automated answers (GDPR art. 21) is told of a time that staff booked or they asked
      for, and reminded of it: that is the service itself, a fixed text about their own booking which no AI
      writes or reads. Who wants not even that writes STOP.
    - Whose data is **restricted** (art. 18) is told nothing by itself, for sending is more than storing. Staff
      are told that nothing went out, and decide whether to get in touch.
    """
    if start <= now:
        return "begun"
    if contact.restricted:
        return "restricted"
    if contact_opted_out(contact):
        return "opted_out"
    return "" if contact_phone(contact) else "no_phone"


def why_no_text_to(phone: str) -> Silence:
    """The same for a number in E.164 that is about to be booked for, whether or not it is a contact's."""
    return "opted_out" if is_opted_out(phone) else ""
