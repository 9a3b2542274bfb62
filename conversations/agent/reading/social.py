"""Thanks, praise and small talk: texts that ask for nothing."""

from __future__ import annotations

from conversations.agent.reading.concepts import Vocabulary, holds_any, reading
from conversations.agent.reading.normal import rule, words_of

_WORDS = Vocabulary(
    {
        "THANK": """
            tack tackar tackelitack tackis tacksam tacksamma *tack takk tak thanks thank thankyou
            thx ty cheers appreciat* merci gracias kiitos arigato danke""",
        "GOOD": """
            *bra *fin *fint *fina *snygg *snyggt *snygga *nojd *nojda *glad *glada superb* *toppen
            perfekt* kanon* grym* fantastisk* underbar* harlig* utmarkt* strala* bast basta proffs*
            proffsig* duktig* trevlig* vanlig* hjalpsam* snall* imponera* rekommender* eloge guld*
            stjarn* alskar alskade magisk* ljuvlig* lysande mysig* angel klockrent klanderfri*
            toppbetyg femma 10a great amazing awesome love loved loving perfect wonderful fantastic
            excellent brilliant lovely best happy pleased rock impressed recommend* good nice superb""",
        "STRONG": """
            duktig* fantastisk* underbar* proffs* angel alskar imponera* klockrent toppbetyg helnojd
            jattenojd supernojd rekommender* eloge som_ny som_en_klocka som_en_drom som_smort
            luktar_*gott amazing awesome brilliant fantastic impressed recommend* great_job good_job
            well_done NUMBER_av_NUMBER skitbra kanonbra superbra jattebra_jobb""",
        "OURS": """
            ni er ert era du dig hos *frisor* salong* verkstad* klinik* personal* service*
            bemotande* jobb jobbet resultat* klippning* behandling* massage* har haret frisyr* farg*
            slingor naglar* *bilen bil hund* katt* tass* you your guys job haircut hair result* stan
            besok* senast igar idag arbete* tjej* kill* mat maten stod""",
        "NEED": """
            vill behov* boka* bokar tid tider kan kunna ska skulle oppet kostar pris* funkar passar
            imorgon when what how need want can could would book hur nar vad var vem undrar hjalp
            skicka flytta avboka maste far finns har_ni har_du fraga question please snalla klockan
            kl""",
        "BAD": """
            inte ej aldrig tyvarr men fast dalig* besvik* fel trasig* not never but however
            unfortunately ingen inget kunde varre samre daligt trots synd utan""",
        "CHIT": """
            da sager vi sa gor med infon beskedet hemskt mange tusen
            haha* hihi* hehe* lol jaha jaja javisst mm mmm hmm oj oh aha ah yo hej* hallo hallå
            halla tja* tjo* moin ok okej okay jo ja nej nja nae precis visst exakt sant true yes yep
            no nope grattis gratulerar congratulations valkommen sov_gott natti godnatt goodnight
            hello hi hey hiya morning evening afternoon night good_morning haj hola tjenix* jasa
            alla glada gott god natt kul att hora""",
    }
)
_PRAISE = (reading("GOOD OURS", span=9), reading("STRONG"))
# Said to the agent as if it were somebody.
_CHAT = rule(
    r"\b(?:gillar|alskar|sover|drommer|ater|dricker|fikar|tranar|tranger|mar|orkar|vilar) du\b"
    r"|\bhur (?:gammal|lang|smart|gammalt) ar du\b|\b(?:har|haft) du (?:det bra|haft en|barn|kanslor"
    r"|en bra dag|semester"
    r"|tr[ao]kigt|nagon? (?:hobby|favorit))\b|\bvad (?:tycker|tanker|drommer) du om\b|\b(?:var"
    r"|vart) (?:bor|kommer) du\b"
    r"|\b(?:ar|are) (?:du|ni|you) (?:en |ett |nagon |an? )?(?:riktig |verklig |levande |real "
    r"|actual )?(?:manniska|person"
    r"|human|kvinna|man|kille|tjej|levande|verklig|real|trott|vaken|kar|gift|singel|hungrig)\b"
    r"|\bjag har (?:sa |lite |jatte)?trakigt\b|\bi(?:'m| am) bored\b|\bdo you (?:like|sleep|dream|eat"
    r"|love|have feelings)\b"
    r"|\bhow old are you\b|\b(?:nagon|anybody|anyone) (?:dar|there)\W*$",
    r"\bhur (?:har du haft det|kanns det|var (?:din|er) (?:helg|dag|semester))\b"
    r"|\bvilken tid ar det hos dig\b"
    r"|\b(?:har du for|ar din|your) (?:\w+ )?favo[u]?rit\w*|\bar det (?:du|en"
    r"|har) (?:\w+ ){0,3}?(?:robot\w*|bot|ai)\b|\bknack ?knack\b|\bvad ar meningen med livet\b"
    r"|\b(?:sjung|skamta)\b|\bgrattis\b|\bcongrat\w*",
)
_MOST = 14


def is_praise(low: str) -> bool:
    """Whether a text in normal form praises, and asks for nothing."""
    sentences = _WORDS.sentences(low)
    if len(words_of(low)) > 2 * _MOST or any({"NEED", "BAD"} & set(one.places) for one in sentences):
        return False
    lone = len(sentences) == 1 and sentences[0].only("GOOD", "OURS", "CHIT") and "GOOD" in sentences[0].places
    return lone or holds_any(sentences, _PRAISE)


def is_thanks(low: str) -> bool:
    """Whether a text in normal form thanks, and asks for nothing."""
    sentences = _WORDS.sentences(low)
    known = {concept for one in sentences for concept in one.places}
    if "THANK" not in known or {"NEED", "BAD"} & known or len(words_of(low)) > _MOST:
        return False
    # "Det sista, tack" takes a time.
    return _FOR_WHAT.search(low) is not None or all(one.only("THANK", "GOOD", "CHIT") for one in sentences)


_FOR_WHAT = rule(r"\b(?:tack\w*|takk|tak|thanks|thank you) (?:\w+ )?(?:for|till|ska|sa|alla|tack)\b")
_FEW = 3


def is_chat(low: str) -> bool:
    """Whether a text in normal form talks with the agent as with somebody, or says next to nothing."""
    if _CHAT.search(low):
        return True
    sentences = _WORDS.sentences(low)
    return bool(sentences) and all(one.only("CHIT") for one in sentences) and len(words_of(low)) <= _FEW
