"""Objections, read by their parts: a refusal, what is refused, and whose data it is done with."""

from __future__ import annotations

from conversations.agent.reading.parts import DATA, DETAIL, MY, TALK, any_together, part, together

_REFUSES = (
    r"\b(?:vill|onskar|tanker|gar|tal) (?:inte|ej|absolut inte|verkligen inte)\b|\b(?:slippa|slipper)\b"
    r"|\bfar (?:inte|ej|aldrig)\b"
    r"|\b(?:inte|inget|ej) (?:ok|okej|bekvam\w*|okay)\b|\b(?:godkanner|godkant|samtycker|samtyckt"
    r"|accepterar|tillater|tillatit|gillar"
    r"|(?:har|gar|gatt) ?\w* (?:inte )?med pa|ger|gett|lamnat|onskar|medger) (?:inte|ej|aldrig)\b"
    r"|\b(?:inte|aldrig) (?:gatt med|godkant"
    r"|gett|samtyckt|lamnat|sagt ja)\b|\bnekar\b|\bvagrar\b|\bforbjud\w*|\bprotest\w*"
    r"|\bmots\w*t\w* mig\b|\bmotsat\w*|\bmotsat\w*"
    r"|\binvand(?!ig)\w*|\bopponer\w*|\b(?:saga|sager|tackar|tacka) nej\b|\bnej till\b|\bsluta\w*\b"
    r"|\bupphor\w*|\bstang(?:a)? av\b"
    r"|\btycker inte (?:\w+ )?om\b|\b(?:inte|ingen) ratt att\b|\blat inte\b|\bgodtar (?:inte|ej)\b"
    r"|\baldrig sagt\b|\binte (?:er"
    r"|min|mitt) tillat\w*|\b(?:har|ni har) inte (?:min|mitt|ratt)\b|\bbestrid\w*|\b(?:may|must|can) not\b"
    r"|\bavsta\w*|\bstoppa\b|\brespekter\w*|\bi (?:do not|don'?t|never)\b|\bdon'?t\b|\bdo not\b"
    r"|\bobject\w*|\brefuse\w*|\bstop\b"
    r"|\bopt\w* out\b|\bwithout my\b|\bnot (?:ok|okay|comfortable)\b|\bno (?:ai|bots?)\b|\binte lata\b"
)
_REFUSE = part(_REFUSES)
_USES = (
    r"\b(?:anvand\w*|behandl\w*|hanter\w*|dela|delar|delas|delat|salj|salja|saljer|saljs|lamna(?:r"
    r"|s)? (?:\w+ ){0,3}?ut|skicka\w*"
    r" (?:\w+ ){0,3}?(?:till|vidare)|sprid\w*|publicer\w*|lagg\w* ut|visas|ge(?:r)? (?:\w+ ){0,3}?till"
    r"|ge(?:r)? ut|kartlagg\w*|profiler\w*|analyser\w*"
    r"|tran(?:a|ar|as)|mata\w*"
    r"|proces+\w*|shar(?:e|ed|ing)|sell(?:ing)?|us(?:e|ed|ing)|train\w*|handl(?:e|ed|ing))\b"
)
_USE = part(_USES)
_READS = part(_USES, r"\b(?:las|lasa|laser|lases|lasar|ser|read|reads|reading|skannar?|scan\w*|tolka\w*)\b")
_OWN = part(
    DATA,
    DETAIL,
    rf"{MY} (?:\w+ )?(?:bild\w*|foto\w*|hals\w*|ansikte)\b|\bbild\w* (?:pa|av) mig\b|\bpersonuppgift\w*"
    rf"|\bpictures? of me\b",
)
_OWN_OR_TALK = part(_OWN.pattern, TALK, rf"{MY} (?:\w+ )?(?:brev|halsa|skrift|texter|health)\b")
_AI = (
    r"\b(?:ai|ain|artificiell\w*|robot\w*|bot|bott?en|bots|chatt?bot\w*|chatgpt|datorn?|datorer"
    r"|maskin(?:en|er)?|algoritm\w*"
    r"|automat\w*|computers?|machines?|artificial)\b"
)
_MACHINE = part(_AI)
_IMPERATIVE = part(
    r"\b(?:anvand|ta|ge|lagg|dela|salj|lamna|trana|sprid|publicera|las|lasa|behandla|analysera|mata"
    r"|skicka|kartlagg|hantera)"
    r" (?:aldrig|inte|ej)\b(?! bort)|\b(?:dont|don'?t|do not|never|stop|sluta) (?:\w+ )?(?:use|share"
    r"|sell|read|process|using|sharing|selling|reading"
    r"|processing|publish|anvand\w*|behandl\w*|dela|salja|lasa|analysera|hantera|sprida|lamna)\b"
)
_CONSENT = part(
    r"\b(?:samtycke\w*|godkannande\w*|medgivande\w*|tillstand|tillatelse|consent|permission|approval)\b"
)
_WITHDRAWS = part(
    r"\b(?:ater(?:kall|ta)\w*|dra(?:r)? (?:\w+ )?tillbaka|ta(?:r)? (?:\w+ )?tillbaka|upphav\w*|angrar"
    r"|drar in"
    r"|withdraw\w*|revok\w*|take back"
    r"|ger (?:\w+ )?inte|inte (?:\w+ )?gett|har inte)\b"
)
_DECIDES = part(
    r"\b(?:profiler\w*|profiling|kartlagg\w*|automat\w* (?:\w+ )?(?:beslut\w*|behandling\w*|decisions?"
    r"|processing)|bestammer|beslut|decisions?"
    r"|bestamma|avgor|avgora|beslutar|decid\w*)\b"
)
_LIMIT = part(r"\b(?:begrans\w*|frys\w*|pausa\w*|restrict\w*|limit)\b")
_PROCESSING = part(r"\b(?:behandling\w* av|anvandning\w* av|processing)\b")
_SWITCH_OFF = part(
    r"\b(?:stang(?:a|er|s)? av|sta(?:a|ng)?nga av|inaktivera|avaktivera|koppla (?:bort|ur)|slippa"
    r"|sag(?:a|er)? nej|avsta\w*|nej till"
    r"|opt (?:\w+ )?out|turn off|disable|switch off|without)\b"
)
_OBJECTS = part(
    r"\binvand(?:a|er|ning\w*)\b|\bmotsatt\w* mig\b|\bbestrid\w*|\bobject(?:ion)? to\b|\bopponerar\b"
)
_OBJECTION = (
    (_OBJECTS, part(DATA, DETAIL, TALK, _AI, r"\b\w*behandling\w*\b|\bprocessing\b")),
    (_REFUSE, _USE, _OWN),
    (
        _REFUSE,
        _READS,
        _OWN_OR_TALK,
        part(_AI, r"\b(?:vill inte|far inte|nekar|forbjud\w*|invand\w*|mots\w*|want)\b"),
    ),
    (_REFUSE, _MACHINE, part(_READS.pattern, TALK)),
    (_IMPERATIVE, part(_OWN_OR_TALK.pattern, _AI)),
    (_WITHDRAWS, _CONSENT),
    (
        _REFUSE,
        part(r"\b(?:profiler\w*|profiling|kartlagg\w*|automat\w* (?:\w+ )?(?:beslut\w*|decisions?))\b"),
    ),
    (part(_REFUSES, r"\binget\b|\binga\b"), _MACHINE, _DECIDES),
    (_LIMIT, _PROCESSING),
    (_LIMIT, _USE, _OWN),
    (_SWITCH_OFF, part(r"\b(?:ai|ain|artificiell\w*|automatisk\w*|ais)\b")),
    (
        part(r"\b(?:inte|not|never)\b"),
        part(r"\b(?:fa|far|anvanda|lagg\w*|use)\b"),
        part(r"\bbild\w* (?:pa|av) mig|\b(?:mina|min) bild\w*"),
    ),
)
# The hairdresser's machine, and the gearbox.
_CLIPPER = part(
    r"\b(?:anvand\w*|med|klipp\w*) (?:inte )?(?:\w+ )?maskin(?:en)?\b(?![^.!?\n]{0,30}\b(?:mina|min"
    r"|uppgift\w*|data)\b)|\bmaskin(?:en)? (?:pa|till) \w+"
    r"|\buse (?:a |the )?machines?\b|\bmachine cut\b|\bautomatlad\w*|\bautomatvaxl\w*"
)


def wants_objection(low: str) -> bool:
    """A refusal of what is done with one's data, or of a machine's doing it."""
    return any_together(_CLIPPER.sub(" ", low), _OBJECTION, 90)


def refuses_machine(low: str) -> bool:
    """A bare "no" to AI, which may as well be a wish for a human."""
    return together(_CLIPPER.sub(" ", low), _REFUSE, _MACHINE, most=40)
