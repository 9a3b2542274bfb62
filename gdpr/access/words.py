"""What codes mean, said to the person whose data it is; in both languages, kept with the code like the notice.

Choices of a model's field explain themselves where nothing is said here. What stands here is either no choice,
or its own label speaks to staff.
"""

from __future__ import annotations

from typing import Final

from gdpr.access.lookups import ABOUT, LANGUAGES, LOOKUP_KEYS, PROBLEMS, RIGHTS, TOOLS, YES_NO
from nexus.privacy.vocabulary import Text

Codes = dict[str, Text]

INTENTS: Final[Codes] = {
    "opening_hours": Text("Öppettider", "Opening hours"),
    "price": Text("Pris", "Price"),
    "book": Text("Boka en tid", "Book a time"),
    "reschedule": Text("Flytta en tid", "Move a time"),
    "cancel": Text("Avboka en tid", "Cancel a time"),
    "availability": Text("Lediga tider", "Free times"),
    "location": Text("Hitta till företaget", "Finding the company"),
    "human": Text("Vill ha kontakt med en människa", "Wants to reach a person"),
    "complaint": Text("Klagomål", "Complaint"),
    "thanks": Text("Tack", "Thanks"),
    "opt_out": Text("Inga fler sms", "No more texts"),
    "opt_in": Text("Vill ha sms igen", "Wants texts again"),
    "rights_access": Text("Registerutdrag", "A copy of their data"),
    "rights_erasure": Text("Radering", "Erasure"),
    "rights_rectification": Text("Rättelse", "Correction"),
    "objection": Text("Invändning mot automatiska svar", "Objection to automated answers"),
    "emergency": Text("Något akut", "Something urgent"),
    "smalltalk": Text("Småprat", "Small talk"),
    "spam": Text("Skräp", "Spam"),
    "prompt_injection": Text("Försök att styra AI:n", "An attempt to steer the AI"),
    "other": Text("Något annat", "Something else"),
}
REASONS: Final[Codes] = {
    "agent_off": Text("AI:n svarade inte då.", "The AI did not answer at that time."),
    "asked_for_human": Text("Du bad om en människa.", "You asked for a person."),
    "cannot_act": Text("AI:n får inte göra det själv.", "The AI may not do this by itself."),
    "complaint": Text("Personalen svarar på klagomål.", "Staff answer complaints."),
    "emergency": Text("Det kunde vara akut.", "It could be urgent."),
    "excluded_topic": Text("Personalen svarar själva på ämnet.", "Staff answer this topic themselves."),
    "health": Text("Personalen svarar på frågor om hälsa.", "Staff answer questions about health."),
    "holiday": Text("Dagen är en helgdag.", "The day is a holiday."),
    "legal": Text("Bara personalen kan lova det.", "Only staff can promise that."),
    "no_text": Text("Meddelandet hade ingen text.", "The message had no text."),
    "not_delivered": Text("AI:ns svar kom inte fram.", "The AI's answer did not get through."),
    "not_known": Text("AI:n visste inte svaret.", "The AI did not know the answer."),
    "nothing_to_answer": Text("Det fanns inget att svara på.", "There was nothing to answer."),
    "objection": Text("Du vill inte ha automatiska svar.", "You do not want automated answers."),
    "objected": Text("Du vill inte ha automatiska svar.", "You do not want automated answers."),
    "prompt_injection": Text("Meddelandet försökte styra AI:n.", "The message tried to steer the AI."),
    "proven": Text("Operatören visste vad som hände.", "The operator knew what had happened."),
    "provider_failed": Text("AI:n gick inte att nå.", "The AI could not be reached."),
    "reply_cap": Text("AI:n hade svarat så ofta den får.", "The AI had answered as often as it may."),
    "restricted": Text("Dina uppgifter är begränsade.", "Your data is restricted."),
    "rights": Text("Du bad om något som rör dina uppgifter.", "You asked for something about your data."),
    "too_slow": Text("AI:n svarade inte i tid.", "The AI did not answer in time."),
    "uncertain": Text("Det var oklart om svaret kom fram.", "It was unclear whether the answer arrived."),
}
ERRORS: Final[Codes] = {
    "21211": Text("Numret finns inte.", "The number does not exist."),
    "21408": Text("Sms till landet är inte tillåtna.", "Texts to this country are not allowed."),
    "21610": Text("Numret har sagt nej till sms.", "The number has declined texts."),
    "21614": Text("Numret kan inte ta emot sms.", "The number cannot receive texts."),
    "30003": Text(
        "Telefonen var avstängd eller utan täckning.", "The phone was switched off or out of reach."
    ),
    "30004": Text("Telefonen tar inte emot sms från företaget.", "The phone does not take the texts."),
    "30005": Text("Numret finns inte.", "The number does not exist."),
    "30006": Text("Numret kan inte ta emot sms.", "The number cannot receive texts."),
    "30007": Text("Operatören stoppade meddelandet.", "The operator stopped the text."),
}
SOURCES: Final[Codes] = {
    "sms": Text("Genom ett sms från dig", "By a text from you"),
    "webchat": Text("I webbchatten", "In the web chat"),
    "ai": Text("När AI:n svarade dig", "When the AI answered you"),
    "staff": Text("Genom personalen", "Through staff"),
    "portal": Text("Genom personalen", "Through staff"),
    "api": Text("Genom företagets eget system", "Through the company's own system"),
    "provider": Text("Genom operatören", "Through the operator"),
    "customer": Text("Genom din länk", "Through your link"),
    "import": Text("Från företagets kundregister", "From the company's customer records"),
}
ROLES: Final[Codes] = {
    "owner": Text("Företagets ansvariga", "The company's owner"),
    "agent": Text("Medarbetare", "Member of staff"),
    "data_protection": Text("Företagets dataskyddskontakt", "The company's data-protection contact"),
}
DISCLOSED: Final[Codes] = {
    "message": Text("Meddelandet", "The message"),
    "body": Text("Meddelandet", "The message"),
    "history": Text("Tidigare meddelanden", "Earlier messages"),
    "summary": Text("En sammanfattning av tidigare meddelanden", "A summary of earlier messages"),
    "name": Text("Ditt namn", "Your name"),
    "bookings": Text("Dina bokningar", "Your bookings"),
}
#: Acts in the access log. What is about the company's settings never stands in a person's log.
ACTIONS: Final[Codes] = {
    "read": Text("Visades", "Was shown"),
    "download": Text("Hämtades", "Was fetched"),
    "answer_marked_wrong": Text("Ett AI-svar märktes som fel", "An answer of the AI was marked as wrong"),
    "answer_review_changed": Text("En bedömning ändrades", "A review was changed"),
    "answer_review_removed": Text("En bedömning togs bort", "A review was removed"),
    "contact.recognised": Text("Du kändes igen på nytt", "You were recognised anew"),
    "contact.rectified": Text("Uppgifter rättades", "Data was corrected"),
    "contact.merged": Text(
        "Uppgifter från två kontakter slogs ihop", "The data of two contacts was brought together"
    ),
    "contact.unmerged": Text("Två kontakter delades upp igen", "Two contacts were parted again"),
    "contact.restricted": Text("Behandlingen begränsades", "Processing was restricted"),
    "contact.restricted_lifted": Text("Begränsningen upphörde", "The restriction ended"),
    "contact.objected": Text("Invändning mot automatiska svar", "Objection to automated answers"),
    "contact.objected_lifted": Text("Invändningen togs tillbaka", "The objection was withdrawn"),
    "conversation.taken_over": Text("Personalen tog över", "Staff took over"),
    "conversation.handed_back": Text("AI:n svarade igen", "The AI answered again"),
    "conversation.handed_over": Text("AI:n lämnade över till personalen", "The AI handed over to staff"),
    "conversation.closed": Text("Konversationen avslutades", "The conversation was closed"),
    "booking.created": Text("En tid bokades", "A time was booked"),
    "booking.moved": Text("En bokning flyttades", "A booking was moved"),
    "booking.cancelled": Text("En bokning avbokades", "A booking was cancelled"),
    "booking.confirmed": Text("En bokning bekräftades", "A booking was confirmed"),
    "booking.marked": Text("En bokning märktes", "A booking was marked"),
    "booking.done": Text("En bokning märktes som genomförd", "A booking was marked as done"),
    "booking.no_show": Text("En bokning märktes som utebliven", "A booking was marked as a no-show"),
    "rights.search": Text("Du söktes upp på ditt nummer", "You were looked up by your number"),
    "erasure.started": Text("En radering påbörjades", "An erasure was started"),
    "erasure.done": Text("En radering blev klar", "An erasure was finished"),
    "package.link_refused": Text(
        "En länk till ditt registerutdrag som inte längre gäller provades",
        "A link to your package that is no longer good was tried",
    ),
    "redaction.decided": Text(
        "Uppgifter om andra granskades före utlämnandet", "Data about others was reviewed before the hand-out"
    ),
}

#: Codes of a field that has no choices, or whose choices speak to staff: (model, field) → code → words.
FIELD_CODES: Final[dict[tuple[str, str], Codes]] = {
    ("crm.Contact", "language"): LANGUAGES,
    ("crm.OptOut", "source"): SOURCES,
    ("crm.Consent", "source"): SOURCES,
    ("conversations.Conversation", "state"): {
        "ai": Text("AI:n svarar", "The AI answers"),
        "waiting_for_staff": Text("Väntar på personalen", "Waits for staff"),
        "human": Text("Personalen svarar", "Staff answer"),
        "closed": Text("Avslutad", "Closed"),
    },
    ("conversations.Message", "author_type"): {
        "contact": Text("Du", "You"),
        "ai": Text("AI", "AI"),
        "human": Text("Personal", "Staff"),
        "system": Text("Automatiskt meddelande", "Automatic message"),
    },
    ("conversations.Message", "direction"): {
        "inbound": Text("Till företaget", "To the company"),
        "outbound": Text("Till dig", "To you"),
    },
    ("conversations.Message", "error_code"): ERRORS,
    ("conversations.DeliveryEvent", "error_code"): ERRORS,
    ("conversations.ConversationEvent", "reason"): REASONS,
    ("conversations.AnswerReview", "intent"): INTENTS,
    ("conversations.AnswerReview", "expected_intent"): INTENTS,
    ("conversations.Interpretation", "disclosed_fields"): DISCLOSED,
    ("conversations.Interpretation", "provider"): {
        "embedded": Text("Den inbyggda tolkningen, hos oss", "The built-in reading, on our own machines"),
        "rules": Text("Fasta regler, hos oss", "Fixed rules, on our own machines"),
        "holding": Text("Ett fast svar medan du väntar", "A fixed answer while you wait"),
        "anthropic": Text("Anthropic", "Anthropic"),
        "bedrock": Text("Amazon Bedrock", "Amazon Bedrock"),
        "vertex": Text("Google Vertex AI", "Google Vertex AI"),
    },
    ("conversations.Interpretation", "retention_mode"): {
        "": Text("Inget lämnades ut", "Nothing was disclosed"),
        "none": Text("Inget sparas", "Nothing is kept"),
        "zero": Text("Leverantören sparar inget", "The provider keeps nothing"),
        "standard": Text("Leverantörens vanliga villkor", "The provider's usual terms"),
    },
    ("gdpr.Case", "state"): {
        "received": Text("Mottaget", "Received"),
        "verifying": Text("Väntar på att du visar vem du är", "Waits for you to show who you are"),
        "in_progress": Text("Utförs", "Is being carried out"),
        "waiting_for_company": Text("Väntar på företaget", "Waits for the company"),
        "extended": Text("Förlängt", "Extended"),
        "refused": Text("Avslaget", "Refused"),
        "done": Text("Klart", "Done"),
    },
    ("gdpr.Case", "second_check"): {
        "": Text("Behövdes inte", "Was not needed"),
        "silent": Text(
            "Numret hade varit tyst i över sex månader", "The number had been silent for over six months"
        ),
        "name": Text("Ett annat namn än det kända uppgavs", "Another name than the known one was given"),
    },
    ("audit.Entry", "action"): ACTIONS,
    ("audit.Entry", "actor"): ROLES,
}

#: Keys inside values that are objects themselves, and the codes that some of them hold.
KEYS: Final[Codes] = {
    "intent": Text("Ärende", "Subject"),
    "language": Text("Språk", "Language"),
    "confidence": Text("Säkerhet (0–1)", "Confidence (0–1)"),
    "slots": Text("Uppgifter i meddelandet", "Particulars in the message"),
    "service": Text("Tjänst", "Service"),
    "start": Text("Börjar", "Starts"),
    "end": Text("Slutar", "Ends"),
    "resource": Text("Hos", "With"),
    "sources": Text("Källor som svaret bygger på", "Sources that the answer rests on"),
    "title": Text("Rubrik", "Title"),
    "tools": Text("Uppslag som AI:n gjorde", "What the AI looked up"),
    "name": Text("Namn", "Name"),
    "arguments": Text("Frågade efter", "Asked for"),
    "query": Text("Sökord", "Search words"),
    "result": Text("Fick veta", "Was told"),
    "milliseconds": Text("Millisekunder", "Milliseconds"),
    "reason": Text("Skäl", "Reason"),
    "note": Text("Anteckning", "Note"),
    "state": Text("Läge i samtalet", "State of the dialogue"),
    "decision": Text("Beslut", "Decision"),
    "email": Text("E-postadress", "E-mail address"),
    "phone": Text("Telefonnummer", "Phone number"),
    "id": Text("Identitet", "Identity"),
    "ok": Text("Lyckades", "Succeeded"),
    **LOOKUP_KEYS,
}
KEY_CODES: Final[dict[str, Codes]] = {
    "intent": INTENTS,
    "reason": REASONS,
    "language": LANGUAGES,
    "name": TOOLS,
    "about": ABOUT,
    "kind": RIGHTS,
    "error": PROBLEMS,
    **dict.fromkeys(("nearest", "remembered", "opened", "ok"), YES_NO),
}

#: Why a field about the person is not in the package, by what the inventory says.
NOT_EXPORTED: Final[Codes] = {
    "a keyed hash of the number that is exported beside it": Text(
        "En nyckelskyddad kontrollsumma av ett nummer eller en adress som finns med här.",
        "A keyed hash of a number or address that is given here.",
    ),
    "a keyed hash of the number that is exported with the contact": Text(
        "En nyckelskyddad kontrollsumma av ett nummer som finns med här.",
        "A keyed hash of a number that is given here.",
    ),
    "a keyed hash of the secret that the person's own browser keeps": Text(
        "En nyckelskyddad kontrollsumma av chattens hemlighet, som bara din egen webbläsare har.",
        "A keyed hash of the chat's secret, which only your own browser has.",
    ),
    "a copy of what is exported": Text(
        "Tidigare registerutdrag: kopior av det som finns med här.",
        "Earlier packages: copies of what is given here.",
    ),
    "keyed hashes of the name that is exported beside it": Text(
        "Nyckelskyddade kontrollsummor av ett namn som finns med här.",
        "Keyed hashes of a name that is given here.",
    ),
    "keyed hashes of the words of the message that is exported": Text(
        "Nyckelskyddade kontrollsummor av orden i ett meddelande som finns med här.",
        "Keyed hashes of the words of a message that is given here.",
    ),
    "a keyed hash of the customer number that is exported beside it": Text(
        "En nyckelskyddad kontrollsumma av ett kundnummer som finns med här.",
        "A keyed hash of a customer number that is given here.",
    ),
    "another person's identifier": Text(
        "Uppgifter om andra personer som har dolts för dig (artikel 15.4).",
        "Data about other people that was hidden from you (Article 15(4)).",
    ),
    "what an erasure looks for; emptied when it is done": Text(
        "Vad en pågående radering letar efter; töms när den är klar.",
        "What an erasure under way looks for; emptied when it is done.",
    ),
}
FOUND_KINDS: Final[Codes] = {
    "phone": Text("Telefonnummer", "Phone number"),
    "email": Text("E-postadress", "E-mail address"),
    "personnummer": Text("Personnummer", "Personal identity number"),
    "name": Text("Namn", "Name"),
}
OTHERS_RIGHTS: Final = Text(
    "Andras rättigheter och friheter (artikel 15.4 och 20.4)",
    "The rights and freedoms of others (Articles 15(4) and 20(4))",
)
