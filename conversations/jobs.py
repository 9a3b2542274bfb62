"""The job kinds of this app."""

from conversations.services.booking_texts import booking_expiry, booking_reminder, booking_text
from conversations.services.sending import conversation_send, message_settle
from conversations.services.turns import conversation_turn
from nexus.outbox.handlers import job_handler

job_handler("turn")(conversation_turn)
job_handler("send", max_attempts=400)(conversation_send)
job_handler("settle", queue="bulk")(message_settle)
job_handler("booking_text", queue="bulk")(booking_text)
job_handler("booking_reminder", queue="bulk")(booking_reminder)
job_handler("booking_expiry", queue="bulk")(booking_expiry)
