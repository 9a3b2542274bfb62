"""The categories of data as staff and auditors read them: what the notice says to "you", said of the customer.

What speaks to nobody is said alike to both and does not stand here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nexus.privacy.vocabulary import Category, CategoryText, Text

_FROM_CUSTOMER: Final = Text("Från kunden.", "From the customer.")

_OF_CUSTOMERS: Final[dict[Category, dict[str, Text]]] = {
    Category.CONTACT_DETAILS: {
        "what": Text(
            "Kundens telefonnummer (i webbchatten bara om kunden har lämnat det) och, om kunden har uppgett dem, "
            "namn och e-postadress.",
            "The customer's phone number (in the web chat only if the customer has left it) and, if the customer has "
            "given them, name and e-mail address.",
        ),
        "why": Text(
            "För att kunna svara kunden och känna igen den som hör av sig igen.",
            "To be able to answer the customer and recognise whoever gets in touch again.",
        ),
        "source": Text(
            "Från kunden, eller från företagets kundregister.",
            "From the customer, or from the company's customer records.",
        ),
    },
    Category.MESSAGE_CONTENT: {
        "what": Text(
            "Det kunden skriver och de svar som ges. Personnummer maskeras innan meddelandet sparas.",
            "What the customer writes and the answers that are given. Personal identity numbers are masked before "
            "storage.",
        ),
        "why": Text(
            "För att besvara kundens frågor och kunna följa upp vad som har sagts.",
            "To answer the customer's questions and to be able to follow up on what was said.",
        ),
        "source": Text(
            "Från kunden, företagets personal och den AI som svarar.",
            "From the customer, the company's staff and the AI that answers.",
        ),
    },
    Category.DELIVERY_METADATA: {
        "why": Text(
            "För att se att svaren når kunden och för att kunna felsöka.",
            "To see that answers reach the customer and to be able to find faults.",
        ),
        "source": Text(
            "Från teleoperatören, i webbchatten från kundens webbläsare.",
            "From the telephone operator, in the web chat from the customer's browser.",
        ),
    },
    Category.CALL_STATISTICS: {
        "what": Text(
            "När kunden ringde, hur länge och om samtalet besvarades. Samtal spelas inte in.",
            "When the customer called, for how long and whether it was answered. Calls are not recorded.",
        ),
        "why": Text(
            "För att kunna höra av sig efter ett missat samtal och bemanna rätt.",
            "To be able to get back after a missed call and to staff the phones well.",
        ),
    },
    Category.DEVICE: {
        "source": Text("Från den enhet som används.", "From the device that is used."),
    },
    Category.AI_INTERPRETATION: {
        "what": Text(
            "Hur AI:n uppfattade kundens meddelande (till exempel språk och ärende) och vad svaret bygger på.",
            "How the AI understood the customer's message (such as language and subject) and what the answer rests "
            "on.",
        ),
    },
    Category.CRM_DATA: {
        "what": Text(
            "Kopplingar till kundens uppgifter i företagets kundregister.",
            "Links to the customer's record in the company's customer system.",
        ),
        "why": Text(
            "För att företaget ska kunna hjälpa kunden utifrån det som redan är känt.",
            "So that the company can help the customer based on what is already known.",
        ),
    },
    Category.BOOKINGS: {
        "what": Text(
            "Vilken tjänst kunden har bokat, när och hos vem.",
            "Which service the customer booked, when and with whom.",
        ),
        "why": Text(
            "För att boka, påminna om och ändra kundens tider.",
            "To book, remind of and change the customer's appointments.",
        ),
        "source": _FROM_CUSTOMER,
    },
    Category.CONSENT: {
        "what": Text(
            "Om och när kunden har sagt ja eller nej till meddelanden, och när kunden fick veta att en AI svarar.",
            "Whether and when the customer said yes or no to messages, and when the customer was told that an AI "
            "answers.",
        ),
        "why": Text(
            "För att respektera kundens val och kunna visa att det sker.",
            "To respect the customer's choice and be able to show it.",
        ),
        "source": _FROM_CUSTOMER,
    },
    Category.RIGHTS_CASES: {
        "name": Text("Ärenden om kundens rättigheter", "Cases about the customer's rights"),
        "what": Text(
            "Vad kunden har begärt, när, och hur det besvarades.",
            "What the customer asked for, when, and how it was answered.",
        ),
        "source": _FROM_CUSTOMER,
    },
    Category.ACCESS_LOG: {
        "what": Text(
            "Vem i personalen som har sett eller ändrat kundens uppgifter, och när.",
            "Which member of staff has seen or changed the customer's data, and when.",
        ),
        "why": Text(
            "För att kunna kontrollera att bara behöriga ser kundens uppgifter.",
            "To be able to check that only those entitled see the customer's data.",
        ),
    },
}


def of_customers(category: Category) -> CategoryText:
    """A category's texts for staff: about the customer, in the third person."""
    return replace(category.value, **_OF_CUSTOMERS.get(category, {}))
