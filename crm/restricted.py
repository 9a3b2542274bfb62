"""A restricted customer's data is looked at with a reason only, and the reason is logged (GDPR art. 18(2)).

"Stored only" means for staff and for the company's own systems alike: who the customer is may be known, so
that the restriction can be obeyed and their case dealt with; what they have said, and what else is held about
them, stays closed until somebody has said why they look. The reason is that person's own and holds for
:data:`OPEN_FOR`, whichever page they look at.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.models import Contact
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


def reason_needed(contact: Contact, user_id: UUID) -> bool:
    """Whether this member of staff must say why before they see anything of what the customer has said."""
    if not contact.restricted:
        return False
    given = Entry.objects.filter(
        contact_id=contact.pk, actor_id=user_id, action=ACTION, at__gt=timezone.now() - OPEN_FOR
    )
    return not given.exists()


def reason_give(
    *,
    contact: Contact,
    reason: str,
    user_id: UUID | None,
    actor_kind: str = "staff",
    subject_type: str = "crm.Contact",
    subject_id: UUID | None = None,
) -> None:
    """Log why the customer's data is looked at. Raises ValueError for a reason that is none of
    :data:`REASONS`.

    ``subject_type`` and ``subject_id`` are what is being looked at, by default the customer.
    """
    if reason not in REASONS:
        raise ValueError(reason)
    entry_append(
        action=ACTION,
        subject_type=subject_type,
        subject_id=subject_id or contact.pk,
        actor_id=user_id,
        actor_kind=actor_kind,
        contact_id=contact.pk,
        details={"reason": reason},
    )
