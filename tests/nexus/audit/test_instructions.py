"""The instruction ledger: nothing in it can be changed, taken out or moved unseen."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from nexus.accounts.models import User
from nexus.audit.instructions import START, digest_of, instruction_append, instructions_check
from nexus.audit.models import Entry, Instruction
from nexus.tenants.context import company_context
from nexus.tenants.models import Company


@pytest.fixture
def ledger(in_company_a: Company) -> list[Instruction]:
    """Four lines that are the company's own, after those of its making."""
    owner = User.objects.get(email="owner@alfa.example")
    return [
        instruction_append(setting="agent.tone", before="friendly", after="brief", actor=owner),
        instruction_append(setting="agent.excluded_topics", before=[], after=["Färg"], actor=owner),
        instruction_append(setting="retention", before=None, after={"messages": 200}, actor_kind="clock"),
        instruction_append(setting="agent.reminders", before=True, after=False, actor=owner),
    ]


def test_each_line_follows_the_one_before_and_the_whole_holds(ledger):
    first = Instruction.objects.order_by("sequence").first()
    assert first.sequence == 1
    assert first.previous == START
    assert [line.previous for line in ledger[1:]] == [line.digest for line in ledger[:-1]]
    assert [line.sequence - ledger[0].sequence for line in ledger] == [0, 1, 2, 3]
    assert instructions_check() == []


def test_a_line_tells_who_when_and_from_what_to_what(ledger):
    line = Instruction.objects.get(pk=ledger[0].pk)
    assert (line.setting, line.before, line.after) == ("agent.tone", "friendly", "brief")
    assert line.actor_name == "Owner Alfa"
    assert line.actor.email == "owner@alfa.example"


def test_a_line_outlives_the_account_and_the_chain_still_holds(ledger):
    User.objects.filter(email="owner@alfa.example").delete()
    line = Instruction.objects.get(pk=ledger[0].pk)
    assert line.actor is None
    assert line.actor_name == "Owner Alfa"
    assert instructions_check() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("after", "neutral"), ("before", None), ("setting", "agent.answers"), ("actor_name", "Someone Else")],
)
def test_a_changed_line_is_found(ledger, field, value):
    Instruction.objects.filter(pk=ledger[0].pk).update(**{field: value})
    assert instructions_check() == [f"Instruction {ledger[0].sequence}: it has been changed."]


def test_a_changed_moment_is_found(ledger):
    Instruction.objects.filter(pk=ledger[1].pk).update(at=ledger[0].at)
    assert instructions_check() == [f"Instruction {ledger[1].sequence}: it has been changed."]


def test_a_line_changed_together_with_its_hash_is_found(ledger):
    line = ledger[0]
    line.after = "neutral"
    Instruction.objects.filter(pk=line.pk).update(after=line.after, digest=digest_of(line))
    assert f"Instruction {line.sequence + 1}: it does not follow the one before it." in instructions_check()


def test_a_removed_line_is_found(ledger):
    Instruction.objects.filter(pk=ledger[1].pk).delete()
    assert instructions_check() == [
        f"Instruction {ledger[1].sequence}: it is missing.",
        f"Instruction {ledger[2].sequence}: it does not follow the one before it.",
    ]


def test_a_removed_newest_line_is_found_by_the_audit_log(ledger):
    Instruction.objects.filter(pk=ledger[-1].pk).delete()
    assert instructions_check() == [f"Instruction {ledger[-1].sequence}: it is missing."]


def test_two_lines_that_change_places_are_found(ledger):
    one, other = ledger[1], ledger[2]
    Instruction.objects.filter(pk=one.pk).update(sequence=10_000)
    Instruction.objects.filter(pk=other.pk).update(sequence=one.sequence)
    Instruction.objects.filter(pk=one.pk).update(sequence=other.sequence)
    assert {fault.split(":")[0] for fault in instructions_check()} >= {
        f"Instruction {one.sequence}",
        f"Instruction {other.sequence}",
    }


def test_a_chain_made_wholly_anew_is_found_by_the_audit_log(ledger):
    previous = START
    for line in Instruction.objects.order_by("sequence"):
        if line.pk == ledger[0].pk:
            line.after = "neutral"
        line.previous = previous
        line.digest = previous = digest_of(line)
        line.save()
    faults = instructions_check()
    assert faults[0] == f"Instruction {ledger[0].sequence}: the audit log has another."
    assert len(faults) == 4


def test_a_log_that_has_had_its_time_is_no_fault(ledger):
    Entry.objects.all().delete()
    assert instructions_check() == []


def test_a_fraction_or_an_object_is_refused(in_company_a):
    for value in (1.5, {"days": 1.5}, [object()], {1: "a"}):
        with pytest.raises(TypeError):
            instruction_append(setting="test", before=None, after=value)


def test_of_nomars_people_only_the_name_is_kept(in_company_a):
    from nexus.schema import connection

    connection.set_schema_to_public()
    ops = User.objects.create_user("ops@nomar.example", name="Oda Ops", is_staff=True)
    with company_context(in_company_a.schema_name):
        line = instruction_append(setting="test", before=1, after=2, actor=ops, actor_kind="ops")
        line.refresh_from_db()
        assert (line.actor_id, line.actor_name, line.actor_kind) == (None, "Oda Ops", "ops")


def test_each_company_has_its_own_chain(ledger, company_b):
    with company_context(company_b.schema_name):
        assert not Instruction.objects.filter(pk__in=[line.pk for line in ledger]).exists()
        assert instructions_check() == []


def test_many_at_once_make_one_chain(fresh_database):
    schema = Company.objects.get(slug="alfa").schema_name
    with company_context(schema):
        there = Instruction.objects.count()
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with company_context(schema):
                for turn in range(5):
                    instruction_append(setting=f"test.{number}", before=turn, after=turn + 1)
        except Exception as error:  # whatever it is, the test shows it: a thread would swallow it
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with company_context(schema):
        assert Instruction.objects.count() == there + 20
        assert instructions_check() == []
