"""Complaints, attempts to turn the agent round or to learn of other customers, health, spam."""

from __future__ import annotations

from conversations.agent.reading.normal import near, rule

_DATA = (
    r"\b(?:nummer|numren|telefon\w*|namn\w*|adress\w*|mejl\w*|mail\w*|uppgift\w*|data|info\w*|bokat"
    r"|bokad\w*|bokning\w*|betalat|betalar|kopt|behandling\w*|"
    r"numbers?|phones?|names?|address\w*|e-?mails?|details|records?|booked|bookings?|appointments?|paid"
    r"|bought)\b"
)
INJECTION = rule(
    r"\b(?:ignore|disregard|forget|override|bypass|skip)\b.{0,25}\b(?:previous|prior|above|earlier"
    r"|instruction\w*|rules?|guidelines|prompt|restrictions|everything (?:above|before))\b",
    r"\b(?:ignorera|glom|strunta i|bortse (?:fran|ifran)|kringga"
    r"|hoppa over)\b.{0,30}\b(?:instruktion\w*|regler\w*|regel|anvisning\w*|ovan\w*|prompt\w*"
    r"|begransning\w*|programmering)\b",
    r"\bsystem ?-?prompt\w*|\bsysteminstruktion\w*|\bsystemmeddelande\w*|\bjailbreak\w*"
    r"|\bdeveloper mode\b|\butvecklarlage\b|\bdebug ?-?(?:mode|lage)\b|\bdan mode\b"
    r"|\badmin(?:istrator)? ?-?(?:mode|lage|access|atkomst|rattighet\w*)\b",
    r"\b(?:visa|skriv ut|upprepa|avsloja|ge mig|beratta|lista|show|print|repeat|reveal|output|tell me"
    r"|give me|what (?:is|are)|vad (?:ar|star i|lyder)|vilka ar)\b.{0,25}\b(?:prompt\w*|(?:dina|din"
    r"|your|hemliga|secret|initial|interna|internal|ursprungliga) (?:\w+ )?(?:instruktion\w*"
    r"|instruction\w*|regler|rules|system\w*|installning\w*|konfiguration))\b",
    r"\byou are (?:now|no longer)\b|\bdu ar (?:nu|inte langre)\b|\bfran och med nu ar du\b"
    r"|\bfrom now on you\b",
    r"\b(?:lats\w*|spela)\b.{0,12}\b(?:att du|vara|du ar)\b|\bpretend (?:to be|you|that)\b"
    r"|\bact as (?:if|a|an|my|the)\b|\bagera som\b|\broll?spel\b|\brole ?-?play\b",
    r"<\|?(?:system|im_start|assistant|user)|\[(?:system|inst)\]|(?:^|\n)\W{0,3}(?:system|assistant"
    r"|developer)\s?:|###\s*(?:system|instruction)",
    r"\b(?:dina|din|your|mina) (?:\w+ )?(?:instruktion\w*|instruction\w*|prompt\w*|programmering"
    r"|riktlinjer|guidelines|systemregler)\b|\bglom allt (?:du|ovan|som)\b(?!.{0,12}\bom mig)|\b(?:told"
    r"|said|written|skrivet|sagt|star) (?:before|ovanfor|fore) (?:this|den har|det har) \w+",
    r"\bnya instruktioner\b|\bnew instructions?\b|\bdu maste lyda\b|\bi am (?:your|the) (?:developer"
    r"|administrator|admin|creator|programmer)\b|\bjag ar (?:din|er) (?:utvecklare|administrator"
    r"|skapare|programmerare)\b",
    # The password of the guests' wifi is an ordinary question.
    r"\b(?:api[- ]?nyck\w*|api[- ]?keys?|(?<!wifi )(?<!wifi-)losenord\w*(?!.{0,30}\bwi-?fi)"
    r"|(?<!wifi )(?<!wi-fi )passwords?(?!.{0,30}\bwi-?fi)|databasen?|database|kalltext"
    r"|source code|kallkod\w*|access token)\b.{0,40}|\bselect \* from\b|\bdrop table\b|<script|\$\{"
    r"|\{\{",
    rf"\b(?:andra|annan|annans|andras|alla|samtliga|era|ovriga|forra|nasta) (?:\w+ )?(?:kund(?!tj"
    rf"|serv)\w*|patient\w*|klient\w*|gast\w*|besokare)\b.{{0,60}}{_DATA}",
    rf"{_DATA}.{{0,30}}\b(?:andra|annan|alla|samtliga|era|forra|nasta|den) (?:\w+ )?(?:kund(?!tj"
    rf"|serv)\w*|patient\w*|klient\w*|gast\w*)\b",
    r"\b(?:visa|lista|se|ge mig|skicka|show|list|send|give me|dump)\b.{0,20}\b(?:alla|samtliga|all"
    r"|dagens|morgondagens|every|everyone'?s?) (?:\w+ )?(?:bokning\w*|tider|bookings?"
    r"|appointments?)\b(?!.{0,8}\bledig)",
    rf"\b(?:other|another|every|all|previous|next|each) (?:\w+ )?(?:customer|client|patient|guest"
    rf"|people)'?s?\b.{{0,60}}{_DATA}|{_DATA}.{{0,30}}\b(?:other|another|all|every"
    rf"|previous) (?:\w+ )?(?:customer|client|patient|guest|people)",
    r"\b(?:kund|patient|klient)(?:er|ers|ernas)\b.{0,30}\b(?:nummer|telefon\w*|adress\w*|namn"
    r"|uppgift\w*|tider)|\bkund(?:regist\w*|list\w*|databas\w*)|\bcustomer (?:list|database|records"
    r"|data)\b|\bclient list\b",
    r"\b(?:lista|visa|skriv|ge mig|rakna upp|list|show|export\w*) (?:\w+ )?(?:alla|samtliga|era|all"
    r"|every) (?:\w+ )?(?:kund\w*|patient\w*|customers?|clients?)\b|\bvilka (?:\w+ )?(?:har|ar"
    r"|hade) (?:bokat|bokad\w*|inbokad\w*|en tid|tid)\b|\b(?:numret|nummer|telefonnumret|telefonnummer"
    r"|namnet|adressen|mejlen) (?:till|pa) (?:\w+ )?(?:kund(?!tj|serv)\w*|patient\w*)|\bvad heter (?:kunden"
    r"|patienten|den|han|hon|personen)\b|\b(?:alla )?andras (?:tid\w*|bokning\w*|uppgift\w*|namn"
    r"|nummer)\b|\bdu ar (?:\w+ )?(?:administrator\w*|admin|agare\w*|utvecklare\w*|hackare)\b"
    r"|\bjag ar (?:agaren|chefen|admin\w*)\b.{0,30}\b(?:ge|visa|lista|skicka)\b",
    r"\bvem(?:s)? (?:\w+ )?(?:har|hade|ar|bokade|bokat|kommer|ska|sitter|tog|som har"
    r"|som bokat)\b.{0,25}\b(?:tid|tiden|bokad|bokat|inbokad|fore|efter|kl|klockan|in|imorgon)\b",
    r"\bwho (?:\w+ )?(?:has|is|booked|else|took|comes)\b.{0,25}\b(?:appointment|slot|booked|coming"
    r"|before|after|at \d)",
    r"\b(?:numret|nummer|telefonnummer\w*|mobilnummer\w*|adress\w*|mejl\w*|mail\w*) till (?:en |er "
    r"|din )?(?:annan|andra|kund(?!tj|serv)|patient|hon|han|den|tjejen|killen|nagon(?! (?:jag|man|som)\b))",
    r"\b(?:phone )?(?:number|address|email)s? (?:of|for) (?:the |a |your |another |other )*(?:customer"
    r"|client|patient|lady|guy|woman|man|person)\w*",
    r"\bnar har (?!jag\b|vi\b|ni\b|du\b|man\b)\w+ (?:\w+ )?(?:sin tid|bokat|bokad|inbokad)\b"
    r"|\bvilken tid har (?!jag\b|vi\b|ni\b|du\b|man\b)\w+ (?:\w+ )?(?:bokat|bokad|inbokad|fatt)\b"
    r"|\bhar (?:min|mitt) (?:\w+ )?(?:granne|svarmor|ex\w*|chef|kollega|van|vaninna)\b.{0,20}\bbok\w*",
    r"\bwhen (?:is|does|did) (?!my\b|the next\b|your\b|you\b|next\b)\w+(?:'s)? .{0,15}\b(?:appointment"
    r"|booked?|booking)\b",
    r"\b(?:utan|without) (?:nagra )?(?:begransning\w*|restrictions|filter|censur)\b|\bbase64\b|\brot13\b",
)
# "Alla bokningar" of one's own, and facts about what others usually do, are harmless.
INNOCENT = rule(
    r"\b(?:mina|alla mina|bada mina|my|all my) (?:\w+ )?(?:bokningar\w*|tider\w*|bookings|appointments)\b",
    r"\b(?:for|till|som) (?:alla|andra|nya|era) (?:kund|gast|patient)\w*\b(?!.{0,30}\b(?:nummer|namn"
    r"|adress|uppgift))",
    r"\b(?:kundparkering|kundplats|kundkort|kundklubb|kundtoalett|stamkund)\w*|\btar ni emot (?:nya"
    r"|andra)\b|\bnasta (?:kund|patient)?\s?(?:lediga|ledig)",
)

_BAD = (
    r"\b(?:fel|snett|sned\w*|skev\w*|ojamn\w*|forstor\w*|misslyckad\w*|orange|gult?|gula|gront?|grona"
    r"|lila|flackig\w*|for (?:kort|korta|mork\w*|ljus\w*|lang\w*|hart|dyrt|varmt)|varre|katastrof\w*|"
    r"trasig\w*|sonder|repig\w*|repor|buckl\w*|smutsig\w*|kladdig\w*|hal\b|torrt|frasch|samre|inte bra"
    r"|inte alls bra|jattefult?|fult?|fula|konstig\w*|wrong|crooked|uneven|ruined|too short|terrible"
    r"|awful|orange|yellow|green)\b"
)
_DONE = (
    r"\b(?:blev|blivit|bli|gick|gatt|ser ut|sag ut|resultatet|klippningen|fargen|slingorna|luggen|haret"
    r"|frisyren|behandlingen|jobbet|reparationen|lagningen|servicen|arbetet|lacken|turned out|came out"
    r"|looks?|result)\b"
)
_SINCE = (
    r"\b(?:efter (?:att ni|att jag var|ert|er |besoket|servicen|reparationen|bytet|behandlingen"
    r"|klippningen)|sen ni|sedan ni|after (?:you|your|the repair|the service)|since you)\b"
)
_BROKEN = (
    r"\b(?:lat\w*|later|lack\w*|lacker|lyser|gnissl\w*|krangl\w*|fungerar? inte|funkar inte|lossn\w*"
    r"|slapp\w*|slapper|skakar|vibrerar|trasig\w*|sonder|konstig\w*|ont|varre|fel|paj\w*|kvar|leak\w*"
    r"|broken?|"
    r"noise|doesn'?t work|not working|worse|strange)\b"
)
_YOU_DID = (
    r"\b(?:ni|du|frisoren|mekanikern|teknikern|tandlakaren|killen|tjejen|hon|han|you|your (?:staff"
    r"|mechanic|technician|stylist)) (?:har |hade |have |'ve )?(?:\w+ )?"
    r"(?:forstor\w*|repat|repade|skadat|skadade|pajat|pajade|sabbat|klantat\w*|missat|missade|glomt"
    r"|glomde|slarvat|slarvade|tappat|brant|brande|skar|lovade|lovat|lurat|lurade|tog \d+|"
    r"inte (?:fixat|gjort|lagat|hort|kommit|svarat|bytt)|scratched|damaged|broke|ruined|forgot|messed"
    r"|promised|overcharged|burn(?:ed|t)|didn'?t (?:fix|show|do|call|come))\b"
)
COMPLAINT = rule(
    r"\breklam(?:era|erar|ation\w*)\b|\bklag(?:a|ar|om\w+)\b|\bklagomal\w*|\bsynpunkter pa\b",
    r"\w*missnoj\w*|\w*besvik\w*|\bskandal\w*|\b\w*upprord\b|\bforbannad\b|\b\w*arg (?:pa|over)\b"
    r"|\b\w*irriterad\b|\b\w*frustrerad\b|\bskitforbannad|\bledsen over\b",
    r"\b(?:pengar(?:na)?|mina pengar) (?:tillbaka|ater)\b|\baterbetal\w*|\bkompens(?:ation|era|erad)\w*"
    r"|\bersattning\b|\bskadestand\b|\bprisavdrag\b|\bkraver\b.{0,40}\b(?:tillbaka|pengar|rabatt|gratis"
    r"|ny|att ni)\b|\bgora om (?:det|klippningen|fargen|jobbet) (?:gratis|utan)",
    r"\b(?:fick|fatt|gav mig) fel \w+|\b(?:svarar|svarade|svarat) (?:ni )?aldrig\b|\bni svarar inte\b"
    r"|\b(?:andra|tredje|fjarde|femte) gangen (?:jag|ni|det|pa)\b|\bvantat (?:pa )?.{0,25}\bi (?:en"
    r"|flera|tva|tre|\d+) (?:veck\w*|dag\w*|timm\w*|manad\w*)|\b(?:jag ar|blev|blir"
    r"|ar sa) (?:\w+ )?(?:arg|sur|rasande|chockad|skitarg|forbannad)\b|\bbe om ursakt\b(?! for att jag)",
    r"\bkonsumentverket\b|\breklamationsnamnd\w*|\barn\b.{0,15}\banmal|\banmala er\b|\badvokat\b"
    r"|\bstamma er\b|\bivo\b|\bdalig recension\b|\bone star\b",
    r"\b(?:inte|ej|knappast|aldrig) (?:\w+ )?(?:nojd|nojda|acceptab\w*|okej (?:med|att|alls)|ok (?:med"
    r"|att|alls)|schysst|vad (?:jag|vi) (?:bad|bestallde|ville|betalat))\b|\boacceptab\w*"
    r"|\bunder all kritik\b|\brent ut sagt\b",
    r"\b(?:urusel\w*|usel\w*|uselt|kasst?|hemskt?(?! (?:mycket|garna|snall|bra|glad|fin|gott|tack))"
    r"|fruktansvart\w*|bedrovlig\w*|vardelos\w*|katastrof\w*"
    r"|pinsam\w*|oproffsig\w*|oprofessionell\w*|oseri\w*|slarvig\w*|nonchalant\w*|\w*otrevlig\w*"
    r"|ohovlig\w*|respektlos\w*|skitdalig\w*|jattedalig\w*|skit(?:et|service|jobb))\b",
    r"\b(?:dalig\w*|daligt)\b.{0,25}\b(?:service\w*|bemot\w*|jobb\w*|arbete\w*|upplevelse\w*|kvalit\w*"
    r"|resultat\w*|klipp\w*|stil|kommunikation|behandl\w*|sko\w*|information\w*)|^\W*(?:riktigt "
    r"|valdigt |sa |jatte)?daligt?\b|\b(?:riktigt|valdigt|sa|jatte) ?daligt\b|\btycker (?:det"
    r"|detta) (?:ar|var) (?:\w+ )?dalig\w*",
    r"\bsamsta\b|\baldrig (?:mer|igen)\b.{0,20}\b(?:hos|till|er|bok\w*|komm\w*|anlit\w*|ga)\b"
    r"|\b(?:kommer|ska) aldrig\b.{0,20}\b(?:igen|mer|tillbaka)\b|\baldrig (?:satt|varit med om"
    r"|fatt sa)\b",
    near(_DONE, _BAD, 30) + r"(?! (?:tid|dag|datum|nummer|knapp|bokat|bokad))",
    near(_SINCE, _BROKEN, 60),
    _YOU_DID,
    r"\b(?:min|mitt|mina|bilen|lacken|falgen|jackan|my)\b.{0,30}\b(?:repad|repats|skadats|skadad av"
    r"|bucklig|fick (?:en )?(?:buckla|repa)|scratched|dented)\b|\b(?:lossnade?|lossnat|slappte|sonder"
    r"|pajade?|gick ur|forsvann)\b.{0,20}\b(?:efter|redan|igen|direkt|samma dag)\b",
    r"\b(?:lacker|krangl\w*|later|gnisslar|lyser|fungerar inte|funkar inte|trasig\w*|gor ont"
    r"|skakar) (?:\w+ )?(?:redan|igen|fortfarande|annu|trots)\b|\b(?:redan"
    r"|fortfarande) (?:\w+ )?(?:trasig\w*|sonder|lacker|fel|samma|inte (?:fixa|laga|klar))"
    r"|\bsamma (?:fel|problem) (?:igen|som)\b|\binte (?:fixat|lagat|atgardat) (?:felet|problemet)\b",
    r"\bingen (?:dok upp|kom\b|kommit|oppnade|var dar|har (?:kommit|hort av))\b|\b(?:dok"
    r"|dykt) (?:aldrig|inte) upp\b|\bkom aldrig\b|\bni kom (?:inte|for sent)\b|\b(?:fick"
    r"|fatt) (?:sta och |sitta och )?vanta(?:t)?\b|\bvanta(?:t|de) (?:i )?(?:over )?(?:\d+|en|tva"
    r"|flera) (?:min\w*|timm\w*|dag\w*|veck\w*)\b.{0,30}\b(?:utan|ingen|fortfarande|inte|hos er)\b"
    r"|\baldrig hort av\b|\bblev (?:installd|avbokad) utan\b",
    r"\b(?:betal\w*|debiter\w*|fakturera\w*|tagit|tog|drog|dragit|dragits"
    r"|fatt betala) (?:\w+ ){0,2}(?:dubbelt|for mycket|tva ganger|fel belopp|fullt pris)\b"
    r"|\b(?:dubbel(?:t)?|fel(?:aktig)?) (?:betalning|debiter\w*|faktur\w*|belopp\w*|rakning\w*)"
    r"|\b\d+ (?:kr|kronor) (?:mer|for mycket|extra) an\b|\b(?:rakning|faktura|kvitto"
    r"|notan)\w*\b.{0,25}\b(?:fel\b|stammer inte|felaktig|for hog|hogre an)|\b(?:blev|blivit|ar"
    r"|kanner mig) lurad\w*\b|\bbluff\w*\b|\b(?:blev )?lovad\w*\b.{0,40}\bmen\b|\borattvis\w*"
    r"|\bdyrare an\b.{0,25}\b(?:sa|lovade|avtalat|offert\w*|prislistan|utlovat)",
    r"\binte (?:alls )?(?:vad|det|som|sa som) (?:jag|vi) (?:bad|bestallde|ville|kommit|sa|betalat)\b"
    r"|\bni lovade\b|\bsom ni lovade\b|\bhall\w* inte vad\b|\bvad ar det (?:for"
    r"|har for) (?:\w+ )?(?:service|bemotande|stalle)\b|\btar (?:ni )?inte ansvar\b",
    r"\b(?:unhappy|disappoint\w*|terribl[ey]|awful\w*|horribl[ey]|worst|disgust\w*|unacceptable"
    r"|complain\w*|complaint|refund\w*|money back|compensat\w*|rude|ripped off|overcharged"
    r"|charged (?:me )?(?:twice|too much)|unprofessional|appalling|scam(?:med)?|furious|ruined|botched"
    r"|lousy|dreadful|poor (?:service|job|quality)|bad (?:service|job|experience))\b",
    r"\bnot (?:at all |very |really |so )?(?:happy|satisfied|pleased|impressed|good enough"
    r"|what i (?:asked|wanted|paid))\b|\b(?:never|not) (?:coming|going|come|go)(?: \w+)? (?:back"
    r"|again)\b|\b(?:nobody|no one) (?:showed|turned|came)\b|\bstill (?:leak\w*|broken|not working"
    r"|doesn'?t work|making)\b|\bbroke(?:n)? (?:again|already)\b|\b(?:didn'?t|did not"
    r"|doesn'?t) (?:show up|work)\b(?!.{0,12}\bfor me\b)|\bmy lawyer\b"
    r"|\bwaited (?:for )?(?:over )?(?:an|\d+) (?:hour|min)\w*",
)
# A slip of one's own is no complaint.
_OWN_SLIP = rule(
    r"\b(?:jag|i)\b[^.!?\n]{0,30}\b(?:fargat|fargade|klippt|klippte|blekt|blekte|lagat|dyed|cut|bleached)\b"
    r"[^.!?\n]{0,25}\b(?:sjalv|hemma|myself|at home)\b|\bnar jag (?:blekte|fargade|klippte)\b",
    r"\bklockan (?:\w+ ){0,3}(?:gick|gar) (?:fel|fore|efter)\b",
    r"\bom (?:jag|man) (?:ar|blir|skulle vara|inte ar|inte blir) (?:miss)?nojd\b|\bif i'?m (?:not|un)",
    r"\b(?:jag|i) (?:\w+ )?(?:menade?|menar|skrev fel|tog fel|rakade|valde fel|meant|mistyped)\b"
    r"|\bskrev fel\b|\bfel av mig\b|\bmy (?:bad|mistake)\b|\bsorry\b.{0,12}\bmeant\b",
    r"\b(?:vad|hur|vilk\w+|tar|har|lamnar) (?:\w+ )?(?:ni |ar )?(?:\w+ )?(?:reklamationstid|garanti"
    r"|villkor|policy|angerratt)",
    r"\bvad (?:ar|kan) (?:det )?(?:vara )?(?:for )?fel (?:pa|med)\b|\binga? klagomal\b"
    r"|\binget att klaga\b|\binte besviken\b|\binte missnojd\b|\bno complaints?\b|\bnot disappointed\b"
    r"|\bdalig pa\b|\bvill inte klaga\b|\bdaligt samvete\b|\bdalig (?:mobil)?tackning\b|\bmar daligt\b"
    r"|\bsyn(?:en)? dalig",
)

_BODY = (
    r"(?:utslag|klada|kliar|svullen|svullnad\w*|svullet|svullna\w*|eksem\w*|bransk\w*|brant mig|sar\b"
    r"|saret|infektion\w*|inflamm\w*|"
    r"feber|blodning\w*|bloder|yrsel|illamaende|domnad\w*|domning\w*|reagera\w*|svider|antibiotik\w*"
    r"|biverkning\w*|blodforgift\w*)"
)
_CONDITION = (
    r"(?:gravid|allergi\w*|diabet\w*|medicin(?:er|en)?\b|blodfortunn\w*|waran|epilep\w*|pacemaker"
    r"|hjartproblem|hogt blodtryck|pregnant|medication|opererad|pregnancy)"
)
HEALTH = rule(
    rf"\b(?:jag|har|fick|fatt|min|mitt|mina|ar|blivit|blev|far)\b.{{0,50}}\b{_BODY}",
    r"\b(?:i|my|i'm|i've)\b.{0,50}\b(?:rash|swollen|swelling|allergic reaction|itch\w*|burns?|burned"
    r"|infect\w*|fever|numb(?!er)\w*|blister\w*|bleed\w*)\b",
    rf"\b(?:kan|far|bor|borde|gar|farligt|okej|ok|vagar|sakert|can|may|should"
    rf"|safe)\b.{{0,50}}\b{_CONDITION}(?!.{{0,6}}massage)",
    r"\b(?:brinner|brann|branner|svider|kliar|sticker|bultar|ommar|hettar|varker)\b.{0,20}\b(?:harbotten|hud\w*"
    r"|ansikt\w*|ogon\w*|nagel\w*|nagl\w*|lapparna|tand\w*|kind\w*|arm\w*|fot\w*|rygg\w*|nack\w*)",
    rf"\b{_CONDITION}.{{0,30}}\b(?:kan|far|bor|borde|gar det|farligt|okej|ok|sakert|can i|may i"
    rf"|should i|safe)\b.{{0,20}}\b(?:anda|gora|fa|ta|still|have|get|farga|bleka|massage)\b",
)
# "Jag är sjuk och måste avboka" tells why, and asks for nothing.
HEALTH_ASIDE = rule(
    r"\bavbok\w*|\bombok\w*|\bboka om\b|\bforhinder\b|\bstall\w* in\b|\bcancel\w*|\breschedul\w*"
    r"|\bkan inte komma\b|\bcan'?t (?:come|make)\b|\bflytta\b"
)

_LINK = rule(
    r"https?://|www\.|\b[a-z0-9-]+\.(?:com|net|xyz|top|ru|info|biz|click|shop|online|io|link|cc|site|vip"
    r"|ly)\b|\b(?:bit\.ly|t\.me|wa\.me)\b|whatsapp \+|telegram"
)
_LURE = rule(
    r"\bbitcoin\w*|\bkrypto\w*|\bcrypto\w*|\bcasino\w*|\bkasino\w*|\bfree ?spins?\b|\b(?:snabb"
    r"|sms)?lan\b|\bloans?\b|\bviagra\b|\bvunnit\b|\bvinnare\w*|\bwinner\b|\bwon\b|\bprize\b|\bvinst\w*"
    r"|\bklicka (?:har|pa)\b|\bclick (?:here|the link|below)\b|\bsnabba pengar\b|\btjana (?:\d|pengar"
    r"|upp till)|\bearn \b|\binvest\w*|\bpassiv inkomst\b|\bforex\b|\btrading\b|\bpresentkort pa \d"
    r"|\bgratis iphone\b|\biphone\b.{0,20}\b(?:vunnit|gratis)|\bgift card worth\b|\bcongratulations\b"
    r"|\bgrattis\b.{0,20}\b(?:du|ni)\b",
    r"\bpaket\w*\b.{0,50}\b(?:tull\w*|avgift\w*|levere\w*|vantar|hamta\w*|bekrafta|adress\w*)"
    r"|\b(?:parcel|package)\b.{0,40}\b(?:fee|customs|deliver\w*|waiting|held)|\bbankid\b"
    r"|\bverifiera (?:ditt|dina|ert)\b|\bverify your\b|\bkonto\w* (?:har|ar"
    r"|kommer)\b.{0,20}\b(?:sparr\w*|last|stang\w*)|\baccount (?:has been|is"
    r"|will be)\b.{0,15}\b(?:suspend\w*|lock\w*|clos\w*)|\bskatteaterbaring\b|\btax refund\b"
    r"|\bobetald (?:faktura|avgift)\b|\bsista paminnelse\b",
    r"\b(?:hej |hi |hello )?(?:mamma|pappa|mum|mom|dad)\b.{0,60}\b(?:nytt nummer|bytt nummer|new number"
    r"|tappat|whatsapp|lost my phone)|\bmake money\b|\bearn money\b|\$\d{2,}|\brolex\b|\breplica\b"
    r"|\bcialis\b|\b\d{2} ?% (?:rabatt|off|rea)\b|\bdear (?:sir|friend|customer|beneficiary)\b"
    r"|\binherit\w*\b|\bseo\b|\bforstaplats\w*\b.{0,15}\bgoogle\b|\bgoogle[- ](?:rank\w*|annons\w*|ads"
    r"|synlig\w*|sok\w*)|\b(?:synas|ranka"
    r"|ranking|hogre upp) (?:hogre |battre )?(?:pa|i) google\b|\bfollowers\b|\bfoljare\b|\bleads\b"
    r"|\b(?:fler|nya|more|new) (?:kunder|customers|clients)\b|\b(?:grow|boost) your (?:business|sales"
    r"|company|instagram|brand)\b|\butan uc\b|\butan kreditupplysning\b|\bhemifran\b"
    r"|\bmillion (?:dollars|kr|euro)\b|\bbuy now\b|\bkop nu\b|\brabattkod\b|\blagerrensning\b|\bbtc\b"
    r"|\bhot singles\b|\bsamarbete\b.{0,30}\b(?:instagram|influencer|foretag)|\binfluencer\b"
    r"|\bbemanning\w*\b|\bleverantor\b|\b(?:din|er) (?:webbplats|hemsida)\b|\bgratis (?:prov|analys"
    r"|konsultation)\w*|\bboost\b|\boka (?:er |din |ert )?(?:forsaljning|omsattning|synlighet)\w*"
    r"|\b(?:hemsida|webbplats|website|webshop|app) (?:at|till|for|till er|for ert) (?:er|ert|your"
    r"|foretag\w*)|\bvi (?:hjalper|erbjuder) (?:foretag|er|ert foretag)\b|\b(?:ert"
    r"|ditt) foretag\b.{0,60}\b(?:erbjud\w*|el\b|elavtal|forsakring|mote|samarbete)|\b(?:erbjud\w*"
    r"|elavtal|forsakring|samarbete)\b.{0,40}\b(?:ert|ditt) foretag\b|\bsalong(?:er"
    r"|sagare)\b.{0,30}\b(?:fler|oka|vaxa)|\bfler bokningar\b|\bbusiness (?:loan|opportunity"
    r"|proposal)\b|\bdigital marketing\b|\belavtal\b|\bforetagslan\b",
)
_PITCH = rule(
    r"\b(?:vi|we) (?:pa|fran|at|from) \w+ (?:hjalper|erbjuder|saljer|helps?|offers?)\b",
    r"\bwhatsapp\b|\bnytt nummer\b|\bintresserad\b\W*\?|\bnu eller aldrig\b|\bhor av dig\b"
    r"|\bring (?:oss )?nu\b|\b(?:vi|jag|we|i) (?:erbjuder|hjalper|kan hjalpa|offer|help|can help"
    r"|represent\w*|jobbar med|saljer)\b|\bsvara ja\b|\breply yes\b|\bkostnadsfri\w*\b|\bgratis\b"
    r"|\bfree\b|\boffert till er\b|\blimited\b|\bendast idag\b|\bact now\b|\bbegransat\b"
    r"|\bboka (?:ett )?mote\b|\bert foretag\b|\byour (?:business|company)\b|\bforetagare\b",
)


_REFUSED = rule(
    r"\b(?:sluta|slipp\w*) (?:att )?(?:skicka|smsa|fa)|\bvill inte (?:ha|fa)\b|\bstop (?:sending|texting)"
)


def is_injection(low: str) -> bool:
    """Whether a text tries to turn the agent round, or asks for what concerns other customers."""
    return INJECTION.search(INNOCENT.sub(" ", low)) is not None


def is_complaint(low: str) -> bool:
    """Whether a text complains, or demands money."""
    return COMPLAINT.search(low) is not None and _OWN_SLIP.search(low) is None


def is_health(low: str) -> bool:
    """Whether a text asks about the customer's body rather than about an appointment."""
    return HEALTH.search(low) is not None and HEALTH_ASIDE.search(low) is None


def is_spam(low: str) -> bool:
    """Whether a text is an advertisement or a fraud rather than a customer's."""
    if _REFUSED.search(low):
        return False
    lures = len(set(_LURE.findall(low)))
    return bool(lures) and (lures >= 2 or bool(_LINK.search(low)) or bool(_PITCH.search(low)))
