"""Days and counts as each language writes them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from conversations.presenters import day_text, time_text
from conversations.reading_presenter import result_text
from nexus.portal.templatetags.portal import prices_whole
from tests.api.factories import make_inbound
from tests.conversations.conftest import Desk


@pytest.mark.parametrize(
    ("language", "shown"),
    [("sv", ["I dag, söndag 22 november", "22 nov", "måndag 09:00-18:00", "tis 24 nov 14:30"]),
     ("en", ["Today, Sunday 22 November", "22 Nov", "Monday 09:00-18:00", "Tue 24 Nov 14:30"])],
)  # fmt: skip
def test_days_and_months_have_capitals_in_english_only(monkeypatch, language, shown) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: now)
    with translation.override(language):
        assert [
            day_text(date(2026, 11, 22)),
            time_text(now, now + timedelta(days=5)),
            result_text({"0": "09:00-18:00"}),
            result_text("2026-11-24T14:30+01:00"),
        ] == shown


def test_the_portal_in_english(desk: Desk) -> None:
    desk.user.language = "en"
    desk.user.save()
    conversation = desk.conversation()
    html = desk.get(f"/c/{conversation.pk}/").content.decode()
    assert 'lang="en"' in html
    assert 'data-one="text"' in html
    assert 'data-more="texts"' in html
    assert "Closed ones" not in html
    assert re.search(r'\?tab=closed">\s*Closed\s*<', html)
    assert 'lang="sv">' in html.split('name="language"')[1]
    assert "På svenska" in html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Klippning 425 kr.", 'Klippning <span class="nowrap">425 kr</span>.'),
        ("1 450 kr och 95,50 kr", '<span class="nowrap">1 450 kr</span> och <span class="nowrap">95,50 kr</span>'),
        ("Cut SEK 1,450 today", 'Cut <span class="nowrap">SEK 1,450</span> today'),
        ("<b>5 kr</b> & 2 kronor", '&lt;b&gt;<span class="nowrap">5 kr</span>&lt;/b&gt; &amp; 2 kronor'),
        ("Kl 10 kräver vi", "Kl 10 kräver vi"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_price_stays_on_one_line(text, shown) -> None:
    assert prices_whole(text) == shown


def test_prices_stay_whole_in_the_thread_while_the_text_keeps_its_plain_blanks(desk: Desk) -> None:
    conversation = desk.conversation()
    message = make_inbound(conversation, "Kostar det 425 kr?")
    html = desk.get(f"/c/{conversation.pk}/").content.decode()
    assert 'Kostar det <span class="nowrap">425 kr</span>?' in html
    message.refresh_from_db()
    assert message.body == "Kostar det 425 kr?"
