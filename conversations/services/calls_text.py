"""The text after a call that nobody took: once per number and window, service and never advertising.

Decided at the last moment, when the reports about the call have come: :data:`TEXT_AFTER` seconds after the
verdict. The text goes the way of every other, so that consent is looked at again as it is sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.calls_words import text_of
from conversations.models import Call, CallSettings, Channel, Conversation, Message
from conversations.selectors.calls import (
    call_settings,
    recently_texted,
    texted_since,
    why_not_text,
)
from conversations.services.calls import publish_call
from conversations.services.holding import conversation_open
from conversations.services.messages import message_queue
from crm.bookings.selectors import company_here
from nexus.alarms import alarm
from nexus.outbox.services import Claim
from nexus.schema import connection
from nexus.tenants.publish import publish_conversation

#: A text that comes so long after the call helps nobody: the caller has forgotten, or found another way.
LATEST: Final = timedelta(hours=6)
BUDGET_ALARM: Final = "call_texts"
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))"


def call_text(claim: Claim) -> None:
    """The job ``call_text``: text the caller back, or note why not."""
    now = timezone.now()
    with transaction.atomic():
        # One at a time in a company: two calls from one number must not both find that no text has gone out.
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [f"call_text:{connection.schema_name}"])
        # The call before the job: whoever reports about it has locked them in this order.
        call = Call.objects.select_for_update(of=("self",)).filter(pk=claim.object_id).first()
        claim.hold()
        if call is None or call.texted_back_at is not None:
            return
        settings = call_settings()
        reason = why_not_text(call, settings=settings) or _too_much(call, settings, now)
        if reason:
            Call.objects.filter(pk=call.pk).update(no_text=reason)
        else:
            message = _write(call, settings)
            call.texted_back_at, call.text_id, call.no_text = now, message.pk, ""
            call.save(update_fields=["texted_back_at", "text_id", "no_text"])
            publish_conversation(message.conversation_id)
        publish_call(call)
        claim.finish()
    if reason == "budget":
        # After the commit: an alarm about what was rolled back would be about nothing.
        alarm(BUDGET_ALARM)


def _too_much(call: Call, settings: CallSettings, now: datetime) -> str:
    """What is counted over several calls; "" when a text may go out."""
    if now - call.started_at > LATEST:
        return "late"
    assert call.contact_id is not None
    if recently_texted(contact_id=call.contact_id, since=now - timedelta(hours=settings.window_hours)):
        return "window"
    if texted_since(since=now - timedelta(hours=1)) >= settings.hourly_budget:
        return "budget"
    return ""


def _write(call: Call, settings: CallSettings) -> Message:
    """The text as a message in the caller's conversation with the number that they called."""
    contact = call.contact
    assert contact is not None
    conversation = (
        Conversation.objects.select_for_update()
        .filter(contact=contact, channel=Channel.SMS, route_id=call.route_id)
        .exclude(state=Conversation.State.CLOSED)
        .first()
    ) or conversation_open(
        contact_id=contact.pk, channel=Channel.SMS, route_id=UUID(str(call.route_id)), unread=False
    )
    language = "en" if contact.language == "en" else "sv"
    return message_queue(
        conversation=conversation,
        body=text_of(company_here().name, settings, language),
        author_type=Message.Author.SYSTEM,
    )
