"""Wording of the privacy notice that does not depend on the inventory, in Swedish and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nexus.privacy.vocabulary import Text

PRODUCT: Final = "Nomar Nexus"


@dataclass(frozen=True, slots=True)
class Words:
    title: Text
    paragraphs: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class RecipientWords:
    name: str
    gets: Text
    where: Text


TITLE = Text("Integritet", "Privacy")
INTRO = Text(
    "Här läser du vilka uppgifter om dig som sparas när du skriver till oss eller ringer, varför, hur "
    "länge, och vad du kan begära.",
    "This is what is stored about you when you write to us or call, why, for how long, and what you can "
    "ask for.",
)
PLATFORM_INTRO = Text(
    "Nomar Nexus är en tjänst där företag svarar sina kunder med hjälp av AI. Här läser du vilka "
    "uppgifter som behandlas i tjänsten.",
    "Nomar Nexus is a service in which companies answer their customers with the help of AI. This is what "
    "data the service handles.",
)

ORG_NUMBER = Text("org.nr", "company reg. no.")
CONTROLLER = Words(
    Text("Vem ansvarar för dina uppgifter?", "Who is responsible for your data?"),
    (
        Text(
            "Företaget är personuppgiftsansvarigt: det bestämmer varför och hur dina uppgifter används.",
            "The company is the controller: it decides why and how your data is used.",
        ),
    ),
)
PLATFORM_CONTROLLER = Words(
    Text("Vem ansvarar för uppgifterna?", "Who is responsible for the data?"),
    (
        Text(
            "Företaget som du har kontakt med är personuppgiftsansvarigt för sina kunders och sin "
            "personals uppgifter. Dess egen integritetssida finns på företagets adress i tjänsten.",
            "The company that you are in touch with is the controller of its customers' and its staff's "
            "data. Its own privacy page is at the company's address in the service.",
        ),
        Text(
            "Nomar Tech AB är personuppgiftsansvarigt för de konton som Nomars egen driftpersonal har.",
            "Nomar Tech AB is the controller of the accounts of Nomar's own operations staff.",
        ),
    ),
)
PROCESSOR = Words(
    Text("Vem driver tjänsten?", "Who runs the service?"),
    (
        Text(
            "Nomar Tech AB (org.nr 559552-9586, info@nomar.se, nomar.se) är personuppgiftsbiträde. Nomar "
            "behandlar uppgifterna på företagets uppdrag och får inte använda dem till något annat.",
            "Nomar Tech AB (company reg. no. 559552-9586, info@nomar.se, nomar.se) is the processor. "
            "Nomar handles the data on the company's behalf and may not use it for anything else.",
        ),
        Text(
            "Meddelanden, namn och nummer är krypterade med en nyckel per företag. Nomars driftpersonal "
            "har inget konto hos företaget och kan inte läsa konversationerna.",
            "Messages, names and numbers are encrypted with a key per company. Nomar's operations staff "
            "have no account at the company and cannot read the conversations.",
        ),
    ),
)
DATA = Words(
    Text("Vilka uppgifter sparas?", "What data is stored?"),
    (
        Text(
            "Tiderna är de som gäller om företaget inte har valt något annat.",
            "The periods are those that apply unless the company has chosen others.",
        ),
    ),
)
#: In place of that, where the company's own are given.
OWN_PERIODS = Text(
    "Tiderna är de som gäller hos företaget nu.", "The periods are those that apply at the company now."
)
STAFF_DATA = Words(Text("Uppgifter om personal", "Data about staff"))
LEGAL_BASIS = Words(
    Text("Vad ger rätt att använda uppgifterna?", "What gives the right to use the data?"),
    (
        Text(
            "När du frågar om, bokar eller köper något behandlas uppgifterna för att uppfylla ett avtal "
            "eller för att du har bett om det inför ett avtal (artikel 6.1 b i GDPR). I övrigt är grunden "
            "företagets berättigade intresse av att kunna besvara dig och skydda tjänsten (artikel 6.1 f).",
            "When you ask about, book or buy something, the data is handled to perform a contract or "
            "because you asked for it ahead of one (GDPR, Article 6(1)(b)). Otherwise the ground is the "
            "company's legitimate interest in being able to answer you and protect the service (Article "
            "6(1)(f)).",
        ),
        Text(
            "Att visa att lagen följs, till exempel när du utövar dina rättigheter, är en rättslig "
            "förpliktelse (artikel 6.1 c).",
            "Showing that the law is followed, such as when you exercise your rights, is a legal "
            "obligation (Article 6(1)(c)).",
        ),
        Text(
            "Du behöver inte lämna några uppgifter. Ett sms eller samtal kan bara besvaras på det nummer som det "
            "kom från. I webbchatten behövs inget nummer: där kommer svaren i chatten.",
            "You do not have to give any data. A text or a call can only be answered on the number that it came "
            "from. The web chat needs no number: answers come in the chat.",
        ),
    ),
)
#: What is kept where comes from ``client_storage``.
BROWSER = Words(
    Text("Vad webbchatten sparar i din webbläsare", "What the web chat keeps in your browser"),
    (
        Text(
            "Om du chattar på företagets webbplats sparas detta i din webbläsare, och inget annat. Innan du har "
            "skickat något sparas ingenting, och chatten använder inga kakor (cookies).",
            "If you chat on the company's website, this is kept in your browser, and nothing else. Before you have "
            "sent anything nothing is kept, and the chat uses no cookies.",
        ),
        Text(
            "Det behövs för den tjänst som du själv har bett om och kräver därför inget samtycke (9 kap. 28 § lagen "
            "om elektronisk kommunikation, 2022:482). Det används inte till något annat.",
            "It is needed for the service that you have asked for yourself, so it takes no consent (chapter 9, "
            "section 28 of the Swedish Electronic Communications Act, 2022:482). It is used for nothing else.",
        ),
    ),
)
HEALTH = Words(
    Text("Uppgifter om hälsa", "Data about health"),
    (
        Text(
            "Företaget kan behandla uppgifter om hälsa (artikel 9 i GDPR). AI:n svarar därför bara på "
            "praktiska frågor; skriver du om din hälsa lämnas konversationen över till personalen. Skicka "
            "helst inga uppgifter om din hälsa som meddelande.",
            "The company may handle data about health (GDPR, Article 9). The AI therefore answers "
            "practical questions only; if you write about your health, the conversation is handed over to "
            "staff. Please avoid sending data about your health in a message.",
        ),
    ),
)
RECIPIENTS_INTRO = Words(
    Text("Vilka får del av uppgifterna?", "Who receives the data?"),
    (
        Text(
            "Uppgifterna lagras inom EU/EES. De säljs aldrig och används inte för reklam. Företagets "
            "behöriga personal ser dem, och dessa leverantörer behandlar dem på uppdrag:",
            "The data is stored within the EU/EEA. It is never sold and not used for advertising. The "
            "company's authorised staff see it, and these suppliers handle it on instruction:",
        ),
    ),
)
#: The processor itself; its sub-processors are in the register (nexus.privacy.subprocessors).
NOMAR: Final = RecipientWords(
    "Nomar Tech AB",
    Text("Drift och lagring av tjänsten.", "Operation and storage of the service."),
    Text("EU/EES", "EU/EEA"),
)
AI = Words(
    Text("En AI svarar", "An AI answers"),
    (
        Text(
            "Svar skrivs av en AI om inget annat står. Det första meddelandet säger att det är en AI. "
            "Vill du tala med en människa, skriv MÄNNISKA, så tar personalen över.",
            "Answers are written by an AI unless it says otherwise. The first message says that it is an "
            "AI. If you would rather speak to a human, write MÄNNISKA or HUMAN, and staff take over.",
        ),
        Text(
            "AI:n läser ditt meddelande, letar i företagets egna texter och öppettider och formulerar ett "
            "svar. Den fattar inga beslut som har rättsliga följder för dig.",
            "The AI reads your message, looks in the company's own texts and opening hours and words an "
            "answer. It takes no decisions with legal consequences for you.",
        ),
    ),
)
TRAINING = Words(
    Text("Ingen träning på dina uppgifter", "No training on your data"),
    (
        Text(
            "Dina uppgifter används inte för att träna AI-modeller, varken av företaget, av Nomar eller "
            "av leverantörerna.",
            "Your data is not used to train AI models, neither by the company, by Nomar nor by the "
            "suppliers.",
        ),
    ),
)
RIGHTS = Words(
    Text("Dina rättigheter", "Your rights"),
    (
        Text(
            "Du kan när som helst begära detta av företaget, utan kostnad. Svar kommer inom en månad. Du "
            "kan också skriva REGISTERUTDRAG eller RADERA i samma konversation.",
            "You can ask this of the company at any time, free of charge. The answer comes within a "
            "month. You can also write REGISTERUTDRAG (access) or RADERA (erasure) in the same "
            "conversation.",
        ),
    ),
)
RIGHTS_POINTS: Final = (
    Text(
        "Få veta vilka uppgifter som finns om dig, och få en kopia (artikel 15).",
        "Learn what data there is about you, and get a copy (Article 15).",
    ),
    Text("Få felaktiga uppgifter rättade (artikel 16).", "Have wrong data corrected (Article 16)."),
    Text("Få dina uppgifter raderade (artikel 17).", "Have your data erased (Article 17)."),
    Text(
        "Begära att uppgifterna bara får lagras (artikel 18).",
        "Ask that the data may only be stored (Article 18).",
    ),
    Text(
        "Få ut det du själv har lämnat i ett maskinläsbart format (artikel 20).",
        "Get what you provided in a machine-readable format (Article 20).",
    ),
    Text(
        "Invända mot behandlingen, till exempel mot att en AI svarar (artikel 21).",
        "Object to the processing, such as an AI answering (Article 21).",
    ),
    Text("Avregistrera dig från SMS genom att skriva STOPP.", "Opt out of texts by writing STOPP."),
)
COMPLAINT = Words(
    Text("Om du inte är nöjd", "If you are not satisfied"),
    (
        Text(
            "Du kan klaga hos Integritetsskyddsmyndigheten (IMY): imy.se, imy@imy.se, Box 8114, 104 20 "
            "Stockholm. Du kan också gå till domstol.",
            "You can complain to the Swedish Authority for Privacy Protection (IMY): imy.se, imy@imy.se, "
            "Box 8114, SE-104 20 Stockholm, Sweden. You can also go to court.",
        ),
    ),
)
CONTACT = Words(
    Text("Kontakt", "Contact"),
    (
        Text(
            "Hör av dig till företaget om du har frågor eller vill utöva dina rättigheter:",
            "Get in touch with the company if you have questions or want to exercise your rights:",
        ),
    ),
)
PLATFORM_CONTACT = Words(
    Text("Kontakt", "Contact"),
    (
        Text(
            "Frågor om tjänsten: Nomar Tech AB, info@nomar.se, nomar.se. Gäller det dina egna "
            "meddelanden, hör av dig till företaget som du skrev till.",
            "Questions about the service: Nomar Tech AB, info@nomar.se, nomar.se. If it is about your own "
            "messages, get in touch with the company you wrote to.",
        ),
    ),
)
