"""Things that go wrong so that lives or a house are in danger: water, fire, gas, power, and what falls or shuts in."""

from __future__ import annotations

from conversations.agent.reading.parts import part

_WATER = part(
    r"\b(?:\w*vatt(?:en|net|ne)|avlopp\w*|toa(?:n|letten|lett|stolen)?|kran(?:en)?|huvudkran\w*|ror(?:et"
    r"|en)?|vattenror\w*"
    r"|\w*beredare\w*|elementet?|radiator\w*|\w*maskin(?:en)?|\w*kallare\w*|badrum\w*|kok(?:et)?"
    r"|golvbrunn\w*|tak(?:et)?|\w*slang(?:en)?"
    r"|lacka\w*|\w*lacka|stammen|water|pipes?|toilet|ceiling|basement|kitchen|bathroom|tap|boiler)\b"
)
_UNCONTROLLED = part(
    r"\b(?:forsar?\w*|sprut(?:ar|ade|at|a)|valler|vallde|strommar|svammar|svammat|oversvamm\w*"
    r"|under vatten|stiger|pouring|gushing|gushes"
    r"|spraying|everywhere|flood\w*|burst|bursting|upp till (?:\w+ )?(?:ank\w*|kna\w*|mid\w*)"
    r"|coming through|dripping through|full (?:of|av|med) (?:water|vatten))\b(?! (?:inte|daligt|ojamnt"
    r"|lite))",
    r"\bvatten overallt\b|\boverallt\b|\bfullt med vatten\b|\b(?:gar|kan|far"
    r"|lyckas) (?:\w+ )?inte (?:att )?(?:\w+ )?(?:stoppa|stanga|stopp pa)\b|\b(?:inte|ej) (?:gar|kan"
    r"|far) (?:\w+ )?(?:att )?(?:stoppa|stanga|stopp)\b"
    r"|\bslutar inte (?:att )?(?:rinna|spruta|lacka)\b",
    r"\b(?:lack\w*|rinner|rinna|runnit|rann|kommer|tranger|trycker\w*"
    r"|droppar) (?:\w+ ){0,2}?(?:genom (?:\w+ )?(?:tak|vagg|golv|lamp)|in i (?:el|vagg|lampa)"
    r"|(?:fran|ur) (?:\w+ )?(?:tak|lamp|vagg|granne)|ner (?:till|hos) grann|upp (?:genom|ur|fran|i)"
    r"|ut (?:i|pa|over|fran))\w*",
    r"\b(?:har |ar )?(?:brustit|brast|sprack|sprungit lack|gatt av|lossnat|gatt hal|exploderat)\b",
)
_HOLE = part(r"\b(?:hal|sprick\w*|spruckit|knackt\w*|av)\b")
_PIPE = part(r"\b(?:vattenror\w*|ror(?:et)?|pipe)\b")
_SPARKS = part(
    r"\b(?:gnist\w*|sprak(?:ar|ade|at|a)|ljusbag\w*|spark(?:s|ing)|slar gnistor|smaller|blixtrar|arcing)\b"
)
_ELECTRIC = part(
    r"\b(?:\w*uttag(?:et)?|elskap\w*|elcentral\w*|central(?:en)?|prop{1,2}skap\w*|\w*ledning(?:en|ar)?"
    r"|\w*kabel\w*|lamp\w*|\w*kontakt(?:en)?"
    r"|stromm?\w*|spis(?:en)?|\w*dosa\w*|sakring\w*|elmatar\w*|ladd\w*|armatur\w*|brytare\w*|socket"
    r"|outlet|fuse\w*|panel|wire\w*|plug)\b"
)
_SMELL = part(r"\b(?:lukt\w*|stink\w*|doftar|smell\w*)\b")
_BURNT = part(r"\b(?:brant|brand|rok|branna|burn(?:t|ing)|smoke)\b(?! (?:har|kaffe|socker))")
_SHOCK = part(
    r"\b(?:fick|fatt|far|tog) (?:\w+ ){0,2}?(?:el|strom)?(?:stot(?:ar)?|strom i|strom genom|strommen i)\b"
    r"|\b(?:got|electric) (?:a )?shock\w*"
)
_FROM_MAINS = part(
    r"\b(?:uttag\w*|el\w*|lamp\w*|kabel\w*|ledning\w*|spis\w*|maskin\w*|kran\w*|sig|mig|konstig\w*"
    r"|domna\w*|hjart\w*|tvatt\w*|dusch\w*|switch|socket|outlet)\b"
)
_HANGS = part(
    r"\b(?:hanger los\w*|hanger ner|ligger (?:pa marken|bar|oppen|blottad)|nedfallen|ner pa marken"
    r"|gatt av|klippt|avgravd)\b"
)
_SMOKES = part(r"\b(?:ryk(?:er|t|a)|rok(?:en|utveckling|ar)?|smok(?:e|ing)|smalt(?:er|e|a)|melting)\b")
_BURNS = part(r"\b(?:brinn(?:er|a)?|brann|eld(?:en)?|lagor|antand\w*|tagit fyr|fire|flames)\b")
_PLACE = part(
    r"\b(?:garag\w*|kok\w*|fritos\w*|spis\w*|ugn\w*|stekpann\w*|oljan?|gardin\w*|container\w*|soprum\w*"
    r"|kallar\w*|vind(?:en)?|trapphus\w*|tak(?:et)?"
    r"|hus(?:et)?|lagenhet\w*|balkong\w*|motor\w*|bil(?:en)?|batteri\w*|elcykel\w*|laddar\w*|elskap\w*"
    r"|\w*central\w*|uttag\w*|maskin\w*|flakt\w*|kanal\w*"
    r"|tork\w*|verkstad\w*|salong\w*|lokal\w*|skorsten\w*|vagg\w*|kitchen|house|car|garage|building"
    r"|salon|shop|room|oven"
    r"|fryer|battery|engine)\b"
)
_GAS = part(
    r"\bgas(?:en|ol|olen|spis|spisen|olspis\w*|ledning\w*|ror\w*|flask\w*|kran\w*|brannar\w*|lukt\w*"
    r"|pannan?)?\b|\bpropan\b"
)
_LEAKS = part(r"\b(?:lack\w*|lukt\w*|pyser|strommar|vaser|leak\w*|smell\w*|hissing)\b")
_FUEL = part(r"\b(?:bensin\w*|bransle\w*|petrol|gasoline|fuel)\b")
_SPILLS = part(r"\b(?:lack\w*|rinner|droppar|forsar|sprutar|leak\w*|pouring|dripping)\b")
_ALARM = part(
    r"\b(?:(?:kol(?:mon)?oxid|brand|rok|gas)\w*(?:larm|varnare)\w*|brandlarm\w*|(?:smoke|fire"
    r"|monoxide) (?:alarm|detector))\b"
)
_SOUNDS = part(
    r"\b(?:tjuter|ljuder|larmar|har gatt|gar igang|gick igang|gatt igang|slutar inte|going off|beeping"
    r"|ringer|piper)\b"
)
_BUILDING = part(
    r"\b(?:tak(?:et|pannor\w*|plat\w*)?|vagg(?:en)?|balkong\w*|trad(?:et)?|fasad\w*|is(?:en|tappar)?"
    r"|sno(?:n)?|stallning\w*|golv(?:et)?|bjalk\w*|skylt\w*|ceiling|roof|wall)\b"
)
_FALLS = part(
    r"\b(?:ras(?:ar|at|ade|a)|stortat|fallit (?:ner|in|pa|over)|faller ner|trillar ner|collaps\w*"
    r"|falling|gett vika)\b"
)
_LIFT = part(r"\b(?:hiss(?:en)?|elevator|lift)\b")
_CAUGHT = part(r"\b(?:fast|fastnat|stannat|instangd\w*|inlas\w*|stuck|trapped|last in)\b")
SOMEBODY = part(
    r"\b(?:jag|vi|mig|oss|han|hon|hen|henne|honom|nagon|folk|manniskor|barn\w*|bebis\w*|baby\w*"
    r"|son(?:en)?|dotter\w*|mamma|pappa|mor(?:mor|far)?|far(?:mor|far)?"
    r"|man(?:nen)?|make|fru(?:n)?|sambo|kund(?:en)?|gast(?:en)?|patient\w*|kolleg\w*|kille\w*|tjej\w*"
    r"|gubbe\w*|tant\w*|granne\w*|person(?:en)?|kompis\w*|hund(?:en)?"
    r"|valp(?:en)?|katt(?:en)?|i den|he|she|we|someone|somebody|people|my (?:son|daughter|mum|dad|wife"
    r"|husband|dog|cat)|baby|dog|child|kid)\b"
)
_SHUT_IN = part(r"\b(?:inlas\w*|instang[dt]\w*|last in|last sig inne|locked in\w*|trapped)\b")
_ROOM = part(
    r"\b(?:bil(?:en)?|lokal\w*|hiss\w*|toalett\w*|toa(?:n)?|rum\w*|salong\w*|verkstad\w*|bastu\w*|car"
    r"|room|toilet|building|kallar\w*|forrad\w*)\b"
)
_CRASH = part(
    r"\b(?:krock\w*|\w*olyck\w*|kort (?:av|in|i diket)|kom(?:mit)? av vagen|valt|voltat|pakord\w*"
    r"|crash\w*|accident|av vagen|i diket)\b"
)
_INJURED = part(
    r"\b(?:nagon|folk|flera|barn\w*|jag|han|hon|fru|man|pappa|mamma|foraren|vi|passagerar\w*|someone"
    r"|people|she|he) (?:\w+ ){0,3}?(?:skad\w*|bloder|sitter fast|fastklamd\w*"
    r"|inklamd\w*|klamd\w*|svarar inte|hurt|injur\w*|stuck|trapped|ont)\b|\bambulans\w*\b|\bi huvudet\b"
    r"|\bmedvet\w*"
)
_BRAKES = part(r"\b(?:broms\w*|\w*hjul(?:et)?|styrning\w*|ratten|gaspedal\w*|brakes?|steering)\b")
_FAILED = part(
    r"\b(?:tog slut|slut|borta|slutat|slutade|slappt|slappte|fungerar inte|funkar inte|tar inte|last sig"
    r"|hangt sig|hanger sig|dog|dott|gone|failed|not working|tappa\w*|lossna\w*|foll av)\b"
)
_ROAD = part(
    r"\b(?:mitt (?:i|pa)|korsning\w*|motorvag\w*|vagen|vagkant\w*|e\d{1,2}\w*|rullar|backe\w*|kor|i fart"
    r"|highway|motorway|road|tunnel\w*|bron)\b"
)
_INTRUDER = part(
    r"\b(?:bryt\w* sig in|bryta sig in|brutit sig in|inbrott\w*|knivm\w*|beva\w*pnad\w*|tjuv\w*|rana\w*"
    r"|ranar\w*|breaking in|burglar\w*)\b"
)
_NOW = part(
    r"\b(?:nu|just|pagar|pagaende|haller pa|ar har inne|utanfor|i (?:butiken|affaren|salongen|verkstaden"
    r"|kassan)|i lokalen|hos mig|hor dem|right now|now|is in"
    r"|someone is)\b"
)
#: Each scene is what something happens to, and what happens to it.
THINGS = (
    (
        part(r"\b(?:star|stannat|stannade|fast|stuck|stopped)\b"),
        part(r"\b(?:pa|on) (?:ralsen|sparet|jarnvag\w*|(?:the )?(?:rails|tracks))\b"),
    ),
    (_WATER, _UNCONTROLLED),
    (_PIPE, _HOLE, _WATER, _UNCONTROLLED),
    (_SPARKS, _ELECTRIC),
    (_SPARKS, _PLACE),
    (_SMELL, _BURNT),
    (_SHOCK, _FROM_MAINS),
    (_ELECTRIC, _HANGS),
    (_SMOKES, _ELECTRIC),
    (_SMOKES, _PLACE, part(r"\b(?:det|ur|fran|luktar|overallt|kommer|valler|from|coming|full\w*|fill\w*)\b")),
    (_BURNS, _PLACE, part(r"\b(?:i|pa|har|har\w*|utanfor|hos|borja\w*|in|at|on|tar|tagit)\b")),
    (_GAS, _LEAKS),
    (_FUEL, _SPILLS),
    (
        _FUEL,
        _SMELL,
        part(r"\b(?:garag\w*|kallar\w*|hus\w*|lagenh\w*|trapphus\w*|\w*lokal\w*|basement|house)\b"),
    ),
    (_CAUGHT, part(r"\b(?:jarnvag\w*|\w*sparet|ralsen|motorvag\w*|railway|tracks)\b")),
    (_ALARM, _SOUNDS),
    (_BUILDING, _FALLS),
    (_LIFT, _CAUGHT, SOMEBODY),
    (_SHUT_IN, _ROOM, SOMEBODY),
    (_CRASH, _INJURED),
    (_BRAKES, _FAILED, _ROAD),
    (_INTRUDER, _NOW),
)
