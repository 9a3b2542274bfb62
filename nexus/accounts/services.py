"""Changing accounts."""

from __future__ import annotations

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db import transaction

from nexus.accounts.models import User
from nexus.audit.services import entry_append
from nexus.tenants.publish import publish_revocation


def user_disable(*, user: User, by: UUID | None = None) -> None:
    """Deactivate an account and end its sessions and live streams at once. Done twice, it is as once.

    ``by`` is the acting user's id, for the audit log.
    """
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        sessions_end(user=user)
        entry_append(action="user.disabled", subject_type="accounts.User", subject_id=user.pk, actor_id=by)


def user_enable(*, user: User, by: UUID | None = None) -> None:
    """Let an account log in again."""
    with transaction.atomic():
        user.is_active = True
        user.save(update_fields=["is_active"])
        entry_append(action="user.enabled", subject_type="accounts.User", subject_id=user.pk, actor_id=by)


def sessions_end(*, user: User) -> int:
    """End every session and live stream of a user. Returns how many sessions there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    publish_revocation(user_id=user.pk)
    return len(sessions)
