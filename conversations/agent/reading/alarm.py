"""Emergencies by their parts: what it is that something happens to, and what happens to it.

Stands beside the signs in :mod:`conversations.agent.reading.danger`. In doubt these read an emergency only
where a life, a fire, gas, a flood or much blood is at stake.
"""

from __future__ import annotations

from conversations.agent.reading.normal import rule
from conversations.agent.reading.parts import any_together, part

_WATER = part(
    r"\b(?:\w*vatt(?:en|net|ne)|avlopp\w*|toa(?:n|letten|lett|stolen)?|kran(?:en)?|huvudkran\w*|ror(?:et|en)?|vattenror\w*"
    r"|\w*beredare\w*|elementet?|radiator\w*|\w*maskin(?:en)?|\w*kallare\w*|badrum\w*|kok(?:et)?|golvbrunn\w*|tak(?:et)?|\w*slang(?:en)?"
    r"|lacka\w*|\w*lacka|stammen|water|pipes?|toilet|ceiling|basement|kitchen|bathroom|tap|boiler)\b"
)
_UNCONTROLLED = part(
    r"\b(?:forsar?\w*|sprut(?:ar|ade|at|a)|valler|vallde|strommar|svammar|svammat|oversvamm\w*|under vatten|stiger|pouring|gushing|gushes"
    r"|spraying|everywhere|flood\w*|burst|bursting)\b(?! (?:inte|daligt|ojamnt))",
    r"\bvatten overallt\b|\boverallt\b|\bfullt med vatten\b|\b(?:gar|kan|far|lyckas) (?:\w+ )?inte (?:att )?(?:\w+ )?(?:stoppa|stanga|stopp pa)\b"
    r"|\bslutar inte (?:att )?(?:rinna|spruta|lacka)\b",
    r"\b(?:lack\w*|rinner|rann|kommer|tranger|trycker\w*|droppar) (?:\w+ ){0,2}?(?:genom (?:tak|vagg|golv|lamp)|in i (?:el|vagg|lampa)"
    r"|fran (?:tak|lamp)|ner (?:till|hos) grann|upp (?:genom|ur|fran|i)|ut (?:i|pa|over|fran))\w*",
    r"\b(?:har |ar )?(?:brustit|brast|sprack|sprungit lack|gatt av|lossnat|gatt hal|exploderat)\b",
)
_HOLE = part(r"\b(?:hal|sprick\w*|spruckit|knackt\w*|av)\b")
_PIPE = part(r"\b(?:vattenror\w*|ror(?:et)?|pipe)\b")
_SPARKS = part(r"\b(?:gnist\w*|sprak(?:ar|ade|at|a)|ljusbag\w*|spark(?:s|ing)|slar gnistor|smaller|blixtrar|arcing)\b")
_ELECTRIC = part(
    r"\b(?:\w*uttag(?:et)?|elskap\w*|elcentral\w*|central(?:en)?|prop{1,2}skap\w*|\w*ledning(?:en|ar)?|\w*kabel\w*|lamp\w*|kontakt(?:en)?"
    r"|stromm?\w*|spis(?:en)?|\w*dosa\w*|sakring\w*|elmatar\w*|ladd\w*|armatur\w*|brytare\w*|socket|outlet|fuse\w*|panel|wire\w*|plug)\b"
)
_SMELL = part(r"\b(?:lukt\w*|stink\w*|doftar|smell\w*)\b")
_BURNT = part(r"\b(?:brant|brand|rok|branna|burn(?:t|ing)|smoke)\b(?! (?:har|kaffe|socker))")
_SHOCK = part(r"\b(?:fick|fatt|far|tog) (?:\w+ ){0,2}?(?:el)?(?:stot(?:ar)?|strom i|strom genom|strommen i)\b|\b(?:got|electric) (?:a )?shock\w*")
_FROM_MAINS = part(
    r"\b(?:uttag\w*|el\w*|lamp\w*|kabel\w*|ledning\w*|spis\w*|maskin\w*|kran\w*|sig|mig|konstig\w*|domna\w*|hjart\w*|tvatt\w*|dusch\w*|switch|socket|outlet)\b"
)
_HANGS = part(r"\b(?:hanger los\w*|hanger ner|ligger (?:pa marken|bar|oppen|blottad)|nedfallen|ner pa marken|gatt av|klippt|avgravd)\b")
_SMOKES = part(r"\b(?:ryk(?:er|t|a)|rok(?:en|utveckling|ar)?|smok(?:e|ing))\b")
_BURNS = part(r"\b(?:brinn(?:er|a)?|brann|eld(?:en)?|lagor|antand\w*|tagit fyr|fire|flames)\b")
_PLACE = part(
    r"\b(?:garag\w*|kok\w*|fritos\w*|spis\w*|ugn\w*|stekpann\w*|oljan?|gardin\w*|container\w*|soprum\w*|kallar\w*|vind(?:en)?|trapphus\w*|tak(?:et)?"
    r"|hus(?:et)?|lagenhet\w*|balkong\w*|motor\w*|bil(?:en)?|batteri\w*|elcykel\w*|laddar\w*|elskap\w*|\w*central\w*|uttag\w*|maskin\w*|flakt\w*|kanal\w*"
    r"|tork\w*|verkstad\w*|salong\w*|lokal\w*|skorsten\w*|kamin\w*|kitchen|house|car|garage|building|oven|fryer|battery|engine)\b"
)
_GAS = part(r"\bgas(?:en|ol|olen|spis|spisen|olspis\w*|ledning\w*|ror\w*|flask\w*|kran\w*|brannar\w*|lukt\w*|pannan?)?\b|\bpropan\b")
_LEAKS = part(r"\b(?:lack\w*|lukt\w*|pyser|strommar|vaser|leak\w*|smell\w*|hissing)\b")
_FUEL = part(r"\b(?:bensin\w*|bransle\w*|petrol|gasoline|fuel)\b")
_SPILLS = part(r"\b(?:lack\w*|rinner|droppar|forsar|sprutar|leak\w*|pouring|dripping)\b")
_ALARM = part(r"\b(?:(?:kol(?:mon)?oxid|brand|rok|gas)\w*(?:larm|varnare)\w*|brandlarm\w*|(?:smoke|fire|monoxide) (?:alarm|detector))\b")
_SOUNDS = part(r"\b(?:tjuter|ljuder|larmar|har gatt|gar igang|gick igang|gatt igang|slutar inte|going off|beeping|ringer|piper)\b")
_BUILDING = part(
    r"\b(?:tak(?:et|pannor\w*|plat\w*)?|vagg(?:en)?|balkong\w*|trad(?:et)?|fasad\w*|is(?:en|tappar)?|sno(?:n)?|stallning\w*|golv(?:et)?|bjalk\w*|skylt\w*|ceiling|roof|wall)\b"
)
_FALLS = part(r"\b(?:ras(?:ar|at|ade|a)|stortat|fallit (?:ner|in)|faller ner|trillar ner|collaps\w*|falling|gett vika)\b")
_LIFT = part(r"\b(?:hiss(?:en)?|elevator|lift)\b")
_CAUGHT = part(r"\b(?:fast|fastnat|stannat|instangd\w*|inlast\w*|stuck|trapped|last in)\b")
_SOMEBODY = part(
    r"\b(?:jag|vi|mig|oss|han|hon|hen|henne|honom|nagon|folk|manniskor|barn\w*|bebis\w*|baby\w*|son(?:en)?|dotter\w*|mamma|pappa|mor(?:mor|far)?|far(?:mor|far)?"
    r"|man(?:nen)?|make|fru(?:n)?|sambo|kund(?:en)?|gast(?:en)?|patient\w*|kolleg\w*|kille\w*|tjej\w*|gubbe\w*|tant\w*|granne\w*|person(?:en)?|kompis\w*|hund(?:en)?"
    r"|valp(?:en)?|katt(?:en)?|i den|he|she|we|someone|somebody|people|my (?:son|daughter|mum|dad|wife|husband|dog|cat)|baby|dog|child|kid)\b"
)
_SHUT_IN = part(r"\b(?:inlast\w*|instangd\w*|last in|last sig inne|locked in\w*|trapped)\b")
_ROOM = part(r"\b(?:bil(?:en)?|lokal\w*|hiss\w*|toalett\w*|toa(?:n)?|rum\w*|salong\w*|verkstad\w*|bastu\w*|car|room|toilet|building|kallar\w*|forrad\w*)\b")
_BLOOD = part(r"\b(?:blod(?:er|de|a|at|et)?|blodning\w*|bloed\w*|bleed\w*|blood)\b(?! av farg)")
_NO_END = part(
    r"\b(?:slutar (?:inte|aldrig)|(?:far|gar|kan|vill) (?:\w+ )?inte (?:\w+ )?(?:att )?(?:stopp\w*|sluta)|(?:can'?t|cannot|won'?t|doesn'?t|not) (?:\w+ )?stop\w*|massor\w*"
    r"|(?:jatte|skit|vald\w+ |sa |sjukt )?mycket|(?:jatte|skit)mycke\w*|mycke|overallt|kraftig\w*|forsar|sprutar|pulserar|ymnig\w*|rejalt|och bloder|hela tiden"
    r"|i (?:flera )?timmar|operation\w*|opererad\w*|utdragning\w*|hour|hours|a lot|everywhere|heavily)\b"
)
_LIMB = part(r"\b(?:finger\w*|fingr\w*|hand(?:en)?|tumm\w*|ta(?:n|rna)?|arm(?:en)?|fot(?:en)?|ben(?:et)?|thumb|finger|hand)\b")
_SEVERED = part(
    r"\b(?:nastan av|kapat|kapade|sagat|sagade|skurit av|skar av|klippt av|klippte av|avsliten|avkapad\w*|avklippt\w*|slitits av|fastnat i|fast i|krossad\w*|severed|cut off)\b"
)
_TOOTH = part(r"\b(?:tand(?:en)?|tander(?:na)?|framtand\w*|tooth|teeth)\b")
_KNOCKED = part(r"\b(?:slagit ut|slog ut|slagits ut|utslagen|utslagna|avslagen|knocked out|trillat ut efter|bloder)\b")
_FALL = part(
    r"\b(?:slog|slagit|ramlade|ramlat|trillade|trillat|foll|fallit|krock\w*|cykel\w*|smallde|olycka|slagsmal|puck\w*|slagit ut|slog ut|utslag\w*|fell|hit|knocked)\b"
)
_BREATH = part(r"\b(?:and(?:as|an|ning\w*|edrakt\w*|dades)|adnas|ansas|breath\w*|luft)\b")
_NO_BREATH = part(
    r"\b(?:inte|ej|knappt|svart|svarare|ingen|problem|tungt|jobbigt|anstrangt|ytligt|snabbt|rosslar|piper|can'?t|cannot|not|hard|trouble|difficult\w*|stopped|struggling)\b"
)
_NO_LUNGS = rule(
    r"\bluft\w*\b[^.!?\n]{0,25}\b(?:dack\w*|slang\w*|pump\w*|element\w*|kompressor\w*|cykel\w*|ventil\w*|ac\b|flakt\w*)|\b(?:dack\w*|slang\w*|pump\w*|element\w*"
    r"|kompressor\w*|cykel\w*|flakt\w*|ventilation\w*|ac)\b[^.!?\n]{0,40}\bluft\w*"
)
_ANIMAL = part(r"\b(?:hund(?:en)?|valp(?:en)?|tik(?:en)?|katt(?:en)?|kanin\w*|han|hon|den|dog|puppy|cat)\b")
_DYING = part(
    r"\b(?:flamtar|flasar konstigt|kollaps\w*|apatisk\w*|kan inte sta|ligger bara|kramp\w*|ror sig inte|vaknar inte|okontaktbar\w*|medvetslos\w*|svimm\w*|seizure|collapsed"
    r"|overkord|pakord|magomvrid\w*|hot\w* bil)\b"
)
_GUMS = part(r"\b(?:tandkott\w*|tunga\w*|lappar\w*|ansikt\w*|lips|gums|face)\b")
_PALE = part(r"\b(?:(?:alldeles|helt|jatte|kritt?|lik|ask) ?(?:vit\w*|gra\w*|bla\w*|blek\w*)|bla i|gra i|blir bla|lila i|blue|grey)\b")
_LIES = part(r"\b(?:ligger|ligger pa|golv\w*|marken|sitter bara|nersjunken|floor|ground)\b")
_NO_ANSWER = part(
    r"\b(?:svarar (?:inte|ej)|reagerar inte|vaknar inte|inte kontakt\w*|far inte liv i|okontaktbar\w*|inte vakna|kan inte (?:resa|rora)|kommer inte upp|not respond\w*|won'?t wake|not moving)\b"
)
_CHEST = part(r"\b(?:brost(?:et|en|korg\w*|ben\w*)?|hjart(?:a|at)|chest|heart)\b")
_PRESSES = part(
    r"\b(?:ont|tryck\w*|smart\w*|kramp\w*|stral\w*|hugg\w*|hugger|spanner over|klammer|bultar|rusar|pain\w*|tight\w*|pressure|hurts?)\b"
)
_SWEATS = part(r"\b(?:kallsvett\w*|arm(?:en)?|gra\b|andfadd\w*|illamaende|mar illa|kake\w*|svimfardig\w*|svart att andas|arm|sweat\w*)\b")
_HALF = part(r"\b(?:halva ansiktet|ena (?:sidan|halvan|mungipan|armen)|hoger sida|vanster sida|mungipa\w*|ansiktet|one side)\b")
_HANGS_DOWN = part(r"\b(?:hanger|forlamad\w*|domnat plotsligt|kan inte (?:rora|prata)|plotsligt|sluddr\w*|droop\w*|paraly\w*)\b")
_NUMB = part(r"\b(?:kansel\w*|kanna|kanner|kontroll\w*|feel(?:ing)?|numb)\b")
_LOWER = part(r"\b(?:underliv\w*|skrev\w*|benen|bada benen|stjart\w*|urin\w*|kissa|groin|legs)\b")
_LOST = part(r"\b(?:inte|tappat|forlorat|ingen|borta|can'?t|lost|no)\b")
_CALF = part(r"\b(?:vaden|vad|underben\w*|benet|calf|leg)\b")
_CLOT = part(r"\b(?:andfadd\w*|svart att andas|propp\w*|breathless|short of breath|clot)\b")
_TOOK = part(
    r"\b(?:atit|at|tuggat|svalt|svalde|druckit|drack|slickat|(?:fatt|fick|far) i sig|tagit|tog|i sig|eaten|ate|swallowed|drank|drunk|taken|took)\b"
)
_POISON = part(
    r"\b(?:\w*gift(?:et|er)?|forgift\w*|tvattmedel\w*|diskmedel|maskindisk\w*|klorin\w*|kaustik\w*|rengorings\w*|kemikali\w*|harfarg\w*|blekmedel\w*|aceton|glykol\w*"
    r"|spolarvatska|propplosare|batteri(?:et|er)?|magnet\w*|poison\w*|bleach|antifreeze|rat poison)\b"
)
_TOO_MANY = part(r"\b(?:for manga|for mycket|hela (?:kartan|burken|asken|paketet)|massa|en massa|too many|a lot of|all my)\b")
_PILLS = part(r"\b(?:\w*tablett\w*|piller\w*|medicin\w*|alvedon\w*|insulin\w*|pills|tablets|medication)\b")
_ANIMAL_POISON = part(r"\b(?:choklad\w*|druvor|russin|xylitol|tablett\w*|snus\w*|chocolate|grapes|raisins|lok)\b")
_DOG = part(r"\b(?:hund\w*|valp\w*|tik\w*|katt\w*|dog|puppy|cat)\b")
_EYE = part(r"\b(?:ogat|ogonen|oga|eyes?)\b")
_CAUSTIC = part(
    r"\b(?:farg(?:en)?|harfarg\w*|blek\w*|kemikal\w*|\w*medel(?:et)?|syra\w*|lut|lim|svets\w*|splitter|spets\w*|glas(?:splitter|bit\w*)|metall\w*|bleach\w*|dye|chemical\w*|acid|glue)\b"
)
_IN = part(r"\b(?:i|in|into)\b")
_SKIN = part(r"\b(?:hud(?:en)?|harbotten\w*|hand(?:en)?|hander(?:na)?|arm(?:en)?|ansikt\w*|skalp\w*|hals(?:en)?|nacke\w*|scalp|skin|face|hand)\b")
_BLISTERS = part(r"\b(?:blasor|brannskad\w*|frat(?:er|t|ande)\w*|skallad\w*|skalla\w* sig|kokande|bransar|blisters?|burn(?:ed|t|s)|scald\w*)\b")
_SWELLS = part(r"\b(?:sv[au]ll\w*|swell\w*|swoll\w*)\b")
_AIRWAY = part(r"\b(?:hals(?:en)?|tunga\w*|lapp\w*|ansikt\w*|strup\w*|svalg\w*|svalja|throat|tongue|lips?|face)\b")
_ALLERGIC = part(r"\ballerg\w* (?:reaktion\w*|anfall|attack|chock|reaction)\b|\breagerar allergiskt\b|\banafyla\w*")
_HAS = part(r"\b(?:far|fatt|fick|har|tror|having|has|had|got|nu|plotsligt|kraftig\w*|svar)\b")
_CRASH = part(r"\b(?:krock\w*|\w*olyck\w*|kort (?:av|in|i diket)|kom(?:mit)? av vagen|valt|voltat|pakord\w*|crash\w*|accident|av vagen|i diket)\b")
_INJURED = part(
    r"\b(?:nagon|folk|flera|barn\w*|jag|han|hon|fru|man|pappa|mamma|foraren|vi|passagerar\w*|someone|people|she|he) (?:\w+ ){0,3}?(?:skad\w*|bloder|sitter fast|fastklamd\w*"
    r"|inklamd\w*|klamd\w*|svarar inte|hurt|injur\w*|stuck|trapped|ont)\b|\bambulans\w*\b|\bi huvudet\b|\bmedvet\w*"
)
_HEAD = part(r"\b(?:huvud\w*|skall\w*|nacke\w*|head)\b")
_DAZED = part(r"\b(?:spyr|kraks|kraker|spytt|yr|svimm\w*|medvet\w*|bloder|minns inte|forvirrad\w*|seg|somnar|vomit\w*|dizzy|confused)\b")
_BRAKES = part(r"\b(?:broms\w*|styrning\w*|ratten|gaspedal\w*|brakes?|steering)\b")
_FAILED = part(
    r"\b(?:tog slut|slut|borta|slutat|slutade|slappt|slappte|fungerar inte|funkar inte|tar inte|last sig|hangt sig|hanger sig|dog|dott|gone|failed|not working)\b"
)
_ROAD = part(r"\b(?:mitt (?:i|pa)|korsning\w*|motorvag\w*|vagen|vagkant\w*|e\d{1,2}\w*|rullar|backe\w*|kor|i fart|highway|motorway|road|tunnel\w*|bron)\b")
_THROAT = part(r"\b(?:halsen|luftstrupen|throat)\b")
_STUCK = part(r"\b(?:satt\w* (?:\w+ ){0,2}?i|fastnat|fast i|stuck|choking)\b")
_HELP = part(r"\b(?:hjalp\w*|help)\b")
_HURT = part(r"\b(?:hurt|skadad\w*|skadat|klamd\w*|bloder|svimm\w*|stryp\w*|injured|dying|faint\w*|doende|attackera\w*|overfall\w*|ranad\w*)\b")
_INTRUDER = part(r"\b(?:bryt\w* sig in|bryta sig in|brutit sig in|inbrott\w*|tjuv\w*|rana\w*|breaking in|burglar\w*)\b")
_NOW = part(r"\b(?:nu|just|pagar|pagaende|haller pa|ar har inne|i lokalen|hos mig|hor dem|right now|now|is in|someone is)\b")
_TIRED_OF_LIFE = part(r"\b(?:vill|orkar|tanker|ska|planerar|onskar|want to|going to)\b")
_DIE = part(
    r"\b(?:do nu|inte leva|leva langre|leva mer|inte finnas (?:langre|mer)|ta livet|ta mitt liv|gora slut pa (?:allt|livet)|hoppa (?:fran|framfor)|hanga mig|end it all|end my life|kill myself)\b"
)
_CHOKED = part(r"\b(?:stryp\w*|strangul\w*|kvavs\w*|choking|strangl\w*)\b")

_SCENES = (
    (_WATER, _UNCONTROLLED),
    (_PIPE, _HOLE, _WATER, _UNCONTROLLED),
    (_SPARKS, _ELECTRIC),
    (_SMELL, _BURNT),
    (_SHOCK, _FROM_MAINS),
    (_ELECTRIC, _HANGS),
    (_SMOKES, _ELECTRIC),
    (_SMOKES, _PLACE, part(r"\b(?:det|ur|fran|luktar|overallt|kommer|valler|from|coming|full\w*)\b")),
    (_BURNS, _PLACE, part(r"\b(?:i|pa|har|har\w*|utanfor|hos|borja\w*|in|at|on|tar|tagit)\b")),
    (_GAS, _LEAKS),
    (_FUEL, _SPILLS),
    (_ALARM, _SOUNDS),
    (_BUILDING, _FALLS),
    (_LIFT, _CAUGHT, _SOMEBODY),
    (_SHUT_IN, _ROOM, _SOMEBODY),
    (_BLOOD, _NO_END),
    (_LIMB, _SEVERED),
    (_TOOTH, _KNOCKED, _FALL),
    (_BREATH, _NO_BREATH),
    (_ANIMAL, _DYING, _DOG),
    (_GUMS, _PALE),
    (_NO_ANSWER, _LIES),
    (_CHEST, _PRESSES),
    (_HALF, _HANGS_DOWN),
    (_NUMB, _LOWER, _LOST),
    (_CALF, _CLOT),
    (_TOOK, _POISON),
    (_TOOK, _TOO_MANY, _PILLS),
    (_TOOK, _ANIMAL_POISON, _DOG),
    (_EYE, _CAUSTIC, _IN),
    (_SKIN, _BLISTERS),
    (_SWELLS, _AIRWAY),
    (_ALLERGIC, _HAS),
    (_CRASH, _INJURED),
    (_HEAD, _FALL, _DAZED),
    (_BRAKES, _FAILED, _ROAD),
    (_THROAT, _STUCK, _SOMEBODY),
    (_HELP, _HURT, _SOMEBODY),
    (_INTRUDER, _NOW),
    (_TIRED_OF_LIFE, _DIE),
    (_CHOKED, _SOMEBODY),
    (_PRESSES, _SWEATS, _CHEST),
)
# Past, feared, habitual or asked about in general; or not what it sounds like.
_NOT_SO = rule(
    r"\bha(?:ha)+\b|\blol\b|\bskoja\w*|\bskamt\w*|\bjoking\b|\bkidding\b|😂|🤣|😅",
    r"\bforra (?:veckan|manaden|aret|gangen|sommaren|vintern)\b|\bi (?:somras|fjol|vintras|hostas|varas)\b|\bfor .{1,20} (?:ar|manader|veckor) sedan\b|\blast (?:week|month|year)\b"
    r"|\bago\b|\bbrukar\b|\bibland\b|\bofta\b|\bradd (?:for|att)\b|\borolig for\b|\b(?:vad|what) (?:hander|happens).{0,15} (?:om|if)\b|\bwhat if\b|\bifall\b|\bsometimes\b|\boften\b"
    r"|\bafraid\b|\bnar jag borstar\b|\bbloder (?:lite|latt)\b|\bforebygg\w*|\bslipp\w* fa\b",
)


def sounds_alarm(low: str) -> bool:
    """Whether a text in normal form shows a scene of danger, here and now."""
    if _NOT_SO.search(low):
        return False
    return any_together(_NO_LUNGS.sub(" ", low), _SCENES, 60)
