"""What ends a session also ends the live streams that were opened with it."""

from __future__ import annotations

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import HttpRequest

from nexus.accounts.models import User
from nexus.tenants.publish import publish_revocation


@receiver(user_logged_out)
def on_logout(*, request: HttpRequest | None, **_: object) -> None:
    if request is not None and request.session.session_key:
        publish_revocation(session_keys=[request.session.session_key])


@receiver(post_delete, sender=UserSession)
def on_session_ended(*, instance: UserSession, **_: object) -> None:
    """The session list's "end", and sessions found dead."""
    publish_revocation(session_keys=[instance.session_key])


@receiver([password_changed, password_reset, password_set])
def on_new_password(*, user: User, **_: object) -> None:
    """A new password ends the other sessions; their streams must not outlive them."""
    publish_revocation(user_id=user.pk)
