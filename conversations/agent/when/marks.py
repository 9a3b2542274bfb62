"""Words that join, bound, deny or correct: "eller", "mellan", "tidigast", "inte", "istället för", "asap"."""

from __future__ import annotations

from conversations.agent.when.items import Mark, Part, Shift, Soon, Thing
from conversations.agent.when.lexicon import PERIODS, fold
from conversations.agent.when.view import Found, View
from conversations.words import word_set

_MARKS = {
    "or": "eller,el,ell,elr,or,alt,alternativt,annars,otherwise,alternatively,antingen,either",
    "and": "och,and,&,samt,o",
    "to": "till,to,-,til,mot,for",
    "comma": ",",
    "slash": "/",
    "stop": ".,?,!,;,(,),\n",
    "but": "men,but,fast,utan,although",
    "between": "mellan,between",
    "from": "från,from,fr o m,from o m,från och med,fr.o.m.,f.o.m.",
    "after": "efter,after,efter klockan,any time after,later than,senare än",
    "before": "före,innan,inför,before,earlier than,tidigare än",
    "earliest": "tidigast,earliest,inte före,inte innan,ej före,not before,not until,inte förrän,inte tidigare än,"
    "no earlier than,not earlier than,först",
    "latest": "senast,latest,fram till,until,till och med,t o m,t.o.m.,tills,by,inte efter,ej efter,not after,"
    "inte senare än,no later than,not later than,fram tills",
    "not": "inte,ej,not,icke,int,inge,can't,cant,cannot,don't,dont,won't,doesn't,isn't,utom,except,förutom,"
    "aldrig,never,varken,unable,busy,upptagen,"
    "för tidigt,för tidig,för sent,för sen,too early,too late,ingen,rather not,helst inte",
    "instead": "istället,i stället,instead,hellre,rather,snarare,helst",
    "instead_of": "istället för,i stället för,instead of,rather than,än,than,over",
    "correction": "nej,nä,förlåt,sorry,menar,menade,mean,meant,oj,oops,rättelse,correction,ändrat mig,"
    "fel av mig,skrev fel,scratch that",
    "same_time": "samma tid,same time,samma klockslag,samma tider",
    "same_day": "samma dag,same day,den dagen,that day",
    "onward": "efter det,därefter,after that,thereafter,framåt,och framåt,och senare,eller senare,or later,"
    "and later,onwards,onward,and after,och efter",
    "backward": "före det,innan dess,before that,eller tidigare,or earlier,och tidigare",
    "later": "senare,later",
    "sooner": "tidigare,earlier",
}
_SOON = (
    "så snart som möjligt,så fort som möjligt,så tidigt som möjligt,så snart det går,så fort det går,snarast,"
    "snarast möjligt,asap,as soon as possible,as early as possible,omgående,första bästa,första lediga,"
    "närmaste lediga,nästa lediga,first available,next available,earliest available,earliest possible,"
    "soonest,tidigast möjliga,tidigast möjligt,tidigaste,the earliest,just nu,right now,right away,nu direkt,"
    "på en gång,straight away,med en gång,fortast möjligt,fort som möjligt"
)
_PLACES = {
    "efter jobbet,efter jobb,efter skolan,efter arbetet,after work,after school": Part(1020, 1440, 900, 1440),
    "före jobbet,innan jobbet,före jobb,innan jobb,before work,innan skolan": Part(360, 480, 240, 600),
}
_SHIFTS = {
    "dagen efter,dagen därpå,the day after,day after,following day,next day": Shift(days=1),
    "dagen innan,dagen före,day before,the day before": Shift(days=-1),
    "veckan efter,veckan därpå,the week after,week after,following week": Shift(weeks=1),
}


def _rows() -> dict[tuple[str, ...], Thing]:
    rows: dict[tuple[str, ...], Thing] = {}
    for name, words in _MARKS.items():
        texts = [","] if words == "," else words.split(",")
        rows |= {_split(text): Mark(name) for text in texts}
    rows |= {_split(text): Soon() for text in _SOON.split(",")}
    for table in (_PLACES, _SHIFTS):
        rows |= {_split(text): thing for words, thing in table.items() for text in words.split(",")}
    return rows


def _split(text: str) -> tuple[str, ...]:
    # "t.o.m." comes as words and full stops.
    spaced = fold(text).replace(".", " . ") if len(text) > 1 else text
    return tuple(spaced.split()) or (text,)


_ROWS = _rows()
# "Jag hör av mig senare", "talk later"
_UNTIL_LATER = word_set("mig dig er aterkommer aterkomma hor hors ses ringer you back talk message text call")
_LONGEST = max(len(words) for words in _ROWS)


def read_mark(view: View, at: int) -> Found | None:
    """The longest joining word or phrase at ``at``."""
    shift = _shift(view, at)
    if shift:
        return shift
    for length in range(_LONGEST, 0, -1):
        words = tuple(view.key(at + step) for step in range(length))
        if words in _ROWS and not _is_other(view, at, words):
            return (_ROWS[words],), at + length
    return None


def _shift(view: View, at: int) -> Found | None:
    """ "En timme senare", "30 min tidigare", "half an hour later"."""
    number, start = view.number(at) or (1 if view.key(at) in ("an", "a") else None), at + 1
    minutes = {"minutes": 1, "quarter": 15, "half": 30, "hours": 60}
    if view.phrase(at, "half", "an") or view.phrase(at, "en", "halv"):
        number, start = 1, at + 2
        minutes["hours"] = 30
    unit = PERIODS.get(view.key(start), "")
    sign = {"senare": 1, "later": 1, "tidigare": -1, "earlier": -1}.get(view.key(start + 1))
    if number is None or sign is None:
        return None
    size = number * sign
    if unit in ("days", "weeks"):
        return (Shift(days=size * (7 if unit == "weeks" else 1)),), start + 2
    return ((Shift(minutes=size * minutes[unit]),), start + 2) if unit in minutes else None


def _is_other(view: View, at: int, words: tuple[str, ...]) -> bool:
    """Whether the word is another one: "come by", "först till kvarn", "the 5 best days"."""
    if words == ("by",):
        return view.key(at - 1) in ("come", "drop", "stop", "swing", "pass", "go")
    if words == ("forst",):
        return view.key(at + 1) in ("till", "och")
    if words in (("and", "after"), ("och", "efter")):
        return not view.stops(at + 2)
    if words[-1] in ("after", "efter") and len(words) > 1:
        return view.key(at + len(words)) in ("tomorrow", "imorgon", "i", "next", "nasta")
    if words == ("for",):
        return all(token.key not in ("swap", "swapping", "exchange") for token in view.tokens)
    if words == ("over",):
        return not any(token.key.startswith("prefer") for token in view.tokens)
    if words in (("an",), ("than",)):
        return not any(isinstance(node.thing, Mark) and node.thing.name == "instead" for node in view.nodes)
    if words in (("senare",), ("later",)):
        return view.key(at - 1) in _UNTIL_LATER
    return words == ("helst",) and view.key(at + 1) not in ("da", "istallet")
