"""Classification of conversations."""

from django.db.models import Q

import conversations.channels.webchat.privacy  # noqa: F401  entered by being read
from conversations import calls_privacy  # noqa: F401  # calls are classified there
from conversations.rectification import MessageRectifier
from nexus.privacy.ageing import AgeingRows, ageing_rows
from nexus.privacy.inventory import (
    Category,
    Classification,
    Purpose,
    RetentionClass,
    Subject,
    classify,
    personal,
    technical,
)
from nexus.privacy.registry import Expiry, SubjectRows, expires, rectifier, subject_rows
from nexus.privacy.vocabulary import Text


def _message(sv: str, en: str, *, portable: bool = False) -> Classification:
    return personal(
        Category.MESSAGE_CONTENT,
        purpose=Purpose.ANSWERING,
        retention=RetentionClass.MESSAGES,
        sv=sv,
        en=en,
        portable=portable,
    )


def _delivery(sv: str, en: str) -> Classification:
    return personal(
        Category.DELIVERY_METADATA,
        purpose=Purpose.DELIVERING,
        retention=RetentionClass.METADATA,
        sv=sv,
        en=en,
    )


def _reading(sv: str, en: str) -> Classification:
    return personal(
        Category.AI_INTERPRETATION,
        purpose=Purpose.EXPLAINING_AI,
        retention=RetentionClass.INTERPRETATIONS,
        sv=sv,
        en=en,
    )


_STAFF = personal(
    Category.AUDIT,
    subject=Subject.STAFF,
    purpose=Purpose.ANSWERING,
    retention=RetentionClass.MESSAGES,
    sv="Medarbetare",
    en="Member of staff",
)
_ROW = technical("identity of the row")

classify(
    "conversations.Conversation",
    {
        "id": _ROW,
        "contact": technical("whose it is"),
        "channel": _message("Kanal", "Channel"),
        "route_id": technical("which of the company's numbers"),
        "state": _message("Läge", "State"),
        "held_by": _STAFF,
        "waiting_since": technical("since when it waits for staff"),
        "unread": technical("whether staff have seen it"),
        "created_at": _message("Började", "Began"),
        "last_message_at": _message("Senaste meddelande", "Latest message"),
        "closed_at": _message("Avslutad", "Ended"),
    },
)
classify(
    "conversations.Message",
    {
        "id": _ROW,
        "conversation": technical("which conversation"),
        "channel": _message("Kanal", "Channel"),
        "direction": _message("Riktning", "Direction"),
        "author_type": _message("Avsändare", "Author"),
        "author": _STAFF,
        "body": _message("Meddelande", "Message", portable=True),
        "num_media": _message("Antal bifogade filer", "Number of attachments"),
        "masked": _message("Personnummer dolt", "Personal identity number masked"),
        "about_rights": technical("an answer to the person's own request about their data"),
        "handled": technical("whether a turn has dealt with it"),
        "segments": _delivery("Antal sms-delar", "Number of SMS parts"),
        # As long as the message: without it nobody can tell whether the words ever arrived.
        "status": _message("Leveransstatus", "Delivery status"),
        "error_code": _delivery("Felkod", "Error code"),
        # As long as the message: with it the message is deleted at the provider.
        "external_id": _message("Operatörens nummer", "The operator's identifier"),
        "route_id": technical("which of the company's numbers a text out of a chat leaves from"),
        "attempted_at": _delivery("Skickat", "Sent"),
        "created_at": _message("Tidpunkt", "Time"),
    },
)
classify(
    "conversations.MessageTerms",
    {
        "message": technical("which message"),
        "created_at": technical("its time, for the order of what is found"),
        "terms": personal(
            Category.MESSAGE_CONTENT,
            purpose=Purpose.ANSWERING,
            retention=RetentionClass.MESSAGES,
            not_exported="keyed hashes of the words of the message that is exported",
        ),
    },
)
classify(
    "conversations.SearchSettings",
    {
        "id": _ROW,
        "only": technical("there is one row"),
        "words": technical("whether messages are found by their words"),
        "changed_at": technical("when it was changed"),
    },
)
classify(
    "conversations.DeliveryEvent",
    {
        "id": _ROW,
        "message": technical("which message"),
        "status": _delivery("Status", "Status"),
        "error_code": _delivery("Felkod", "Error code"),
        "at": _delivery("Tidpunkt", "Time"),
    },
)
classify(
    "conversations.Interpretation",
    {
        "id": _ROW,
        "conversation": technical("which conversation"),
        "message": technical("which answer"),
        "content": _reading("Så tolkade AI:n", "How the AI read it"),
        "decision": _reading("Beslut", "Decision"),
        "provider": _reading("AI-leverantör", "AI provider"),
        "host": _reading("Värd", "Host"),
        "model": _reading("Modell", "Model"),
        "region": _reading("Region", "Region"),
        "retention_mode": _reading("Leverantörens lagring", "The provider's retention"),
        "prompt_version": _reading("Instruktionens version", "Version of the instructions"),
        "disclosed_fields": _reading("Uppgifter som lämnades ut", "Data that was disclosed"),
        "tokens_in": technical("size of the question"),
        "tokens_out": technical("size of the answer"),
        "milliseconds": technical("how long it took"),
        "created_at": _reading("Tidpunkt", "Time"),
    },
)
classify(
    "conversations.ConversationEvent",
    {
        "id": _ROW,
        "conversation": technical("which conversation"),
        "kind": _message("Händelse", "Event"),
        "booking": technical("which booking"),
        "reason": _message("Anledning", "Reason"),
        "actor": _STAFF,
        "at": _message("Tidpunkt", "Time"),
    },
)
classify(
    "conversations.Article",
    {
        "id": _ROW,
        "title": technical("the article's title"),
        "body": technical("the company's own text"),
        "language": technical("its language"),
        "search": technical("the words it is found by"),
        "valid_from": technical("the first day it is used"),
        "valid_until": technical("the last day it is used"),
        "created_at": technical("when it was written"),
        "updated_at": technical("when it was changed"),
    },
)
classify(
    "conversations.AgentSettings",
    {
        "id": _ROW,
        "only": technical("there is one row"),
        "tone": technical("how the agent writes"),
        "answers": technical("when the agent answers"),
        "away_text": technical("what is sent when it does not"),
        "excluded_topics": technical("what the company leaves to staff"),
        "fallback": technical("what happens without the AI provider"),
        "reminders": technical("whether bookings are reminded of"),
        "changed_at": technical("when it was changed"),
    },
)
classify(
    "conversations.AnswerReview",
    {
        "id": _ROW,
        "conversation": technical("which conversation"),
        "message": technical("which answer"),
        "reason": _reading("Så bedömdes AI:ns svar", "How the AI's answer was judged"),
        "comment": _reading("Personalens kommentar", "Staff's comment"),
        "messages": _reading("Meddelanden som svaret gällde", "Messages that the answer was about"),
        "intent": _reading("Ärende enligt AI:n", "Subject according to the AI"),
        "expected_intent": _reading("Ärende enligt personalen", "Subject according to staff"),
        "at": _reading("Tidpunkt", "Time"),
        "actor": _STAFF,
    },
)
classify(
    "conversations.Annotation",
    {
        "id": _ROW,
        "message": technical("which message"),
        "text": _message("Anmärkning mot ett meddelande", "Remark on a message", portable=True),
        "actor": _STAFF,
        "at": _message("Tidpunkt", "Time"),
    },
)
classify(
    "conversations.ProviderDeletion",
    {
        "id": _ROW,
        "route_id": technical("which of the company's numbers"),
        "kind": technical("message, call or recording"),
        "external_id": technical("the provider's identifier of what is to be deleted there"),
        "origin_id": technical("which erasure or retention run"),
        "state": technical("how far it has come"),
        "attempts": technical("how often it was tried"),
        "error_code": technical("the provider's last refusal"),
        "created_at": technical("when it was written"),
        "done_at": technical("when it was settled"),
    },
)
classify(
    "conversations.ProviderBacklog",
    {
        "id": _ROW,
        "route_id": technical("which of the company's numbers"),
        "origin_id": technical("which retention run"),
        "external_ids": technical("the provider's identifiers of what is to be deleted there"),
        "created_at": technical("when it was written"),
    },
)
classify(
    "conversations.DailyCount",
    {
        "id": _ROW,
        "day": technical("which day"),
        "channel": technical("in which channel"),
        "direction": technical("in or out"),
        "author_type": technical("kind of author"),
        "status": technical("what had become of them"),
        "count": technical("how many messages have gone by age"),
    },
)


def _ended(path: str = "conversation__") -> Expiry:
    """An episode's period is counted from its end (architecture, decision 12)."""
    return expires(lambda before: Q(**{f"{path}closed_at__lt": before}))


_WITH_CONVERSATION = {RetentionClass.MESSAGES: _ended()}
subject_rows(
    SubjectRows(
        "conversations.Conversation",
        Text("Konversationer", "Conversations"),
        contact="contact",
        expiry={RetentionClass.MESSAGES: _ended("")},
    ),
    SubjectRows(
        "conversations.Message",
        Text("Meddelanden", "Messages"),
        contact="conversation__contact",
        provided=Q(author_type="contact"),
        expiry={
            RetentionClass.MESSAGES: _ended(),
            RetentionClass.METADATA: expires(
                lambda before: (
                    Q(created_at__lt=before)
                    & (Q(attempted_at__isnull=False) | ~Q(error_code="") | Q(segments__gt=0))
                ),
                let_go=lambda rows: rows.update(attempted_at=None, error_code="", segments=0),
            ),
        },
    ),
    SubjectRows(
        "conversations.MessageTerms",
        Text("Sökord", "Search terms"),
        contact="message__conversation__contact",
        # They go in the statement that their message goes in.
        expiry={RetentionClass.MESSAGES: None},
    ),
    SubjectRows(
        "conversations.DeliveryEvent",
        Text("Leveransuppgifter", "Delivery data"),
        contact="message__conversation__contact",
        at="at",
        expiry={RetentionClass.METADATA: expires(lambda before: Q(at__lt=before))},
    ),
    SubjectRows(
        "conversations.Interpretation",
        Text("AI-tolkningar", "AI interpretations"),
        contact="conversation__contact",
        expiry={RetentionClass.INTERPRETATIONS: expires(lambda before: Q(created_at__lt=before))},
    ),
    SubjectRows(
        "conversations.ConversationEvent",
        Text("Händelser i konversationer", "Events in conversations"),
        contact="conversation__contact",
        at="at",
        expiry=_WITH_CONVERSATION,
    ),
    SubjectRows(
        "conversations.AnswerReview",
        Text("Granskade AI-svar", "Reviewed AI answers"),
        contact="conversation__contact",
        at="at",
        expiry={RetentionClass.INTERPRETATIONS: expires(lambda before: Q(at__lt=before))},
    ),
    SubjectRows(
        "conversations.Annotation",
        Text("Anmärkningar", "Remarks"),
        contact="message__conversation__contact",
        at="at",
        expiry={RetentionClass.MESSAGES: _ended("message__conversation__")},
    ),
)

ageing_rows(
    AgeingRows(
        "conversations.ProviderDeletion",
        Text("Avslutade raderingar hos operatören", "Settled deletions at the operator"),
        # For as long as somebody may ask whether it was done there.
        days=90,
        due=lambda before, _now: Q(done_at__lt=before),
        at="created_at",
    )
)

rectifier(MessageRectifier())
