"""A restricted contact's history is looked at with a reason only, and the reason is logged (GDPR art. 18(2))."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation
from nexus.audit.models import Entry
from nexus.audit.services import entry_append

#: What the law allows it for. A code, because the log holds no words about people.
REASONS: dict[str, str | Promise] = {
    "request": _("To deal with the person's own request"),
    "consent": _("The person has agreed to it"),
    "claims": _("For legal claims"),
    "others": _("To protect somebody else's rights"),
    "interest": _("Important public interest"),
}
#: For so long one reason is enough.
OPEN_FOR = timedelta(minutes=30)
ACTION = "read_restricted"
SUBJECT = "conversations.Conversation"


def reason_needed(conversation: Conversation, user_id: UUID) -> bool:
    """Whether this member of staff must say why before they see anything of the conversation."""
    if not conversation.contact.restricted:
        return False
    given = Entry.objects.filter(
        subject_type=SUBJECT,
        subject_id=conversation.pk,
        actor_id=user_id,
        action=ACTION,
        at__gt=timezone.now() - OPEN_FOR,
    )
    return not given.exists()


def reason_give(
    *, conversation: Conversation, reason: str, user_id: UUID | None, actor_kind: str = "staff"
) -> None:
    """Log why the conversation is looked at. Raises ValueError for a reason that is none of :data:`REASONS`."""
    if reason not in REASONS:
        raise ValueError(reason)
    entry_append(
        action=ACTION,
        subject_type=SUBJECT,
        subject_id=conversation.pk,
        actor_id=user_id,
        actor_kind=actor_kind,
        contact_id=conversation.contact_id,
        details={"reason": reason},
    )
