"""What leaves the EU/EEA, in words: the same to the company's auditor (GDPR art. 30(2)(c)) and to a person who
asks (art. 15(2)).
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.utils import timezone

from nexus.privacy.subprocessors import subprocessors_in_use
from nexus.privacy.vocabulary import Language, Text
from nexus.tenants.models import Company

_NO_TRANSFER: Final = Text(
    "Uppgifterna lagras inom EU/EES. Företaget har inte gett någon instruktion om överföring till tredje land.",
    "The data is stored within the EU/EEA. The company has given no instruction to transfer it to a third country.",
)
_TRANSFER: Final = Text(
    "Företaget gav den %(day)s instruktion om att uppgifter får föras över till tredje land, med EU:s "
    "standardavtalsklausuler som skydd.",
    "On %(day)s the company instructed that data may be transferred to a third country, under the EU's standard "
    "contractual clauses.",
)
_ANY_RESIDENCY: Final = Text(
    "Den här installationen är inställd på att tillåta leverantörer utanför EU/EES.",
    "This installation is set to allow suppliers outside the EU/EEA.",
)
_INSIDE: Final = Text("EU/EES", "EU/EEA")


def transfers(company: Company, language: Language) -> list[str]:
    """By the company's instruction, and by each sub-processor in use that does not stay within the EU/EEA."""
    lines = []
    if company.transfer_instruction_at is None:
        lines.append(_NO_TRANSFER.in_(language))
    else:
        day = timezone.localtime(company.transfer_instruction_at).date().isoformat()
        lines.append(_TRANSFER.in_(language) % {"day": day})
    if settings.NEXUS.residency != "eu":
        lines.append(_ANY_RESIDENCY.in_(language))
    inside = _INSIDE.in_(language)
    lines += [
        f"{each.name}: {each.where.in_(language)}"
        for each in subprocessors_in_use()
        if each.where.in_(language) != inside
    ]
    return lines
