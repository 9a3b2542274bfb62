"""A morning at a salon: conversations in every state, so that every look of the inbox is there to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from conversations.models import Conversation, ConversationEvent, Interpretation, Message
from crm.models import Contact
from crm.services import ai_disclosed, contact_create, opt_out
from nexus.accounts.models import User
from nexus.tenants.models import ChannelRoute

DISCLOSURE = (
    "Hej! Du chattar med Salong Alfas AI-assistent. Skriv MÄNNISKA om du hellre vill ha hjälp av personalen."
)


@dataclass
class Scene:
    """What was made: ids by the customer's first name."""

    route: ChannelRoute
    me: User
    colleague: User
    conversations: dict[str, UUID]


class Writer:
    """Writes one customer's conversation, minute by minute."""

    def __init__(self, scene: Scene, number: int, name: str, state: str, **fields: Any) -> None:
        self.scene = scene
        self.phone = f"+46701740{number}"
        self.contact: Contact = contact_create(phone=self.phone, name=name, language="sv")
        self.conversation = Conversation.objects.create(
            contact=self.contact, channel="sms", route_id=scene.route.pk, state=state, **fields
        )
        scene.conversations[name.split(" ")[0] or self.phone] = self.conversation.pk

    def says(self, minutes: float, body: str, **fields: Any) -> Writer:
        self._message(minutes, body, "inbound", "contact", "received", **fields)
        return self

    def answered(self, minutes: float, body: str, status: str = "delivered", **reading: Any) -> Writer:
        message = self._message(minutes, body, "outbound", "ai", status)
        if reading:
            self.read(message, minutes, **reading)
        return self

    def staff(self, minutes: float, body: str, status: str, by: User, **fields: Any) -> Writer:
        self._message(minutes, body, "outbound", "human", status, author=by, **fields)
        return self

    def automatic(self, minutes: float, body: str, status: str = "delivered") -> Writer:
        self._message(minutes, body, "outbound", "system", status)
        return self

    def event(self, minutes: float, kind: str, reason: str = "", actor: User | None = None) -> Writer:
        ConversationEvent.objects.create(
            conversation=self.conversation, kind=kind, reason=reason, actor=actor, at=ago(minutes)
        )
        return self

    def told(self, minutes: float) -> Writer:
        ai_disclosed(contact=self.contact, text=DISCLOSURE)
        self.contact.ai_disclosed_at = ago(minutes)
        self.contact.save(update_fields=["ai_disclosed_at"])
        return self

    def read(self, message: Message | None, minutes: float, **reading: Any) -> Writer:
        Interpretation.objects.create(
            conversation=self.conversation,
            message=message,
            content={
                "intent": reading["intent"],
                "language": "sv",
                "confidence": reading.get("confidence", 0.92),
                "slots": {},
                "sources": [{"title": title} for title in reading.get("sources", ())],
                "tools": [
                    {"name": name, "arguments": {}, "result": [{}] * hits, "milliseconds": milliseconds}
                    for name, hits, milliseconds in reading.get("tools", ())
                ],
                "reason": reading.get("reason", ""),
            },
            decision=reading.get("decision", "answered"),
            provider="embedded",
            model="embedded-1",
            region="EU",
            prompt_version="1",
            disclosed_fields=["message", "history"],
            milliseconds=1900,
            created_at=ago(minutes),
        )
        return self

    def _message(
        self, minutes: float, body: str, direction: str, author_type: str, status: str, **fields: Any
    ) -> Message:
        at = ago(minutes)
        message = Message.objects.create(
            conversation=self.conversation,
            channel="sms",
            direction=direction,
            author_type=author_type,
            status=status,
            body=body,
            created_at=at,
            **fields,
        )
        Conversation.objects.filter(pk=self.conversation.pk).update(last_message_at=at)
        return message


def ago(minutes: float) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def busy_morning(route: ChannelRoute) -> Scene:
    """Ten conversations; call it inside the company."""
    me = User.objects.get(role=User.Role.OWNER)
    colleague = User.objects.get(role=User.Role.AGENT)
    User.objects.filter(pk=me.pk).update(name="Maja Ekdahl")
    User.objects.filter(pk=colleague.pk).update(name="Jonas Tell")
    me.refresh_from_db()
    colleague.refresh_from_db()
    scene = Scene(route=route, me=me, colleague=colleague, conversations={})
    _elin(scene)
    Writer(scene, 620, "Oskar Hallvik", "waiting_for_staff", waiting_since=ago(27)).says(
        28, "Får jag pengarna tillbaka om jag inte är nöjd?"
    ).event(27, "handed_over", "complaint")
    Writer(scene, 644, "Birgitta Norrby", "waiting_for_staff", waiting_since=ago(2), unread=False).says(
        2, "Kan någon ringa mig?"
    ).event(2, "handed_over", "asked_for_human")
    Writer(scene, 627, "Amir Farsani", "ai", unread=False).says(10, "Jag tar tisdag 16").answered(
        9, "Toppen, då är tisdag 24 nov kl 16.00 noterad.", intent="book"
    )
    Writer(scene, 631, "Wilma Åkerdal", "ai").says(11, "Vad kostar klippning för barn under 7 år?")
    Writer(scene, 688, "", "ai", unread=False).says(20, "hej har ni öppet idag").answered(
        20, "Vi har öppet till 18.00 i dag.", intent="opening_hours"
    )
    Writer(scene, 633, "Leila Haddadi", "ai", unread=False).says(32, "kan inte imorgon").answered(
        31, "Jag har noterat att du vill flytta till fredag 13.15.", intent="reschedule"
    )
    Writer(scene, 640, "Torsten Lindvall", "human", held_by=me, unread=False).says(
        60, "Tack, jag återkommer efter lunch."
    )
    Writer(scene, 641, "Ingrid Sjöholt", "human", held_by=colleague, unread=False).says(
        80, "Kan jag få tala med Jonas?"
    ).staff(78, "Jag ringer dig vid tolv.", "delivered", colleague)
    _every_state(scene)
    silent = Writer(scene, 650, "Gustav Brännmark", "closed", unread=False, closed_at=ago(3000))
    silent.says(4400, "STOPP")
    opt_out(contact=silent.contact, phone=silent.phone, source="sms")
    silent.event(4400, "opted_out").event(3000, "closed", actor=me)
    return scene


def _elin(scene: Scene) -> None:
    writer = Writer(scene, 612, "Elin Sandgren", "waiting_for_staff", waiting_since=ago(11))
    writer.says(26, "Hej, har ni öppet på lördag?").answered(
        25.9, f"{DISCLOSURE} På lördag har vi öppet 10.00–15.00.", intent="opening_hours"
    ).told(25.9)
    writer.says(22, "Jag har en tid för slingor i morgon kl 10 men måste jobba")
    writer.says(21.8, "går det att byta till fredag eftermiddag?")
    writer.answered(
        21,
        "Det går bra! Maja har två luckor på fredag 20 november: 13.00 eller 14.30. Slingor och "
        "klippning tar 2 timmar. Vilken tid passar dig?",
        intent="reschedule",
        sources=("Ombokning och avbokning", "Behandlingar och tider"),
        tools=(("search_knowledge", 2, 38),),
    )
    writer.says(12, "14.30 blir perfekt. Jag fick utslag av färgen sist, är det ok ändå?")
    writer.answered(
        11.5,
        "Tack för att du berättar! Jag hör med Maja, hon svarar dig strax.",
        intent="other",
        confidence=0.54,
        decision="handed_over",
        reason="Elin nämner en reaktion på hårfärg.",
    )
    writer.event(11, "handed_over", "health")


def _every_state(scene: Scene) -> None:
    """Every delivery state and every author type in one thread."""
    writer = Writer(scene, 660, "Peder Vestin", "human", held_by=scene.me, unread=False)
    writer.says(2900, "Hej 👋🏽 <b>kan ni</b> titta på håret? 19900101-****", masked=True)
    writer.says(2890, "", num_media=2)
    writer.automatic(2889, "Tack, vi svarar så snart vi kan.")
    writer.event(2880, "taken_over", actor=scene.me)
    for minutes, status in enumerate(
        ("queued", "sending", "accepted", "sent", "delivered", "undelivered", "failed", "uncertain", "read")
    ):
        code = "30003" if status in ("undelivered", "failed") else ""
        writer.staff(1470 - minutes, f"Skicka gärna en bild ({status}).", status, scene.me, error_code=code)
