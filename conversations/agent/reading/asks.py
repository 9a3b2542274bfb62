"""What ordinary texts are about: bookings, and questions about the company."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.agent.reading.everyday import HOW_MUCH, IN_GENERAL, UNBOOKED, WHEN_THERE, WHERE
from conversations.agent.reading.inquiries import HOURS, LOCATION, PRICE, VISIT
from conversations.agent.reading.normal import rule

_NOT = r"(?<!inte )(?<!ej )(?<!utan att )(?<!aldrig )(?<!not )(?<!don't )(?<!inte att )(?<!slippa )"
_TIME = (
    r"(?:\w*tid(?:en|er|erna)?|bokning\w*|besok\w*|termin|mote\w*|behandling\w*|appointment|booking|slot"
    r"|visit|time)"
)

CANCEL = rule(
    rf"{_NOT}(?<!min )\bavbok(?:a|ar|ning|ningen|as|e)?\b(?! (?:absolut |snalla |den |min tid "
    rf"|tiden )*(?:inte"
    rf"|ej)\b)(?!sregler|spolicy)",
    rf"{_NOT}\bboka av\b|\b(?:lamna|ge|anmala|meddela|maste|vill)\b.{{0,12}}\baterbud\b"
    rf"|{_NOT}\bcancel(?:l?ing)?\b(?! (?:fee|policy))|{_NOT}\bcall off\b",
    rf"{_NOT}\bstall(?:a|er)? in\b|{_NOT}\bannuller(?:a|ar)\b|{_NOT}\bavbestall(?:a|er)?\b",
    rf"\b(?:radera|ta bort|tar bort|stryk|stryka|slopa|strunta i|skippa|skippar|hoppar? over|remove"
    rf"|delete|drop|glom(?! inte))\b.{{0,20}}\b{_TIME}\b",
    rf"\b(?:behover|vill) inte (?:ha )?(?:\w+ )?{_TIME} (?:langre|mer|kvar)\b|\b(?:behover"
    rf"|vill) inte langre (?:ha )?(?:\w+ )?{_TIME}"
    rf"|\b(?:don'?t|no longer) need (?:\w+ )?{_TIME}\b|\bvill ha (?:\w+ )?{_TIME} avbokad\b"
    rf"|\bblir (?:\w+ )?inget (?:av\b|for (?:mig|oss|min|var)\b)",
)
# Cannot come: a cancellation, unless another time is asked for.
CANNOT_COME = rule(
    r"\b(?:kan|hinner|kommer|orkar|klarar|lyckas|gar) (?:tyvarr |nog |anda |dock |da |det "
    r"|jag )*inte (?:att )?(?:kunna )?(?:langre )?"
    r"(?:komma|hinna|medverka|narvara|dyka upp|delta|ta mig)\b",
    r"\bdubbelbokat\b|\bkrockar\b|\b(?:passar|funkar|fungerar|gar) (?:tyvarr )?inte langre\b"
    r"|\bkan (?:tyvarr )?inte (?:den|min|den har|da) (?:tid\w*|dag\w*)",
    r"\bkommer (?:tyvarr |nog |jag |vi )*(?:inte|ej) (?:till|imorgon|idag|ikvall|pa|da\b|kl|dit)\b",
    r"\b(?:kan|hinner) (?:tyvarr |nog |dock |jag )*inte (?:komma )?(?:imorgon|idag|pa |da\b|kl|\d|langre|nu)"
    r"|\bhinner (?:tyvarr )?inte\b|\bhar (?:fatt )?forhinder\b|\b(?:fatt|far) (?:tyvarr )?forhinder\b"
    r"|\bmaste (?:tyvarr )?hoppa av\b",
    r"\b(?:tyvarr|maste)\b.{0,20}\blamna aterbud\b|\b(?:sjuk|forkyld|magsjuk|influensa|krasslig"
    r"|krassliga|sjuka|vab\w*)\b.{0,40}\b(?:kan|kommer|hinner) inte\b",
    r"\b(?:can'?t|cannot|can not|won'?t|unable to|not able to|not going to) (?:be able to )?(?:make"
    r"|come|attend|be there|get there)\b"
    r"|\b(?:can'?t|cannot) do (?:it |that )?(?:tomorrow|today|then|mon|tue|wed|thu|fri|sat|sun|this|\d)"
    r"|\b(?!it\b|that\b)\w+ (?:has |just )?came up\b|\bhave to drop out\b",
)
_BETWEEN = (
    r"(?:(?:min|mina|mitt|var|vara|vart|den|det|denna|en|ett|nagon|bokade|inbokade|bokad|kommande|bara"
    r"|garna|pa|om|fram|upp|"
    r"for|imorgon|\w*dagens|till|hela|ny|annan|ena|av|\w{3,}s)\s+){0,4}"
)
_OWN = r"(?:my|our|the|this|that|tomorrow'?s|today'?s)?\s?(?:\w+(?:'s)? ){0,2}?"
MOVE = rule(
    rf"{_NOT}\bombok\w*|{_NOT}\bboka om\b|{_NOT}\breschedul\w*|{_NOT}\bpostpone\b|\bpush (?:it "
    rf"|my .{{0,20}})?back\b|\bbring (?:it )?forward\b",
    rf"{_NOT}\b(?:flytta|flyttar|flyttas|andra|andrar|byta|byter|byt|skjuta|skjut|tidigarelagg\w*"
    rf"|senarelagg\w*|justera)\b\s+{_BETWEEN}"
    r"(?:\w*tid(?:en|er|erna)?|\w*bokning\w*|\w*besok\w*|mote\w*|dag|behandling\w*|klippning\w*)\b",
    r"\b(?:flytta|flyttar|andra|skjut(?:a|er)?|tidigarelagg\w*|senarelagg\w*) (?:pa |upp |fram )?(?:den"
    r"|det)\b|\bbyt(?:a|er)? den till\b"
    r"|\bskjut(?:a|er)? (?:upp|fram|pa (?:det|den|min|tid\w*|bokning\w*|besok\w*"
    r"|(?!\w*(?:vagnen|bilen|knappen)\b)\w{3,}(?:en|et)))\b|\b(?:senare|tidigare)lagg\w*",
    r"\b(?:flytta|flyttar|flytt)\b.{0,20}\b(?:till|fram|bak\w*|en vecka|en dag|en timme)\b|\b(?:byta"
    r"|byt|andra|byter)\b.{0,10}\btill\b(?! (?:en )?(?:vinter|sommar|dack|annat|en annan (?:marke"
    r"|modell)))",
    rf"\b(?:move|change|shift|switch|swap|push) {_OWN}(?:appointments?|bookings?|times?|slots?|visits?"
    rf"|reservation)\b",
    r"\b(?:kan|gar det att|far|kunde|skulle) (?:jag |vi |man |det )*(?:fa )?(?:komma|ta det|dyka upp"
    r"|ta (?:min|den) tid\w*) (?:\w+ ){0,3}(?:senare|tidigare)\b|\b(?:can|could) (?:i|we) (?:come|do it"
    r"|have it) (?:\w+ ){0,3}(?:later|earlier)\b|\ban den (?:tid )?(?:jag|vi) (?:har|fick|bokade"
    r"|fatt)\b|\b(?:senare|tidigare) an (?:vad )?(?:vi|ni) (?:sa|sagt|bestamde?|bestamt|kom overens)\b",
    r"\b(?:move|shift|push|switch|change) (?:it|that|this) (?:to|back|forward)\b|\bmove (?:it|me)\b"
    r"|\bmove to (?:another|mon|tue|wed|thu|fri|sat|sun|\d|next)",
    r"\b(?:annan|ny) tid\b.{0,15}\b(?:istallet|i stallet)\b|\b(?:different|another|new) time instead\b"
    r"|\b(?:dra|drar|lagga|lagg|putta|knuffa) (?:fram|tillbaka|om|upp|bak\w*) (?:pa )?(?:den|det|min|tid\w*"
    r"|bokning\w*|besok\w*)\b|\b(?:push|delay|bump) (?:it|that|this|my|our|the)\b"
    r"|\b\w*dag(?:en)? (?:istallet|i stallet) for (?:\w+ )?\w*dag(?:en)?\b|\b\w+day instead of (?:\w+ )?\w+day\b"
    r"|\bmake it .{1,20} instead\b|\bcome (?:at|on|in) .{1,20} instead\b",
)
OTHER_TIME = rule(
    r"\bannan (?:tid|dag)\b|\bannan\W*\?|\bny tid\b|\ban den (?:tid )?(?:jag|vi) (?:har|fick|bokade"
    r"|fatt)\b|\bnytt datum\b|\bsamma tid\b|\bistallet\b|\bi stallet\b|\bannat datum\b|\ben annan gang\b"
    r"|\bnasta vecka\b.{0,5}\?",
    r"\banother (?:time|day)\b|\bdifferent (?:time|day)\b|\bnew time\b|\binstead\b|\brebook\b",
)
AVAILABLE = rule(
    r"(?<!tar )(?<!tar ni )\bledig\w*|\bvantetid\w*|\b(?:helt |redan )?fullt\b"
    r"|\bavbokningar(?:na)?\b|\b(?:nagot|nagra|fatt) (?:\w+ )?(?:aterbud|avbokning)\b"
    r"|\bluck(?:a|or)\b|\bavailab\w*|\bopenings?\b(?! (?:hours|times))|\bfree (?:slots?|times?|spots?"
    r"|appointments?)\b|\bany ?thing free\b|\bdrop ?-?ins?\b|\bwalk ?-?ins?\b|\bvacan\w*",
    r"\b(?:finns|har|fanns|hade|far|ar) (?:det|ni|du|dom|de) (?:kvar |mojligen |mojligtvis |nagon "
    r"|nagra |en |plats |fortfarande |lust och )*"
    r"(?:(?!(?:bindnings|uppsagnings|garanti|leverans|res|reklamations|ko|lan|arbets"
    r"|vante)tid)\w*tid(?:er)?\b(?! att\b)|plats\w*|mojlighet\w*|utrymme)(?! for nagra fragor)",
    r"\bnar (?:\w+ )?(?:ar|finns|har|kan|far|hinner|skulle) (?:ni |du |jag |man |vi )?(?:er |din |det "
    r"|fa )*(?:nasta|nagon|en|forsta|tid|komma|lamna|fa tid|boka|narmast)\w*",
    r"\b(?:hinner|hinns|kan|skulle) (?:ni|du|nagon|de) .{0,40}\b(?:idag|imorgon|komma|klamma in|klippa"
    r"|ta emot|titta|kika|ikvall|pa (?:man|tis|ons|tors|fre|lor|son)\w*|hjalpa mig|fa in)\b"
    r"|\bhinner (?:ni|du)\b",
    r"\b(?:vilka|nagra|hur manga|fler|flera|andra) (?:\w+ )?tider\b|\btider kvar\b|\bhur ser det ut\b"
    r"|\bser det ut\b.{0,25}\b(?:med tider|for|pa|i)\b|\bfullbokat\b|\bfullbokade\b|\bplats for mig\b"
    r"|\bnasta (?:lediga )?(?:tid|gang)\b|\btidigaste (?:tid|mojliga)\w*|\bfinns kvar\b|\bkvar pa\b",
    r"\b(?:any|have|got|is there|are there|do you have)\b.{0,25}\b(?:slots?|times?|appointments?"
    r"|openings?|space|room|spots?)\b|\b(?:fit|squeeze) me in\b|\bnext (?:free|available|possible)\b"
    r"|\bfree (?:on|this|tomorrow|today|at|next)\b|\bwhen (?:can|could|would|is|are) (?:i|you|your"
    r"|the) .{0,25}(?:come|get|next|see|earliest|do)\b|\bfully booked\b|\bwhat times\b",
)
# Asks for it to be done, without a doubt.
BOOK_FIRM = rule(
    rf"{_NOT}\b(?:boka|bokar|book|reservera|bestall|bestalla|reserve|schedule)\b(?! (?:av|om)\b)",
    r"\b(?:kan|kunde|far|skulle kunna|skulle) (?:jag|vi|man|i|we) (?:\w+ )?(?:fa|boka|ta|ha|komma"
    r"|bestalla|have|get|book|come|take)\b",
    r"\b(?:vill|onskar|behover|skulle (?:garna )?vilja|skulle behova|tanker|tankte|tar|ta|vi tar"
    r"|jag tar|i'?d like|i would like|i want|we want|i need|i'?ll take|we'?d like|can i|could i"
    r"|may i)\b",
    r"\btid (?:for|till|hos)\b|^\W*(?:\w+ )?tid \b|\btack\W*$|\bplease\b",
)
BOOK = rule(
    rf"{_NOT}\b(?:boka|bokar|bokas|bokning|inbokad|bokade?)\b(?! (?:av|om)\b)|\bbook(?:ing|ed)?\b"
    rf"|\bappointment\b|\breserv(?:era|ation|e)\b|\bschedule\b|\bbestalla? (?:en )?\w*tid\b",
    r"\b(?:vill|skulle|behover|onskar|kan|kunde|far|soker|ha|fa|ge|fixa|ordna|hitta|tankte|garna|hoppas"
    r"|vilja)\b.{0,30}(?<!lang )(?<!hur )\b\w*tid\b(?! (?:tar|att|det|ar))",
    r"\b(?:vill|skulle|behover|onskar|kan|kunde|far|tankte|maste|dags att|dags for|garna|tanker|vilja"
    r"|behova|planerar)\b.{0,20}\b(?:komma (?:in|forbi|till|pa|och|med)|lamna in|klippa|klippt"
    r"|fixa till|farga|hjalp med)\b",
    r"\b(?:need|want|like|get|have|come in|could|can) .{0,25}\b(?:haircut|appointment|slot|cut|in for"
    r"|a time|massage|come in|fixed|see you)\b|\bcome in\b",
    r"\b(?:behover|maste) (?:\w+ )?(?:klippas|fargas|fixas|lagas|bytas|vaccineras|masseras|kollas)\b"
    r"|\b(?:fa|ordna|hitta) (?:\w+ )?tider\b",
    r"^\W*\w*tid\b(?! (?:tar|att|det|ar))|\btid (?:for|till|hos)\b(?! mig att)",
)
#: Names the booking itself.
BOOKS = rule(r"\bbok\w*|\bbook\w*|\btid\b|\bappointment\b|\breserv\w*")
DURATION = rule(
    r"\bhur lang tid\b|\bhur lange (?:tar|haller|varar|behover|far|racker|sitter|pagar|ska)\b"
    r"|\btar det (?:lang tid|lange)\b|\bhur lang ar\b|\bhur manga (?:minuter|timmar)\b"
    r"|\bhur lang\b.{0,20}\bbehandling",
    r"\bhow long (?:does|is|will|do|would|are)\b|\bhow many (?:minutes|hours)\b",
)
OFFERED = rule(
    r"\b(?:gor|erbjuder|utfor|har|klipper|fixar|lagar|saljer|tar|kor|jobbar|byter|servar|sysslar) (?:ni"
    r"|du)\b|\b(?:kan|brukar) (?:ni|man|du)\b|\bvilka (?:behandlingar|tjanster)\b|\bvad (?:erbjuder|gor"
    r"|har|kan) ni\b|\bvad finns det\b|\bdo you (?:do|offer|have|fix|repair|provide|take|handle|also)\b"
    r"|\bwhat (?:services|treatments)\b|\bcan you\b",
)
# How far something has come is known to staff alone.
STATUS = rule(
    r"\b(?:ar|blir) (?:min |mina |den |var )?(?:\w+ )?(?:klar|klart|klara|fardig|fardigt"
    r"|lagad)\b\W*(?:an)?\W*\??|\bnar (?:ar|blir|kan jag hamta)\b.{0,25}\b(?:klar|klart|fardig|hamta"
    r"|bilen|den)\b|\bhur gar det (?:med|for)\b|\bhar ni (?:hunnit|borjat|hittat|fatt hem|fatt in)\b",
    r"\bis (?:my|the) \w+ (?:ready|done|finished)\b|\bwhen (?:will|is) (?:my|the) \w+ (?:be )?(?:ready"
    r"|done|finished)\b",
)
OWN_TIME = rule(
    r"\b(?:nar|vilken (?:tid|dag)|vad|hur dags) (?:\w+ )?(?:ar|var|hade|har|skulle|hette"
    r"|borjar) (?:jag |min |mitt |vi |det |jag nu )+.{0,25}\b(?:tid\w*|bokning\w*|bokad\w*|bokat"
    r"|besok\w*|komma|nu igen|igen|har)\b|\bnar (?:har|ska|skulle|hade) jag\b.{0,15}\b(?:tid|komma"
    r"|bokat|inbokad)\b",
    r"\bhar jag (?:\w+ )?(?:\w*tid\b|bokat|bokning|nagot (?:in)?bokat|nan)|\bar (?:min|jag|tiden"
    r"|bokningen|vi) (?:\w+ )?(?:tid |bokning )?(?:inbokad|bokad|kvar|bekraftad|registrerad|ok|klar)\w*"
    r"|\b(?:bekrafta|dubbelkolla|kolla|paminn\w*|kontrollera|bekrafta)\b.{0,25}\b(?:min|mina|tiden"
    r"|bokningen|nar jag|att jag)\b|\bstammer (?:det|min|tiden)\b.{0,30}\b(?:tid|bokad|bokning)"
    r"|\btiden (?:ar )?(?:kvar|fortfarande|galler)\b|\b(?:forsvinner|galler|star) (?:\w+ )?(?:min|mitt"
    r"|mina) (?:\w+ )?"
    r"(?:tid\w*|bokning\w*|besok\w*)\b",
    r"\bavbok\w* (?:absolut |snalla |den |min tid |tiden )*(?:inte|ej)\b|\bdon'?t cancel\b|\b(?:min"
    r"|mitt) \w+ (?:har |hade )?(?:bokat|bokade)\b",
    r"\b(?:jag|vi|i) (?:har |hade |have |'ve )?(?:redan |already |tidigare |nyss |precis )*(?:bokade"
    r"|bokat|booked)\b|\bhar (?:ni|du|nagon) (?:av|om)?bokat\b|\b(?:ar|blev|blivit|was|is|been) (?:nu "
    r"|redan )?(?:avbokad|ombokad|inbokad|bokad|cancell?ed|booked|rescheduled)\b|\bfick (?:ett )?(?:sms"
    r"|meddelande)\b.{0,30}\b(?:tid|bokning|avbokad)",
    r"\b(?:when|what time) (?:is|was) (?:my|our)\b|\bdo i have (?:a|an|any)\b.{0,15}\b(?:appointment"
    r"|booking|time)|\bam i (?:still )?booked\b|\bconfirm (?:my|the) (?:appointment|booking|time)\b"
    r"|\bis my (?:appointment|booking)\b|\bremind me when\b",
)
# Asks how something works rather than for it to be done.
RULES = rule(
    r"\b(?:kostar|kosta|kostade|avgift\w*|betala|debiter\w*|gratis|kostnadsfritt|utan kostnad"
    r"|utan avgift|avbokningsavgift|free|charge\w*|fee|pay|cost)\b",
    r"\b(?:hur sent|nar senast|senast|hur lang tid innan|hur tidigt|hur langt (?:i forvag|innan)"
    r"|innan (?:ett|en) (?:visst|viss)|hur manga timmar|how late|how early|how far|deadline|in advance"
    r"|what happens if|vad hander om|hur gor (?:jag|man)|hur (?:avbokar|ombokar|bokar|flyttar"
    r"|andrar) (?:jag|man)|how (?:do|can) (?:i|you))\b",
    r"\b(?:kan|far|maste|behover|bor|gar det att|ska) man\b|\bmaste jag (?:avboka|boka|omboka)\b"
    r"|\bregler\w*|\bpolicy\w*|\bvillkor\w*|\brules\b|\b\w*bokningsregl\w*|\bcancellation\b"
    r"|\bvad galler\b|\bmust i\b|\bdo i (?:need|have) to\b|\bdrop ?-?in\b|\bbehover (?:jag|man"
    r"|vi) (?:boka|ha (?:en )?tid|forboka)|\bbara (?:komma|dyka|titta) (?:forbi|upp|in)\b"
    r"|\bwalk ?-?in\b|\bom (?:jag|man|det|vi) (?:\w+ )?(?:blir|skulle|far|inte|maste|vill|behover"
    r"|avbokar|ombokar|kommer)\b|\bifall\b|\bif i\b",
)
# A question about whether it can be done: to be answered with an offer.
ASKS_IF = rule(
    r"\b(?:finns|har (?:ni|du)|hinner|gar det|ar det (?:ledigt|mojligt|ok|okej)|ar .{0,20} ledig\w*"
    r"|skulle det (?:ga|funka|passa)|funkar det|passar det|mojlighet|mojligt|is there|are there"
    r"|do you have|any chance|would it be possible|is it possible|is .{0,25} (?:free|available)"
    r"|have you got|kan (?:ni|du|nagon)|skulle (?:ni|du))\b",
    r"\b(?:gar|funkar|passar) (?:det )?(?:bra )?\?|\bledigt?\b.{0,12}\?|\bgar det bra\b",
)
# A question about something else that has a time in it.
QUESTIONS = rule(r"\b(?:hur|vad|vilk\w+|varfor|vem|om jag|om vi|ifall|if i|how|what|which|why|who)\b")
HEDGED = rule(
    r"\b(?:typ|kanske|ungefar|runt|kring|omkring|ca|cirka|helst|preferably|around|(?<!what )(?<!how )about|roughly"
    r"|maybe|perhaps|eller|or|funderar|tveksam|vet inte|om (?:det )?gar|osaker|nagot sant|thinking of"
    r"|might)\b"
)


_NO_BOOKING = rule(
    r"\b(?:inte|ej|aldrig) (?:\w+ ){0,2}?(?:boka|bokat|bokade|bokning|ha (?:en |nagon )?tid)\b(?! om"
    r"| av)|\b(?:don'?t|do not|not|didn'?t) (?:\w+ ){0,2}?(?:book|need an appointment)"
)


@dataclass(frozen=True)
class Asked:
    """What the rules found in one text."""

    cancel: bool
    cannot_come: bool
    move: bool
    other_time: bool
    available: bool
    book: bool
    no_booking: bool
    price: bool
    hours: bool
    location: bool
    duration: bool
    offered: bool
    own_time: bool
    status: bool
    about_rules: bool
    unbooked: bool


def asked_in(low: str) -> Asked:
    """Read a text in normal form."""
    duration = DURATION.search(low) is not None
    bare = DURATION.sub(" ", low)
    there = WHEN_THERE.search(bare) is not None
    own_time = OWN_TIME.search(bare) is not None and not there
    available = AVAILABLE.search(bare) is not None and VISIT.search(bare) is None
    hours = HOURS.search(bare) is not None or there
    return Asked(
        cancel=CANCEL.search(bare) is not None,
        cannot_come=CANNOT_COME.search(bare) is not None,
        move=MOVE.search(bare) is not None,
        other_time=OTHER_TIME.search(bare) is not None,
        # Whether one gets there in time asks for the hours, not for an appointment.
        available=available and not there,
        book=BOOK.search(bare) is not None
        and not (there and BOOKS.search(bare) is None)
        and _NO_BOOKING.search(bare) is None,
        no_booking=_NO_BOOKING.search(bare) is not None,
        price=PRICE.search(bare) is not None or HOW_MUCH.search(bare) is not None,
        hours=hours,
        location=LOCATION.search(bare) is not None or WHERE.search(bare) is not None,
        duration=duration,
        offered=OFFERED.search(bare) is not None,
        own_time=own_time,
        status=STATUS.search(low) is not None and IN_GENERAL.search(low) is None,
        about_rules=RULES.search(bare) is not None,
        unbooked=UNBOOKED.search(bare) is not None,
    )
