"""A text falls into proposed articles: by its headings, else by its paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.knowledge.documents import MOST_CHARACTERS, Unreadable
from conversations.knowledge.imports import MOST_ARTICLES, articles_proposed
from conversations.knowledge.services import LONGEST_BODY, LONGEST_TITLE


def parts(text: str) -> list[tuple[str, str]]:
    return [(one.title, one.body) for one in articles_proposed(text)]


def test_each_heading_is_an_article_and_a_heading_over_headings_is_none() -> None:
    text = """# Salongens svar

## Avbokning
Senast **24 timmar** före.

- Ring
- Eller sms

Betalning
---------
Kort och Swish.

## **Hund** och [katt](https://exempel.se)
Får vänta utanför."""
    assert parts(text) == [
        ("Avbokning", "Senast **24 timmar** före.\n\n- Ring\n- Eller sms"),
        ("Betalning", "Kort och Swish."),
        ("Hund och katt", "Får vänta utanför."),
    ]


def test_what_stands_before_the_first_heading_is_not_lost() -> None:
    assert parts("Vi har flyttat. Ny adress är Storgatan 1.\n\nVälkommen!\n\n# Priser\n400 kr") == [
        ("Vi har flyttat", "Vi har flyttat. Ny adress är Storgatan 1.\n\nVälkommen!"),
        ("Priser", "400 kr"),
    ]


def test_a_sign_in_a_code_block_is_no_heading() -> None:
    assert parts("# Wifi\n```\n# lösenord\n```") == [("Wifi", "```\n# lösenord\n```")]


def test_without_headings_each_paragraph_is_an_article() -> None:
    text = """Kan man betala med kort?
Ja, och med Swish.

Parkering

Det finns två platser på gården.

Vi tar emot barn från tre år. Under femton ska en vuxen vara med."""
    assert parts(text) == [
        ("Kan man betala med kort?", "Ja, och med Swish."),
        ("Parkering", "Det finns två platser på gården."),
        (
            "Vi tar emot barn från tre år",
            "Vi tar emot barn från tre år. Under femton ska en vuxen vara med.",
        ),
    ]


def test_lines_that_could_be_titles_but_have_nothing_below_are_not_lost() -> None:
    assert parts("Vi har parkering\n\nVi tar Swish\n\nVi talar finska") == [
        ("Vi har parkering", "Vi har parkering"),
        ("Vi tar Swish", "Vi tar Swish"),
        ("Vi talar finska", "Vi talar finska"),
    ]


def test_titles_that_come_twice_are_numbered() -> None:
    assert [title for title, _ in parts("# Pris\na\n# Pris\nb\n# Pris\nc")] == [
        "Pris",
        "Pris (2)",
        "Pris (3)",
    ]


def test_a_number_that_is_in_the_text_already_is_not_given_again() -> None:
    titles = [title for title, _ in parts("# Pris (2)\na\n# Pris\nb\n# Pris\nc")]
    assert len(set(titles)) == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("# Bara en rubrik", "empty"),
        ("x" * (MOST_CHARACTERS + 1), "too_long"),
        ("# Lång\n" + "x" * (LONGEST_BODY + 1), "too_long_part"),
        ("\n".join(f"# Rubrik {n}\ntext" for n in range(MOST_ARTICLES + 1)), "too_many_articles"),
    ],
    ids=["nothing", "no text", "long", "long part", "many"],
)
def test_what_makes_no_articles_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        articles_proposed(text)
    assert refused.value.code == code


@given(st.text(alphabet=st.sampled_from("ab #-=\n\r*`[]()>.!?:åÖ\x00"), max_size=200))
def test_any_text_makes_articles_that_can_be_saved_or_is_refused(text: str) -> None:
    try:
        found = articles_proposed(text)
    except Unreadable:
        return
    assert len({one.title for one in found}) == len(found)
    for one in found:
        assert one.title.strip()
        assert one.body.strip()
        assert len(one.title) <= LONGEST_TITLE
        assert "\x00" not in one.title + one.body
