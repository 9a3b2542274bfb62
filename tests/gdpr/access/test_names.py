"""Names that the company's register has of others: found in what the person gets, and those of its own are not."""

from __future__ import annotations

import pytest

from conversations.models import Conversation, Message
from crm.models import Contact
from gdpr.access.building import Undecided
from gdpr.access.hiding import BLACK
from gdpr.access.naming import Names, names_known
from gdpr.access.redactions import hiding
from nexus.privacy.registry import SubjectRef
from nexus.tenants.models import Company
from tests.api.factories import make_contact
from tests.gdpr.access.help import packed, read_json

KNOWN = ["Bertil Ek", "Anna-Karin Öst", "Kajsa Karlsson", "Kajsa", "Gunhild", "Lina", "Lars Nyman", "Bo"]
NAMES = Names(KNOWN, person=["Kajsa Karlsson"], own=["Salong Alfa", "Lina Frisör"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jag kommer med Bertil Ek", ["Bertil Ek"]),
        ("bertil eks tid, kan han få den?", ["bertil ek"]),
        ("Hälsa ANNA-KARIN ÖST", ["ANNA-KARIN ÖST"]),
        ("Gunhild ville också komma, det är Gunhilds tur", ["Gunhild", "Gunhild"]),
        ("Lars  Nyman ringde", ["Lars  Nyman"]),
        # One that is a word too, without its capital letter; two that do not stand together.
        ("i gunhilds skugga", []),
        ("Bertil, Ek är ett träslag", []),
        # Too short to tell anything; the person's own; the company's own people.
        ("Bo hos oss", []),
        ("Hej Kajsa Karlsson! Hälsar Kajsa", []),
        ("Lina klipper mig hos Salong Alfa", []),
    ],
)
def test_a_name_of_the_register_is_found_and_ones_own_is_not(text: str, found: list[str]) -> None:
    assert list(NAMES.found(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My husband John Smith will come", ["John Smith"]),
        ("Hon heter Saga, och hans namn är Ove Lind", ["Saga", "Ove Lind"]),
        ("Her name is Ingrid", ["Ingrid"]),
        ("Min svärmor, Asta, vill klippa sig", ["Asta"]),
        ("Jag heter Kajsa och min syster heter Kajsa", []),
    ],
)
def test_a_name_that_the_words_around_it_say_is_found_without_a_register(text: str, found: list[str]) -> None:
    assert list(Names((), person=["Kajsa Karlsson"]).found(text)) == found


def test_the_register_is_the_companys_own_without_the_person(
    person: Contact, subject: SubjectRef, company_a: Company
) -> None:
    make_contact(688, "Bertil Ek")
    names = names_known(subject, company_a)
    assert list(names.found("Bertil Ek och Owner Alfa")) == ["Bertil Ek"]
    assert list(names.found(str(person.name))) == []


def told(person: Contact, text: str) -> Message:
    thread = Conversation.objects.filter(contact=person).first()
    return Message.objects.create(
        conversation=thread,
        channel="sms",
        direction="inbound",
        author_type="contact",
        status="received",
        body=text,
    )


def test_another_customers_name_waits_for_a_human_and_is_hidden_where_they_say_so(
    person: Contact, subject: SubjectRef
) -> None:
    message = told(person, "Kan Bertil Ek ta min tid? Bertil Ek vet.")
    assert packed(person), "nobody here is called so yet"
    make_contact(688, "Bertil Ek")
    with pytest.raises(Undecided) as undecided:
        packed(person)
    assert [(one.row_id, one.found, one.kind) for one in undecided.value.proposals] == [
        (str(message.pk), "Bertil Ek", "name")
    ]
    archive = packed(person, decisions=hiding(undecided.value.proposals, hide=True))
    rows = read_json(archive, "data.json")["models"]["conversations.Message"]
    assert next(row["body"] for row in rows if row["id"] == str(message.pk)) == (
        f"Kan {BLACK} ta min tid? {BLACK} vet."
    )


def test_the_manifest_counts_what_is_hidden_in_the_package_and_not_what_was_decided(
    person: Contact, subject: SubjectRef
) -> None:
    """A place that is gone since it was decided about is in no package, so it is in no count."""
    make_contact(688, "Bertil Ek")
    stays, goes = told(person, "Bertil Ek, 070-174 06 99"), told(person, "Hos Bertil Ek, Bertil Ek")
    with pytest.raises(Undecided) as undecided:
        packed(person)
    decisions = hiding(undecided.value.proposals, hide=True)
    assert len(decisions.kinds) == 3
    goes.delete()
    stays.body = "Bertil Ek sade det"
    stays.save()
    archive = packed(person, decisions=decisions)
    hidden = [one for one in read_json(archive, "manifest.json")["omissions"] if one.get("shown_as")]
    assert [(one["what"]["sv"], one["count"]) for one in hidden] == [("Namn", 1)]
    for name in ("data.json", "index.html"):
        assert archive.read(name).decode().split("</header>")[-1].count(BLACK) == (
            2 if name == "index.html" else 1
        )
    assert "På 1 ställe " in archive.read("index.html").decode()
