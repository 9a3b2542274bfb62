"""Slips in spelling are forgiven in the words the rules look for, and ordinary words stay what they are."""

from __future__ import annotations

import pytest

from conversations.agent.reading.humans import wants_human
from conversations.agent.reading.normal import normal
from conversations.agent.reading.rights import right_in
from conversations.agent.reading.services import named_services
from conversations.agent.reading.wishes import wants_no_texts
from crm.bookings.models import Service
from nexus.tenants.models import Company
from tests.conversations.agent.test_embedded import ask


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bokka", "boka"),
        ("boak", "boka"),
        ("avbokka", "avboka"),
        ("avobka", "avboka"),
        ("ombka", "omboka"),
        ("tdi", "tid"),
        ("tidd", "tid"),
        ("imrogon", "imorgon"),
        ("tosdag", "torsdag"),
        ("lördgaen", "lordagen"),
        ("öpnar", "oppnar"),
        ("stägner", "stanger"),
        ("kstar", "kostar"),
        ("ledgia", "lediga"),
        ("adres", "adress"),
        ("mäniska", "manniska"),
        ("klipning", "klippning"),
        ("opne", "open"),
        ("resechdule", "reschedule"),
        ("radrea", "radera"),
    ],
)
def test_a_slip_becomes_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert normal(typed) == meant


ORDINARY = """boken bok bakar kostym kastar kastade stannar stranger sticka skinka öppning betalda boxning personen
tiden timer time tiger kosta kostade avbokat avbokad avbokningen bokningen klippt klippte lever leder lugna ledare
rasera fredrik mandel sandal sunda warning personally reputation packing collapsed fortsätta öppen eldig opera open
pirra price priest polen flotta reparera branner"""


@pytest.mark.parametrize("word", ORDINARY.split())
def test_an_ordinary_word_is_not_made_into_another(word: str) -> None:
    folded = word.translate(str.maketrans("åäö", "aao"))
    assert normal(word) == folded


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("har ni oppet på tosdag", "opening_hours"),
        ("nör öpnar ni imorn", "opening_hours"),
        ("Are you opne on staurday?", "opening_hours"),
        ("va kostra slingor", "price"),
        ("avbokka min tid tack", "cancel"),
        ("behöver ombka min tid", "reschedule"),
        ("i want to cancle my appointmnet", "cancel"),
        ("jag vill bokaa en tdi för klippnign dam på lördgaen", "book"),
        ("vilken adres har ni", "location"),
        ("Jag bokade en resa till Boden och läste en bok", "other"),
    ],
)
def test_a_text_with_slips_is_read_as_it_was_meant(in_company_a: Company, text: str, intent: str) -> None:
    assert ask(in_company_a, text).interpretation["intent"] == intent


def test_what_must_never_be_missed_is_found_in_spite_of_slips() -> None:
    assert wants_no_texts(normal("sulta skicka sms"))
    assert wants_human(normal("vill prata med en mäniksa"))
    assert right_in(normal("jag vill radrea mina uppgfiter")) == "rights_erasure"
    assert not wants_no_texts(normal("jag vill fortsätta få era sms"))


@pytest.mark.parametrize(
    ("text", "found"), [("hrrklippning", "herr"), ("herklippning", "herr"), ("damklipning", "dam")]
)
def test_a_misspelled_compound_names_its_service(text: str, found: str) -> None:
    offered = [
        Service(key=key, name_sv=f"Klippning {key}", name_en="", minutes=30)
        for key in ("dam", "herr", "barn")
    ]
    assert [service.key for service in named_services(text, offered).services] == [found]
