"""The instruction ledger: what the company has told its processor, from what to what (GDPR art. 28(3)(a)).

Each instruction holds the hash of the one before it, so a line that is changed, taken out, put in or moved
shows. Its hash also goes into the audit log, whose days are signed: neither the newest lines can be dropped
nor the whole chain made anew without the log saying otherwise.
"""

from __future__ import annotations

import hashlib
from datetime import UTC
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from nexus.audit.models import Entry, Instruction
from nexus.audit.services import entry_append
from nexus.privacy.signing import canonical
from nexus.schema import connection

#: What stands as the hash before the first.
START: Final = "0" * 64
ACTION: Final = "instruction"
SUBJECT: Final = "audit.Instruction"
_LOCK_KEY: Final = 0x4E58_4943  # any number that nothing else locks
_BATCH: Final = 500


def instruction_append(
    *,
    setting: str,
    before: Any,
    after: Any,
    actor: AbstractBaseUser | None = None,
    actor_kind: str = "staff",
) -> Instruction:
    """Append one instruction, in the caller's transaction and in the company that we are in.

    ``before`` and ``after`` are the setting's values as plain JSON without fractions (None: there was none):
    settings only, never a customer's data. ``setting`` is a dotted name that stays, such as "agent.tone".
    ``actor_kind`` is "staff", "api", "clock" or "ops"; Nomar's people have no account here, so of an actor of
    kind "ops" only the name is kept. Raises TypeError or ValueError for what JSON does not have.
    """
    _check_plain(before)
    _check_plain(after)
    with transaction.atomic():
        last = _lock_last()
        instruction = Instruction(
            sequence=last.sequence + 1 if last else 1,
            at=timezone.now(),
            actor_id=actor.pk if actor is not None and actor_kind != "ops" else None,
            actor_kind=actor_kind,
            actor_name=str(getattr(actor, "name", "") or actor.get_username()) if actor is not None else "",
            setting=setting,
            before=before,
            after=after,
            previous=last.digest if last else START,
        )
        instruction.digest = digest_of(instruction)
        instruction.save(force_insert=True)
        entry_append(
            action=ACTION,
            subject_type=SUBJECT,
            subject_id=instruction.pk,
            actor_id=instruction.actor_id,
            actor_kind=actor_kind,
            details={
                "setting": setting,
                "sequence": instruction.sequence,
                "digest": instruction.digest,
            },
        )
    return instruction


def digest_of(instruction: Instruction) -> str:
    """The hash of a line: SHA-256, in hex, of the canonical JSON of :func:`instruction_facts`."""
    return hashlib.sha256(canonical(instruction_facts(instruction))).hexdigest()


def instruction_facts(instruction: Instruction) -> dict[str, Any]:
    """What the hash covers; the account is not in it, for it may go while the name stays."""
    return {
        "sequence": instruction.sequence,
        "at": instruction.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_kind": instruction.actor_kind,
        "actor_name": instruction.actor_name,
        "setting": instruction.setting,
        "before": instruction.before,
        "after": instruction.after,
        "previous": instruction.previous,
    }


def instructions_check() -> list[str]:
    """What is wrong with the company's ledger, in English, a line a fault; empty when it is whole."""
    faults: list[str] = []
    logged = _logged()
    expected, previous = 1, START
    for line in Instruction.objects.order_by("sequence").iterator(chunk_size=_BATCH):
        if line.sequence != expected:
            faults.append(f"Instruction {expected}: it is missing.")
        if line.previous != previous:
            faults.append(f"Instruction {line.sequence}: it does not follow the one before it.")
        if digest_of(line) != line.digest:
            faults.append(f"Instruction {line.sequence}: it has been changed.")
        elif logged.get(line.sequence, line.digest) != line.digest:
            faults.append(f"Instruction {line.sequence}: the audit log has another.")
        expected, previous = line.sequence + 1, line.digest
    faults += [
        f"Instruction {sequence}: it is missing." for sequence in sorted(logged) if sequence >= expected
    ]
    return faults


def _logged() -> dict[int, str]:
    """The hashes that the audit log knows, by sequence; older ones have gone with the log's own time."""
    found = Entry.objects.filter(action=ACTION, subject_type=SUBJECT).values_list("details", flat=True)
    known = {}
    for details in found.iterator(chunk_size=_BATCH):
        sequence, digest = details.get("sequence"), details.get("digest")
        # An entry that somebody has meddled with is what the signed days of the log find.
        if isinstance(sequence, int) and isinstance(digest, str):
            known[sequence] = digest
    return known


def _lock_last() -> Instruction | None:
    """The newest line, once nobody else can append in this company until our transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [_LOCK_KEY])
    return Instruction.objects.order_by("-sequence").first()


def _check_plain(value: Any) -> None:
    """The database writes fractions in its own way, and the hash must be the same when read again."""
    if isinstance(value, dict):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError("The names in a setting are texts.")
            _check_plain(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _check_plain(part)
    elif value is not None and not isinstance(value, bool | int | str):
        raise TypeError(f"A setting's value is plain JSON without fractions, not {type(value).__name__}.")
