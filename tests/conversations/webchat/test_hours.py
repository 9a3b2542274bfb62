"""What a chat says of opening hours: in words, in its state, and anew when that changes."""

from __future__ import annotations

from datetime import datetime
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from conversations.models import Message
from tests.conversations.webchat.conftest import Chat, run_jobs

ZONE = ZoneInfo("Europe/Stockholm")
EARLY = datetime(2026, 11, 24, 7, 45, tzinfo=ZONE)  # a Tuesday before opening
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZONE)
ASKED = "Jag vill prata med en människa"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    def set_clock(moment: datetime):
        return patch.object(timezone, "now", return_value=moment)

    return set_clock


def _last(company, in_company) -> str:
    with in_company(company):
        message = Message.objects.filter(direction="outbound").order_by("-id").first()
        assert message is not None
        return str(message.body)


def test_the_button_for_a_person_says_when_the_company_opens_as_typed_words_do(
    chat: Chat, client_a, widget_a, company_a, in_company, at
):
    with at(EARLY):
        chat.open()
        chat.write("Hej!")
        assert chat.post("human", {}).json()["state"] == "waiting_for_staff"
        pressed = _last(company_a, in_company)
        other = Chat(client_a, widget_a.key)
        other.open()
        other.write(ASKED)
        run_jobs(company_a, "turn")
        typed = _last(company_a, in_company)
    said = pressed[pressed.index("Vi öppnar kl ") :]
    assert said.endswith("idag och svarar då.")
    assert said in typed


def test_the_button_says_nothing_of_hours_while_the_company_is_open(chat: Chat, company_a, in_company, at):
    with at(NOON):
        chat.open()
        chat.write("Hej!")
        chat.post("human", {})
        assert "öppnar" not in _last(company_a, in_company)


def test_the_chat_is_told_when_its_company_opens_and_asks_again_then(chat: Chat, at):
    with at(EARLY):
        closed = chat.open()
        assert closed["open"] is False
        asked = chat.read()
        assert (asked["open"], asked["turns_in"]) == (False, closed["turns_in"])
    opening = datetime.fromtimestamp(EARLY.timestamp() + closed["turns_in"] + 1, tz=ZONE)
    assert opening.date() == EARLY.date()
    with at(opening):
        chat.open()
        assert chat.read()["open"] is True
    with at(datetime.fromtimestamp(opening.timestamp() - 2, tz=ZONE)):
        chat.open()
        assert chat.read()["open"] is False
