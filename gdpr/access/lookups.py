"""What the AI can look up and do, said to the person: names and codes inside its records."""

from __future__ import annotations

from typing import Final

from nexus.privacy.vocabulary import Text

Codes = dict[str, Text]

LANGUAGES: Final[Codes] = {
    "": Text("Inte känt", "Not known"),
    "sv": Text("Svenska", "Swedish"),
    "en": Text("Engelska", "English"),
}
TOOLS: Final[Codes] = {
    "search_knowledge": Text("Sökte i företagets texter", "Searched the company's texts"),
    "company_facts": Text("Slog upp uppgifter om företaget", "Looked up facts about the company"),
    "list_services": Text("Såg vilka tjänster som finns", "Looked at which services there are"),
    "find_free_times": Text("Sökte lediga tider", "Looked for free times"),
    "book": Text("Bokade en tid", "Booked a time"),
    "move_booking": Text("Flyttade en bokning", "Moved a booking"),
    "cancel_booking": Text("Avbokade en tid", "Cancelled a booking"),
    "remember_name": Text("Sparade ditt namn", "Remembered your name"),
    "open_rights_request": Text("Öppnade ett ärende åt dig", "Opened a case for you"),
    "hand_over": Text("Lämnade över till personalen", "Handed over to staff"),
}
ABOUT: Final[Codes] = {
    "opening_hours": Text("Öppettider", "Opening hours"),
    "address": Text("Adress", "Address"),
    "location": Text("Adress", "Address"),
}
RIGHTS: Final[Codes] = {
    "access": Text("Registerutdrag", "A copy of the data"),
    "rectification": Text("Rättelse", "Correction"),
    "erasure": Text("Radering", "Erasure"),
    "restriction": Text("Begränsning", "Restriction"),
    "portability": Text("Dataportabilitet", "Data portability"),
    "objection": Text("Invändning", "Objection"),
}
PROBLEMS: Final[Codes] = {
    "closed": Text("Det var stängt då.", "It was closed then."),
    "misfit": Text("Tiden räckte inte.", "There was not enough time."),
    "taken": Text("Tiden var upptagen.", "The time was taken."),
    "wrong_state": Text("Bokningen gick inte att ändra.", "The booking could not be changed."),
    "past": Text("Tiden hade passerat.", "The time had passed."),
    "no_contact": Text("Det var inte känt vem det gällde.", "It was not known whom it was about."),
}
#: Keys of look-ups and of what came of them. The days of the week count from Monday.
LOOKUP_KEYS: Final[Codes] = {
    "tools.name": Text("Vad", "What"),
    "rank": Text("Hur väl det passade (0–1)", "How well it fits (0–1)"),
    "about": Text("Om", "About"),
    "address": Text("Adress", "Address"),
    "question": Text("Fråga", "Question"),
    "times": Text("Lediga tider", "Free times"),
    "nearest": Text("De närmaste tiderna i stället", "The nearest times instead"),
    "booking": Text("Bokning", "Booking"),
    "remembered": Text("Sparades", "Was remembered"),
    "opened": Text("Öppnades", "Was opened"),
    "kind": Text("Begäran", "Request"),
    "error": Text("Gick inte", "Did not work"),
    "alternatives": Text("Andra tider", "Other times"),
    "message": Text("Omtvistat meddelande", "Disputed message"),
    "0": Text("Måndag", "Monday"),
    "1": Text("Tisdag", "Tuesday"),
    "2": Text("Onsdag", "Wednesday"),
    "3": Text("Torsdag", "Thursday"),
    "4": Text("Fredag", "Friday"),
    "5": Text("Lördag", "Saturday"),
    "6": Text("Söndag", "Sunday"),
}
YES_NO: Final[Codes] = {"true": Text("Ja", "Yes"), "false": Text("Nej", "No")}
