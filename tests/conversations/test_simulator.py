"""The phone simulator: what it says happened behind the scenes, and what its refresh brings up to date."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone

from conversations.models import Interpretation, Message
from tests.api.factories import make_ai_answer, make_inbound
from tests.conversations.conftest import Desk

HANDSET = "/simulator/+46701740612/"
SCREEN = f"{HANDSET}screen/"


def titles(html: str) -> list[str]:
    return re.findall(r"<b>(.*?)</b>", html.split('id="sim-steps"', 1)[1].split("</ol>")[0])


def test_the_reading_comes_before_the_text_that_it_led_to(desk: Desk) -> None:
    conversation = desk.conversation(612)
    make_inbound(conversation)
    message = make_ai_answer(conversation)
    # As in a turn: the answer is written down first, the reading of it a moment later.
    reading = Interpretation.objects.get(message=message)
    assert reading.created_at > Message.objects.get(pk=message.pk).created_at
    assert titles(desk.get("/simulator/+46701740612/").content.decode()) == [
        "Sms in",
        "AI:n tolkade",
        "Sms ut: levererat",
    ]


def test_the_refresh_brings_the_clock_and_the_menus_number(desk: Desk) -> None:
    desk.conversation(613, state="waiting_for_staff", waiting_since=timezone.now() - timedelta(minutes=2))
    page = desk.get("/simulator/+46701740612/").content.decode()
    assert page.count('id="sim-clock"') == page.count('id="rail-waiting"') == 1
    html = " ".join(desk.get(SCREEN, **{"hx-request": "true"}).content.decode().split())
    clock = timezone.localtime()
    assert re.search(
        rf'<span id="sim-clock" hx-swap-oob="true">({clock:%H:%M}|{clock - timedelta(minutes=1):%H:%M})<',
        html,
    )
    assert re.search(r'<span id="rail-waiting" hx-swap-oob="true"> <span class="count count--wait">1<', html)


def test_the_simulator_is_for_those_who_answer_customers(overseer: Desk) -> None:
    conversation = overseer.conversation(612)
    make_inbound(conversation, "Hemligt")
    texts = Message.objects.count()
    assert [overseer.get(path).status_code for path in ("/simulator/", HANDSET, SCREEN)] == [403] * 3
    assert overseer.post(f"{HANDSET}text/", {"body": "Hej"}).status_code == 403
    assert Message.objects.count() == texts
    assert 'href="/simulator/"' not in overseer.get("/").content.decode()


def test_whoever_answers_customers_has_the_simulator_in_the_menu(desk: Desk, log_in: Any) -> None:
    for role in ("owner", "agent"):
        log_in(desk.client, desk.company, role=role)
        assert 'href="/simulator/"' in desk.get("/").content.decode()
        assert desk.get(HANDSET).status_code == 200
