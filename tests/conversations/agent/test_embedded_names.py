"""Services and people named in a text."""

from __future__ import annotations

import pytest

from conversations.agent.reading.names import lone_name, told_name, unknown_person
from conversations.agent.reading.services import named_services
from crm.bookings.models import Resource, Service


def _services(*names: tuple[str, str]) -> list[Service]:
    return [
        Service(key=f"s{place}", name_sv=sv, name_en=en, minutes=30) for place, (sv, en) in enumerate(names)
    ]


SALON = _services(
    ("Klippning dam", "Women's haircut"),
    ("Klippning herr", "Men's haircut"),
    ("Klippning barn", "Children's haircut"),
    ("Slingor och toning", "Highlights and toner"),
)
GARAGE = _services(
    ("Däckskifte", "Tyre change"),
    ("Byte av bromsar fram", "Front brake replacement"),
    ("Liten service", "Small service"),
    ("Stor service", "Full service"),
    ("Kontroll inför besiktning", "Pre-inspection check"),
)
SPA = _services(("Klassisk massage", "Swedish massage"), ("Gravidmassage", "Pregnancy massage"))


@pytest.mark.parametrize(
    ("offered", "text", "found"),
    [
        (SALON, "herrklippn imorn", [1]),
        (SALON, "en klipptid", [0, 1, 2]),
        (SALON, "klippa en kille på 5 år", [2]),
        (SALON, "klippa min man", [1]),
        (SALON, "sligor", [3]),
        (SALON, "women's", [0]),
        (SALON, "boka klippning herr om 2 år", [1]),
        (SALON, "har ni öppet på lördag", []),
        (GARAGE, "byta däck", [0]),
        (GARAGE, "däckbyte", [0]),
        (GARAGE, "skifta till vinterdäck", [0]),
        (GARAGE, "service på min volvo", [2, 3]),
        (GARAGE, "bilen låter konstigt kan ni kolla", []),
        (GARAGE, "byta vindruta", []),
        (GARAGE, "besiktning", [4]),
        (SPA, "massage", [0]),
        (SPA, "gravidmasage", [1]),
    ],
)
def test_services_are_named_in_everyday_words(offered: list[Service], text: str, found: list[int]) -> None:
    assert [service.key for service in named_services(text, offered).services] == [
        f"s{place}" for place in found
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("14.30 blir bra, Anna", "Anna"),
        ("jag heter anna berg och vill boka", "Anna Berg"),
        ("Hej, Kalle här!", "Kalle"),
        ("ok. /Maria", "Maria"),
        ("9 is fine, I'm Tom", "Tom"),
        ("I'm looking for a haircut", ""),
        ("jag är sjuk", ""),
        ("min son heter Leo", ""),
        ("kl 10 till min dotter Ella", ""),
        ("ok, Tack", ""),
        ("ses på fredag, Lina", ""),
    ],
)
def test_a_name_is_the_customers_own(text: str, name: str) -> None:
    assert told_name(text, not_these=["Lina"]) == name


def test_a_name_alone_is_a_name() -> None:
    assert lone_name("Anna Lind") == "Anna Lind"
    assert lone_name("Tack så mycket") == ""


def test_a_person_who_cannot_be_booked_is_noticed() -> None:
    lina = [Resource(name="Lina Ek")]
    assert unknown_person("tid hos Mirella", lina, "Salong Alfa") == "Mirella"
    assert unknown_person("tid hos Lina", lina, "Salong Alfa") == ""
    assert unknown_person("tid hos Salong Alfa", lina, "Salong Alfa") == ""
