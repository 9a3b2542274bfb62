"""Changing accounts."""

from __future__ import annotations

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db import transaction

from nexus.accounts.models import User
from nexus.audit.instructions import instruction_append
from nexus.audit.services import entry_append
from nexus.schema import connection
from nexus.tenants.publish import publish_revocation


def user_disable(*, user: User, by: UUID | None = None) -> None:
    """Deactivate an account and end its sessions and live streams at once. Done twice, it is as once.

    ``by`` is the acting user's id, for the audit log.
    """
    with transaction.atomic():
        access_instruct(user=user, active=False, actor=_acting(by))
        user.is_active = False
        user.save(update_fields=["is_active"])
        sessions_end(user=user)
        entry_append(action="user.disabled", subject_type="accounts.User", subject_id=user.pk, actor_id=by)


def user_enable(*, user: User, by: UUID | None = None) -> None:
    """Let an account log in again."""
    with transaction.atomic():
        access_instruct(user=user, active=True, actor=_acting(by))
        user.is_active = True
        user.save(update_fields=["is_active"])
        entry_append(action="user.enabled", subject_type="accounts.User", subject_id=user.pk, actor_id=by)


def access_instruct(
    *,
    user: User,
    role: str = "",
    active: bool | None = None,
    actor: User | None = None,
    actor_kind: str = "staff",
) -> None:
    """Note in the company's instructions who may see its customers' data, before the account is changed.

    Nothing is noted where nothing changes, nor for Nomar's own people, who may not see it.
    """
    if connection.schema_name == "public":
        return
    kept = User.objects.select_for_update().filter(pk=user.pk).first()
    before = {"account": str(kept.pk), "role": kept.role, "active": kept.is_active} if kept else None
    after = {
        "account": str(user.pk),
        "role": role or user.role,
        "active": user.is_active if active is None else active,
    }
    if before != after:
        instruction_append(
            setting="staff.access", before=before, after=after, actor=actor, actor_kind=actor_kind
        )


def _acting(by: UUID | None) -> User | None:
    return User.objects.filter(pk=by).first() if by else None


def sessions_end(*, user: User) -> int:
    """End every session and live stream of a user. Returns how many sessions there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    publish_revocation(user_id=user.pk)
    return len(sessions)
