"""The playground over HTTP: what a trial shows, that nothing of it stays, and what it refuses."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from conversations import limits, playground_views
from conversations.agent.providers.breaker import reset_breakers
from conversations.models import Article, Conversation, Interpretation, Message
from crm.bookings.models import Booking
from crm.models import Contact
from nexus.audit.models import Entry
from nexus.outbox.models import Job
from tests.api.factories import open_day
from tests.conversations.conftest import Desk
from tests.standins.anthropic import API_KEY, AnthropicStandIn

URL = "/knowledge/playground/"
KEPT = (Contact, Conversation, Message, Interpretation, Booking, Job, Entry)


def counts() -> list[int]:
    return [model.objects.count() for model in KEPT]


def said(html: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'name="said" value="([^"]*)"', html)]


def ask(desk: Desk, text: str, before: list[str] | None = None, **more: Any) -> Any:
    return desk.post(URL, {"text": text, "said": before or [], **more}, **{"hx-request": "true"})


@pytest.fixture
def swish(desk: Desk) -> Article:
    return Article.objects.get(title="Betalning", language="sv")


def test_a_trial_shows_the_reply_its_length_and_how_it_was_read(desk: Desk, swish: Article) -> None:
    html = unescape(ask(desk, "Kan man betala med Swish?").content.decode())
    assert "Swish" in html.split("msg--ai", 1)[1]
    assert re.search(r"\d sms-del(ar)?, \d+ tecken", html)
    assert "Betalning" in html
    assert 'class="interp"' in html
    assert "MÄNNISKA" in html  # the first answer says that an AI writes, as to any new customer


def test_nothing_of_a_trial_is_kept_booked_sent_or_logged(desk: Desk) -> None:
    before = counts()
    html = ask(desk, f"Jag vill boka herrklippning {open_day():%d/%m} kl 10").content.decode()
    html = ask(desk, "Anna, den första tiden blir bra", said(html)).content.decode()
    assert len(said(html)) == 2
    assert counts() == before


def test_each_new_text_goes_on_with_the_same_conversation(desk: Desk) -> None:
    first = ask(desk, "Hej, vad kostar en klippning?").content.decode()
    second = ask(desk, "Tack!", said(first)).content.decode()
    assert said(second) == ["Hej, vad kostar en klippning?", "Tack!"]
    assert second.count("msg--contact") == 2
    assert second.split("<form")[0].split("play-box")[0].count("MÄNNISKA") == 1  # told once


def test_a_personnummer_is_hidden_before_the_agent_sees_it_and_does_not_come_back(desk: Desk) -> None:
    html = ask(desk, "Mitt personnummer är 811228-9874, har ni tid?").content.decode()
    assert "9874" not in html
    assert "Personnummer dolt" in html
    assert "811228-****" in said(html)[0]


def test_the_moment_decides_what_tomorrow_is(desk: Desk) -> None:
    html = ask(desk, "Har ni öppet imorgon?", moment="2026-12-24T10:00").content.decode()
    assert "24 dec" in html
    assert "stängt" in unescape(html).lower()


@pytest.mark.parametrize("moment", ["1700-01-01T10:00", "9999-12-31T23:59", "i övermorgon"])
def test_a_moment_that_cannot_be_is_refused(desk: Desk, moment: str) -> None:
    response = ask(desk, "Hej", moment=moment)
    assert response["HX-Reswap"] == "none"
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize(
    ("text", "before"),
    [("", []), ("a" * 1601, []), ("Hej", ["Hej"] * 10), ("Hej", ["a" * 1601]), ("Hej", [" "])],
    ids=["empty", "too long", "eleventh", "too long before", "empty before"],
)
def test_what_is_too_much_or_nothing_is_refused_with_a_word(desk: Desk, text: str, before: list[str]) -> None:
    response = ask(desk, text, before)
    assert response["HX-Reswap"] == "none"
    assert 'role="alert"' in response.content.decode()
    assert desk.post(URL, {"text": text, "said": before}).status_code == 422


def test_without_htmx_the_same_form_gives_the_whole_page(desk: Desk) -> None:
    html = desk.post(URL, {"text": "Hej, när öppnar ni?"}).content.decode()
    assert "<html" in html
    assert "msg--ai" in html
    assert said(html) == ["Hej, när öppnar ni?"]
    assert "msg--ai" not in desk.post(URL, {"start_over": "1", "said": ["Hej"]}).content.decode()


def test_it_stands_beside_the_list_and_the_editor(desk: Desk, swish: Article) -> None:
    for path in ("/knowledge/", "/knowledge/new/", f"/knowledge/{swish.pk}/"):
        assert desk.get(path).content.decode().count('id="play-form"') == 1, path
    for path in ("/knowledge/import/", f"/knowledge/{swish.pk}/delete/"):
        assert 'id="play-form"' not in desk.get(path).content.decode(), path


def test_the_data_protection_contact_may_not(overseer: Desk) -> None:
    assert overseer.get(URL).status_code == 403
    assert ask(overseer, "Hej").status_code == 403


def test_a_post_without_the_csrf_token_is_refused(desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.client.cookies
    assert strict.post(URL, {"text": "Hej"}, headers={"host": "alfa.localhost"}).status_code == 403


def test_a_person_runs_thirty_in_a_while_and_then_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RUNS", 2)
    monkeypatch.setattr("nexus.cache.time.time", lambda: 1_800_000_000.0)
    answers = [desk.post(URL, {"text": "Hej"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    html = ask(desk, "Hej").content.decode()
    assert "många gånger på kort tid" in html
    assert ">Hej</textarea>" in html


def test_one_persons_runs_come_one_at_a_time(desk: Desk) -> None:
    with limits.one_run(desk.user.pk):
        assert desk.post(URL, {"text": "Hej"}).status_code == 429
    assert desk.post(URL, {"text": "Hej"}).status_code == 200
    cache.clear()


@pytest.fixture
def hosted(desk: Desk, settings: Any) -> Any:
    reset_breakers()
    with AnthropicStandIn() as model:
        settings.NEXUS = replace(
            settings.NEXUS, ai_provider="anthropic", anthropic_base_url=model.url, anthropic_api_key=API_KEY
        )
        yield model
    reset_breakers()


def test_with_a_hosted_model_it_says_where_the_text_goes_and_where_the_answer_came_from(
    desk: Desk, hosted: AnthropicStandIn
) -> None:
    assert "går till Anthropic" in desk.get(URL).content.decode()
    html = ask(desk, "Hej, vad kostar en klippning?").content.decode()
    assert "127.0.0.1 · local" in html
    assert "msg--ai" in html


def test_without_one_nothing_is_said_of_a_provider(desk: Desk) -> None:
    assert "Det du skriver går till" not in desk.get(URL).content.decode()


def test_a_provider_that_fails_gives_a_clear_word_and_no_reading(
    desk: Desk, hosted: AnthropicStandIn
) -> None:
    hosted.fail_next("529", times=9)
    html = ask(desk, "Hej, vad kostar en klippning?").content.decode()
    assert "AI:n svarade inte" in html
    assert 'class="interp"' not in html
    assert "529" not in html


def test_a_model_that_is_slow_is_given_up_within_the_time_of_a_web_request(
    desk: Desk, hosted: AnthropicStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playground_views, "RUN_SECONDS", 0.5)
    hosted.fail_next("hang", times=9, seconds=5)
    started = timezone.now()
    html = ask(desk, "Hej, vad kostar en klippning?", ["Hej"]).content.decode()
    assert (timezone.now() - started).total_seconds() < 4
    assert "AI:n svarade inte" in html
