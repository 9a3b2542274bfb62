"""The job kinds of this app, and what it keeps at the SMS provider."""

from conversations.channels.sms.erasure import ProviderStore
from conversations.channels.voice.erasure import CallStore
from conversations.channels.webchat.going_on import UNSEEN, unseen_text
from conversations.channels.webchat.linking import JOB as CHAT_CODE
from conversations.channels.webchat.linking import code_send
from conversations.search.jobs import AGAIN, INDEX, search_index, search_index_again
from conversations.services.booking_texts import booking_expiry, booking_reminder, booking_text
from conversations.services.calls import FOLLOW, SETTLE, TEXT
from conversations.services.calls_leaving import CALL_DELETIONS, call_deletions
from conversations.services.calls_settle import call_follow, call_settle
from conversations.services.calls_text import call_text
from conversations.services.leaving import PROVIDER_DELETIONS, provider_deletions
from conversations.services.sending import conversation_send, message_settle
from conversations.services.turns import conversation_turn
from nexus.outbox.handlers import job_handler
from nexus.privacy.registry import subject_store

job_handler("turn")(conversation_turn)
job_handler("send", max_attempts=400)(conversation_send)
job_handler("settle", queue="bulk")(message_settle)
job_handler(CHAT_CODE, max_attempts=40)(code_send)
# As often as an open page is looked at within a day.
job_handler(UNSEEN, max_attempts=1000)(unseen_text)
job_handler("booking_text", queue="bulk")(booking_text)
job_handler("booking_reminder", queue="bulk")(booking_reminder)
job_handler("booking_expiry", queue="bulk")(booking_expiry)
# A provider that is away for a week is asked for a week.
job_handler(PROVIDER_DELETIONS, queue="bulk", max_attempts=1000)(provider_deletions)
job_handler(TEXT)(call_text)
job_handler(SETTLE, queue="bulk", max_attempts=100)(call_settle)
job_handler(FOLLOW, queue="bulk")(call_follow)
job_handler(CALL_DELETIONS, queue="bulk", max_attempts=1000)(call_deletions)
job_handler(INDEX, queue="bulk", max_attempts=100)(search_index)
job_handler(AGAIN, queue="bulk", max_attempts=100)(search_index_again)

subject_store(ProviderStore())
subject_store(CallStore())
