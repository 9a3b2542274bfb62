"""The words of the data inventory, each with the Swedish and English text that people are shown.

The notice page, the access package and the Article 30 record are derived from these; a category that is
not worded here cannot be used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Literal

Language = Literal["sv", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages. They are legal text, kept with the code that they describe."""

    sv: str
    en: str

    def in_(self, language: Language) -> str:
        return self.sv if language == "sv" else self.en


class Subject(StrEnum):
    """Whom a field is about."""

    CONTACT = "contact"
    STAFF = "staff"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CategoryText:
    name: Text
    what: Text
    why: Text
    source: Text


_FROM_YOU = Text("Från dig.", "From you.")
_FROM_YOU_OR_COMPANY = Text(
    "Från dig, eller från företagets kundregister.", "From you, or from the company's customer records."
)
_FROM_OPERATOR = Text("Från teleoperatören.", "From the telephone operator.")
_FROM_SERVICE = Text("Skapas av tjänsten.", "Created by the service.")


class Category(Enum):
    """Kinds of data."""

    CONTACT_DETAILS = CategoryText(
        Text("Kontaktuppgifter", "Contact details"),
        Text(
            "Ditt telefonnummer (i webbchatten bara om du lämnar det) och, om du uppger dem, ditt namn och din "
            "e-postadress.",
            "Your phone number (in the web chat only if you leave it) and, if you give them, your name and e-mail "
            "address.",
        ),
        Text(
            "För att kunna svara dig och känna igen dig när du hör av dig igen.",
            "To be able to answer you and recognise you when you get in touch again.",
        ),
        _FROM_YOU_OR_COMPANY,
    )
    MESSAGE_CONTENT = CategoryText(
        Text("Meddelanden", "Messages"),
        Text(
            "Det du skriver och de svar du får. Personnummer maskeras innan meddelandet sparas.",
            "What you write and the answers you get. Personal identity numbers are masked before storage.",
        ),
        Text(
            "För att besvara dina frågor och kunna följa upp vad som har sagts.",
            "To answer your questions and to be able to follow up on what was said.",
        ),
        Text(
            "Från dig, företagets personal och den AI som svarar.",
            "From you, the company's staff and the AI that answers.",
        ),
    )
    DELIVERY_METADATA = CategoryText(
        Text("Leveransuppgifter", "Delivery data"),
        Text(
            "När ett meddelande skickades, om det kom fram och vilken kanal som användes.",
            "When a message was sent, whether it arrived and which channel was used.",
        ),
        Text(
            "För att se att svaren når dig och för att kunna felsöka.",
            "To see that answers reach you and to be able to find faults.",
        ),
        Text(
            "Från teleoperatören, i webbchatten från din webbläsare.",
            "From the telephone operator, in the web chat from your browser.",
        ),
    )
    CALL_STATISTICS = CategoryText(
        Text("Samtalsuppgifter", "Call data"),
        Text(
            "När du ringde, hur länge och om samtalet besvarades. Samtal spelas inte in.",
            "When you called, for how long and whether it was answered. Calls are not recorded.",
        ),
        Text(
            "För att kunna höra av oss om ett missat samtal och bemanna rätt.",
            "To be able to get back about a missed call and to staff the phones well.",
        ),
        _FROM_OPERATOR,
    )
    DEVICE = CategoryText(
        Text("Enhet och IP-adress", "Device and IP address"),
        Text(
            "IP-adress, webbläsare, operativsystem, typ av enhet och vilken webbplats webbchatten användes på.",
            "IP address, browser, operating system, type of device and the website on which the web chat was used.",
        ),
        Text(
            "För att skydda tjänsten mot missbruk, och i webbchatten för att känna igen samma webbläsare.",
            "To protect the service against abuse, and in the web chat to recognise the same browser.",
        ),
        Text("Från din enhet.", "From your device."),
    )
    AI_INTERPRETATION = CategoryText(
        Text("AI-tolkningar", "AI interpretations"),
        Text(
            "Hur AI:n uppfattade ditt meddelande (till exempel språk och ärende) och vad svaret bygger på.",
            "How the AI understood your message (such as language and subject) and what the answer rests on.",
        ),
        Text(
            "För att personalen ska kunna förstå, granska och rätta svaren.",
            "So that staff can understand, review and correct the answers.",
        ),
        _FROM_SERVICE,
    )
    CRM_DATA = CategoryText(
        Text("Kundkopplingar", "Customer links"),
        Text(
            "Kopplingar till dina uppgifter i företagets kundregister.",
            "Links to your record in the company's customer system.",
        ),
        Text(
            "För att företaget ska kunna hjälpa dig utifrån det de redan vet.",
            "So that the company can help you based on what it already knows.",
        ),
        Text("Från företagets kundregister.", "From the company's customer system."),
    )
    BOOKINGS = CategoryText(
        Text("Bokningar", "Bookings"),
        Text("Vilken tjänst du har bokat, när och hos vem.", "Which service you booked, when and with whom."),
        Text("För att boka, påminna om och ändra dina tider.", "To book, remind of and change appointments."),
        _FROM_YOU,
    )
    CONSENT = CategoryText(
        Text("Samtycken och avregistreringar", "Consents and opt-outs"),
        Text(
            "Om och när du har sagt ja eller nej till meddelanden, och när du fick veta att en AI svarar.",
            "Whether and when you said yes or no to messages, and when you were told that an AI answers.",
        ),
        Text(
            "För att respektera ditt val och kunna visa att vi gör det.",
            "To respect your choice and be able to show that we do.",
        ),
        _FROM_YOU,
    )
    RIGHTS_CASES = CategoryText(
        Text("Ärenden om dina rättigheter", "Cases about your rights"),
        Text(
            "Vad du har begärt, när, och hur det besvarades.",
            "What you asked for, when, and how it was answered.",
        ),
        Text("För att uppfylla lagens krav.", "To meet the law's requirements."),
        _FROM_YOU,
    )
    ACCESS_LOG = CategoryText(
        Text("Åtkomstlogg", "Access log"),
        Text(
            "Vem i personalen som har sett eller ändrat dina uppgifter, och när.",
            "Which member of staff has seen or changed your data, and when.",
        ),
        Text(
            "För att kunna kontrollera att bara behöriga ser dina uppgifter.",
            "To be able to check that only those entitled see your data.",
        ),
        _FROM_SERVICE,
    )
    STAFF_ACCOUNT = CategoryText(
        Text("Personalkonton", "Staff accounts"),
        Text(
            "Namn, e-postadress, roll och inloggningsuppgifter för företagets personal.",
            "Name, e-mail address, role and sign-in data of the company's staff.",
        ),
        Text(
            "För att ge rätt person tillgång till tjänsten.",
            "To give the right person access to the service.",
        ),
        Text("Från företaget.", "From the company."),
    )
    SECURITY = CategoryText(
        Text("Säkerhetsuppgifter", "Security data"),
        Text(
            "Inloggade sessioner och tvåfaktorsinställningar för personalen.",
            "Staff's signed-in sessions and two-factor settings.",
        ),
        Text("För att skydda konton.", "To protect accounts."),
        _FROM_SERVICE,
    )
    AUDIT = CategoryText(
        Text("Granskningslogg", "Audit log"),
        Text("Vad personalen har gjort i tjänsten, och när.", "What staff did in the service, and when."),
        Text(
            "För att kunna visa hur uppgifter har hanterats.",
            "To be able to show how data has been handled.",
        ),
        _FROM_SERVICE,
    )
    NONE = CategoryText(
        Text("Inga personuppgifter", "No personal data"),
        Text("Tekniska uppgifter.", "Technical data."),
        Text("För att tjänsten ska fungera.", "For the service to work."),
        _FROM_SERVICE,
    )

    @property
    def code(self) -> str:
        return self.name.lower()


class Purpose(Enum):
    """What a field is for, as the Article 30 record names it."""

    ANSWERING = Text("Besvara kundens frågor", "Answer the customer's questions")
    IDENTIFYING = Text("Känna igen kunden", "Recognise the customer")
    DELIVERING = Text("Skicka meddelanden och följa leveransen", "Send messages and follow their delivery")
    BOOKING = Text("Hantera bokningar", "Manage bookings")
    EXPLAINING_AI = Text("Förklara och granska AI:ns svar", "Explain and review the AI's answers")
    RESPECTING_CHOICES = Text("Respektera kundens val", "Respect the customer's choices")
    RIGHTS = Text("Uppfylla den registrerades rättigheter", "Fulfil the data subject's rights")
    ACCOUNTABILITY = Text("Visa hur uppgifter har hanterats", "Show how data has been handled")
    SECURITY = Text("Skydda tjänsten och konton", "Protect the service and accounts")
    STAFF_ACCESS = Text("Ge personalen tillgång", "Give staff access")
    OPERATING = Text("Driva tjänsten", "Run the service")


@dataclass(frozen=True, slots=True)
class RetentionText:
    """``days`` is the default period, None where something else than the calendar ends it."""

    days: int | None
    text: Text


class RetentionClass(Enum):
    """How long, by default; a company may choose another period within bounds."""

    MESSAGES = RetentionText(
        365, Text("12 månader efter att konversationen avslutades", "12 months after the conversation ended")
    )
    METADATA = RetentionText(
        365, Text("12 månader, därefter bara antal", "12 months, after that only as counts")
    )
    INTERPRETATIONS = RetentionText(90, Text("90 dagar", "90 days"))
    IP = RetentionText(30, Text("30 dagar, därefter avkortad", "30 days, then truncated"))
    CONTACTS = RetentionText(
        730, Text("24 månader efter den senaste kontakten", "24 months after the last contact")
    )
    EXPORT_PACKAGES = RetentionText(14, Text("14 dagar", "14 days"))
    ACCESS_LOG = RetentionText(730, Text("24 månader", "24 months"))
    CONSENT = RetentionText(
        None,
        Text(
            "Så länge valet gäller; en avregistrering finns därefter kvar som en nyckelskyddad kontrollsumma",
            "As long as the choice stands; an opt-out then lives on as a keyed hash only",
        ),
    )
    CASES = RetentionText(
        1095, Text("36 månader efter att ärendet avslutades", "36 months after the case was closed")
    )
    ACCOUNT = RetentionText(None, Text("Så länge kontot finns", "As long as the account exists"))
    SECURITY = RetentionText(30, Text("Högst 30 dagar", "At most 30 days"))
    # Other words than the interpretations': two members of the same value would be one.
    WEBHOOKS = RetentionText(90, Text("90 dagar efter händelsen", "90 days after the event"))
    COMPANY_LIFETIME = RetentionText(
        None, Text("Så länge företaget använder tjänsten", "As long as the company uses the service")
    )
    NONE = RetentionText(None, Text("Ingen gräns", "No limit"))

    @property
    def code(self) -> str:
        return self.name.lower()


class Ground(Enum):
    """Why something is kept when a person is erased."""

    LEGAL_OBLIGATION = Text("Rättslig förpliktelse (artikel 17.3 b)", "Legal obligation (Article 17(3)(b))")
    LEGAL_CLAIMS = Text("Rättsliga anspråk (artikel 17.3 e)", "Legal claims (Article 17(3)(e))")
    ACCOUNTABILITY = Text("Ansvarsskyldighet (artikel 5.2)", "Accountability (Article 5(2))")
    OBJECTION = Text(
        "För att fortsätta respektera en avregistrering (artikel 21)",
        "To go on respecting an opt-out (Article 21)",
    )
    NOT_IDENTIFYING = Text(
        "Pekar inte ut någon när resten är raderat", "Points at nobody once the rest is erased"
    )


class Erase(StrEnum):
    """What erasure does to a field."""

    DELETE = "delete"
    NULL = "null"
    KEEP = "keep"
