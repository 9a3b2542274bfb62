"""Emergencies: somebody's life, fire, gas, or water that cannot be stopped. Nothing else.

A joke, a memory or a fear is no emergency, nor is an urgent wish for an appointment.
"""

from __future__ import annotations

from conversations.agent.reading.normal import near, rule

_SOMEBODY = (
    r"\b(?:nagon|han|hon|hen|jag|barn\w*|son\w*|dotter\w*|mamma|pappa|man|mannen|kvinna\w*|kund\w*|folk|personer?|vi|flera|kompis\w*|van|"
    r"min|mitt|kille\w*|tjej\w*|tant\w*|gubbe\w*|frisor\w*|mekaniker\w*|patient\w*|somebody|someone|he|she|i|my|people|they|we)\b"
)
_HURT = (
    r"\b(?:skadad\w*|svart skadad|pakord\w*|klamd|klamt|inklamd|fastklamd|sitter fast|ligger fast|fastnat under|inlast|"
    r"slagit i huvudet|slog i huvudet|krampar|krampade|bloder|badly hurt|injured|trapped|run over|hit by a car|crushed|locked in(?:side)? the car)\b"
)
_HERE = r"\b(?:hjalp|nu|snabbt|fort|er lokal|utanfor er|hos er|under (?:bilen|lyften|en bil)|i bilen|lyften|fran huvudet|huvudet|ambulans|help|hurry|right now|outside your)\b"
_EYES = r"\bi (?:ogat|ogonen)\b|\bin (?:my|his|her|the) eyes?\b"
_STINGS = (
    r"\w*farg\w*|\w*blek\w*|\bsyra|\blut\b|\bkemikali\w*|\w*medel\b|\bvatska|\bsvider|\bbranner|\bbrannt?|\bsmart\w*|\bskriker|\bser (?:inte|ingenting)"
    r"|\bbleach|\bchemical|\bacid|\bdye|\bburn\w*|\bcan'?t see|\bsting\w*"
)
# Signs that need no more words.
_PLAIN = rule(
    r"\banda?s inte\b|\bkan inte (?:langre )?andas\b|\bsvart (?:att|med) (?:anda?s?\w*|fa luft)|\bandnod\b|\bslutat andas\b|\bandningen\b",
    r"\b(?:far|fick|fa) (?:knappt |nastan )?(?:ingen|inte) (?:nagon )?luft\b|\bkvavs\b|\bkvaver\b|\bandas (?:konstigt|tungt|inte|knappt)\b",
    r"\bsvart att svalja\b.{0,40}\bsvull|\bsvull\w*.{0,60}\bsvart att (?:svalja|andas)",
    near(r"\b(?:halsen|tungan|strupen|ansiktet|lapparna|ogonen|ogat|huvudet|throat|tongue|face|lips?|eyes)\b", r"\b(?:sv[au]ll\w*|swell\w*|swoll\w*)"),
    near(r"\ballerg\w*", r"\b(?:chock\w*|svull\w*|svull\w*|akut|andas|luft|kraftig\w*|anfall)\b"),
    r"\b(?:medvetslos|livlos|avsvimmad|okontaktbar)\w*|\b(?:inte|utan|forlorat|tappat|ej) (?:langre )?(?:vid )?medvetande\w*|\bingen puls\b",
    r"\bhjartstillestand|\bhjartinfarkt|\bhjartattack|\bhjartstopp|\bstroke\b(?!.{0,10}(?:of|pa nagot satt))|\bpropp i (?:hjarnan|lungan)|\bslaganfall",
    r"\b(?:svarar|reagerar) inte (?:langre )?(?:pa (?:tilltal|nagot)|nar)\b|\b(?:ramlat|ramlade|foll|fallit|segnat) (?:ihop|omkull)\b.{0,40}\b(?:inte|blod|nu|hjalp)",
    r"\bbrostsmart|\b(?:ont|smarta|smartor|tryck|kramp) (?:i|over) brostet\b",
    r"\banafyla",
    r"\bta (?:mitt|sitt) (?:eget )?liv\b|\bta livet av\b|\bsjalvmord|\b(?:vill|orkar) inte leva\b|\bvill do\b|\bskada mig sjalv\b",
    r"\bbloder (?:\w+ )?(?:kraftigt|mycket|ymnigt|jattemycket|massor|kopiost|floder|vildsamt)\b|\bbloder (?:fran|ur) (?:huvud|hals|mun|nas|oron)\w*"
    r"|\b(?:slutar inte (?:att )?bloda|bloder\b.{0,25}\bslutar inte|far inte stopp pa blod\w*|stort blodfl\w*|forblod\w*)",
    r"\boverdos|\bforgiftad\b|\b(?:svalt|druckit) (?:\w+ )?(?:fratande|kemikal\w*|batteri\w*|syra|blekmedel|medel|rengoring\w*)",
    near(_EYES, _STINGS, 60),
    near(_SOMEBODY, _HURT, 50) + rf"[^?\n]*{_HERE}|{_HERE}[^?\n]*" + near(_SOMEBODY, _HURT, 50),
    r"\bkrampar\b|\bkrampanfall\b|\bepileptiskt? anfall|\bpakord\b|\bdrunkna\w*|\bfastklamd\b|\b(?:ar|blev|blivit) klamd\b",
    near(r"\b(?:motorstopp|stannat|stannade|star still|broken down|broke down|stalled)\b", r"\b(?:motorvag\w*|e\d{1,2}\b|tunnel\w*|jarnvag\w*|mitt i vagen|highway|motorway|railway)\b", 40),
    near(r"\b(?:olycka|trafikolycka|krock\w*|skurit sig|skar sig|skurit mig)\b", r"\b(?:skad\w+|blod\w*|ambulans|fast|svarar inte|ont|akut|nu|hjalp)\b"),
    r"(?<!inte )\bdet brinner\b(?! i knutarna| for )|\bbrinner (?:i|pa|har|hos) (?!knutarna)|\b(?:\w*bil|\w*bilen|huset|motorn|haret|lokalen|koket|elskapet|den) (?:har )?(?:borjat |borjar )?brinn\w*"
    r"|\bborjat brinna\b|\bfattat eld\b|\bfatt(?:ar|ade) eld\b|\beld(?:en)? (?:sprider|i|fran|slar)\b|\blagor\b.{0,15}\b(?:ur|fran|slar)|^\W*(?:hjalp\W*)?(?:brand|eldsvada|brinner|fire)\W*$|\bbrand(?:en)? (?:i|pa|har|hos|utbrut\w*)\b(?! (?:sommar|vinter))",
    near(r"\b(?:rok|roken|ryker|rokutveckling|brandrok)\b", r"\b(?:motor\w*|huven|motorhuv\w*|bil\w*|kupe\w*|ur|fran|elskap\w*|kraftig\w*|lokal\w*|tak\w*|jattemycket)\b", 30),
    r"\bgas(?:lacka|lackage)|\bluktar (?:starkt |mycket )?(?:av )?(?:gas|gasol)\b|\bgaslukt\b|\bkolmonoxid|\bgasol(?:en)? lacker",
    near(r"\bvatt(?:net|en)\b", r"\b(?:forsar|sprutar|rinner over|valler|strommar|sprutat|stiger|svammar)\b", 25) + r"|\boversvam\w*",
    r"\bhotar (?:mig|oss) med\b|\b(?:blir|blev|blivit) (?:just )?(?:ranad|ranade|overfallen|misshandlad|knivskuren)|\bpagaende (?:ran|inbrott)|\bhar (?:en )?(?:kniv|pistol)\b",
    r"\bring(?:a|er|t)? (?:efter )?(?:en )?ambulans|\bambulans (?:nu|tack|hit|snabbt|fort)|\b(?:behover|skicka) (?:en )?ambulans|\b(?:ring|ringa|ringt|ringer) 112\b|^\W*112\W*$|\bsos alarm\b",
    near(r"\bbroms\w*", r"\b(?:slutat|fungerar inte|funkar inte|tar inte|dog|forsvann|helt slut|borta)\b", 30)
    + r"[^?\n]*\b(?:motorvag\w*|kor\b|korde|vagen|nu\b|e\d{1,2}\b|e\dan|mitt i|just nu)",
    # English
    r"\b(?:can'?t|cannot|can not|isn'?t|not|stopped|trouble|hard to|difficulty|struggling to|barely) breath\w*",
    r"\bunconscious\b|\bunresponsive\b|\bnot responding\b|\bpassed out\b|\bcollapsed\b|\bno pulse\b|\bnot conscious\b",
    r"\bheart attack\b|\bcardiac\b|\bchest pains?\b|\bseizure\b|\bchoking\b|\bsevere allergic\b|\ballergic reaction\b.{0,60}\b(?:swell\w*|swoll\w*|breath\w*|help|now|bad|faint)|\banaphyla|\b(?:throat|tongue|face|lips?) (?:is|are|has|have)?\s?(?:\w+ )?(?:swell|swoll|clos)\w*",
    r"\bbleeding (?:\w+ )?(?:heavily|badly|a lot|out|profusely|everywhere)\b|\b(?:won'?t|doesn'?t|not) stop bleeding\b|\bbleeding (?:won'?t|doesn'?t) stop",
    r"\bsuicid|\bkill (?:myself|himself|herself)\b|\bend my life\b|\bwant to die\b|\boverdos",
    r"\b(?:on|caught) fire\b|\b(?:there'?s|there is|a) (?:a )?fire (?:in|at|here|next)\b|\bburning down\b|\bis burning\b(?! my| a hole)|\bsmoke\b.{0,20}\b(?:coming|pouring|from|out of|everywhere)\b|\bflames\b",
    r"\bgas leak\b|\bsmell(?:s|ing)? (?:of |like )?gas\b|\bcarbon monoxide\b",
    r"\bwater (?:is )?(?:pouring|gushing|spraying|flooding|everywhere)\b|\bflood(?:ed|ing)\b|\bburst pipe\b",
    r"\b(?:call|need|get|send) (?:an |the )?ambulance\b|\bcall 112\b|\bbeing (?:attacked|robbed)\b|\bbrakes? (?:failed|don'?t work|stopped working|gave out)\b.{0,40}\b(?:driving|highway|motorway|road|now)",
)
# Signs that count when nothing says that they are past, feared or in jest.
_LIKELY = rule(
    r"\bsvimma(?:t|de)?\b|\bavsvimmad\b|\bsvimmar av\b|\bsegnat ner\b",
    r"\b(?:ramlat|ramlade|foll|fallit|segnat) ihop\b|\bkollapsa(?:t|de)\b|\b(?:han|hon|hen|nagon|kund\w*) svimmar\b",
    r"\bnodlage\b|\bnodsituation\b|\blivsfarlig\w*|\bkaris? i fara\b|\bfara for liv",
    r"\bfaint(?:ed|ing)\b|\bit'?s an emergency\b|\bthis is an emergency\b|\bemergency[!.]|^\W*emergency\W*$"
    r"|\bhave an emergency\b|\blife[- ]threatening\b|\bstroke\b",
)
# Urgent, in a text that asks for nothing that we sell.
_URGENT = rule(
    r"^\W*(?:hjalp\W+)?(?:det )?(?:ar )?(?:mycket )?akut\W*$|\bdet (?:har )?ar (?:\w+ )?akut\b|^\W*urgent\W*$|\bakut hjalp\b|^\W*hjalp\W*$|^\W*help\W*$"
)
_WISH = rule(
    r"\w*tid(?:er)?\b|\bbok\w*|\bkomma in\b|\bledig\w*|\blucka\w*|\bappointment\b|\bslots?\b|\bbook\w*|\bvisit\b",
    r"\bkosta\w*|\bpris\w*|\boppe\w*|\bjour\b|\bcost\b|\bprice\b|\bbehover (?:klippa|fixa|byta|laga|farga|hjalp med)|\bbrollop\w*|\bfest\w*|\bdejt\w*",
)
_NOT_NOW = rule(
    r"\b(?:inte|inget|ingen|ej|not|no|isn'?t|knappast) (?:direkt |sa |nagot |nagon |an |really )*"
    r"(?:akut|nodlage|nodsituation|emergency|urgent)",
    r"\bha(?:ha)+\b|\blol\b|\bskoja\w*|\bskamt\w*|\bjoking\b|\bjust kidding\b|\bnastan\b|\balmost\b|😂|🤣|😅|;\)",
    r"\bforra (?:veckan|manaden|aret|gangen)\b|\bi somras\b|\bi (?:fjol|vintras)\b|\bfor .{1,20} (?:ar|manader|veckor)"
    r" sedan\b|\b(?:brukar|latt|ofta|ibland|radd (?:for )?att|orolig for)\b|\bvad (?:gor|hander).{0,15} om\b|\bifall\b",
    r"\blast (?:week|month|year|time)\b|\bago\b|\btend to\b|\boften\b|\bafraid (?:of|i)\b|\bwhat if\b",
)


def is_emergency(low: str) -> bool:
    """Whether a text in normal form tells of danger, here and now."""
    unlikely = _NOT_NOW.search(low) is not None
    if _PLAIN.search(low):
        return not (unlikely and _jest(low))
    if unlikely:
        return False
    if _LIKELY.search(low):
        return True
    return _URGENT.search(low) is not None and _WISH.search(low) is None


_JEST = rule(
    r"\bha(?:ha)+\b|\blol\b|\bskoja\w*|\bskamt\w*|\bjoking\b|\bkidding\b|😂|🤣|😅",
    r"\bforra (?:veckan|manaden|aret|gangen)\b|\bi somras\b|\bi fjol\b|\bfor .{1,20} (?:ar|manader|veckor) sedan\b",
    r"\blast (?:week|month|year|time)\b|\bago\b|\bvad (?:gor|hander).{0,15} om\b|\bwhat if\b",
)


def _jest(low: str) -> bool:
    return _JEST.search(low) is not None
