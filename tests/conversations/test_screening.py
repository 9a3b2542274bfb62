"""Personnummer never reach the database; what merely looks like one is left alone."""

from __future__ import annotations

import datetime

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from personnummer import personnummer

from conversations.screening import make_safe, screen

# Test numbers that the Swedish Tax Agency has published; they belong to nobody.
PUBLISHED = "189001019802"


def with_check_digit(nine: str) -> str:
    """Nine digits and their Luhn check digit."""
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(nine))
    return nine + str(-total % 10)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Twelve digits: a personnummer or a samordningsnummer."""
    born = draw(st.dates(datetime.date(1900, 1, 1), datetime.date(2025, 12, 31)))
    day = born.day + (60 if draw(st.booleans()) else 0)
    serial = draw(st.integers(1, 999))
    return f"{born:%Y}"[:2] + with_check_digit(f"{born:%y%m}{day:02}{serial:03}")


LAYOUTS = [
    lambda n: n[2:8] + "-" + n[8:],
    lambda n: n[2:8] + "+" + n[8:],
    lambda n: n[2:8] + " " + n[8:],
    lambda n: n[2:8] + " - " + n[8:],
    lambda n: n[2:8] + "–" + n[8:],
    lambda n: n,
    lambda n: n[:8] + "-" + n[8:],
    lambda n: n[:8] + " " + n[8:],
    lambda n: f"{n[:4]} {n[4:6]} {n[6:8]} {n[8:]}",
    lambda n: f"{n[:4]}-{n[4:6]}-{n[6:8]}-{n[8:]}",
    lambda n: f"{n[2:4]} {n[4:6]} {n[6:8]} {n[8:10]} {n[10:]}",
    lambda n: n[2:8] + "\u200b" + n[8:],
    lambda n: f"personnummer: {n[2:]}",
    lambda n: f"{n[2:]} är mitt personnummer",
]
words = st.text(alphabet="abcdefåäö ,.!?", max_size=30)


@given(numbers(), st.sampled_from(LAYOUTS), words, words)
def test_every_way_of_writing_a_valid_number_is_masked(number, layout, before, after) -> None:
    screened = screen(f"{before} {layout(number)}{after}")
    assert screened.masked
    assert f"{number[2:8]}-****" in screened.text
    assert not any(c.isdigit() for c in screened.text.replace(f"{number[2:8]}-****", "", 1))


@given(numbers())
def test_screening_twice_changes_nothing_more(number) -> None:
    once = screen(f"Mitt personnummer är {number}.")
    assert screen(once.text).text == once.text
    assert not screen(once.text).masked


@given(st.text(max_size=200))
def test_texts_without_digits_come_back_unchanged(text) -> None:
    assume(not any(character.isdecimal() for character in text))
    assert screen(text).text == text


@given(numbers())
def test_a_wrong_check_digit_is_no_personnummer(number) -> None:
    wrong = number[2:8] + "-" + number[8:11] + str((int(number[11]) + 1) % 10)
    assert screen(wrong).text == wrong


@given(st.integers(20, 99), st.integers(0, 99999))
def test_organisation_numbers_are_untouched(pair, rest) -> None:
    number = with_check_digit(f"55{pair}{rest:05}")
    for written in (f"{number[:6]}-{number[6:]}", number, f"16{number}", f"16{number[:6]}-{number[6:]}"):
        assert screen(f"Org.nr {written}").text == f"Org.nr {written}"


def test_a_phone_number_that_would_also_pass_as_a_personnummer_is_a_phone_number() -> None:
    both = [
        digits
        for digits in (f"0701{day:02}{rest:04}" for day in range(61, 92) for rest in range(0, 10000, 7))
        if personnummer.valid(digits) and phonenumbers.is_valid_number(phonenumbers.parse(digits, "SE"))
    ]
    assert both
    for digits in both[:200]:
        assert screen(f"Ring mig på {digits}!").text == f"Ring mig på {digits}!"
        assert screen(f"Mitt personnummer är {digits}.").masked
        assert screen(f"{digits} (pnr)").masked
        assert screen(f"{digits[:6]}-{digits[6:]}").masked
        assert not screen(f"{digits[:4]}-{digits[4:6]} {digits[6:8]} {digits[8:]}").masked


@pytest.mark.parametrize("last", range(605, 700))
def test_the_fictitious_phone_numbers_are_untouched_however_written(last) -> None:
    number = f"0701740{last}"
    for written in (
        number,
        f"+46{number[1:]}",
        f"{number[:3]}-{number[3:6]} {number[6:8]} {number[8:]}",
        f"+46 {number[1:3]} {number[3:6]} {number[6:8]} {number[8:]}",
        f"0046{number[1:]}",
    ):
        assert screen(written).text == written


@pytest.mark.parametrize(
    "text",
    [
        "Kl 10 den 28/11",
        "Order 1234567890123",
        "Kort 4111 1111 1111 1111",
        "10.00-15.00",
        "2026-11-28 10:00",
        "",
    ],
)
def test_other_figures_are_untouched(text) -> None:
    assert screen(text).text == text


def test_a_number_beside_other_figures_is_found_and_only_it_is_masked() -> None:
    short = PUBLISHED[2:8] + "-" + PUBLISHED[8:]
    assert screen(f"kl 19 {short} 2 personer").text == "kl 19 900101-**** 2 personer"
    assert screen(f"{PUBLISHED}, {short}").text == "900101-****, 900101-****"
    assert screen(PUBLISHED.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))).text == "900101-****"


def test_text_is_made_safe_to_store() -> None:
    assert make_safe("a\x00b\ud83dc\udc00") == "a\ufffdb\ufffdc\ufffd"
    assert make_safe("\ud83d\ude00 å") == "😀 å"


@given(st.text(alphabet=st.characters(), max_size=100))
def test_safe_text_is_always_valid_utf8_without_nul(text) -> None:
    assert b"\x00" not in make_safe(text).encode("utf-8")


BETWEEN = [
    ", sista fyra ", " sista fyra: ", " sista siffrorna ", " och ", " - och sen ", ", de sista fyra är ",
    " (sista fyra ", " och de sista fyra siffrorna är ",
    " and the last four are ", ", last four digits ", " plus ", " slutar på ",
]  # fmt: skip
BORN = [
    lambda n: n[2:8], lambda n: n[:8], lambda n: f"{n[:4]}-{n[4:6]}-{n[6:8]}", lambda n: f"{n[2:4]} {n[4:6]} {n[6:8]}",
]  # fmt: skip


@given(numbers(), st.sampled_from(BORN), st.sampled_from(BETWEEN), words, words)
def test_a_number_in_two_parts_is_masked(number, born, between, before, after) -> None:
    screened = screen(f"{before} {born(number)}{between}{number[8:]}{after}")
    assert screened.masked
    assert f"{number[2:8]}-****" in screened.text
    assert number[8:] not in screened.text.replace(number[2:8], "", 1)
    assert screen(screened.text).text == screened.text


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("811228, sista fyra 9874", "811228-****"),
        ("811228 sista siffrorna 9874", "811228-****"),
        ("811228 och 9874", "811228-****"),
        ("Jag är född 811228, 9874.", "Jag är född 811228-****."),
        ("Kl 10 passar. 811228, sista fyra 98 74!", "Kl 10 passar. 811228-****!"),
        ("19811228 sista fyra 9874, tack", "811228-****, tack"),
    ],
)
def test_the_ways_in_which_customers_split_a_number(written, masked) -> None:
    assert screen(written).text == masked


@given(numbers(), st.sampled_from(BORN), st.sampled_from(BETWEEN))
def test_two_parts_that_do_not_belong_together_are_untouched(number, born, between) -> None:
    wrong = f"{born(number)}{between}{number[8:11]}{(int(number[11]) + 1) % 10}"
    assert screen(wrong).text == wrong


@given(numbers())
def test_a_comma_alone_joins_only_after_a_word_about_birth(number) -> None:
    listed = f"Order {number[2:8]}, {number[8:]}"
    assert screen(listed).text == listed
    assert screen(f"Min mamma är född {number[2:8]}, {number[8:]}").masked
    other = f"{number[2:8]} är ordern och vi ses {number[8:]}"
    assert screen(other).text == other


@given(st.integers(20, 99), st.integers(0, 99999), st.sampled_from(BETWEEN))
def test_organisation_numbers_in_two_parts_are_untouched(pair, rest, between) -> None:
    number = with_check_digit(f"55{pair}{rest:05}")
    written = f"Org.nr {number[:6]}{between}{number[6:]}"
    assert screen(written).text == written


@given(st.integers(605, 699), st.integers(0, 9999), st.sampled_from(BETWEEN))
def test_a_phone_number_and_four_digits_after_it_are_untouched(last, four, between) -> None:
    number = f"0701740{last}"
    for written in (
        number,
        f"{number[:4]}-{number[4:6]} {number[6:8]} {number[8:]}",
        f"{number[:3]}-{number[3:6]} {number[6:8]} {number[8:]}",
        f"{number[:4]}-{number[4:]}",
        f"+46 {number[1:3]} {number[3:6]} {number[6:8]} {number[8:]}",
    ):
        text = f"Ring {written}{between}{four:04}"
        assert screen(text).text == text


@pytest.mark.parametrize(
    "clock", [f"{hour:02}{minute:02}" for hour in range(24) for minute in (0, 15, 30, 45)]
)
def test_a_day_and_a_time_are_untouched(clock) -> None:
    for text in (f"Kan jag komma 261128, {clock}?", f"261128 kl {clock}", f"den 2026-11-28, {clock}"):
        assert screen(text).text == text


@pytest.mark.parametrize(
    "written",
    [
        "811228\u00ad-9874", "811228.9874", "811228/9874", "811228_9874", "8 1 1 2 2 8 9 8 7 4",
        "8-1-1-2-2-8-9-8-7-4", "1981/12/28-9874", "1 9 8 1 1 2 2 8 9 8 7 4",
    ],
)  # fmt: skip
def test_unusual_separators_do_not_hide_a_personnummer(written) -> None:
    assert screen(f"Mitt nummer: {written}.").text == "Mitt nummer: 811228-****."
