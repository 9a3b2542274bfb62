"""A register's rows become contacts and links; a second time they change what has changed, and undo puts it back."""

from __future__ import annotations

import pytest

from crm.imports.services import ImportRefused
from crm.merging import contact_merge
from crm.models import Contact, CrmLink, Identifier, ImportChange, ImportChunk, Register, RegisterImport
from crm.rectification import ContactRectifier
from crm.selectors import contact_by_phone
from crm.services import contact_create
from nexus.audit.models import Entry as Logged
from nexus.audit.models import Instruction
from nexus.crypto.index import blind_phone
from nexus.privacy.gate import ledger_seen
from nexus.privacy.ledger import append
from tests.api.factories import make_conversation, phone
from tests.crm.imports.conftest import Imports
from tests.crm.imports.sheets import table

State = RegisterImport.State
HEAD = ("Kundnr", "Namn", "Mobil", "E-post")
ASA = ("K-1", "Åsa Öberg", "0701-74 06 05", "asa@oberg.example")
BO = ("K-2", "Bo Ek", "+46 (0)70 174 06 06", "")


def named(number: int) -> str:
    contact = contact_by_phone(phone(number))
    assert contact is not None
    return str(contact.name)


def test_a_file_makes_contacts_with_names_numbers_and_links(imports: Imports) -> None:
    done = imports.take_in(table(HEAD, ASA, BO))
    assert done.state == State.DONE
    assert done.counts == {"new": 2, "contacts": 2}
    assert (named(605), named(606)) == ("Åsa Öberg", "Bo Ek")
    link = contact_by_phone(phone(605)).crm_links.get()  # type: ignore[union-attr]
    assert (link.system, link.external_id, link.name, link.email) == ("Kassan", "K-1", ASA[1], ASA[3])
    assert (link.source, link.imported_id) == ("import", done.pk)


def test_a_check_says_the_same_and_changes_nothing(imports: Imports) -> None:
    contact_create(phone=phone(605), name="")
    checked = imports.check(table(HEAD, ASA, BO, ("K-3", "Cia", "inget", "")))
    assert checked.state == State.CHECKED
    assert checked.counts == {"new": 2, "contacts": 1, "refused": 1}
    assert Contact.objects.count() == 1
    assert not CrmLink.objects.exists()
    assert not Register.objects.exists()


def test_the_same_file_again_changes_nothing_and_a_changed_row_changes_its_own(imports: Imports) -> None:
    imports.take_in(table(HEAD, ASA, BO))
    again = imports.take_in(table(HEAD, ASA, BO))
    assert again.counts == {"unchanged": 2}
    assert not ImportChange.objects.filter(source=again).exists()
    changed = imports.take_in(table(HEAD, ("K-1", "Åsa Berg", *ASA[2:]), BO))
    assert changed.counts == {"changed": 1, "unchanged": 1}
    assert named(605) == "Åsa Berg"
    assert CrmLink.objects.count() == 2


def test_a_customer_who_is_known_is_linked_and_gets_a_name_only_where_there_is_none(imports: Imports) -> None:
    contact_create(phone=phone(605), name="Åsa från förra veckan")
    contact_create(phone=phone(606))
    done = imports.take_in(table(HEAD, ASA, BO))
    assert done.counts == {"new": 2, "noted": 1}
    assert (named(605), named(606)) == ("Åsa från förra veckan", "Bo Ek")
    assert imports.notes(done) == [(2, "name_differs")]


def test_a_name_that_staff_have_changed_since_is_left(imports: Imports) -> None:
    imports.take_in(table(HEAD, ASA))
    contact = contact_by_phone(phone(605))
    assert contact is not None
    ContactRectifier()(contact.pk, {"name": "Åsa Bergström"})
    done = imports.take_in(table(HEAD, ("K-1", "Åsa Öberg-Ny", *ASA[2:])))
    assert named(605) == "Åsa Bergström"
    assert imports.notes(done) == [(2, "name_differs")]


def test_a_rectified_name_stays_even_when_the_register_still_has_the_old_one(imports: Imports) -> None:
    imports.take_in(table(HEAD, ASA))
    contact = contact_by_phone(phone(605))
    assert contact is not None
    ContactRectifier()(contact.pk, {"name": "Åsa Bergström"})
    assert contact.crm_links.get().name == "Åsa Bergström"
    imports.take_in(table(HEAD, ASA))
    assert named(605) == "Åsa Bergström"


def test_a_customer_with_a_new_number_takes_the_link_along(imports: Imports) -> None:
    imports.take_in(table(HEAD, ASA))
    imports.take_in(table(HEAD, ("K-1", "Åsa Öberg", "070-174 06 07", "")))
    assert CrmLink.objects.get().contact_id == contact_by_phone(phone(607)).pk  # type: ignore[union-attr]
    assert contact_by_phone(phone(605)) is not None


def test_of_two_rows_with_one_customer_or_number_the_first_counts(imports: Imports) -> None:
    done = imports.take_in(
        table(HEAD, ASA, ("K-9", "Anna", "+46701740605", ""), ("k-1", "Ada", "0701740609", ""))
    )
    assert done.counts == {"new": 1, "contacts": 1, "duplicates": 2}
    assert imports.issues(done) == {3: "duplicate", 4: "duplicate"}
    assert set(done.issues.values_list("other_row", flat=True)) == {2}


def test_a_restricted_contact_is_not_changed(imports: Imports) -> None:
    contact = contact_create(phone=phone(605))
    Contact.objects.filter(pk=contact.pk).update(restricted=True)
    done = imports.take_in(table(HEAD, ASA))
    assert imports.issues(done) == {2: "restricted"}
    assert not CrmLink.objects.exists()
    assert named(605) == ""


def test_who_was_erased_does_not_come_back_unless_somebody_says_so(imports: Imports) -> None:
    schema = imports.company.schema_name
    ledger_seen(append(kind="subject", owner=schema, subject=blind_phone(phone(605))))
    done = imports.take_in(table(HEAD, ASA, BO))
    assert imports.issues(done) == {2: "erased"}
    assert contact_by_phone(phone(605)) is None
    again = imports.take_in(table(HEAD, ASA, BO), take_up_again=True)
    assert again.counts == {"new": 1, "unchanged": 1, "contacts": 1}
    assert Logged.objects.filter(
        action="register_import.started", subject_id=again.pk, details__take_up_again=True
    ).exists()


def test_what_is_linked_is_an_instruction_and_only_that_is_stored(imports: Imports) -> None:
    rows = table((*HEAD, "Stamkund", "Skostorlek"), (*ASA, "ja", "38"))
    imports.take_in(rows, Stamkund="field")
    assert CrmLink.objects.get().fields == {"Stamkund": "ja"}
    instruction = Instruction.objects.get(setting="crm.linked_fields")
    assert instruction.before is None
    assert instruction.after == {"register": "Kassan", "fields": ["external_id", "email", "Stamkund"]}
    imports.take_in(rows, Stamkund="field")
    assert Instruction.objects.filter(setting="crm.linked_fields").count() == 1
    imports.take_in(rows, Stamkund="field", Skostorlek="field")
    assert Instruction.objects.filter(setting="crm.linked_fields").count() == 2


def test_personnummer_are_recognised_and_never_stored(imports: Imports) -> None:
    done = imports.take_in(
        table(
            ("Kundnr", "Namn", "Mobil", "Personnummer", "Notering"),
            ("K-1", "Åsa 811228-9874", "0701740605", "811228-9874", "född 811228-9874"),
            ("811228-9874", "Bo", "0701740606", "", ""),
            *((f"K-{number}", "Cia", f"0701740{number}", "", "ringde") for number in range(610, 618)),
        ),
        Personnummer="field",
        Notering="field",
    )
    assert imports.issues(done) == {3: "personnummer"}
    link = CrmLink.objects.earliest("pk")
    assert (link.name, link.fields) == ("Åsa 811228-****", {"Notering": "född 811228-****"})
    assert (2, "masked") in imports.notes(done)


def test_the_file_goes_when_the_import_ends_and_both_are_logged(imports: Imports) -> None:
    done = imports.take_in(table(HEAD, ASA))
    assert not ImportChunk.objects.exists()
    entry = Logged.objects.get(action="register_import.done")
    assert (entry.subject_id, entry.actor_id) == (done.pk, imports.user.pk)
    assert entry.details == {"rows": 1, "new": 1, "contacts": 1}


# --- Undo ---------------------------------------------------------------------------------------


def test_undo_takes_away_what_was_made_and_puts_back_what_was_changed(imports: Imports) -> None:
    imports.take_in(table(HEAD, ASA))
    second = imports.take_in(table(HEAD, ("K-1", "Åsa Berg", "0701740605", "ny@oberg.example"), BO))
    undone = imports.undo(second)
    assert undone.state == State.UNDONE
    assert {name: undone.counts[name] for name in ("removed", "restored", "contacts_removed")} == {
        "removed": 1,
        "restored": 1,
        "contacts_removed": 1,
    }
    link = CrmLink.objects.get()
    assert (link.name, link.email) == (ASA[1], ASA[3])
    assert named(605) == "Åsa Öberg"
    assert contact_by_phone(phone(606)) is None
    assert Identifier.objects.count() == 1
    assert not ImportChange.objects.filter(source=second).exists()
    assert Logged.objects.filter(action="register_import.undone", subject_id=second.pk).exists()


def test_undo_leaves_what_somebody_has_changed_since(imports: Imports) -> None:
    first = imports.take_in(table(HEAD, ASA, BO))
    imports.take_in(table(HEAD, ("K-1", "Åsa Berg", *ASA[2:])))
    undone = imports.undo(first)
    assert undone.counts["kept"] == 1
    assert CrmLink.objects.get().name == "Åsa Berg"
    assert named(605) == "Åsa Berg"
    assert contact_by_phone(phone(606)) is None


def test_undo_keeps_a_contact_who_has_been_in_touch_and_takes_the_name_back(imports: Imports) -> None:
    first = imports.take_in(table(HEAD, ASA))
    contact = contact_by_phone(phone(605))
    assert contact is not None
    make_conversation(contact)
    imports.undo(first)
    assert named(605) == ""
    assert not CrmLink.objects.exists()


def test_undo_leaves_a_name_that_somebody_has_written_since(imports: Imports) -> None:
    contact_create(phone=phone(605))
    first = imports.take_in(table(HEAD, ASA))
    contact = contact_by_phone(phone(605))
    assert contact is not None
    contact.name = "Åsa själv"
    contact.save()
    imports.undo(first)
    assert named(605) == "Åsa själv"


def test_undo_leaves_a_contact_that_has_been_restricted(imports: Imports) -> None:
    first = imports.take_in(table(HEAD, ASA))
    Contact.objects.update(restricted=True)
    assert imports.undo(first).counts["kept"] == 1
    assert CrmLink.objects.count() == 1


def test_an_import_can_be_undone_once(imports: Imports) -> None:
    done = imports.take_in(table(HEAD, ASA))
    imports.undo(done)
    with pytest.raises(ImportRefused):
        imports.undo(done)


def test_a_merged_contact_is_not_taken_away_by_undo(imports: Imports) -> None:
    done = imports.take_in(table(HEAD, ASA))
    keep = Contact.objects.create(name="Chattbesökare")
    asa = contact_by_phone(phone(605))
    assert asa is not None
    contact_merge(keep=keep, other=asa, actor=imports.user)
    imports.undo(done)
    assert Contact.objects.filter(pk=keep.pk).exists()
    assert not CrmLink.objects.exists()
