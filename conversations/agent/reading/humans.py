"""What must never be missed: a wish to hear from a human."""

from __future__ import annotations

from conversations.agent.reading.normal import near, rule
from conversations.agent.reading.parts import any_together, part

_WHOM = (
    r"\b(?:chef\w*|agar\w*|kollega\w*|medarbetar\w*|anstalld\w*|personal\w*|nagon|frisor\w*"
    r"|mekaniker\w*|tandlakar\w*|terapeut\w*|receptionist\w*|tekniker\w*|"
    r"ansvarig\w*|handlaggar\w*|radgivar\w*|expert\w*|manager|owner|supervisor|staff|someone|somebody"
    r"|anyone|colleague|receptionist|boss)\b"
)
_REACH = (
    r"\b(?:prata|prat|tala|snacka|samtala|samtal\w*|telefonsamtal\w*|ringa|ringer|uppringd|hora av sig"
    r"|hor av sig|horas|kontaktar? mig|svara(?:r)? mig|svara pa riktigt|"
    r"ta over|hjalpa mig i ?stallet|talk|speak|call|contact me|reach)\b"
)
HUMAN = rule(
    # Whoever wants to talk wants a human.
    r"\b(?:prata|tala|snacka|samtala|chatta|skriva) (?:direkt )?(?:med|m|mot) \w+|\b(?:vill|kan jag"
    r"|far jag|hellre|behover|skulle vilja) (?:\w+ )?(?:prata|snacka|tala)\b(?! om)|\b(?:prata|tala"
    r"|snacka)\b.{0,20}\b(?:pa riktigt|i telefon|over telefon)\b",
    r"\b(?:speak|talk|chat) (?:to|with) (?!you (?:later|soon|then))\w+",
    near(_WHOM, _REACH, 30) + r"(?!.{0,20}\b(?:nar (?:bilen|den) ar|when (?:it|the car) is))",
    r"\b(?:riktig|riktigt|levande|verklig|fysisk|personlig) (?:en|nagon|person\w*|anstalld|medarbetare"
    r"|kollega|personal|kontakt|kundservice|hjalp|service|receptionist|frisor|mekaniker|manniska)\b"
    r"|\briktig\b.{0,15}\bprata\b|\bsvara pa riktigt\b",
    r"\b(?:hjalp|svar|hjalpt|kontaktad) (?:av|fran) (?:nagon|en (?:riktig|kollega|anstalld|medarbetare)"
    r"|personal\w*|er personal|staff|someone|a (?:colleague|real))\b|\b(?:fa|ha) (?:tag|kontakt) (?:i"
    r"|pa|med)\b|\bkomma i kontakt med\b|\bkoppla (?:mig )?(?:till|vidare|over|in)\b"
    r"|\blamna over (?:till|mig)\b|\bfa ett samtal\b",
    r"\b(?:ring|ringa|ringer) (?:garna )?(?:upp )?(?:mig|upp|tillbaka|oss|0\d)|\b(?:bli|blir"
    r"|blev) (?:upp)?ringd\b|\bbli kontaktad\b(?! (?:inte|mer))|\bringa (?:till )?er\b|\b(?:kan|kunde"
    r"|vill) (?:ni|du|nagon|man|jag|en av er) (?:\w+ )?ringa\b|\bnummer att ringa\b"
    r"|\bbe (?:\w+ ){1,3}(?:ringa|hora av sig|kontakta|svara)\b",
    r"\bkundtjanst\w*|\bkundservice\b|\b(?:inte|slippa|orkar inte|vagrar|trott pa) (?:vill )?(?:prata "
    r"|skriva |snacka |chatta |tala )?(?:med |att )?(?:en |ett |den har |robotar? |era )?(?:robot\w*"
    r"|bot\b|bott\w*|botar\w*|chatbot\w*|chattbot\w*)",
    r"\bcall me\b|\bcan i call\b|\bphone me\b|\bring me\b|\bgive me a (?:call|ring)\b"
    r"|\brepresentative\b|\bcustomer (?:service|support)\b|\bsomeone (?:real|from (?:your|the))\b"
    r"|\bput me through\b|\bcall(?:ed)? back\b|\brather (?:deal|have|get|talk|hear"
    r"|speak)\b.{0,15}\b(?:person|human|someone|staff)",
    r"^\W*(?:personal|personalen|kollega|medarbetare|handlaggare|staff|receptionen?"
    r"|kundtjanst)\W*(?:tack|please)?\W*$|\b(?:ar|finns) det (?:en |nagon )(?:riktig )?(?:dar|hemma"
    r"|som kan svara|pa plats som kan)\b(?!.{0,20}tid)",
)

# A human is asked for, not spoken of: the word alone, or with what one wishes of a human.
_HUMAN_NOUN = part(
    r"\b(?:mannisk(?:a|an|or|orna)|mansk(?:a|or)|mannsk\w*|mennisk\w*|person(?:en)?|human"
    r"|humans)\b(?! (?:hair|till\b|extra\b|som (?!kan (?:svara|hjalpa"
    r"|prata|ringa|forsta|lasa|ta)|svarar|laser|hjalper|forstar|fattar|begriper|jobbar|vet vad)))"
)
_ASKS_FOR = part(
    r"\b(?:prat\w*|tala|snacka\w*|samtal\w*|kontakt\w*|svar(?:a|ar|et)?|vill|ge|ta (?:hit|fram)|hamta|fixa"
    r"|skaffa|slapp|koppla\w*|skicka|hjalp\w*|ring\w*|behover"
    r"|kraver|onskar|hellre|istallet|i stallet|riktig\w*|levande|verklig\w*|fysisk|bot|robot\w*|ai"
    r"|maskin\w*|dator\w*|dar|har|hora|nu|snalla|tack|over|skriva|chatta"
    r"|kommunicera|betjana\w*|nagon|real|live|actual|talk|speak|want|need|get|give|chat|instead|rather"
    r"|byt(?:a)?|eskalera\w*|escalate\w*|vidare|look|check|review|handle|take|text"
    r"|there|please|contact|call|reach|connect|transfer|fa|far|answer|reply|help|respond|finns|laser)\b"
)
_PARTY = rule(
    r"\b(?:per|\d+|en extra|varje|en och samma|samma|annan|vilken|privat|tva|tre|fyra|fem|for en|any one"
    r"|per|one|gillar|trevlig\w*|fin\w*|bra|basta?|harliga)"
    r" (?:\w+ )?(?:person(?:en)?|mannisk\w*|human)\b(?! att (?:prata|tala))|\b(?:ar|am"
    r"|som) en (?:\w+ )?(?:person|manniska)\b|\bpersonnummer\b|\bmanniskor som\b"
    r"|\bkan en (?:manniska|person) (?!(?:svara|hjalpa|ringa|ta over|lasa|hora|kontakta|skriva))\w+"
    r"|\b(?:person|manniska)\w* (?:eller|och|or|and) (?:hund|djur|dog)\w*"
    r"|\bmanniskor (?:sager|tycker|eller|brukar|vill|ar)\b|\bhar ni (?:en |nagon )?(?:person"
    r"|manniska) som\b"
)
_LIVE = rule(
    r"\bmansklig\w*|\blevande (?:person|nagon|varelse|en)\b|\bhuman (?:being|agent|operator|staff|help"
    r"|please|support|contact)\b",
    r"\b(?:real|live|actual|riktig|levande|verklig) (?:human|person|manniska|agent|operator|one)\b"
    r"|\ban? (?:agent|operator)\b"
    r"|^\W*(?:agent|operator|representative)\W*(?:please|now|tack|nu)?\W*$|\b(?:pa|i) (?:traden|luren"
    r"|linjen)\b|\bpersonlig kontakt\b|\bsamtal med\b|\btelefontid\b|\breal staff\b|\b(?:en"
    r"|nagon) riktig\W*$",
    r"^(?:hej|hello|hi|snalla|en|a|ett|ga till|till)?\W*(?:en |riktig |a |real )*(?:manniska|manskor?"
    r"|manniskor|person|human|mannska)"
    r"(?:\W+(?:tack|please|nu|snalla|now|ring|dar|har))*\W*$",
)
_WHOEVER = part(
    r"\b(?:nagon|nagon annan|ngn|annan|en av er|ansvarig\w*|personal\w*|medarbetar\w*|kolleg\w*"
    r"|behandlar\w*|chef\w*|agar\w*|bestammer|anyone|anybody|someone|somebody"
    r"|staff|manager|folk|ingen|kundtjanst\w*)\b"
)
_REACHES = part(
    r"\b(?:prata?|tala|snack[ae]|samtal\w*|kontakt(?:a|ar|en|as)?|kontakt med|ringa (?:upp|mig)"
    r"|ringer (?:upp|mig)|hor(?:a)? av (?:sig|er)|lasa (?:det|detta|mitt)|ta over|tar over"
    r"|hjalp av|svara|get in touch|respond|reply|text me|ring back|pa riktigt|talk|speak|phone me"
    r"|call me|call back|put me)\b"
)
_THERE = rule(
    # Somebody by name, or by what they are there.
    r"\bkan (?!ni\b|du\b|man\b|jag\b|vi\b|det\b|den\b|en\b|ett\b)\w+ (?:svara|ringa)\b"
    r"|\b(?:finns|ar|har ni) (?:\w+ )?(?:\w*chef(?:en)?|agaren|ansvarig\w*|receptionen|personalen)"
    r" (?:dar|inne|pa plats|tillganglig|kvar|anmald)\b",
    r"\b(?:is|are) (?:there )?(?:anyone|anybody|someone|somebody)\b[^.!?\n]{0,25}\b(?:there|here|talk"
    r"|real|listening|home|ring|call|reach|phone)\b"
    r"|^\W*(?:pls|plz|please|snalla) (?:call|ring|phone)\b"
    r"|\b(?:not|no more) (?:an? )?(?:bot|robot|machine|ai|computer)s?\b(?! (?:problem|issue))"
    r"|\bvidare till (?:en |nagon |er )?(?:medarbetar\w*|kolleg\w*|personal\w*|manniska|person)\b"
    r"|^(?:m ?a ?n ?n ?i ?s ?k ?a)\W*$",
    r"\b(?:ar|finns) det (?:nagon|ingen|nagra)\b[^.!?\n]{0,20}\b(?:dar\b(?! (?:pa|kl|efter|fore|imorgon"
    r"|idag|nu pa|\w+dag))|hemma|att (?:prata|tala|snacka|ringa|na)|man kan (?:prata|tala|na|ringa"
    r"|snacka)|jag kan (?:prata|tala|na|ringa|snacka)|levande)",
    r"\bkontakta (?:mig|oss)\b(?! (?:inte|aldrig|ej|mer))|\bhor(?:a)? av (?:er"
    r"|sig)\b[^.!?\n]{0,20}\b(?:telefon|till mig|snarast|omgaende|personlig\w*)\b",
    r"\b(?:sla|slar) (?:\w+ ){0,2}?(?:signal|pling)\b|\bupp ?ringd\b|\blyft (?:pa )?luren\b|\bna (?:er"
    r"|nagon) (?:pa|via|per) telefon|\bvem (?:kan|ska|far) jag (?:prata|tala|ringa|snacka|kontakta)\b"
    r"|\bprat ?med\b|\bprata ?med\b|\bpratamed\b|\bsom forstar\b.{0,15}\bsvenska\b",
    r"\b(?:vidarekoppla|koppla)\b[^.!?\n]{0,10}\b(?:mig|till|vidare|fram|samtal\w*)|\bvidarekoppla\w*"
    r"|\bkoppla(?:d|s) (?:till|vidare)\b|\bskicka (?:mig |det |detta )?vidare till (?:nagon|en|er)\b"
    r"|\bstall (?:mig )?i kontakt\b|\bput me in touch\b|\bphone call\b"
    r"|\bringer hellre\b|\bhellre (?:\w+ )?ring(?:a|er)\b|\bvill ringa\b(?! (?:er|och) (?:imorgon|sen))",
    r"\b(?:inte|slipp\w*|inget|inga|trott pa|less pa)\b[^.!?\n]{0,20}\b(?:svar\w*|prata|skriva|snacka"
    r"|chatta|tala|kommunicera)\b[^.!?\n]{0,20}\b(?:robot\w*|bot|bott\w*|dator\w*|maskin\w*|ai|ain)\b",
)
_GIVE_ME = part(
    r"\b(?:ge mig|hamta|vill ha|kan jag fa|far jag|lat mig fa|behover|kraver|ta hit|give me|get me)\b"
)
_SOMEONE_ABLE = part(
    r"\b(?:nagon|en) som (?:gor det|forstar|fattar|begriper|vet|svarar|hjalper|lyssnar|kan (?:svara"
    r"|hjalpa|forsta|losa|det))\b"
    r"|\bnagon annan(?=\W*$| som| att)|\b(?:chefen|din chef|ansvarig\w*|personalen|agaren|en kollega"
    r"|the (?:manager|owner|boss))(?=\W*$| nu| da| tack| please)"
)
_WISHES_FOR_A_HUMAN = ((_HUMAN_NOUN, _ASKS_FOR), (_WHOEVER, _REACHES), (_GIVE_ME, _SOMEONE_ABLE))


def wants_human(low: str) -> bool:
    """A wish to hear from a human."""
    if HUMAN.search(low) or _LIVE.search(low) or _THERE.search(low):
        return True
    return any_together(_PARTY.sub(" ", low), _WISHES_FOR_A_HUMAN, 50)
