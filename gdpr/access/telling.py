"""The text with the link to a package. Like a code it goes straight to the provider and stands in no row."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from conversations.agent.guardrails import to_sms_text
from conversations.channels.sms.port import GatewayError
from conversations.services.rights import secret_text_send
from crm.bookings.selectors import company_here
from gdpr.access.links import is_open
from gdpr.access.services import package_link
from gdpr.cases.events import case_event
from gdpr.models import CaseEvent, Package
from nexus.outbox.services import Claim, RetryLater
from nexus.privacy.vocabulary import Text

#: While the provider is away it is tried again: the case has been answered, and nobody waits by the phone.
_TRY_FOR: Final = timedelta(hours=24)
_TRY_AGAIN: Final = timedelta(minutes=5)
_TEXT: Final = Text(
    "{company}: dina uppgifter är klara att hämta (ärende {number}). Öppna {link} inom 14 dagar, så skickar vi "
    "en kod hit som öppnar dem.",
    "{company}: your data is ready (case {number}). Open {link} within 14 days and we will text you a code "
    "that opens it.",
)


def link_send(claim: Claim) -> None:
    """The job ``package_link``."""
    package = Package.objects.select_related("case__contact").filter(pk=claim.object_id).first()
    now = timezone.now()
    if package is None or package.case.contact is None or not is_open(package, now):
        return
    case, contact = package.case, package.case.contact
    text = _TEXT.in_("en" if contact.language == "en" else "sv").format(
        company=company_here().name, number=case.number, link=package_link(package=package)
    )
    try:
        secret_text_send(contact=contact, text=to_sms_text(text), reference=package.pk, origin_id=case.pk)
    except GatewayError as error:
        if not error.permanent and not error.uncertain and now - package.created_at < _TRY_FOR:
            raise RetryLater(_TRY_AGAIN, error.code) from error
        with transaction.atomic():
            claim.hold()
            case_event(case=case, kind=CaseEvent.Kind.FAILED, step="link", code=error.code or "failed")
            claim.finish()
