"""What every reply must pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.agent import wording
from conversations.agent.guardrails import disclosure, finish, fit, to_sms_text
from conversations.channels.sms.segments import segment_count

SALON = "Salong Björkvik"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_our_disclosure_says_ai_and_how_to_reach_a_human(language: str) -> None:
    text = disclosure(SALON, "", language)
    assert "AI" in text
    assert {"sv": "Skriv MÄNNISKA", "en": "Write HUMAN"}[language] in text
    assert SALON in text


@pytest.mark.parametrize(
    "own",
    [
        "Välkommen till oss!",
        "Här svarar vår AI.",
        "Skriv MÄNNISKA för personal.",
        "Hej, jag är en AI. Skriv MÄNNISKA.",
    ],
)
def test_a_companys_own_wording_cannot_leave_a_part_out(own: str) -> None:
    text = disclosure(SALON, own, "sv")
    assert text.startswith(own)
    assert "AI" in text
    assert "MÄNNISKA" in text


def test_a_reply_carries_the_disclosure_only_where_it_is_due() -> None:
    told = finish("Vi har öppet.", company_name=SALON, disclose="", language="sv")
    assert told.text == f"{told.disclosure} Vi har öppet."
    assert told.disclosure
    again = finish("Vi har öppet.", company_name=SALON, disclose=None, language="sv")
    assert (again.text, again.disclosure) == ("Vi har öppet.", "")
    silent = finish("", company_name=SALON, disclose="", language="sv")
    assert (silent.text, silent.disclosure) == ("", "")


def test_the_greeting_is_not_said_twice() -> None:
    told = finish("Hej! Vad kan jag hjälpa dig med?", company_name=SALON, disclose="", language="sv")
    assert told.text.count("Hej") == 1


def test_typographic_signs_become_gsm_and_swedish_letters_stay() -> None:
    text = to_sms_text("“Öppet” 10–15 … **åäö é** • 1\u00a0450 kr ✂️ 😀 [karta](https://exempel.se/k)")
    assert text == '"Öppet" 10-15 ... åäö é - 1 450 kr karta https://exempel.se/k'
    assert segment_count(text).encoding == "GSM-7"


def test_another_script_keeps_its_letters() -> None:
    assert to_sms_text("مرحبا") == "مرحبا"


def test_long_replies_end_at_a_sentence() -> None:
    text = " ".join(f"Det här är mening nummer {number} av många." for number in range(40))
    short = fit(text)
    assert short.endswith("av många.")
    assert segment_count(short).count == 2


def test_whoever_asks_for_a_human_is_told_of_the_ai_but_not_how_to_ask() -> None:
    for own in ("", "Vår AI svarar dig. Skriv MÄNNISKA för hjälp."):
        done = finish(
            "En kollega svarar.", company_name=SALON, disclose=own, language="sv", asked_for_human=True
        )
        assert "AI" in done.disclosure
        assert "MÄNNISKA" not in done.text


def test_a_link_at_the_end_is_never_cut() -> None:
    link = "Ändra: http://x.test/b/abcdef/"
    done = finish("Mening. " * 80, company_name=SALON, disclose="", language="sv", tail=link)
    assert done.text.endswith(link)


@given(st.text(max_size=900), st.sampled_from([None, "", "Vår AI svarar. Skriv MÄNNISKA för hjälp."]))
def test_nothing_gets_longer_than_two_segments_and_the_disclosure_one_more(
    reply: str, disclose: str | None
) -> None:
    done = finish(reply, company_name=SALON, disclose=disclose, language="sv")
    assert segment_count(done.text).count <= (2 if disclose is None else 3)
    if done.text and disclose is not None:
        assert done.text.startswith(done.disclosure)
        assert "MÄNNISKA" in done.text


def test_none_of_our_own_texts_needs_more_than_two_segments() -> None:
    for texts in wording.TEXTS.values():
        for text in texts.values():
            told = f"{disclosure(SALON, '', 'sv')} {text}"
            assert segment_count(text).encoding == "GSM-7"
            assert segment_count(told).count <= 2
