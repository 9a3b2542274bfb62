"""Finding contacts. Numbers are found by blind index; nothing here reads a whole table."""

from __future__ import annotations

import re

import phonenumbers

from crm.models import Contact, Identifier, OptOut
from nexus.crypto.index import blind_phone

#: Blanks that the library does not know as such, and signs that nobody sees but that come along when pasting.
_BLANKS = re.compile(r"[^\S\n]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def phone_normalise(raw: str) -> str | None:
    """A number as people write it (``070-174 06 12``, ``+46 (0)70 …``, ``0046…``), in E.164; None when it is
    not one. Blanks and dashes may be any of Unicode's."""
    try:
        number = phonenumbers.parse(_BLANKS.sub(" ", raw), "SE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_display(e164: str) -> str:
    """A number as it is written in Sweden: ``070-174 06 12``; foreign ones internationally."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    if number.country_code == 46:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def is_swedish_mobile(e164: str) -> bool:
    """Whether this is a number that a text of ours may go to unasked: a mobile one in Sweden (privacy.md "Money
    and abuse"); no short number, no landline and no other country's."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return False
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    return mobile and number.country_code == 46


def contact_by_phone(e164: str) -> Contact | None:
    """The contact with this number in the company we are in, or None."""
    found = (
        Identifier.objects.filter(kind=Identifier.Kind.PHONE, blind=blind_phone(e164))
        .select_related("contact")
        .first()
    )
    return found.contact if found else None


def contact_phone(contact: Contact) -> str:
    """The contact's number in E.164, or an empty string. Uses prefetched identifiers where there are any."""
    for identifier in contact.identifiers.all():
        if identifier.kind == Identifier.Kind.PHONE:
            return identifier.value
    return ""


def is_opted_out(phone: str) -> bool:
    """Whether this number has said that it wants no texts."""
    return OptOut.objects.filter(blind=blind_phone(phone)).exists()


def contact_opted_out(contact: Contact) -> bool:
    """Whether the contact's number has opted out, found without opening the number."""
    return OptOut.objects.filter(
        blind__in=Identifier.objects.filter(contact=contact, kind=Identifier.Kind.PHONE).values("blind")
    ).exists()
