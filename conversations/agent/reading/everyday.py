"""What is asked of a company in everyday words: what it costs, when somebody is there, where it is.

Beside the plain questions of :mod:`conversations.agent.reading.inquiries`, which name the thing itself. Texts are
in normal form.
"""

from __future__ import annotations

from conversations.agent.reading.normal import rule

_PLACE = (
    r"(?:kontoret|butiken|affaren|salongen|verkstaden|kliniken|mottagningen|receptionen|skolan|gymmet|studion|lokalen"
    r"|firman|stallet|disken|bemanningen|er|the (?:shop|store|office|salon|clinic|reception|studio|gym|place))"
)
_FEAST = (
    r"(?:jul(?:en|afton|dagen|helgen)?|annandag\w*|mellandagarna|nyar\w*|trettond\w*|pask\w*|skartorsdag\w*"
    r"|langfredag\w*"
    r"|valborg\w*|kristi\w*|pingst\w*|midsommar\w*|nationaldag\w*|allhelgona\w*|roda dagar|\w*lov(?:et)?|klamdag\w*"
    r"|christmas\w*|xmas|new year\w*|easter|holidays?|bank holidays?)"
)
_IN_GENERAL = (
    r"(?:(?:pa |under |om |over )(?:(?:\w+ )?helg(?:en|er|erna)|(?:man|tis|ons|tors|fre|lor|son|var)dagar(?:na)?"
    r"|kvallar(?:na)?|kvallstid|morgnar(?:na)?|lunchen|sommaren|semestern|"
    + _FEAST
    + r")|i (?:helgen|helgerna|mellandagarna"
    r"|jul|pask|sommar)\b|dygnet runt|on (?:weekends|weekdays|(?:mon|tues|wednes|thurs|fri|satur|sun)days)"
    r"|at weekends)"
)
_CLOCK = r"(?:(?:kl|klockan|efter|fore|innan|vid|till|before|after|until|by) )?(?:kl )?\d{1,2}(?:[.:]\d\d)?"

#: Somebody is there, or the doors are open.
WHEN_THERE = rule(
    rf"\b(?:vilka|vad|hur|nar)\b[^.?!\n]{{0,25}}\b(?:tider(?:na)?|opp\w*"
    rf"|stang\w*)\b[^.?!\n]{{0,12}}\b{_PLACE}\b(?! ledig)"
    rf"|\btider(?:na)?\b[^.?!\n]{{0,15}}\b{_FEAST}\b|\b{_FEAST}\b[^.?!\n]{{0,15}}\btider(?:na)?\b(?! kvar| lediga)",
    r"\b(?:finns|ar|sitter|star|svarar) (?:ni|det|du|nagon|folk|personal|man)\b(?: \w+){0,3} (?:pa plats"
    r"|inne|dar|kvar"
    r"|pa kontoret|i butiken|i receptionen|i kassan|bakom disken|tillgangliga?)\b(?! att boka)",
    rf"\b(?!har\b|ar\b|finns\b|kan\b|far\b|vill\b|kommer\b|blir\b)\w+(?:ar|er|or)? ni (?:\w+ )?{_IN_GENERAL}",
    rf"\b(?:kan|far|gar det att) (?:man|jag|vi )?\s?(?!boka|avboka|betala)\w+ (?:\w+ )?{_IN_GENERAL}",
    r"\bhur (?:sent|tidigt) (?:kan|far|gar det att|brukar) (?:man |jag |vi )?(?!avbok|ombok|boka|betal"
    r"|flytt|andr|saga|lamna aterbud)\w+",
    r"\b(?:som )?(?:tidigast|senast) oppet\b|\b(?:sommar|jul|semester|lunch|helg)(?:uppehall|stang\w*|oppet)\b"
    r"|\b(?:har|tar) ni (?:lunch|sommar|jul)?(?:rast|uppehall|semester)\b",
    r"\b(?:hinner|kan|far|gar det att|funkar det att|skulle|ska) (?:jag |man |vi |det )?(?:\w+ )?(?:komma"
    r"|kila|slinka|titta"
    r"|svanga|hoppa|kika|sticka|smita|droppa) (?:in|forbi|over|upp|dit)\b[^.?!\n]{0,25}"
    rf"(?:{_CLOCK}|\befter (?:jobbet|skolan|dagis|stangning)|\b(?:pa|under) (?:lunchen|morgonen|kvallen|\w+dagar))",
    r"\b(?:when|what time|until when|til what time|how late|how early)\b[^.?!\n]{0,30}\b(?:there"
    r"|in the office|around|come in"
    r"|drop by|pick up|collect)\b|\bare you (?:guys )?(?:\w+ )?(?:open|there|around)\b"
    r"|\byour (?:\w+ )?hours\b|\bopening times?\b",
)
#: Money is asked for, in other words than price and cost.
HOW_MUCH = rule(
    r"\bhur manga (?:kronor|kr|spann|laxar|lapp|riksdaler|pengar)\b|\bprojs\w*|\bvad (?:far|ska|maste"
    r"|behover) (?:man|jag|vi) "
    r"(?:betala|lagga ut|ge|hosta upp)\b|\bbetalar (?:man|jag|vi) (?:lika|mer|mindre|extra|nagot|nat|per|for)\b",
    r"\b(?:ligger|gar|landar|hamnar|slutar|kommer) (?:det |den |de |ni )?pa (?:vad|hur mycket)\b"
    r"|\bhur mycket pengar\b"
    r"|\bvad (?:ar|var) (?:det )?(?:ni|du) (?:tar|ska ha|vill ha)\b|\bvad begar (?:ni|du)\b"
    r"|\bvad betalar (?:man|jag|vi)\b",
    r"\b(?:tar ni|tas det|tillkommer det) (?:nagot |nat )?(?:extra|betalt)\b|\bwhat (?:do|would"
    r"|will) i (?:have to )?pay\b"
    r"|\b(?:ar|blir) (?:\w+ ){1,3}gratis\b|\bgoing rate\b|\bhow pricey\b|\bhow many (?:kronor|crowns)\b",
)
#: Where it is and how one gets there.
WHERE = rule(
    r"\b(?:var|vart|vars)\b[^.?!\n]{0,20}\b(?:huserar|haller (?:ni|du) till|haller (?:ni|du) hus|bor ni"
    r"|sitter ni|residerar|ar ni belagna|befinner)\b"
    r"|\blangt (?:ifran|fran|bort fran|till)\b|\bvad (?:heter|ar) (?:gatan|adressen|stallet|platsen)\b"
    r"|\bgatuadress\w*"
    r"|\bvilken (?:gata|stadsdel|del av|ort|adress|ingang|port|trappa|uppgang|buss|busslinje|sparvagn|linje"
    r"|hallplats|station)\b",
    r"\b(?:var|vart|vilken vag|hur)\b[^.?!\n]{0,15}\b(?:gar|ska|kommer) (?:jag|man|vi) (?:in|ga in|in nanstans)\b"
    r"|\b(?:var|vart) (?:ar|finns|ligger|har ni) (?:\w+ )?(?:ingangen|entren|dorren|porten|infarten"
    r"|parkering\w*|butiken|lokalen)\b"
    r"|\bligger ni (?:\w+ )?(?:vid|intill|bredvid|nara|i|pa|kvar|mittemot)\b|\bar ni (?:\w+ )?(?:nara|vid"
    r"|intill|bredvid|mittemot)\b",
    r"\b(?:stalla|staller|lamna|lamnar|parka|parkera\w*|stanna med) (?:\w+ )?(?:bilen|cykeln|mopeden"
    r"|motorcykeln|sparkcykeln)\b"
    r"[^.?!\n]{0,30}\b(?:nanstans|nagonstans|hos er|utanfor|dar|nar (?:man|jag|vi) (?:ar|kommer|tranar|besoker))\b"
    r"|\b(?:var|vart)\b[^.?!\n]{0,25}\b(?:stalla|staller|parkerar?|parkera) (?:\w+ )?(?:bilen|cykeln"
    r"|mopeden|man|jag|vi)?\b"
    r"|\bwhere (?:can|do|should) (?:i|we|you) (?:park|leave (?:my|the) (?:car|bike))\b|\bleave (?:my|the) car\b",
    r"\b(?:stannar|gar) (?:det )?(?:nan |nagon |nagra |en )?(?:buss\w*|sparvagn\w*|tag\w*|tunnelbana\w*)\b"
    r"|\bwhich (?:bus|tram|stop|street|entrance|floor)\b|\bwhat(?:'s| is) the street\b|\bhow far (?:are|is)\b",
)
#: Whether one must book at all.
UNBOOKED = rule(
    r"\b(?:maste|behover|bor|ska) (?:jag|man|vi) (?:\w+ )?(?:boka|forboka|bestalla|ha) (?:\w+ )?(?:tid"
    r"|i forvag|forst)\b"
    r"|\b(?:maste|behover) (?:jag|man|vi) (?:\w+ )?(?:boka|forboka)\b(?! av| om)",
    r"\bbara (?:\w+ )?(?:komma|dyka|titta|droppa|sticka|svanga|ga|slinka|lamna) (?:in|forbi|upp|av|over|dit)\b"
    r"|\butan (?:att )?(?:boka|ha bokat|forboka|tidsbokning|bokning|bokad tid|tid)\b|\bdo i (?:need"
    r"|have) (?:an appointment|to book)\b"
    r"|\bwithout (?:an? )?(?:appointment|booking)\b|\bcan i just (?:come|drop|walk|show)\b",
)
# "Hur lång tid tar det innan glasögonen är klara" asks how long it takes in general, not how far something has come.
IN_GENERAL = rule(
    r"\bhur (?:snabbt|fort|lang tid|lange)\b|\bbrukar\b|\bvanligtvis\b|\bnormalt\b|\bi regel\b"
    r"|\befter (?:man|jag|att) (?:\w+ )?bestall\w*"
    r"|\bhow (?:long|fast|quickly|soon)\b|\busually\b|\btypically\b|\bonce (?:i|we)(?:'ve| have)? order\w*",
)
