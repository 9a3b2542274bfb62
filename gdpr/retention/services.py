"""Changing the periods: longer ones hold at once, shorter ones only when a second person has said yes.

Every change that takes effect is an instruction to the processor; a proposal or a refusal is in the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gdpr.models import RetentionPolicy
from gdpr.retention.classes import Periods, check
from gdpr.retention.selectors import (
    Policy,
    contact_held,
    handles_health_data,
    holds_active,
    policy_in_force,
    policy_proposed,
)
from nexus.accounts.models import User
from nexus.audit.instructions import instruction_append
from nexus.audit.services import entry_append
from nexus.schema import connection

__all__ = [
    "Changed",
    "PolicyRefused",
    "contact_held",
    "holds_active",
    "policy_approve",
    "policy_change",
    "policy_in_force",
    "policy_proposed",
    "policy_reject",
]

State = RetentionPolicy.State
SETTING = "retention_policy"


class PolicyRefused(Exception):
    """``code``: ``same_person`` (who proposed cannot approve), ``gone`` (it does not wait any more)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change came to. ``in_force`` are the periods now; ``proposed`` waits for a second person."""

    in_force: Policy
    proposed: RetentionPolicy | None


def policy_change(
    *, wish: Mapping[str, object], now: datetime, actor: User | None = None, actor_kind: str = "staff"
) -> Changed:
    """Set the periods of some classes (``{"messages": 180}``, days); the others stay as they are.

    What becomes longer holds at once; what becomes shorter waits for a second person. A new wish takes the
    place of one that waits. Raises :class:`gdpr.retention.classes.BadPeriods`.
    """
    with transaction.atomic():
        _lock()
        chosen = check(wish, health=handles_health_data())
        now_in_force = policy_in_force()
        wanted = {**now_in_force.periods, **chosen}
        shorter = {code for code, days in wanted.items() if days < now_in_force.periods[code]}
        waiting = policy_proposed()
        if shorter and waiting is not None and waiting.periods == wanted:
            return Changed(now_in_force, waiting)
        if waiting is not None:
            _decide(waiting, State.REPLACED, now, actor)
        at_once = {
            code: now_in_force.periods[code] if code in shorter else days for code, days in wanted.items()
        }
        if at_once != now_in_force.periods:
            _activate(_new(at_once, State.ACTIVE, now, actor), now_in_force, now, actor, actor_kind)
        proposed = _new(wanted, State.PROPOSED, now, actor) if shorter else None
        if proposed is not None:
            _note("retention.proposed", proposed, actor, actor_kind)
        return Changed(policy_in_force(), proposed)


def policy_approve(*, policy: RetentionPolicy, actor: User, now: datetime) -> RetentionPolicy:
    """A second person agrees: the shorter periods hold from now. Raises :class:`PolicyRefused`.

    A wish that came through the API is nobody's yet: the first who agrees makes it theirs, and it goes on
    waiting for another.
    """
    with transaction.atomic():
        waiting = _waiting(policy)
        if waiting.proposed_by_id is None:
            waiting.proposed_by = actor
            waiting.save(update_fields=["proposed_by"])
            _note("retention.proposed", waiting, actor, "staff")
            return waiting
        if waiting.proposed_by_id == actor.pk:
            raise PolicyRefused("same_person")
        _activate(waiting, policy_in_force(), now, actor, "staff")
        return waiting


def policy_reject(*, policy: RetentionPolicy, actor: User, now: datetime) -> RetentionPolicy:
    """The shorter periods do not come; whoever proposed them may also take them back so."""
    with transaction.atomic():
        waiting = _waiting(policy)
        _decide(waiting, State.REJECTED, now, actor)
        _note("retention.rejected", waiting, actor, "staff")
        return waiting


def _waiting(policy: RetentionPolicy) -> RetentionPolicy:
    _lock()
    found = RetentionPolicy.objects.filter(pk=policy.pk, state=State.PROPOSED).first()
    if found is None:
        raise PolicyRefused("gone")
    return found


def _lock() -> None:
    """One change at a time in this company; released with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"retention:{connection.schema_name}"]
        )


def _new(periods: Periods, state: State, now: datetime, actor: User | None) -> RetentionPolicy:
    last = RetentionPolicy.objects.order_by("-version").values_list("version", flat=True).first() or 0
    if state is State.ACTIVE:
        # One may be in force at a time, and this one is written before the other has gone.
        RetentionPolicy.objects.filter(state=State.ACTIVE).update(state=State.REPLACED)
    return RetentionPolicy.objects.create(
        version=last + 1, periods=periods, state=state, proposed_at=now, proposed_by=actor
    )


def _decide(policy: RetentionPolicy, state: State, now: datetime, actor: User | None) -> None:
    policy.state, policy.decided_at, policy.decided_by = state, now, actor
    policy.save(update_fields=["state", "decided_at", "decided_by"])


def _activate(
    policy: RetentionPolicy, before: Policy, now: datetime, actor: User | None, actor_kind: str
) -> None:
    RetentionPolicy.objects.filter(state=State.ACTIVE).exclude(pk=policy.pk).update(state=State.REPLACED)
    _decide(policy, State.ACTIVE, now, actor)
    changed = sorted(code for code, days in policy.periods.items() if before.periods.get(code) != days)
    instruction_append(
        setting=SETTING,
        before={"version": before.version, **{code: before.periods.get(code) for code in changed}},
        after={"version": policy.version, **{code: policy.periods[code] for code in changed}},
        actor=actor,
        actor_kind=actor_kind,
    )


def _note(action: str, policy: RetentionPolicy, actor: User | None, actor_kind: str) -> None:
    entry_append(
        action=action,
        subject_type="gdpr.RetentionPolicy",
        subject_id=policy.pk,
        actor_id=actor.pk if actor else None,
        actor_kind=actor_kind,
        details={"version": policy.version},
    )
