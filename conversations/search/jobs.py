"""The job ``search_index``: the index becomes what the company's setting says, in batches.

What has been done is in the rows, so a job that was killed goes on where it was.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import OperationalError, transaction

from conversations.models import Message, MessageTerms
from conversations.search.selectors import words_are_kept
from crm.models import Contact
from nexus.crypto.envelope import DecryptionError
from nexus.crypto.terms import name_terms, text_terms
from nexus.outbox.services import Claim, RetryLater, job_put
from nexus.schema import connection
from nexus.tenants.models import Company

INDEX: Final = "search_index"
#: Once more some time after: whoever was storing a message meanwhile did it as the setting was before, or,
#: while a new version is taken into use, with a program that knew of no index.
AGAIN: Final = "search_index_again"
AFTER: Final = timedelta(minutes=10)
#: Messages in a transaction: they are locked, so that none is deleted or changed meanwhile.
BATCH: Final = 300


def search_index(claim: Claim) -> None:
    """Make the index what it is to be."""
    _carry_out()
    with transaction.atomic():
        claim.hold()
        job_put(kind=AGAIN, object_id=claim.object_id, delay=AFTER)


def search_index_again(claim: Claim) -> None:
    """Once more, and then no more."""
    _carry_out()


def index_ask(*, company: Company) -> None:
    """Have the index of the company we are in made what its setting says, soon."""
    job_put(kind=INDEX, object_id=company.pk)


def _carry_out() -> None:
    names_index()
    if words_are_kept():
        messages_index()
    else:
        terms_drop()


def names_index() -> int:
    """Give every contact the terms of their name who has none yet; answers how many."""
    done = 0
    while True:
        with transaction.atomic():
            rows = list(
                Contact.objects.select_for_update(no_key=True)
                .filter(name_terms=None)
                .only("id", "name", "name_terms")[:BATCH]
            )
            for contact in rows:
                try:
                    contact.name_terms = name_terms(str(contact.name or ""))
                except DecryptionError:
                    contact.name_terms = []  # damaged: it is found by its number
            Contact.objects.bulk_update(rows, ["name_terms"])
        done += len(rows)
        if len(rows) < BATCH:
            return done


def messages_index() -> int:
    """Give every message its terms that has none yet, the newest first; answers how many."""
    done, last = 0, None
    while words_are_kept():
        last, batch = _batch_index(last)
        done += batch
        if batch < BATCH:
            return done
    return done


def _batch_index(before: UUID | None) -> tuple[UUID | None, int]:
    """The next ones older than ``before``; the last of them, and how many."""
    missing = Message.objects.filter(terms__isnull=True)
    if before is not None:
        missing = missing.filter(pk__lt=before)
    with transaction.atomic():
        rows = list(
            missing.select_for_update(of=("self",), no_key=True)
            .only("id", "created_at", "body")
            .order_by("-pk")[:BATCH]
        )
        MessageTerms.objects.bulk_create(
            [
                MessageTerms(message_id=message.pk, created_at=message.created_at, terms=_terms(message))
                for message in rows
            ],
            ignore_conflicts=True,
        )
    return (rows[-1].pk if rows else before), len(rows)


def _terms(message: Message) -> list[int]:
    try:
        return text_terms(str(message.body or ""))
    except DecryptionError:
        return []  # damaged: nothing of it can be shown either


def terms_drop() -> None:
    """Let all messages' terms go, with what the index holds of them. Waits for nobody long.

    Raises :class:`RetryLater` while somebody is reading or writing them.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            # Not DELETE: the index would keep the entries until the next vacuum, and the setting is about it.
            cursor.execute("TRUNCATE conversations_messageterms")
    except OperationalError as error:
        raise RetryLater(timedelta(seconds=5), "the index is in use") from error
