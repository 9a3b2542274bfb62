"""What the agent says, in the customer's language.

These are texts to customers, not the portal's: they follow the language of the conversation, so both
languages stand side by side here instead of in the catalogue. Swedish says *du*; no promises.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from babel.dates import get_month_names

from crm.bookings.models import Service
from crm.bookings.selectors import Hours

TEXTS: dict[str, dict[str, str]] = {
    "disclosure": {
        "sv": "Hej! Jag är AI-assistent hos {name}. Skriv MÄNNISKA om du hellre vill ha svar av personalen.",
        "en": "Hi! I am the AI assistant at {name}. Write HUMAN if you would rather hear from our staff.",
    },
    "disclosure_ai": {"sv": "Det är en AI som svarar.", "en": "An AI is answering."},
    "disclosure_human": {
        "sv": "Skriv MÄNNISKA om du vill ha svar av personalen.",
        "en": "Write HUMAN to be answered by our staff.",
    },
    "unknown": {
        "sv": "Det vet jag inte, så jag lämnar över till en kollega som svarar dig här.",
        "en": "I do not know that, so I am handing over to a colleague who will answer you here.",
    },
    "human": {
        "sv": "Jag lämnar över till en kollega som svarar dig här så snart det går.",
        "en": "I am handing over to a colleague who will answer you here as soon as possible.",
    },
    "emergency": {
        "sv": "Ring 112 om någon är i fara. Jag säger till en kollega direkt.",
        "en": "Call 112 if anyone is in danger. I am telling a colleague right away.",
    },
    "rights_access": {
        "sv": "Du vill veta vad vi har sparat om dig. En kollega tar hand om din begäran och svarar dig här.",
        "en": "You want to know what we hold about you. A colleague will take care of it and "
        "answer you here.",
    },
    "rights_erasure": {
        "sv": "Du vill att vi raderar dina uppgifter. En kollega tar hand om din begäran och svarar dig här.",
        "en": "You want us to erase your data. A colleague will take care of it and answer you here.",
    },
    "rights_rectification": {
        "sv": "Du vill att vi rättar en uppgift om dig. En kollega tar hand om det och svarar dig här.",
        "en": "You want us to correct your details. A colleague will take care of it and answer you here.",
    },
    "rights_of_others": {
        "sv": "Du skriver om uppgifter om någon annan. En kollega ser efter vad vi kan göra och svarar dig här.",
        "en": "You write about somebody else's data. A colleague will see what we can do and answer you here.",
    },
    "objection": {
        "sv": "Jag förstår. Härifrån svarar en kollega dig i stället för AI:n.",
        "en": "I understand. From here on a colleague will answer you instead of the AI.",
    },
    "prompt_injection": {
        "sv": "Det kan jag inte hjälpa dig med. Fråga mig gärna om våra tider, priser eller tjänster.",
        "en": "I cannot help you with that. Feel free to ask about our hours, prices or services.",
    },
    "complaint": {
        "sv": "Tråkigt att höra, och tack för att du berättar. En kollega läser det här och svarar dig.",
        "en": "I am sorry to hear that, and thank you for telling us. A colleague will read "
        "this and answer you.",
    },
    "health": {
        "sv": "Tack för att du berättar. Det ska en kollega svara på, så jag lämnar över nu.",
        "en": "Thank you for telling us. A colleague should answer that, so I am handing over now.",
    },
    "excluded_topic": {
        "sv": "Det svarar en kollega på, så jag lämnar över. Du får svar här.",
        "en": "A colleague answers questions about that, so I am handing over. You will hear from us here.",
    },
    "opt_out": {
        "sv": "Skriv bara ordet STOPP, så får du inga fler sms från oss.",
        "en": "Just write the single word STOP and you will get no more texts from us.",
    },
    "opt_in": {
        "sv": "Skriv bara ordet START, så kan vi skicka sms till dig igen.",
        "en": "Just write the single word START and we can text you again.",
    },
    "thanks": {
        "sv": "Varsågod! Hör av dig om det är något mer.",
        "en": "You are welcome! Let us know if there is more.",
    },
    "greeting": {"sv": "Hej! Vad kan jag hjälpa dig med?", "en": "Hi! What can I help you with?"},
    "chat": {
        "sv": "Tack, här är allt bra! Vad kan jag hjälpa dig med?",
        "en": "All is well here, thank you! What can I help you with?",
    },
    "robot": {
        "sv": "Jag är en AI-assistent. Skriv MÄNNISKA om du hellre vill ha svar av personalen.",
        "en": "I am an AI assistant. Write HUMAN if you would rather hear from our staff.",
    },
    "empty": {
        "sv": "Jag kan bara läsa text. Skriv gärna vad det gäller, så hjälper jag dig.",
        "en": "I can only read text. Please write what it is about and I will help you.",
    },
    "which_day": {
        "sv": "Den dagen hittar jag inte i kalendern. Vilken dag menar du?",
        "en": "I cannot find that day in the calendar. Which day do you mean?",
    },
    "holiday": {
        "sv": "{day} är {holiday}, och då kan vi ha andra tider. "
        "Jag lämnar över till en kollega som svarar dig här.",
        "en": "{day} is {holiday}, when our hours may differ. "
        "I am handing over to a colleague who will answer you here.",
    },
    "red_day": {
        "sv": "{day} är {holiday}, och då har vi stängt.",
        "en": "{day} is {holiday}, and we are closed.",
    },
    "no_hours": {
        "sv": "Jag har inga öppettider inlagda, så jag lämnar över till en kollega som svarar dig här.",
        "en": "I have no opening hours on file, so I am handing over to a colleague who will "
        "answer you here.",
    },
    "no_act": {
        "sv": "Jag kan inte göra det själv, så jag lämnar över till en kollega som svarar dig här.",
        "en": "I cannot do that myself, so I am handing over to a colleague who will answer you here.",
    },
}

_DAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "sv": get_month_names("wide", locale="sv"),
    "en": get_month_names("wide", locale="en"),
}


def say(key: str, language: str, **values: str) -> str:
    """The text called ``key`` in ``language`` (Swedish when it is not spoken here)."""
    texts = TEXTS[key]
    return texts.get(language, texts["sv"]).format(**values)


def clock(time: datetime.time, language: str) -> str:
    """09.00 in Swedish, 09:00 in English."""
    return f"{time:%H:%M}" if language == "en" else f"{time:%H.%M}"


def span(hours: Hours, language: str) -> str:
    """10.00–15.00."""
    return f"{clock(hours.opens, language)}–{clock(hours.closes, language)}"


def date_name(day: datetime.date, language: str) -> str:
    """lördag 28 november."""
    return f"{_DAYS[language][day.weekday()]} {day.day} {_MONTHS[language][day.month]}"


def weekday_on(day: datetime.date, language: str) -> str:
    """på måndag, on Monday."""
    return f"{'on' if language == 'en' else 'på'} {_DAYS[language][day.weekday()]}"


def day_name(day: datetime.date, today: datetime.date, language: str) -> str:
    """The day at the start of a sentence: "På lördag 28 november", "Idag, söndag 22 november,"."""
    near = {0: ("Idag", "Today"), 1: ("Imorgon", "Tomorrow")}.get((day - today).days)
    if near:
        return f"{near[language == 'en']}, {date_name(day, language)},"
    return f"{'On' if language == 'en' else 'På'} {date_name(day, language)}"


def hours_on(day: datetime.date, today: datetime.date, hours: Hours | None, language: str) -> str:
    """One sentence on when it is open on ``day``."""
    lead = day_name(day, today, language)
    if language == "en":
        return f"{lead} we are open {span(hours, 'en')}." if hours else f"{lead} we are closed."
    return f"{lead} har vi öppet {span(hours, 'sv')}." if hours else f"{lead} har vi stängt."


def hours_usual(weekday: int, hours: Hours | None, language: str) -> str:
    """One sentence on a weekday in general."""
    name = _DAYS[language][weekday]
    if language == "en":
        return f"On {name}s we are open {span(hours, 'en')}." if hours else f"On {name}s we are closed."
    return f"På {name}ar har vi öppet {span(hours, 'sv')}." if hours else f"På {name}ar har vi stängt."


def hours_of_week(week: dict[int, Hours], language: str) -> str:
    """The whole week, equal days in a row put together: måndag–fredag 09.00–18.00, söndag stängt."""
    parts: list[str] = []
    start = 0
    while start < 7:
        end = start
        while end + 1 < 7 and week.get(end + 1) == week.get(start):
            end += 1
        names = _DAYS[language][start] + (f"–{_DAYS[language][end]}" if end > start else "")
        own = week.get(start)
        parts.append(
            f"{names} {span(own, language) if own else ('closed' if language == 'en' else 'stängt')}"
        )
        start = end + 1
    lead = "We are open " if language == "en" else "Vi har öppet "
    return f"{lead}{', '.join(parts)}."


def money(kronor: int) -> str:
    """1 450 kr, with a plain space so that it fits GSM-7."""
    return f"{kronor:,} kr".replace(",", " ")


def duration(minutes: int, language: str) -> str:
    """45 minuter, 1 timme, 2,5 timmar."""
    if minutes < 60 or minutes % 30:
        return f"{minutes} {'minutes' if language == 'en' else 'minuter'}"
    hours = f"{minutes / 60:g}"
    if language == "en":
        return "1 hour" if minutes == 60 else f"{hours} hours"
    return "1 timme" if minutes == 60 else f"{hours.replace('.', ',')} timmar"


def service_name(service: Service, language: str) -> str:
    """The service's name in ``language``, else its Swedish one."""
    return (service.name_en or service.name_sv) if language == "en" else service.name_sv


def price_of(service: Service, language: str) -> str:
    """One sentence: Klippning herr kostar 425 kr och tar 30 minuter."""
    name, takes = service_name(service, language), duration(service.minutes, language)
    if service.price_sek is None:
        return f"{name} takes {takes}." if language == "en" else f"{name} tar {takes}."
    if language == "en":
        return f"{name} costs {money(service.price_sek)} and takes {takes}."
    return f"{name} kostar {money(service.price_sek)} och tar {takes}."


def price_list(services: Sequence[Service], language: str) -> str:
    """Klippning herr 425 kr, klippning dam 545 kr."""
    priced = [service for service in services if service.price_sek is not None]
    listed = ", ".join(
        f"{service_name(service, language)} {money(service.price_sek or 0)}" for service in priced
    )
    return f"{listed}."
