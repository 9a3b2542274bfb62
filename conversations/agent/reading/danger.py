"""Emergencies: somebody's life, fire, gas, or water that cannot be stopped. Nothing else.

A joke, a memory or a fear is no emergency, nor is an urgent wish for an appointment.
"""

from __future__ import annotations

from conversations.agent.reading.alarm import NO_LUNGS, sounds_alarm
from conversations.agent.reading.normal import near, rule

_SOMEBODY = (
    r"\b(?:nagon|han|hon|hen|jag|barn\w*|son\w*|dotter\w*|mamma|pappa|man|mannen|kvinna\w*|kund\w*|folk"
    r"|personer?|vi|flera|kompis\w*|van|"
    r"kille\w*|tjej\w*|tant\w*|gubbe\w*|frisor\w*|mekaniker\w*|patient\w*|somebody|someone|he"
    r"|she|people|they|we)\b"
)
_HURT = (
    r"\b(?:skadad\w*|svart skadad|pakord\w*|klamd|klamt (?:mig|sig|handen|fingret|fingrarna|foten)"
    r"|inklamd|fastklamd|skadat (?:mig|sig|ryggen|handen|huvudet)|brutit (?:ben\w*|arm\w*|handen|foten)"
    r"|fingret av|fastnat med|sitter fast|ligger fast|fastnat under|inlast|"
    r"slagit i huvudet|slog i huvudet|krampar|krampade|bloder|badly hurt|injured|trapped|run over"
    r"|hit by a car|crushed|locked in(?:side)? the car)\b"
)
_HERE = (
    r"\b(?:hjalp|nu|snabbt|fort|er lokal|utanfor er|hos er|under (?:bilen|lyften|en bil)|i bilen|lyften"
    r"|fran huvudet|huvudet|ambulans|help|hurry|right now|outside your)\b"
)
_EYES = r"\bi (?:ogat|ogonen)\b|\bin (?:my|his|her|the) eyes?\b"
_STINGS = (
    r"\w*farg\w*|\w*blek\w*|\bsyra|\blut\b|\bkemikali\w*|\w*medel\b|\bvatska|\bsvider|\bbranner"
    r"|\bbrannt?|\bsmart\w*|\bskriker|\bser (?:inte|ingenting)"
    r"|\bbleach|\bchemical|\bacid|\bdye|\bburn\w*|\bcan'?t see|\bsting\w*"
)
# Signs that need no more words.
_PLAIN = rule(
    r"\banda?s inte\b|\bkan (?:inte|ej|knappt) (?:langre |riktigt )?(?:andas|fa luft)\b|\bsvart (?:att "
    r"|med )?(?:anda?s?\w*|fa luft)|\bandningssvar\w*|\bandnings\w*problem|\bandnod\b|\bsluta(?:t|de"
    r"|r)? (?:att )?andas\b|\binte (?:langre |kan |verkar |ens )?andas\b|\b(?:ingen|utan|hittar inte"
    r"|kanner inte) (?:nagon )?puls\w*|\bhjartat (?:har )?(?:stanna\w*|slutat)|\bandningen\b",
    r"\b(?:far|fick|fa) (?:knappt |nastan )?(?:ingen|inte) (?:nagon )?luft\b|\bkvavs\b|\bkvaver\b"
    r"|\bandas (?:konstigt|tungt|inte|knappt)\b",
    r"\bsvart att svalja\b.{0,40}\bsvull|\bsvull\w*.{0,60}\bsvart att (?:svalja|andas)",
    near(
        r"\b(?:hals|tunga|lappar|ansikte|ogonlock\w*|halsen|tungan|strupen|ansiktet|lapparna|ogonen|ogat"
        r"|huvudet|throat|tongue|face|lips?|eyes)\b",
        r"\b(?:sv[au]ll\w*|swell\w*|swoll\w*)",
    ),
    near(
        r"\ballerg\w*",
        r"\b(?:chock\w*|svull\w*|allvarlig\w*|svar\b|svara\b|akut|andas|luft|kraftig\w*|anfall)\b",
    ),
    r"\b(?:medvetslos|livlos|avsvimmad|okontaktbar)\w*|\b(?:inte|utan|forlorat|tappat"
    r"|ej) (?:langre )?(?:vid )?medvetande\w*|\bingen puls\b",
    r"\bhjartstillestand|\bhjartinfarkt|\bhjartattack|\bhjartstopp|\bstroke\b(?!.{0,10}(?:of"
    r"|pa nagot satt))|\bpropp i (?:hjarnan|lungan)|\bslaganfall",
    r"\b(?:svarar|reagerar) inte (?:langre )?(?:pa (?:tilltal|nagot)|nar)\b|\b(?:ror sig|vaknar"
    r"|ar) inte (?:langre |upp |ens )?(?:kontaktbar|vaken|upp\b|nar|pa golvet)\b|\b(?:han|hon|hen"
    r"|mannen|kvinnan|kunden|barnet) (?:ror sig|vaknar) inte\b|\b(?:not|isn'?t) (?:moving|waking up)\b"
    r"|\bbla (?:i ansiktet|om lapparna)\b|\b(?:ramlat|ramlade|foll|fallit|segnat) (?:ihop"
    r"|omkull)\b.{0,40}\b(?:inte|blod|nu|hjalp)",
    r"\bbrostsmart|\b(?:ont|smarta|smartor|tryck|kramp) (?:i|over) brostet\b",
    r"\banafyla",
    r"\bta (?:mitt|sitt) (?:eget )?liv\b|\bta livet av\b|\bsjalvmord|\b(?:vill"
    r"|orkar) inte leva\b(?! (?:med|utan) (?!det|den\b|smart|sorg|angest)\w+)"
    r"|\bvill do\b|\bskada mig sjalv\b",
    r"\bbloder (?:\w+ )?(?:kraftigt|mycket|ymnigt|jattemycket|massor|kopiost|floder|vildsamt)\b"
    r"|\bbloder (?:fran|ur) (?:huvud|hals|mun|nas|oron)\w*"
    r"|\b(?:slutar inte (?:att )?bloda|bloder\b.{0,25}\bslutar inte|far inte stopp pa blod\w*"
    r"|stort blodfl\w*|forblod\w*)",
    r"\boverdos|\bforgiftad\b|\b(?:svalt|druckit|dricka|svalja|i sig|i mig) (?:\w+ ){0,2}?(?:glykol"
    r"|spolarvatska|bensin|diesel|aceton|peroxid|\w*vatska|\w*lim|fratande|kemikal\w*|batteri\w*|syra"
    r"|blekmedel|medel|rengoring\w*)",
    r"\bsatte? (?:\w+ )?i halsen\b|\bi halsen och kan\b|\bfratskad\w*|\b(?:elchock|elstot)\w*\b"
    r"|\bfatt (?:en )?strom (?:i|genom)|\bvattnet har gatt\b|\bfoder (?:nu|barn|i)\b|\bwater broke\b"
    r"|\bin labou?r\b",
    r"\b(?:kan inte (?:rora|kanna)|domnat i) (?:\w+ )?(?:arm\w*|ben\w*|ansikt\w*|sidan)\b|\bmungipan\b"
    r"|\bsluddrar\b|\b(?:face|mouth) (?:is )?droop\w*|\bcan'?t (?:feel|move) (?:my|his|her)\b"
    r"|\bslurred\b",
    near(
        r"\b(?:skurit|skar|klippt|klippte) (?:av )?(?:mig|sig|fingret)\b",
        r"\b(?:blod\w*|bloder|djupt|illa)\b",
        50,
    ),
    near(
        r"\b(?:ramlat|ramlade|trillat|trillade|fallit|foll|halkat|halkade|fell|fallen)\b",
        r"\b(?:kan inte (?:resa|rora|ga|stalla)\w*|bruten|brutit|huvudet|medvet\w*|blod\w*"
        r"|can'?t (?:get up|move))\b",
        60,
    ),
    r"\bforgift\w*|\bknivhugg\w*|\bskottloss\w*|\bblivit skjuten\b|\bskriker pa hjalp\b|\bfolk slass\b"
    r"|\bslass (?:i|utanfor)\b|\b\w*olycka\b.{0,20}\b(?:utanfor|hos er|i er|pa er|precis|nyss)\b"
    r"|\ballvarlig \w*olycka\b",
    r"\b\w+ brinner\b(?! for\b| sa (?:snygg|fin|hett|vacker)\w*| i (?:knutarna|\w*brasa\w*|kamin\w*"
    r"|(?:min )?harbotten)| inne\b| av \w+)"
    r"|\bborja\w* (?:att )?brinna\b|\b(?:tagit|tar"
    r"|tog) eld\b|\bfire (?:in|at)\b"
    r"|\bkvav\w*|\bhyperventiler\w*|\bont i hjartat\b|\bblodforlust|\bheavy bleeding|\ballergichock"
    r"|\bepipen|\b(?:astma|asthma) ?(?:anfall|attack)\w*"
    r"|\binsulin(?:koma|chock)|\bkemiska? brann\w*|\belektrisk\w* stot|\bkoloxid|\bavsluta mitt liv\b"
    r"|\bkollapsa(?:r|t|de)\b|\b(?:blir|blivit) ranade?\b",
    near(r"\bblodning\w*\b(?! av farg)", r"\b(?:kraftig\w*|stopp\w*|slutar|stor\w*|riklig\w*)\b", 25),
    near(r"\bblod\w*\b", r"\b(?:forsar|sprutar|overallt|rinner|massor|mycket|jattemycket)\b", 25),
    near(r"\bligger\b", r"\bror sig inte\b", 40)
    + (
        r"|\bavgaser\b.{0,50}\b(?:yr|illa|huvudvark|svimm\w*)|\bakuta? (?:lage|fall|situation|nodlage)"
        r"|\bakutlage\w*"
    ),
    near(_EYES, _STINGS, 60),
    near(_SOMEBODY, _HURT, 50) + rf"[^?\n]*{_HERE}|{_HERE}[^?\n]*" + near(_SOMEBODY, _HURT, 50),
    r"\bkrampar\b|\bkrampanfall\b|\bepileptiskt? anfall|\bpakord\b|\bdrunkna\w*|\bfastklamd\b|\b(?:ar"
    r"|blev|blivit) klamd\b",
    near(
        r"\b(?:motorstopp|stannat|stannade|har dott|dog|la av|lagt av|fastnat|startar inte|star still"
        r"|broken down|broke down|stalled)\b",
        r"\b(?:motorvag\w*|e\d{1,2}\b|tunnel\w*|jarnvag\w*|mitt i vagen|highway|motorway|railway)\b",
        40,
    ),
    near(
        r"\b(?:olycka|trafikolycka|krock\w*|skurit sig|skar sig|skurit mig)\b",
        r"\b(?:skad\w+|blod\w*|ambulans|fast|svarar inte|ont|akut|nu|hjalp|precis|just)\b",
    ),
    r"(?<!inte )\bdet brinner\b(?! inte\b| i (?:knutarna|\w*brasa\w*|kamin\w*|(?:min )?harbotten|hud\w*"
    r"|ben\w*"
    r"|rygg\w*|hals\w*)| for )|\bbrinner (?:i|pa|har|hos) (?!knutarna|(?:\w+ )?(?:brasa\w*|kamin\w*"
    r"|eldstad\w*|harbotten|hud\w*|kropp\w*|mus\w*|rygg\w*|ben\w*|hals\w*|mage\w*))"
    r"|\b(?:\w*bil|\w*bilen|huset|motorn|haret(?! brinner sa)|lokalen|koket|elskapet"
    r"|den) (?:har )?(?:borjat "
    r"|borjar )?brinn\w*(?! sa (?:snygg|fin|het|vacker)\w*)"
    r"|\bborjat brinna\b|\bfattat eld\b|\bfatt(?:ar|ade) eld\b|\beld(?:en)? (?:sprider|i|fran"
    r"|slar)\b(?! (?:\w+ )?(?:kamin|brasa|eldstad|grill|spis|oppna))"
    r"|\blagor\b.{0,15}\b(?:ur|fran|slar)|^\W*(?:hjalp\W*)?(?:brand|eldsvada|brinner|fire)\W*$"
    r"|\bbrand(?:en)? (?:i|pa|har|hos|utbrut\w*)\b(?! (?:sommar|vinter))",
    near(
        r"\b(?:rok|roken|ryker|rokutveckling|brandrok)\b",
        r"\b(?:motor\w*|huven|motorhuv\w*|bil\w*|kupe\w*|ur|fran|elskap\w*|kraftig\w*|\w*lokal\w*"
        r"|\w*verkstad\w*|\w*salong\w*|trapphus\w*|huset|overallt|tak\w*|jattemycket)\b",
        30,
    ),
    r"\bgas(?:lacka|lackage)|\bluktar (?:starkt |mycket )?(?:av )?(?:gas|gasol)\b|\bgaslukt\b"
    r"|\bkolmonoxid|\bgasol(?:en)? lacker",
    near(
        r"\bvatt(?:net|en)\b",
        r"\b(?:forsar|sprutar|rinner over|valler|strommar|sprutat|stiger|svammar)\b(?! (?:inte|ojamnt"
        r"|daligt|lite))",
        25,
    )
    + r"|\boversvam\w*",
    r"\bhotar (?:mig|oss|personal\w*|folk|honom|henne|dem|alla)\b|\bbrandlarm\w* (?:gar|tjuter|ljuder)"
    r"|\b(?:blir|blev|blivit) (?:just )?(?:ranad|ranade|overfallen|misshandlad|knivskuren)"
    r"|\bpagaende (?:ran|inbrott)|\b(?:har|med) (?:en )?(?:kniv|pistol|vapen)\b|\bwith a (?:knife"
    r"|gun)\b|\bhotfull\b.{0,30}\b(?:har|i lokalen|hos er|nu)\b|\bslagsmal\b",
    r"\bring(?:a|er|t)? (?:efter )?(?:en )?ambulans|\bambulans (?:nu|tack|hit|snabbt|fort)|\b(?:behover"
    r"|skicka) (?:en )?ambulans|\b(?:ring|ringa|ringt|ringer) 112\b|^\W*112\W*$|\bsos alarm\b"
    r"|\bambulans(?:en)?\b(?!.{0,25}\b(?:igar|forra|service|laga))|\bexplo(?:sion|ded|derat|derade"
    r"|derar)\w*|\binlast (?:i|pa|hos) (?:er|lokal\w*|salong\w*|verkstad\w*|toalett\w*|hiss\w*|bilen)",
    near(r"\bhjul\w*\b", r"\b(?:lossnade?|lossnat|foll av|ramlade av)\b", 20)
    + r"[^?\n]*\b(?:motorvag\w*|korde|kor|vagen|fart\w*|110|\be\d{1,2})\b",
    near(
        r"\bbroms\w*",
        r"\b(?:slutat|slutade|forsvunnit|fungerade inte|funkade inte|fungerar inte|funkar inte|tar inte|dog"
        r"|forsvann|helt slut|borta)\b",
        30,
    )
    + r"[^?\n]*\b(?:motorvag\w*|kor\b|korde|vagen|nu\b|e\d{1,2}\b|e\dan|mitt i|just nu)",
    # English
    r"\b(?:can'?t|cannot|can not|isn'?t|not|stopped|trouble|hard to|difficulty|struggling to"
    r"|barely) breath\w*",
    r"\bunconscious\b|\bunresponsive\b|\bnot responding\b|\bpassed out\b|\bcollapsed\b|\bno pulse\b"
    r"|\bnot conscious\b",
    r"\bheart attack\b|\bcardiac\b|\bchest pains?\b|\bseizure\b|\bchoking\b|\bsevere allergic\b"
    r"|\ballergic reaction\b.{0,60}\b(?:swell\w*|swoll\w*|breath\w*|help|now|bad|faint)|\banaphyla"
    r"|\b(?:throat|tongue|face|lips?) (?:is|are|has|have)?\s?(?:\w+ )?(?:swell|swoll|clos)\w*",
    r"\bbleeding (?:\w+ )?(?:heavily|badly|a lot|out|profusely|everywhere)\b|\b(?:won'?t|doesn'?t"
    r"|not) stop bleeding\b|\bbleeding (?:won'?t|doesn'?t) stop",
    r"\bsuicid|\bkill (?:myself|himself|herself)\b|\bend my life\b|\bwant to die\b|\boverdos",
    r"\b(?:on|caught) fire\b|\b(?:there'?s|there is|a) (?:a )?fire (?:in|at|here|next)\b|\bthere(?:'s"
    r"| is) (?:a )?fire\b"
    r"|\bburning down\b|\bis burning\b(?! my| a hole)|\bsmoke\b.{0,20}\b(?:coming|pouring|from|out of"
    r"|everywhere)\b|\bflames\b",
    r"\bgas leak\b|\bsmell(?:s|ing)? (?:of |like )?gas\b|\bcarbon monoxide\b",
    r"\bwater (?:is )?(?:pouring|gushing|spraying|flooding|everywhere)\b|\bflood(?:ed|ing)\b"
    r"|\bburst pipe\b",
    r"\b(?:call|need|get|send) (?:an |the )?ambulance\b|\bcall 112\b|\bbeing (?:attacked|robbed)\b"
    r"|\bbrakes? (?:failed|don'?t work|stopped working|gave out)\b.{0,40}\b(?:driving|highway|motorway"
    r"|road|now)",
)
# Signs that count when nothing says that they are past, feared or in jest.
_LIKELY = rule(
    r"\b(?:haller pa att|kommer|ar pa vag att) (?:\w+ )?(?:svimma|do|tuppa av|kvavas)\b|\bsvimfardig\b"
    r"|\btuppa(?:t|de|r) av\b|\bsvimmar snart\b|\b(?:hant|skett|varit|sker) en (?:\w+ )?olycka\b"
    r"|\bbeen an accident\b"
    r"|\bkort (?:av vagen|i diket)\b|\b(?:bilen|vi|jag) (?:har )?(?:valt|voltat)\b|\b(?:bryter"
    r"|brutit) sig in\b|\binbrott (?:nu|pagar|just nu)\b|\bvill forsvinna\b(?! (?:fran|ur))"
    r"|\bsvullnar upp\b"
    r"|\bswelling up\b|\bfeel(?:ing)? faint\b|\babout to (?:faint|pass out|die)\b",
    near(_SOMEBODY, _HURT, 50),
    r"\bring(?:a)? efter hjalp\b|\bskicka hjalp\b|\bbehover hjalp (?:nu|direkt|omedelbart|snabbt"
    r"|genast)\b|\bkom snabbt\b|\bneed help (?:now|immediately|right now)\b"
    r"|\b(?:jag|hon|han|hen) (?:\w+ )?svimmar\b(?! (?:vad|av|over|nar jag ser))",
    r"\bhar svalt\b|\bhjart\w* (?:slar|rusar|hoppar)\b|\bhjarnskakning\b",
    r"\breager\w* (?:\w+ )?(?:kraftigt|allvarligt|valdigt starkt)\b|\b(?:bensin|diesel"
    r"|gasol)\w*\b.{0,20}\b(?:forsar|rinner ut|overallt|lacker ut)\b",
    r"\bsvimma(?:t|de)?\b|\bavsvimmad\b|\bsvimmar av\b|\bsegnat ner\b",
    r"\b(?:ramlat|ramlade|foll|fallit|segnat) ihop\b|\bkollapsa(?:t|de)\b|\b(?:han|hon|hen|nagon"
    r"|kund\w*) svimmar\b",
    r"\bnodlage\b|\bnodsituation\b|\blivsfarlig\w*|\bkaris? i fara\b|\bfara for liv",
    r"\bfaint(?:ed|ing)\b|\bit'?s an emergency\b|\bthis is an emergency\b|\bemergency[!.]|^\W*emergency\W*$"
    r"|\bhave an emergency\b|\blife[- ]threatening\b|\bstroke\b",
)
# Urgent, in a text that asks for nothing that we sell.
_URGENT = rule(
    r"^\W*(?:hjalp\W+)?(?:det )?(?:ar )?(?:mycket )?akut\W*(?:ring|hjalp|nu|kom|snabbt|direkt"
    r"|genast)?\W*(?:mig|nu)?\W*$|\bdet (?:har )?ar (?:\w+ )?akut\b"
    r"|^\W*urgent\W*$|\bakut hjalp\b|^\W*(?:hjalp|help)(?: mig| me| nu| now| snabbt| snalla| please)*\W*$"
)
_WISH = rule(
    r"\w*tid(?:er)?\b|\bbok\w*|\bkomma in\b|\bledig\w*|\blucka\w*|\bappointment\b|\bslots?\b|\bbook\w*"
    r"|\bvisit\b",
    r"\bkosta\w*|\bpris\w*|\boppe\w*|\bjour\b|\bcost\b|\bprice\b|\bbehover (?:klippa|fixa|byta|laga"
    r"|farga|hjalp med)|\bbrollop\w*|\bfest\w*|\bdejt\w*",
)
_NOT_NOW = rule(
    r"\b(?:inte|inget|ingen|ej|not|no|isn'?t|knappast) (?:direkt |sa |nagot |nagon |an |really )*"
    r"(?:akut|nodlage|nodsituation|emergency|urgent)",
    r"\bha(?:ha)+\b|\blol\b|\bskoja\w*|\bskamt\w*|\bjoking\b|\bjust kidding\b|\bnastan\b|\balmost\b|😂|🤣"
    r"|😅|;\)",
    r"\bforra (?:veckan|manaden|aret|gangen)\b|\bi somras\b|\bi (?:fjol|vintras)\b|\bfor .{1,20} (?:ar"
    r"|manader|veckor)"
    r" sedan\b|\b(?:brukar|latt|ofta|ibland|radd (?:for )?att|orolig for)\b|\bvad (?:gor"
    r"|hander).{0,15} om\b|\bifall\b",
    r"\bnar jag (?:\w+ ){0,2}?(?:borstar|tvattar|tuggar|tandtrad)\b|\bbloder (?:lite|latt)\b|\bmens\b",
    r"\blast (?:week|month|year|time)\b|\bago\b|\btend to\b|\boften\b|\bafraid (?:of|i)\b|\bwhat if\b",
)


# Things may be damaged, stuck or locked too.
_DAMAGE = rule(
    r"\b\w*(?:bil|bilen|bilar|haret|stotfangar\w*|ruta|rutan|lack|lacken|dack\w*|falg\w*|dorr\w*|nyckel\w*"
    r"|nycklar\w*|nagel|naglar\w*|sko\w*|car|hair|tyre|door|keys?)\b[^.!?\n]{0,30}"
    r"\b(?:skad\w*|fast\w*|sitter fast|inlast\w*|klamd\w*|stuck|damaged|locked)\b"
)


def is_emergency(low: str) -> bool:
    """Whether a text in normal form tells of danger, here and now."""
    low = NO_LUNGS.sub(" ", low)
    unlikely = _NOT_NOW.search(low) is not None
    if _PLAIN.search(_DAMAGE.sub(" ", low)):
        return not (unlikely and _jest(low))
    if sounds_alarm(low):
        return True
    if unlikely:
        return False
    if _LIKELY.search(_DAMAGE.sub(" ", low)) and not _WISH.search(low):
        return True
    return _URGENT.search(low) is not None and _WISH.search(low) is None


_JEST = rule(
    r"\bha(?:ha)+\b|\blol\b|\bskoja\w*|\bskamt\w*|\bjoking\b|\bkidding\b|😂|🤣|😅",
    r"\bforra (?:veckan|manaden|aret|gangen)\b|\bi somras\b|\bi fjol\b|\bfor .{1,20} (?:ar|manader"
    r"|veckor) sedan\b",
    r"\blast (?:week|month|year|time)\b|\bago\b|\bvad hander.{0,15} om\b|\bwhat if\b"
    r"|\bnar jag (?:borstar|tvattar|tuggar)\b",
)


def _jest(low: str) -> bool:
    return _JEST.search(low) is not None
