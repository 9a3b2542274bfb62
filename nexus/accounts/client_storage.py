"""What the portal keeps in staff's browsers. All of it is needed for what they do there."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from nexus.privacy.client_storage import ClientItem, client_item
from nexus.privacy.vocabulary import Category, Purpose, Subject, Text


def _of_staff(
    code: str, kind: str, key: str, *, holds: Text, when: Text, until: Text, category: Category
) -> ClientItem:
    return client_item(
        ClientItem(
            code=code,
            place="portal",
            kind=kind,
            key=key,
            fields=(),
            subject=Subject.STAFF,
            category=category,
            purpose=Purpose.STAFF_ACCESS,
            holds=holds,
            when=when,
            why=Text("För att portalen ska fungera.", "For the portal to work."),
            until=until,
        )
    )


SESSION: Final = _of_staff(
    "portal_session",
    "cookie",
    settings.SESSION_COOKIE_NAME,
    category=Category.SECURITY,
    holds=Text("Den inloggade sessionens nyckel.", "The key of the signed-in session."),
    when=Text("Från inloggningen.", "From signing in."),
    until=Text("Till utloggningen, högst 12 timmar.", "Until signing out, 12 hours at most."),
)
FORGERY: Final = _of_staff(
    "portal_csrf",
    "cookie",
    settings.CSRF_COOKIE_NAME,
    category=Category.SECURITY,
    holds=Text("En slump mot förfalskade formulär.", "A random value against forged forms."),
    when=Text("När ett formulär visas.", "When a form is shown."),
    until=Text("Högst ett år.", "One year at most."),
)
NOTES: Final = _of_staff(
    "portal_notes",
    "cookie",
    "messages",
    category=Category.NONE,
    holds=Text(
        "Ett besked till nästa sida, till exempel ”Sparat”.", "A note for the next page, such as “Saved”."
    ),
    when=Text("Efter att något har sparats.", "After something was saved."),
    until=Text("Tills det har visats.", "Until it has been shown."),
)
LANGUAGE: Final = _of_staff(
    "portal_language",
    "cookie",
    settings.LANGUAGE_COOKIE_NAME,
    category=Category.STAFF_ACCOUNT,
    holds=Text("Valt språk.", "The language that was chosen."),
    when=Text("När språket byts.", "When the language is changed."),
    until=Text("Tills webbläsaren stängs.", "Until the browser is closed."),
)
THEME: Final = _of_staff(
    "portal_theme",
    "localStorage",
    "nexus-theme",
    category=Category.STAFF_ACCOUNT,
    holds=Text("Ljust eller mörkt utseende.", "Light or dark appearance."),
    when=Text("När utseendet byts.", "When the appearance is changed."),
    until=Text(
        "Tills det byts igen eller webbläsaren rensas.",
        "Until it is changed again or the browser is cleared.",
    ),
)
PLACE: Final = _of_staff(
    "portal_place",
    "sessionStorage",
    "htmx-current-path-for-history",
    category=Category.STAFF_ACCOUNT,
    holds=Text(
        "Adressen till den sida som visas, med det som söks.",
        "The address of the page that is shown, with what is searched for.",
    ),
    when=Text("När en sida visas.", "When a page is shown."),
    until=Text("Tills fliken stängs.", "Until the tab is closed."),
)
