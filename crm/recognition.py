"""Whether it is still the same person who has a number (privacy.md "Identity": recycled numbers).

Operators give numbers to new owners after some months of silence. Who writes from a number that has been
silent for longer than :data:`SILENT_FOR` is therefore told nothing of what was before, until staff, or a
verified rights case, have made sure who it is.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

from crm.models import Contact
from nexus.audit.services import entry_append

SILENT_FOR = timedelta(days=183)
#: Two words are the same name from this similarity on: a slip of a letter, another spelling. In short words
#: a letter makes another name (Anna, Hanna).
_ALIKE, _LONG = 0.8, 5
_WORD = re.compile(r"[^\W\d_]+")


def number_in_doubt(contact: Contact, now: datetime) -> bool:
    """Whether the number may have a new owner: it was silent for long before it was heard of, or is now."""
    return contact.returned_at is not None or contact.last_seen_at < now - SILENT_FOR


def contact_recognised(*, contact: Contact, actor_id: UUID | None) -> bool:
    """It is the same person: what was before is theirs. True when that was in doubt."""
    if not Contact.objects.filter(pk=contact.pk, returned_at__isnull=False).update(returned_at=None):
        return False
    contact.returned_at = None
    entry_append(
        action="contact.recognised",
        subject_type="crm.Contact",
        subject_id=contact.pk,
        actor_id=actor_id,
        actor_kind="staff" if actor_id else "api",
        contact_id=contact.pk,
    )
    return True


def same_name(one: str, other: str) -> bool:
    """Whether two names may be the same person's: case, accents, order, a left-out word and a slip aside.

    An empty name says nothing, so it is no other name.
    """
    left, right = sorted((_words(one), _words(other)), key=len)
    return all(any(_alike(word, known) for known in right) for word in left)


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


def _alike(one: str, other: str) -> bool:
    if one == other or min(len(one), len(other)) < _LONG:
        return one == other
    return difflib.SequenceMatcher(None, one, other).ratio() >= _ALIKE
