"""Figures equal a recount, by hand, from the facts; also after the calls have gone by age."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from conversations.models import Call, CallCount, ConversationEvent, Interpretation, Message
from conversations.selectors.answer_statistics import answer_figures
from conversations.selectors.calls_statistics import Period, bookings_made, call_figures
from conversations.services.calls_leaving import calls_leave
from conversations.services.calls_settle import followed
from crm.bookings.models import Booking, Resource, Service
from nexus.crypto.ids import uuid7
from nexus.privacy.registry import Going
from tests.api.factories import make_contact, make_conversation

ZONE = ZoneInfo("Europe/Stockholm")
PERIOD = Period(date(2026, 10, 20), date(2026, 11, 10))  # clocks went back on 25 October
START = datetime(2026, 10, 18, tzinfo=UTC)
WEEK = timedelta(days=7)


def moment(random: Random) -> datetime:
    return START + timedelta(seconds=random.randrange(26 * 86_400))


class World:
    """A random past of calls, messages and bookings, kept beside the database as plain lists."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.calls: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.bookings: list[dict[str, Any]] = []
        people = [make_contact(610 + number, f"Person {number}") for number in range(6)]
        threads = {person.pk: make_conversation(person) for person in people}
        service, chair = Service.objects.all()[0], Resource.objects.all()[0]
        for _number in range(90):
            who = self.random.choice([*people, None])
            outcome = self.random.choice(
                ["answered", "missed", "missed", "busy", "voicemail", "failed", None]
            )
            fact = {"who": who.pk if who else None, "at": moment(self.random), "outcome": outcome}
            fact["texted"] = (
                who is not None and outcome not in (None, "answered") and self.random.random() < 0.6
            )
            self.calls.append(fact)
            Call.objects.create(
                contact=who,
                route_id=uuid4(),
                external_id=f"CA{uuid4().hex}",
                started_at=fact["at"],
                outcome=outcome,
                texted_back_at=fact["at"] if fact["texted"] else None,
            )
        for _number in range(160):
            who = self.random.choice(people)
            author = self.random.choice(["contact", "contact", "ai", "human", "system"])
            fact = {"who": who.pk, "at": moment(self.random), "author": author}
            fact["canceled"] = author == "ai" and self.random.random() < 0.2
            fact["handed"] = author == "ai" and not fact["canceled"] and self.random.random() < 0.4
            self.messages.append(fact)
            message = Message.objects.create(
                conversation=threads[who.pk],
                channel="sms",
                direction="inbound" if author == "contact" else "outbound",
                author_type=author,
                status="received" if author == "contact" else "canceled" if fact["canceled"] else "delivered",
                created_at=fact["at"],
            )
            if author == "ai":
                self._decided(message, handed=fact["handed"])
        for number in range(25):
            who = self.random.choice(people)
            fact = {
                "who": who.pk,
                "at": moment(self.random),
                "source": self.random.choice(["ai", "staff", "api"]),
            }
            fact["moved"] = self.random.random() < 0.3
            self.bookings.append(fact)
            start = datetime(2027, 1, 4, 8, tzinfo=UTC) + timedelta(days=number)
            same = {"service": service, "resource": chair, "contact": who, "source": fact["source"]}
            first = Booking(**same, start=start, created_at=fact["at"], **_end(start))
            if fact["moved"]:
                later = start + timedelta(hours=2)
                again = Booking.objects.create(
                    **same,
                    start=later,
                    created_at=fact["at"] + timedelta(minutes=5),
                    sequence=1,
                    **_end(later),
                )
                first.state, first.moved_to = "moved", again
            first.save()

    def _decided(self, message: Message, *, handed: bool) -> None:
        """What the AI decided; of some it has gone by age, and the line in the thread tells."""
        if handed:
            ConversationEvent.objects.create(
                conversation=message.conversation,
                kind="handed_over",
                reason="not_known",
                at=message.created_at + timedelta(milliseconds=20),
            )
        if self.random.random() < 0.6:
            Interpretation.objects.create(
                conversation=message.conversation,
                message=message,
                content={},
                decision="handed_over" if handed else self.random.choice(["answered", "asked", "acted"]),
                provider="embedded",
                prompt_version="test",
            )

    def follow_some(self) -> None:
        """What the job notes down a week later, for some of the calls."""
        for call in (
            Call.objects.exclude(contact=None).exclude(outcome__in=["answered"]).exclude(outcome=None)
        ):
            if self.random.random() < 0.5:
                call.wrote_at, call.booked_at = followed(call)
                call.followed_at = timezone.now()
                call.save()

    # -- by hand

    def recount(self) -> dict[str, Any]:
        found: dict[str, Any] = {"outcomes": Counter(), "heat": Counter(), "days": {}}
        for name in ("texted", "wrote", "booked", "recovered"):
            found[name] = 0
        for call in self.calls:
            local = call["at"].astimezone(ZONE)
            if not PERIOD.first <= local.date() <= PERIOD.last:
                continue
            found["outcomes"][call["outcome"] or ""] += 1
            found["texted"] += call["texted"]
            day = found["days"].setdefault(local.date(), [0, 0])
            if call["outcome"] == "answered":
                day[0] += 1
            elif call["outcome"]:
                day[1] += 1
                found["heat"][local.weekday(), local.hour] += 1
                wrote = any(m["author"] == "contact" and self._after(call, m) for m in self.messages)
                booked = any(self._after(call, b) for b in self.bookings)
                found["wrote"] += wrote
                found["booked"] += booked
                found["recovered"] += wrote or booked
        found["days"] = {day: tuple(row) for day, row in found["days"].items() if any(row)}
        return found

    @staticmethod
    def _after(call: dict[str, Any], other: dict[str, Any]) -> bool:
        return other["who"] == call["who"] and call["at"] < other["at"] <= call["at"] + WEEK

    def within(self, at: datetime) -> bool:
        return PERIOD.first <= at.astimezone(ZONE).date() <= PERIOD.last


def _end(start: datetime) -> dict[str, Any]:
    end = start + timedelta(minutes=30)
    return {"end": end, "blocked_until": end, "link_blind": uuid7().bytes * 2}


def seen() -> dict[str, Any]:
    figures = call_figures(PERIOD)
    return {
        "outcomes": Counter(figures.outcomes),
        "heat": figures.missed_by_weekday_and_hour(),
        "days": figures.by_day(),
        "texted": figures.texted,
        "wrote": figures.wrote,
        "booked": figures.booked,
        "recovered": figures.recovered,
    }


@pytest.mark.parametrize("seed", range(4))
def test_call_figures_equal_a_recount_whatever_has_been_noted_or_has_gone(in_company_a, seed: int) -> None:
    world = World(seed)
    wanted = world.recount()
    assert wanted["recovered"]
    assert seen() == wanted
    world.follow_some()
    assert seen() == wanted
    # By age, but never before the week after the call is over and noted.
    for call in Call.objects.all():
        call.wrote_at, call.booked_at = followed(call) if call.contact_id else (None, None)
        call.save()
    going = [call.pk for call in Call.objects.order_by("started_at")[:60]]
    calls_leave(Going(going, uuid7(), by_age=True))
    Call.objects.filter(pk__in=going).delete()
    assert seen() == wanted
    assert sum(CallCount.objects.values_list("count", flat=True)) == 60
    rest = list(Call.objects.values_list("pk", flat=True))
    calls_leave(Going(rest, uuid7(), by_age=True))
    Call.objects.all().delete()
    Message.objects.all().delete()
    assert seen() == wanted


@pytest.mark.parametrize("seed", range(3))
def test_answers_and_bookings_equal_a_recount(in_company_a, seed: int) -> None:
    world = World(seed)
    figures = answer_figures(PERIOD)
    sent = [m for m in world.messages if world.within(m["at"]) and not m["canceled"]]
    assert figures.ai == sum(m["author"] == "ai" for m in sent)
    assert figures.human == sum(m["author"] == "human" for m in sent)
    wanted: list[tuple[datetime, str | None, float | None]] = []
    for who in {m["who"] for m in world.messages}:
        own = [m for m in world.messages if m["who"] == who and m["author"] != "system" and not m["canceled"]]
        own = [m for m in own if not m["handed"]]  # that a person will answer is no answer
        own.sort(key=lambda m: m["at"])
        for place, message in enumerate(own):
            first = message["author"] == "contact" and (place == 0 or own[place - 1]["author"] != "contact")
            if not first or not world.within(message["at"]):
                continue
            answer = next((m for m in own[place:] if m["author"] != "contact"), None)
            if answer is None or answer["at"] - message["at"] > timedelta(days=2):
                wanted.append((message["at"], None, None))
            else:
                wanted.append(
                    (message["at"], answer["author"], (answer["at"] - message["at"]).total_seconds())
                )
    assert sorted((q.at, q.by, q.seconds) for q in figures.questions if q.by) == sorted(
        w for w in wanted if w[1]
    )
    assert sorted(q.at for q in figures.questions if not q.by) == sorted(w[0] for w in wanted if not w[1])
    by_ai = sum(w[1] == "ai" for w in wanted)
    assert by_ai
    assert any(m["handed"] for m in sent)
    assert figures.ai_share == by_ai / len(wanted)
    assert sum(row[0] for row in figures.by_day(ZONE).values()) == by_ai
    assert sum(sum(row) for row in figures.by_day(ZONE).values()) == len(wanted)
    made = Counter(b["source"] for b in world.bookings if world.within(b["at"]))
    assert bookings_made(PERIOD) == dict(made)


def test_a_share_of_nothing_is_none(in_company_a) -> None:
    figures = answer_figures(PERIOD)
    assert (figures.ai_share, figures.median("ai")) == (None, None)
    assert call_figures(PERIOD).calls == 0
