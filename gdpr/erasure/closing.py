"""The end of an erasure: its certificate, and nothing more about the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from gdpr.cases.closing import case_done
from gdpr.certificates import certificate_append
from gdpr.erasure.last_words import last_words_of
from gdpr.erasure.residue.scan import inspectable_stores
from gdpr.models import Certificate, Erasure
from nexus.audit.services import entry_append
from nexus.privacy.backups import gone_from_backups
from nexus.webhooks.erasure import ERASED
from nexus.webhooks.selectors import receivers_of

#: "Message bodies may persist for up to 30 days after an HTTP DELETE request in our database backups"
#: (https://www.twilio.com/docs/messaging/api/message-resource, "Delete a Message resource").
PROVIDER_BACKUPS: Final = timedelta(days=30)
FORMAT: Final = "nexus-erasure-1"


def erasure_close(*, erasure: Erasure, hold: Callable[[], None], now: datetime) -> Certificate:
    """Certify the erasure, forget whom it erased, and close its case: one transaction. All steps are done."""
    with transaction.atomic():
        hold()
        locked = Erasure.objects.select_for_update(of=("self",)).select_related("case").get(pk=erasure.pk)
        if locked.certificate is not None:
            return locked.certificate
        certificate = certificate_append(
            kind=Certificate.Kind.ERASURE, content=certificate_content(locked, now), now=now
        )
        for store in inspectable_stores():
            store.forget(locked.pk)
        # Places in the plan were for those who had to look; the certificate has the counts.
        locked.plan.pop("residue", None)
        locked.subject, locked.certificate = None, certificate
        locked.state, locked.finished_at = Erasure.State.DONE, now
        locked.save(update_fields=["plan", "subject", "certificate", "state", "finished_at"])
        entry_append(
            action="erasure.done",
            subject_type="gdpr.Erasure",
            subject_id=locked.pk,
            actor_kind="system",
            contact_id=locked.contact_id,
            details={"certificate": certificate.sequence},
        )
        if locked.case is not None:
            case_done(case=locked.case, now=now, certificate=certificate.sequence)
    erasure.refresh_from_db()
    return certificate


def certificate_content(erasure: Erasure, now: datetime) -> dict[str, Any]:
    """What is proven: each store with its counts and grounds, and what lives on elsewhere until when."""
    residue = erasure.plan.get("residue", {})
    provider = {store.key: store.outcome(erasure.pk) for store in inspectable_stores()}
    return {
        "format": FORMAT,
        "erasure": str(erasure.pk),
        "case": erasure.case.number if erasure.case else None,
        "origin": erasure.origin,
        "started_at": erasure.started_at.isoformat(),
        "finished_at": now.isoformat(),
        "ledger_sequence": erasure.ledger_sequence,
        "stores": [
            {
                "store": step.store,
                "erased": step.erased,
                "kept": step.kept,
                "grounds": grounds_in(step.ground),
            }
            for step in erasure.steps.order_by("position")
        ],
        "providers": provider,
        "receivers": receivers_of(ERASED, erasure.pk),
        "last_words": last_words_of(erasure) or None,
        "residue": {
            "found": residue.get("found", 0),
            "values_searched": residue.get("values", 0),
            "unreadable": residue.get("unreadable", 0),
            "mentions_by_others": residue.get("mentions", 0),
        },
        "backups": {
            "until": gone_from_backups(now).isoformat(),
            "why": "Backups are kept as a whole and replaced in turn; after a restore the ledger erases again.",
        },
        "provider_backups": {
            "until": (now + PROVIDER_BACKUPS).date().isoformat(),
            "why": "The SMS provider's own backups, by its published terms.",
        },
    }


def grounds_in(stored: str) -> list[str]:
    """The grounds' codes of a step."""
    return [code for code in stored.split(",") if code]
