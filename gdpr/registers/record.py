"""The record of processing that a processor keeps for each controller (GDPR art. 30(2)).

Derived from the inventory, the register of sub-processors, the company and its periods; only the measures of
security are worded here.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone

from crm.bookings.selectors import company_here
from gdpr.cases.mails import data_protection_contacts
from gdpr.retention.selectors import period_texts, policy_in_force
from gdpr.transfers import transfers
from nexus.privacy.backups import backup_days, backups_text
from nexus.privacy.inventory import entries
from nexus.privacy.notice import category_rows
from nexus.privacy.notice_texts import NOMAR
from nexus.privacy.subprocessors import subprocessors_in_use
from nexus.privacy.vocabulary import Language, Purpose, Subject, Text
from nexus.tenants.models import Company

PROCESSOR: Final = {
    "name": NOMAR.name,
    "org_number": "559552-9586",
    "email": "info@nomar.se",
    "web": "nomar.se",
}
#: Article 32: in general terms, as the article asks.
SECURITY: Final = (
    Text(
        "Varje företag har ett eget schema i databasen och egna krypteringsnycklar; nummer och adresser hör till "
        "ett enda företag.",
        "Each company has a schema of its own in the database and encryption keys of its own; numbers and host "
        "names belong to one company only.",
    ),
    Text(
        "Meddelanden, namn, nummer och AI-tolkningar krypteras med AES-256-GCM innan de lagras; sökning går via "
        "nyckelskyddade kontrollsummor.",
        "Messages, names, numbers and AI interpretations are encrypted with AES-256-GCM before storage; search "
        "goes by keyed hashes.",
    ),
    Text(
        "All trafik är krypterad (TLS). Tvåfaktorsinloggning och roller för personalen; sessioner avslutas direkt "
        "när ett konto stängs av.",
        "All traffic is encrypted (TLS). Two-factor sign-in and roles for staff; sessions end at once when an "
        "account is disabled.",
    ),
    Text(
        "Nomars driftpersonal har inget konto hos företaget och kan inte läsa innehåll. Läsningar av konversationer "
        "och bokningar loggas, och loggen signeras varje dygn.",
        "Nomar's operations staff have no account at the company and cannot read content. Reads of conversations "
        "and bookings are logged, and the log is signed every day.",
    ),
    Text(
        "Personnummer maskeras före lagring och innan en AI ser texten. Loggar, mätvärden och jobb innehåller bara "
        "id, aldrig personuppgifter.",
        "Personal identity numbers are masked before storage and before an AI sees the text. Logs, metrics and "
        "jobs hold ids only, never personal data.",
    ),
    Text(
        "Gallring går varje dygn och lämnar intyg. Raderingar antecknas utanför databasen och görs om efter en "
        "återläsning från säkerhetskopia.",
        "Retention runs every day and leaves certificates. Erasures are noted outside the database and made again "
        "after a restore from backup.",
    ),
)
_HEALTH: Final = Text(
    "Företaget kan behandla uppgifter om hälsa (artikel 9). AI:n svarar då bara på praktiska frågor.",
    "The company may handle data about health (Article 9). The AI then answers practical questions only.",
)


def record(language: Language) -> dict[str, Any]:
    """The company's record in one language, as plain JSON values."""
    company = company_here()
    own, policy = period_texts(), policy_in_force()
    return {
        "format": "nexus-record-of-processing-1",
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "language": language,
        "processor": PROCESSOR,
        "controller": _controller(company),
        "special_categories": _HEALTH.in_(language) if company.handles_health_data else "",
        "processing": [purpose.value.in_(language) for purpose in _purposes()],
        "categories": [
            {
                "subjects": subject.value,
                "code": row.code,
                "name": row.name,
                "what": row.what,
                "purposes": list(row.purposes),
                "kept": list(row.how_long),
                "source": row.source,
            }
            for subject in (Subject.CONTACT, Subject.STAFF)
            for row in category_rows(language, subject, own, to_staff=True)
        ],
        "retention_policy_version": policy.version,
        "backups": {"days": backup_days(), "text": backups_text(language)},
        "sub_processors": [
            {
                "name": each.name,
                "gets": each.gets.in_(language),
                "where": each.where.in_(language),
                "keeps": each.keeps.in_(language),
            }
            for each in subprocessors_in_use()
        ],
        "transfers": transfers(company, language),
        "security": [measure.in_(language) for measure in SECURITY],
    }


def _controller(company: Company) -> dict[str, Any]:
    return {
        "name": company.name,
        "org_number": company.org_number,
        "address": company.address,
        "contacts": [{"name": person.name, "email": person.email} for person in data_protection_contacts()],
    }


def _purposes() -> list[Purpose]:
    """What is done on the company's behalf, as the inventory says."""
    found = {entry.purpose for _model, _field, entry in entries() if entry.subject is not Subject.NONE}
    return [purpose for purpose in Purpose if purpose in found]
