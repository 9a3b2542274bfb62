"""What is asked about the company itself: what things cost, when it is open, where it is."""

from __future__ import annotations

from conversations.agent.reading.normal import rule

_WHEN = r"(?:\w*helg\w*|\w*kvall\w*|lunch\w*|\w*dagar(?:na)?|roda dagar|jul\w*|trettond\w*)\b"
# Whether one gets there before it closes.
VISIT = rule(
    r"\bhinner (?:jag|vi|man) (?:\w+ ){0,2}?(?:forbi|hamta|dit|lamna (?:in|av))\b"
    r"|\b(?:svanga|titta|kila|sticka) (?:in|forbi|over)\b"
)
PRICE = rule(
    r"\bkosta(?:r|de|s)?\b|\bkostnad\w*|\b(?!\w*(?:surpris|enterpris))\w*pris(?:et|er|erna|lista\w*"
    r"|lapp\w*|uppgift\w*|exempel|bild|klass|skillnad\w*|s)?\b|\btaxa\w*|\btimpris|\bavgift\w*|\boffert\w*"
    r"|\w*rabatt\w*|\bdiscounts?\b|\bquote\b|\bestimate\b",
    r"\bvad? (?:tar|vill|begar|brukar) (?:ni|du|det)(?: ta| ha)?(?: (?:i |betalt|for|ha))?\b"
    r"|\bvad? (?:gar|ligger|landar|slutar|hamnar) .{0,40}\b(?:pa|i pris)\b|\bhur mycket (?:ar|tar|blir"
    r"|kostar|for|gar|ska|maste|far|behover|betalar|pengar|begar|debiterar|vill|skulle|hamnar"
    r"|landar|ligger)\b|\bvad? (?:skulle|kan|kommer) (?:det "
    r"|priset )?(?:att )?(?:bli|landa|ga|kosta)\b|\bhur (?:dyrt|dyr|billig\w*)\b|\bdyr(?:t"
    r"|are)?\b(?! (?:ring|parkering))|\bbillig(?:are|ast)\w*|\bvad? blir (?:det|de|priset|summan|notan)\b"
    r"|\bvad? (?:ska|vill|skulle) (?:ni|du|man|jag) (?:vilja )?(?:ha|betala|ge) for\b"
    r"|\bvad? (?:far|ska|maste) (?:man|jag|vi) (?:punga ut|hosta upp|betala|lagga|ge)\b"
    r"|\bvad? (?:blir|ar|kommer|landar|slutar) .{1,60}\b(?:tillsammans|totalt|ihop|sammanlagt)\b"
    r"|\bvad? (?:landar|slutar|hamnar|ligger|gar) (?:det |de )?pa\b|\bwhat(?:'s| is|s) the damage\b"
    r"|\bwhat (?:would|will|do|does|did) .{1,40}\b(?:come to|set me back)\b",
    r"\bhow much\b|\bprices?\b|\bcosts?\b|\bpric(?:ing|ey)\b|\bcharge\b|\bfees?\b|\brates?\b"
    r"|\bexpensive\b|\bcheap\w*|\bhow expensive\b",
)
HOURS = rule(
    r"\b(?:vad (?:har|ar) (?:ni|det|era?) (?:for )?|vilka )tider\b(?! (?:finns|ar lediga|har ni kvar"
    r"|kvar))|\b(?:kvalls|sondags|lordags|jul|helg|lunch|natt|sommar|pask)?opp(?:et|na|en|nar|nade"
    r"|ettid\w*|tider)\b(?! (?:kop|for forslag|brev|upp ))|\boppettid\w*|\bhall\w* (?:ni )?opp\w*"
    r"|\b(?:kvalls|sondags|lordags|jul|helg|lunch|natt|sommar|semester|pask)?(?:stang(?:er|t|da|d|a)\b(?! av)"
    r"|(?<!efter )(?<!utanfor )stangning\w*)|\bnar (?:borjar|slutar) (?:ni|dagen)\b"
    r"|\b(?:har|ar|tar) ni (?:semester|julledig\w*"
    r"|sommarledig\w*|ledigt)\b|\bkan man komma (?:in )?(?:pa|under)\b|^\W*(?:opening "
    r"|business )?hours\W*$|\bstangdag\w*",
    r"\b(?:open|opens|opening (?:hours|times?)|business hours|your hours|what hours|hours are|close"
    r"|closes|closed|closing)\b(?! (?:to|by)\b)",
    r"\b(?:jobbar|arbetar) ni\b(?! med| efter)|\bar ni (?:dar|pa plats|inne|igang|bemannade|kvar)\b"
    r"|\bare you (?:there"
    r"|around|in) (?:now|today|on|tomorrow|at)\b|\bnar (?:ar|kommer) ni (?:dar|pa plats|in)\b"
    r"|\b(?:hur lange|till nar|fran nar|hur sent|hur tidigt) (?:(?:har|ar) ni (?:\w+ )?(?:opp\w*|dar"
    r"|kvar|ikvall|idag|imorgon)|jobbar|kan man komma)\b|\bhelgdag\w*\b.{0,10}\?",
    r"\b(?:finns|ar) det (?:nagon|folk|personal) (?:\w+ ){0,2}?(?:pa plats|dar|hos er|inne|i butiken)\b"
    rf"|\b(?:tar ni emot|kan man (?:komma|na er|ringa)|kor ni|haller ni igang) (?:\w+ )?(?:pa |under |i |over )?{_WHEN}"
    r"|\bbemanna\w*\b|\bwhat time do you (?:start|finish|shut)\b|\b(?:shut|shuts) (?:at|on|for)\b",
    VISIT.pattern,
)
LOCATION = rule(
    r"\bligger (?:ni|salongen|verkstaden|kliniken|butiken|det)\b(?! pa (?:i )?(?:pris|kostnad|\d))"
    r"|\b(?:nara|langt fran|langt till|bredvid|intill) (?:till )?(?:er\b|stationen|tunnelbana\w*"
    r"|centralen|centrum|torget|bussen|pendeln|tag\w*)|\b(?:buss\w*|tunnelbana\w*|sparvagn\w*"
    r"|tag(?:et)?|kollektivt|kommunalt|pendel\w*)\b.{0,20}\b(?:till er|dit|nara|ga\w*|narmast)|\b(?:ar"
    r"|sitter|finns|haller) ni (?:i|pa|vid) (?!plats|tid|morgon)\w+\W*\?|\bar ni (?:kvar )?(?:pa|i"
    r"|vid) (?:samma|gamla|nya) (?:stalle|adress|lokal)",
    r"\b(?:var|vart|vars|vilken gata|vilken adress|var nagonstans|hur langt) (?:\w+ )?(?:ligger|finns"
    r"|ar|haller|sitter|hittar|hittas)\b.{0,25}\b(?:ni|salongen|verkstaden|kliniken|butiken"
    r"|mottagningen|lokalen|er|du)\b|\bvar (?:ligger|finns|ar|haller) ni\b|\badress\w*"
    r"|\bhitta(?:r)? (?:jag |ja |man |vi )?(?:till |dit|er\b|hit)|\bvagbeskrivning\w*|\b(?:vilken"
    r"|narmaste) (?:hallplats|station|busshallplats)\b|\bhur (?:tar|kommer|hittar|aker|gar) (?:jag|man"
    r"|vi) (?:mig |sig |oss )?(?:till|dit|fran|er|enklast)\b|\bkarta\b|\bvart (?:ska|skall|gar"
    r"|kommer) (?:jag|man|vi)\b|\bvilken (?:vaning|ingang|port)\b|\bkarta\b|\bportkod\w*",
    r"\bwhereabouts\b|\bwhere (?:are|is) (?:you|the|your)\b|\bclose to\b|\bnear(?:est|by)? (?:the|to"
    r"|station|bus|metro|you)\b|\bhow far\b|\bpublic transport\b|\bbased in\b",
    r"\bwhere(?:'s| is| are|abouts)? .{0,20}\b(?:you|located|the (?:salon|shop|clinic|garage)|your|find"
    r"|come)\b|\baddress\b|\bdirections?\b|\blocated\b|\bfind you\b|\bhow (?:do|can) (?:i"
    r"|we) get (?:there|to you)\b|\bget to you\b",
    r"\bparker\w*|\bparking\b|\bp-plats\w*|\bp-hus\b|\bpark (?:my|the|a|nearby|outside)\b|\bkundparkering\w*",
)
