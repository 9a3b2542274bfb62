"""The job kinds of this app."""

from nexus.outbox.handlers import job_handler
from nexus.webhooks.sending import webhook_send
from nexus.webhooks.services import SEND

# Its own tries end it; claims beyond those are of workers that were killed.
job_handler(SEND, queue="bulk", max_attempts=100)(webhook_send)
