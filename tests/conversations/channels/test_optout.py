"""Opt-out and opt-in words: as the whole message, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.channels.sms.optout import IN, IN_AFTER_OUT, OUT, Wish, wish

# As privacy.md has them, written out once more so that a lost word is noticed.
WORDS_OUT = [
    "STOP",
    "STOPP",
    "STOPALL",
    "AVSLUTA",
    "AVREGISTRERA",
    "UNSUBSCRIBE",
    "END",
    "QUIT",
    "CANCEL",
    "REVOKE",
    "OPTOUT",
]
WORDS_IN = ["START", "BÖRJA", "UNSTOP"]
ALL = [*WORDS_OUT, *WORDS_IN, "YES"]

AROUND = st.text(alphabet=" \t\r\n\xa0.,;:!?…\"'»”()[]{}*_-–—/\\#&+\u200b\ufeff", max_size=6)
LETTERS = st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=8)


def cased(draw: st.DrawFn, word: str) -> str:
    upper = draw(st.lists(st.booleans(), min_size=len(word), max_size=len(word)))
    return "".join(letter if up else letter.lower() for letter, up in zip(word, upper, strict=True))


@st.composite
def written(draw: st.DrawFn, words: list[str]) -> str:
    """One of the words as people write it: any case, with spaces and punctuation around."""
    word = cased(draw, draw(st.sampled_from(words)))
    form = draw(st.sampled_from(["NFC", "NFD"]))
    return draw(AROUND) + unicodedata.normalize(form, word) + draw(AROUND)


def test_the_words_are_those_of_the_rule():
    assert set(WORDS_OUT) == OUT
    assert set(WORDS_IN) == IN
    assert {"YES"} == IN_AFTER_OUT


@given(written(WORDS_OUT), st.booleans())
def test_an_opt_out_word_alone_is_an_opt_out_whatever_the_state(text, opted_out):
    assert wish(text, opted_out=opted_out) is Wish.OUT


@given(written(WORDS_IN), st.booleans())
def test_an_opt_in_word_alone_is_an_opt_in(text, opted_out):
    assert wish(text, opted_out=opted_out) is Wish.IN


@given(written(["YES"]))
def test_yes_opens_again_only_after_an_opt_out(text):
    assert wish(text, opted_out=True) is Wish.IN
    assert wish(text, opted_out=False) is None


@given(written(ALL), LETTERS, st.sampled_from([" ", ", ", "-", ""]), st.booleans(), st.booleans())
def test_a_word_with_more_beside_it_is_an_ordinary_text(text, more, between, before, opted_out):
    whole = f"{more}{between}{text}" if before else f"{text}{between}{more}"
    bare = "".join(c for c in unicodedata.normalize("NFC", whole) if c.isalnum()).upper()
    if bare in OUT | IN | IN_AFTER_OUT:  # STOP and P
        return
    assert wish(whole, opted_out=opted_out) is None


@given(st.text(max_size=40), st.booleans())
def test_any_text_has_an_answer(text, opted_out):
    assert wish(text, opted_out=opted_out) in (None, Wish.OUT, Wish.IN)


@pytest.mark.parametrize(
    "text",
    ["", " ", "...", "Stoppa bilen", "Kan ni stoppa in mig kl 10?", "Sluta nu", "STOP STOP", "Var är stoppet?",
     "S T O P", "Avboka", "Avsluta inte!", "börjar ni klockan 9?", "The end", "Ja"],
)  # fmt: skip
def test_these_are_ordinary_texts(text):
    assert wish(text, opted_out=False) is None
    assert wish(text, opted_out=True) is None


@pytest.mark.parametrize("body", ["sluta nu", "", "Hej", "START"])
def test_the_provider_s_stop_decides_over_the_text(body):
    assert wish(body, opted_out=False, provider_word="STOP") is Wish.OUT
    assert wish(body, opted_out=False, provider_word="stop") is Wish.OUT


def test_the_provider_s_start_and_help():
    assert wish("igen tack", opted_out=True, provider_word="START") is Wish.IN
    assert wish("HELP", opted_out=False, provider_word="HELP") is None
    assert wish("STOPP", opted_out=False, provider_word="HELP") is Wish.OUT
