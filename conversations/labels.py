"""Words and icons for codes (intents, decisions, reasons, delivery). Display only."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Text = str | Promise

#: The sprite's icon of each channel.
CHANNEL_ICONS: dict[str, str] = {"sms": "sms", "webchat": "chat"}

INTENTS: dict[str, Text] = {
    "opening_hours": _("Opening hours"),
    "price": _("Price"),
    "book": _("Book a time"),
    "reschedule": _("Move a time"),
    "cancel": _("Cancel a time"),
    "availability": _("Free times"),
    "location": _("Finding us"),
    "human": _("Wants a person"),
    "complaint": _("Complaint"),
    "thanks": _("Thanks"),
    "opt_out": _("Stop texts"),
    "opt_in": _("Start texts again"),
    "rights_access": _("Copy of their data"),
    "rights_erasure": _("Erasure"),
    "rights_rectification": _("Correction"),
    "objection": _("Objection"),
    "emergency": _("Emergency"),
    "smalltalk": _("Small talk"),
    "spam": _("Spam"),
    "prompt_injection": _("Attempt to steer the AI"),
    "other": _("Other"),
}

DECISIONS: dict[str, Text] = {
    "answered": _("Answered"),
    "asked": _("Asked back"),
    "handed_over": _("Handed over"),
    "acted": _("Acted"),
    "silent": _("Stayed silent"),
}

#: Why the AI handed over, asked or stayed silent; the codes that the agent and the sender give.
REASONS: dict[str, Text] = {
    "agent_off": _("The AI does not answer now, as you have set it."),
    "asked_for_human": _("The customer asked for a person."),
    "cannot_act": _("The AI cannot do this by itself."),
    "booking_text_withheld": _(
        "No text about the booking was sent, for the customer's data is restricted. Tell them yourself if it is needed."
    ),
    "complaint": _("Complaints are answered by staff."),
    "emergency": _("It may be urgent."),
    "excluded_topic": _("It is a topic that you have left to staff."),
    "health": _("Health questions are answered by staff."),
    "holiday": _("The day is a holiday; only you know the hours."),
    "legal": _("Only staff can promise that."),
    "no_text": _("The message had no text."),
    "not_delivered": _("The AI's answer did not get through."),
    "not_known": _("The answer was not in your knowledge."),
    "nothing_to_answer": _("There was nothing to answer."),
    "objection": _("The customer does not want automated answers."),
    "prompt_injection": _("The message tried to steer the AI."),
    "provider_failed": _("The AI did not answer."),
    "reply_cap": _("The AI has written as many answers as it may for now."),
    "restricted": _("The customer's data is restricted."),
    "rights": _("It is a request about personal data."),
    "too_slow": _("The AI did not answer in time."),
    "uncertain": _("It is unclear whether the AI's answer got through."),
}


#: The agent's tools.
TOOLS: dict[str, Text] = {
    "search_knowledge": _("Search of the knowledge"),
    "list_services": _("Your services"),
    "find_free_times": _("Free times"),
    "book": _("Booking"),
    "move_booking": _("Moving of a booking"),
    "cancel_booking": _("Cancelling of a booking"),
    "company_facts": _("Facts about the company"),
    "remember_name": _("The customer's name"),
    "open_rights_request": _("Request about personal data"),
    "hand_over": _("Handover to staff"),
}

#: What stands in the results of tools.
RESULT_KEYS: dict[str, Text] = {
    "name": _("name"),
    "address": _("address"),
    "state": _("state"),
    "start": _("time"),
    "end": _("until"),
    "service": _("service"),
    "resource": _("with"),
    "ok": _("done"),
    "remembered": _("remembered"),
    "opened": _("opened"),
}

#: States of a booking.
STATES: dict[str, Text] = {
    "proposed": _("proposed"),
    "confirmed": _("confirmed"),
    "moved": _("moved"),
    "cancelled": _("cancelled"),
}

#: Why a tool could not do what it was asked to.
PROBLEMS: dict[str, Text] = {
    "past": _("The time has passed."),
    "closed": _("Nobody works then."),
    "taken": _("The time is taken."),
    "unknown_resource": _("There is nobody to book."),
    "too_far": _("That is too far ahead."),
    "wrong_state": _("The booking can no longer be changed."),
    "not_begun": _("The booking has not begun yet."),
    "misfit": _("That cannot be booked so."),
    "no_contact": _("There is no customer to book for."),
}


@dataclass(frozen=True)
class Block:
    """Why nothing can be written to a contact: the list's word, and the sentence for whoever would write."""

    chip: Text
    reason: Text


BLOCKS: dict[str, Block] = {
    "opted_out": Block(_("No to texts"), _("The customer has said no to texts.")),
    "no_number": Block(_("Cannot be answered"), _("The sender cannot be answered by text.")),
}

DISCLOSED: dict[str, Text] = {
    "message": _("the message"),
    "history": _("earlier messages"),
}


@dataclass(frozen=True)
class Tick:
    """How far a message has come: icon, word, and "ok", "bad" or ""."""

    icon: str
    word: Text
    tone: str = ""


TICKS: dict[str, Tick] = {
    "queued": Tick("clock", _("Queued")),
    "sending": Tick("send", _("Sending")),
    "accepted": Tick("check", _("Accepted")),
    "sent": Tick("check", _("Sent")),
    "delivered": Tick("check2", _("Delivered"), "ok"),
    "read": Tick("eye", _("Read"), "ok"),
    "undelivered": Tick("x", _("Did not get through"), "bad"),
    "failed": Tick("x", _("Did not get through"), "bad"),
    "canceled": Tick("x", _("Canceled"), "bad"),
    "uncertain": Tick("alert", _("Unclear if it got through"), "bad"),
}

#: Until its page has fetched it; ``sent`` is what stands on older ones.
_FOR_THE_VISITOR = Tick("clock", _("Waiting for the visitor"))


def tick_of(status: str, *, chat: bool, goes_on_chat: bool) -> Tick | None:
    """How far a message that goes out has come. ``chat``: it is shown in a web chat; ``goes_on_chat``: it is a text
    in place of that."""
    if chat and status in ("queued", "sent"):
        return _FOR_THE_VISITOR
    tick = TICKS.get(status)
    if tick is None or not goes_on_chat:
        return tick
    return Tick(tick.icon, gettext("By text · %(status)s") % {"status": tick.word}, tick.tone)


#: Twilio's error codes that staff can act on (Twilio's error and warning dictionary).
ERRORS: dict[str, Text] = {
    "21211": _("The number does not exist."),
    "21408": _("Texts to this country are not allowed."),
    "21610": _("The customer has opted out of texts."),
    "21614": _("The number cannot receive texts."),
    "30003": _("The phone is switched off or out of reach."),
    "30004": _("The customer has blocked the texts."),
    "30005": _("The number does not exist."),
    "30006": _("The number cannot receive texts."),
    "30007": _("The operator stopped the text."),
}
