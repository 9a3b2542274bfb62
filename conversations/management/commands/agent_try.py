"""``manage.py agent_try``: how the agent reads and answers given conversations (interfaces.md)."""

from __future__ import annotations

import datetime
import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conversations.models import Channel
from conversations.services.rehearsal import Rehearsed, conversation_rehearse
from nexus.tenants.context import NoSuchCompany, company_context
from nexus.tenants.models import Company
from nexus.tenants.readiness import NotReady

SLOTS = ("service", "start", "end")


class BadCase(Exception):
    """A line of the input cannot be used; the message says why."""


class Command(BaseCommand):
    """Reads JSON lines from standard input and prints one for each; keeps and sends nothing."""

    help = "Runs conversations from standard input (JSON lines) through the agent; keeps and sends nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument("--provider", default=None, metavar="NAME", help="default: NEXUS_AI_PROVIDER")

    def handle(self, *args: object, company: str, provider: str | None = None, **options: object) -> None:
        found = Company.objects.filter(slug=company).first()
        if found is None:
            raise CommandError(f"There is no company with the slug {company!r}.")
        failed = 0
        try:
            with company_context(found.schema_name):
                for number, line in enumerate(sys.stdin, 1):
                    if line.strip():
                        failed += self._one(found, line, number, provider)
        except (NoSuchCompany, NotReady) as error:
            raise CommandError(f"The company {company!r} is not open or not ready.") from error
        if failed:
            raise CommandError(f"{failed} line(s) could not be used.")

    def _one(self, company: Company, line: str, number: int, provider: str | None) -> int:
        case_id: object = None
        try:
            case = _case(line)
            case_id = case.get("id")
            done = conversation_rehearse(
                company=company,
                messages=case["messages"],
                now=case["now"],
                channel=case["channel"],
                provider=provider,
            )
        except BadCase as error:
            self.stderr.write(f"line {number}: {error}")
            self._print({"id": case_id, "error": str(error)})
            return 1
        self._print({"id": case_id, **_report(done)})
        return 0

    def _print(self, row: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(row, ensure_ascii=False))
        self.stdout.flush()


def _case(line: str) -> dict[str, Any]:
    try:
        case = json.loads(line)
    except ValueError as error:
        raise BadCase(f"not JSON: {error}") from error
    if not isinstance(case, dict):
        raise BadCase("must be a JSON object")
    messages = case.get("messages")
    if not isinstance(messages, list) or not messages or not all(isinstance(one, str) for one in messages):
        raise BadCase("messages must be a list of texts")
    try:
        now = datetime.datetime.fromisoformat(str(case.get("now", "")))
    except ValueError as error:
        raise BadCase('now must be a time with its offset, like "2026-11-23T09:12:00+01:00"') from error
    if now.tzinfo is None:
        raise BadCase("now needs its offset")
    channel = case.get("channel", Channel.SMS)
    if channel not in ("sms", "chat", "webchat"):
        raise BadCase(f"channel {channel!r} is not known")
    return {**case, "now": now, "channel": str(channel)[:10]}


def _report(done: list[Rehearsed]) -> dict[str, Any]:
    """The last turn's reading, and every tool that the conversation used."""
    last = done[-1].outcome
    read = last.interpretation
    slots = read.get("slots") or {}
    return {
        "intent": read["intent"],
        "language": read["language"],
        "slots": {name: slots.get(name) for name in SLOTS},
        "decision": last.decision,
        "reply": last.reply,
        "tools": [call["name"] for one in done for call in one.outcome.interpretation["tools"]],
    }
