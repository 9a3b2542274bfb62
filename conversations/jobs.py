"""The job kinds of this app."""

from conversations.services.sending import conversation_send, message_settle
from conversations.services.turns import conversation_turn
from nexus.outbox.handlers import job_handler

job_handler("turn")(conversation_turn)
job_handler("send", max_attempts=400)(conversation_send)
job_handler("settle", queue="bulk")(message_settle)
