"""Emergencies by their parts: whom or what something happens to, and what happens.

Stands beside the signs in :mod:`conversations.agent.reading.danger`. In doubt these read an emergency only
where a life, a fire, gas, a flood or much blood is at stake.
"""

from __future__ import annotations

from conversations.agent.reading.hazards import SOMEBODY, THINGS
from conversations.agent.reading.normal import rule
from conversations.agent.reading.parts import any_together, part

_BLOOD = part(r"\b(?:blod(?:er|de|a|at|et)?|blodpol\w*|blodning\w*|bloed\w*|bleed\w*|blood)\b(?! av farg)")
_NO_END = part(
    r"\b(?:slutar (?:inte|aldrig)|(?:far|gar|kan|vill) (?:\w+ )?inte (?:\w+ )?(?:att )?(?:stopp\w*"
    r"|sluta)|(?:can'?t|cannot|won'?t|doesn'?t|not) (?:\w+ )?stop\w*|massor\w*"
    r"|(?:jatte|skit|vald\w+ |sa |sjukt )?mycket|(?:jatte|skit)mycke\w*|mycke|overallt|kraftig\w*|forsar"
    r"|sprutar|pulserar|ymnig\w*|rejalt|bloder (?:och|o) bloder|fortfarande|sedan i|hela tiden"
    r"|i (?:flera )?timmar|operation\w*|opererad\w*|utdragning\w*|hour|hours|a lot|everywhere|heavily)\b"
)
_LIMB = part(
    r"\b(?:finger\w*|fingr\w*|hand(?:en)?|tumm\w*|ta(?:n|rna)?|arm(?:en)?|fot(?:en)?|ben(?:et)?|thumb"
    r"|finger|hand)\b"
)
_SEVERED = part(
    r"\b(?:nastan av|kapat|kapade|sagat|sagade|skurit av|skar av|klippt av|klippte av|avsliten"
    r"|avkapad\w*|avklippt\w*|slitits av|fastnat i|fast i|krossad\w*|severed|cut off)\b"
)
_TOOTH = part(r"\b(?:tand(?:en)?|tander(?:na)?|framtand\w*|tooth|teeth)\b")
_KNOCKED = part(
    r"\b(?:slagit ut|slog ut|slagits ut|utslagen|utslagna|avslagen|knocked out|trillat ut efter|bloder)\b"
)
_FALL = part(
    r"\b(?:slog|slagit|ramlade|ramlat|trillade|trillat|foll|fallit|krock\w*|cykel\w*|smallde|olycka"
    r"|slagsmal|puck\w*|slagit ut|slog ut|utslag\w*|fell|hit|knocked)\b"
)
_BREATH = part(r"\b(?:and(?:as|an|ning\w*|edrakt\w*|dades)|adnas|ansas|breath\w*|luft)\b")
_NO_BREATH = part(
    r"\b(?:inte|ej|knappt|svart|svarare|ingen|problem|tungt|jobbigt|anstrangt|ytligt|snabbt|rosslar"
    r"|piper|can'?t|cannot|not|hard|trouble|difficult\w*|stopped|struggling)\b"
)
_ANIMAL = part(r"\b(?:hund(?:en)?|valp(?:en)?|tik(?:en)?|katt(?:en)?|kanin\w*|han|hon|den|dog|puppy|cat)\b")
_DYING = part(
    r"\b(?:flamtar|flasar konstigt|kollaps\w*|apatisk\w*|kan inte sta|ligger bara|kramp\w*|ror sig inte"
    r"|vaknar inte|okontaktbar\w*|medvetslos\w*|svimm\w*|seizure|collapsed"
    r"|overkord|pakord|magomvrid\w*|hot\w* bil)\b"
)
_GUMS = part(r"\b(?:tandkott\w*|tunga\w*|lappar\w*|ansikt\w*|lips|gums|face)\b")
_PALE = part(
    r"\b(?:(?:alldeles|helt|jatte|kritt?|lik|ask) ?(?:vit\w*|gra\w*|bla\w*|blek\w*)|bla i|gra i|blir bla"
    r"|lila i|blue|grey)\b"
)
_LIES = part(r"\b(?:ligger|ligger pa|golv\w*|marken|sitter bara|nersjunken|floor|ground)\b")
_NO_ANSWER = part(
    r"\b(?:ror (?:inte )?(?:pa )?sig (?:inte|ej|alls)|svarar (?:inte|ej)|reagerar inte|vaknar inte"
    r"|inte kontakt\w*|far inte liv i|okontaktbar\w*"
    r"|inte vakna|kan inte (?:resa|rora)|kommer inte upp|(?:gar|ar) inte att (?:vacka|fa liv)"
    r"|not respond\w*|won'?t wake|not moving)\b"
)
_NO_WAKING = part(
    r"\b(?:gar inte att (?:vacka|fa (?:liv|kontakt))|far inte liv i|(?:tappat|forlorat|tappade) talet"
    r"|kan plotsligt inte (?:prata|tala|se|rora))\b"
)
_CHEST = part(r"\b(?:brost(?:et|en|korg\w*|ben\w*)?|hjart(?:a|at)|chest|heart)\b")
_PRESSES = part(
    r"\b(?:ont|tryck\w*|smart\w*|kramp\w*|stral\w*|hugg\w*|hugger|spanner over|klammer|bultar|rusar"
    r"|pain\w*|tight\w*|pressure|hurts?)\b"
)
_SWEATS = part(
    r"\b(?:kallsvett\w*|arm(?:en)?|gra\b|andfadd\w*|illamaende|mar illa|kake\w*|svimfardig\w*"
    r"|svart att andas|arm|sweat\w*)\b"
)
_HALF = part(
    r"\b(?:halva ansiktet|ena (?:sidan|halvan|mungipan|armen)|hoger sida|vanster sida|mungipa\w*"
    r"|ansiktet|one side)\b"
)
_HANGS_DOWN = part(
    r"\b(?:hanger|forlamad\w*|domnat plotsligt|kan inte (?:rora|prata)|plotsligt|sluddr\w*|droop\w*"
    r"|paraly\w*)\b"
)
_NUMB = part(r"\b(?:kansel\w*|kanna|kanner|kontroll\w*|feel(?:ing)?|numb)\b")
_LOWER = part(r"\b(?:underliv\w*|skrev\w*|benen|bada benen|stjart\w*|urin\w*|kissa|groin|legs)\b")
_LOST = part(r"\b(?:inte|tappat|forlorat|ingen|borta|can'?t|lost|no)\b")
_CALF = part(r"\b(?:vaden|vad|underben\w*|benet|calf|leg)\b")
_CLOT = part(r"\b(?:andfadd\w*|svart att andas|propp\w*|breathless|short of breath|clot)\b")
_TOOK = part(
    r"\b(?:atit|at|tuggat|svalt|svalde|druckit|drack|slickat|(?:fatt|fick|far) i sig|tagit|tog|i sig"
    r"|eaten|ate|swallowed|drank|drunk|taken|took)\b"
)
_POISON = part(
    r"\b(?:(?:ratt|rat|mus|snigel|mygg|insekts|ogras|vax)?gift(?:et)?|forgift\w*|tvattmedel\w*|diskmedel"
    r"|maskindisk\w*|klorin\w*|kaustik\w*|rengorings\w*|kemikali\w*|harfarg\w*|blekmedel\w*|aceton"
    r"|hair ?dye|dye|cleaner|detergent|solvent|paint|chemicals?|farg(?:en)?"
    r"|glykol\w*"
    r"|spolarvatska|propplosare|batteri(?:et|er)?|magnet\w*|poison\w*|bleach|antifreeze|rat poison)\b"
)
_TOO_MANY = part(
    r"\b(?:for manga|for mycket|hela (?:kartan|burken|asken|paketet)|massa|en massa|too many|a lot of"
    r"|all my)\b"
)
_PILLS = part(r"\b(?:\w*tablett\w*|piller\w*|medicin\w*|alvedon\w*|insulin\w*|pills|tablets|medication)\b")
_ANIMAL_POISON = part(
    r"\b(?:choklad\w*|druvor|russin|xylitol|tablett\w*|snus\w*|chocolate|grapes|raisins|lok)\b"
)
_DOG = part(r"\b(?:hund\w*|valp\w*|tik\w*|katt\w*|dog|puppy|cat)\b")
_EYE = part(r"\b(?:ogat|ogonen|oga|eyes?)\b")
_CAUSTIC = part(
    r"\b(?:farg(?:en)?|harfarg\w*|blek\w*|kemikal\w*|\w*medel(?:et)?|syra\w*|lut|lim|svets\w*|splitter"
    r"|spets\w*|glas(?:splitter|bit\w*)|metall\w*|bleach\w*|dye|chemical\w*|acid|glue)\b"
)
_IN = part(r"\b(?:i|in|into)\b")
_SKIN = part(
    r"\b(?:hud(?:en)?|harbotten\w*|hand(?:en)?|hander(?:na)?|arm(?:en)?|ansikt\w*|skalp\w*|hals(?:en)?"
    r"|nacke\w*|scalp|skin|face|hand)\b"
)
_BLISTERS = part(
    r"\b(?:blasor|brannskad\w*|frat(?:er|t|ande)\w*|skallad\w*|skalla\w* sig|kokande|bransar|blisters?"
    r"|burn(?:ed|t|s)|scald\w*)\b"
)
_SWELLS = part(r"\b(?:\w*sv[au]ll\w*|swell\w*|swoll\w*)\b")
_AIRWAY = part(
    r"\b(?:hals(?:en)?|tunga\w*|lapp\w*|ansikt\w*|strup\w*|svalg\w*|svalja|throat|tongue|lips?|face)\b"
)
_ALLERGIC = part(
    r"\ballerg\w* (?:reaktion\w*|anfall|attack|chock|reaction)\b|\breagerar allergiskt\b|\banafyla\w*"
)
_HAS = part(r"\b(?:far|fatt|fick|har|tror|having|has|had|got|nu|plotsligt|kraftig\w*|svar)\b")
_HEAD = part(r"\b(?:huvud\w*|skall\w*|nacke\w*|head)\b")
_DAZED = part(
    r"\b(?:spyr|kraks|kraker|spytt|yr|svimm\w*|medvet\w*|bloder|minns inte|forvirrad\w*|seg|somnar"
    r"|vomit\w*|bleed\w*|dizzy|confused)\b"
)
_THROAT = part(r"\b(?:halsen|luftstrupen|throat)\b")
_STUCK = part(r"\b(?:satt\w* (?:\w+ ){0,2}?i|fastnat|fast i|stuck|choking)\b")
_HELP = part(r"\b(?:hjalp\w*|help)\b")
_HURT = part(
    r"\b(?:hurt|skadad\w*|skadat|klamd\w*|bloder|svimm\w*|stryp\w*|injured|dying|faint\w*|doende"
    r"|attackera\w*|overfall\w*|ranad\w*)\b"
)
_TIRED_OF_LIFE = part(r"\b(?:vill|orkar|tanker|ska|planerar|onskar|want to|going to)\b")
_DIE = part(
    r"\b(?:do nu|(?:vill|wants? to) (?:bara |verkligen |helst )?do(?=\W*$| nu\b| snart\b)"
    r"|bara do(?=\W*$)|inte leva(?! (?:med|utan) (?!det|den\b|smart|sorg|angest)\w+)|leva langre|leva mer"
    r"|inte finnas (?:langre|mer)|ta livet|ta mitt liv|gora slut pa (?:allt|livet)|hoppa(?= fran"
    r"| framfor|\W*$)|hanga mig|end it all|end my life|kill myself)\b"
)
_CHOKED = part(r"\b(?:stryp\w*|strangul\w*|kvavs\w*|choking|strangl\w*)\b")
#: The air of a tyre or a pipe.
NO_LUNGS = rule(
    r"\bbrinner inte\b",
    # And the smoke alarm that wants a battery.
    r"\b(?:brandvarnar|larm)\w*[^.!?\n]{0,40}\bbatteri\w*",
    r"\bluft\w*\b[^.!?\n]{0,25}\b(?:dack\w*|slang\w*|pump\w*|element\w*|kompressor\w*|cykel\w*|ventil\w*"
    r"|ac\b|flakt\w*)|\b(?:dack\w*|slang\w*|pump\w*|element\w*"
    r"|kompressor\w*|cykel\w*|flakt\w*|ventilation\w*|ac)\b[^.!?\n]{0,40}\bluft\w*",
)
_DIES = part(
    r"\b(?:han|hon|hen|hund(?:en)?|katt(?:en)?|mamma|pappa|mormor|morfar|farmor|farfar|barnet|bebisen|he"
    r"|she|they) (?:ar pa vag att |haller pa att )?"
    r"(?:dor|do|is dying|are dying)\b(?! (?:for|av (?:skratt|nyfiken|langtan)))"
)
_CREATURE = part(r"\b(?:barn\w*|bebis\w*|baby|hund\w*|valp\w*|katt\w*|dog|child|kid|puppy)\b")
_HOT = part(r"\b(?:varmt|hett|solen|varmeslag|flamtar|hot|heat)\b")
_MACHINERY = part(
    r"\bi (?:\w+ )?(?:\w*maskin(?:en)?|pressen|lyften|\w*sag(?:en)?|klingan|kedjan|valsen|mixern|rullen"
    r"|remmen|hissen|kvarnen"
    r"|flakten)\b|\bin the (?:machine|lift|saw|press|belt|chain)\b"
)
_VESSEL = part(r"\b(?:bil(?:en)?|bat(?:en)?|moped\w*|car|boat)\b")
_LEFT = part(r"\b(?:kvar|fast|sjunker|i den|inuti|inne|inside|trapped|stuck|sinking)\b")
_BODIES = (
    (_BLOOD, _NO_END),
    (_LIMB, _SEVERED),
    (_TOOTH, _KNOCKED, _FALL),
    (_BREATH, _NO_BREATH),
    (_ANIMAL, _DYING, _DOG),
    (_GUMS, _PALE),
    (_NO_ANSWER, _LIES),
    (_NO_ANSWER, _FALL),
    (_NO_WAKING,),
    (_LIES, part(r"\bblodpol\w*|\b(?:i|pool of) (?:blod|blood)\b")),
    (_DIES,),
    (
        part(
            r"\b(?:brant|brande|skallat|skallade) (?:mig|sig|hand\w*|arm\w*|ansikt\w*)\b"
            r"|\bburn(?:ed|t) (?:my|his|her|him|me)\w*"
        ),
        part(r"\b(?:kokande|kokhet\w*|het olja|lut|syra|eld|blasor|blaser upp|boiling|acid)\b"),
    ),
    (
        _CREATURE,
        part(r"\b(?:fast|kvar|inlast\w*|inlasta|instangd\w*|ensam\w*|locked|left|trapped)\b"),
        part(r"\bi (?:\w+ )?(?:bil(?:en)?|solen)\b|\bin (?:a|the|my) (?:hot )?car\b"),
        _HOT,
    ),
    (
        _FALL,
        part(
            r"\b(?:fran|from|off) (?:en |ett |the |a |hog )*(?:steg(?:en|e)?|tak(?:et)?|stallning\w*"
            r"|balkong\w*|lift(?:en)?|ladder|roof|balcony|scaffold\w*)\b"
        ),
    ),
    (part(r"\b(?:fick|fatt|far|got) (?:\w+ ){0,2}?(?:(?:el|strom)(?:stot|chock)\w*|electric shock)"),),
    (part(r"\b(?:har|fatt|far|fick|having) (?:\w+ )?kramp(?:er|anfall)\b"), SOMEBODY),
    (_LIMB, part(r"\b(?:fatt|fick|har|got|caught|trapped|fast|fastnat)\b"), _MACHINERY),
    (
        _VESSEL,
        part(
            r"\bi (?:vattnet|sjon|vaken|an|alven|kanalen|havet)\b|\bin(?:to)? the (?:water|river|lake|sea)\b"
        ),
        _LEFT,
    ),
    (_LIES, part(r"\b(?:skakar|kramper|krampar|rycker|fradg\w*)\b")),
    (part(r"\bvarmeslag\b"),),
    (_CHEST, _PRESSES),
    (_HALF, _HANGS_DOWN),
    (_NUMB, _LOWER, _LOST),
    (_CALF, _CLOT),
    (_TOOK, _POISON),
    (_TOOK, _TOO_MANY, _PILLS),
    (_TOOK, _ANIMAL_POISON, _DOG),
    (
        part(r"\b(?:svalt|svalde|swallowed)\b"),
        _PILLS,
        part(r"\b(?:han|hon|barn\w*|son\w*|dotter\w*|she|he|child|kid|pills)\b"),
    ),
    (_EYE, _CAUSTIC, _IN),
    (_SKIN, _BLISTERS),
    (_SWELLS, _AIRWAY),
    (_ALLERGIC, _HAS),
    (_HEAD, _FALL, _DAZED),
    (_THROAT, _STUCK, SOMEBODY),
    (_HELP, _HURT, SOMEBODY),
    (_TIRED_OF_LIFE, _DIE),
    (_CHOKED, SOMEBODY),
    (_PRESSES, _SWEATS, _CHEST),
)
# Past, feared, habitual or asked about in general; or not what it sounds like.
_NOT_SO = rule(
    r"\bha(?:ha)+\b|\blol\b|\bskoja\w*|\bskamt\w*|\bjoking\b|\bkidding\b|😂|🤣|😅",
    r"\bforra (?:veckan|manaden|aret|gangen|sommaren|vintern)\b|\bi (?:(?:man|tis|ons|tors|fre|lor"
    r"|son)dags|somras|fjol|vintras|hostas"
    r"|varas)\b|\bfor .{1,20} (?:ar|manader|veckor) sedan\b|\blast (?:week|month|year)\b"
    r"|\bago\b|\bbrukar\b|\bibland\b|\bofta\b|\bradd (?:for|att)\b|\borolig for\b|\b(?:vad"
    r"|what) (?:hander|happens).{0,15} (?:om|if)\b|\bwhat if\b|\bifall\b|\bsometimes\b|\boften\b"
    r"|\bafraid\b|\bnar jag borstar\b|\bbloder (?:lite|latt)\b|\bforebygg\w*|\bslipp\w* fa\b",
)


def sounds_alarm(low: str) -> bool:
    """Whether a text in normal form shows a scene of danger, here and now."""
    if _NOT_SO.search(low):
        return False
    return any_together(low, (*THINGS, *_BODIES), 60)
