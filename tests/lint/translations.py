"""``make lint``: every text for people is translated into Swedish, and the compiled catalogue is current.

``python -m tests.lint.translations --update`` adds what is missing to the catalogue, empty, for you to fill
in, and compiles it. Django's own ``makemessages`` and ``compilemessages`` need GNU gettext, which a machine
with only Python and make does not have; this needs Babel.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ("nexus", "crm", "conversations", "gdpr")
PO = ROOT / "nexus" / "locale" / "sv" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
ONE, PLURAL, CONTEXT, CONTEXT_PLURAL = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": CONTEXT_PLURAL,
    "npgettext_lazy": CONTEXT_PLURAL,
}
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"(?<![\w])(n?p?gettext|_)\(\s*({STRING}(?:\s*,\s*{STRING})*)", re.DOTALL)
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)\}")

Key = tuple[str | None, str, str | None]  # context, singular, plural


def used_texts() -> dict[Key, str]:
    """Every text in code and templates, with the place of its first use."""
    found: dict[Key, str] = {}
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for key, line in in_python(path):
                found.setdefault(key, f"{path.relative_to(ROOT)}:{line}")
    for path in sorted(p for p in (ROOT / "templates").rglob("*") if p.suffix in (".html", ".txt", ".xml")):
        for key in in_template(path):
            found.setdefault(key, str(path.relative_to(ROOT)))
    return found


def in_python(path: Path) -> Iterator[tuple[Key, int]]:
    with path.open("rb") as stream:
        for line, texts, _comments, context in extract("python", stream, keywords=KEYWORDS):
            singular, plural = texts if isinstance(texts, tuple) else (texts, None)
            yield (context, singular, plural), line


def in_template(path: Path) -> Iterator[Key]:
    """Through Django's own translation of a template into calls of gettext."""
    for match in CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        strings = [ast.literal_eval(text.removeprefix("u")) for text in re.findall(STRING, match[2])]
        name = match[1]
        context = strings.pop(0) if "pgettext" in name else None
        plural = strings[1] if name.startswith("n") and len(strings) > 1 else None
        yield context, strings[0], plural


def read_catalogue() -> Catalog:
    with PO.open("rb") as stream:
        return read_po(stream, locale="sv")


def compiled(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def same_content(first: bytes, second: bytes) -> bool:
    """Two versions of Babel may lay the same texts out differently."""
    one, other = (
        {(m.context, str(m.id)): m.string for m in read_mo(io.BytesIO(data)) if m.id}
        for data in (first, second)
    )
    return one == other


def translations_of(message: Message) -> list[str]:
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return [text or "" for text in strings]


def placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def lookup(catalogue: Catalog, key: Key) -> Message | None:
    context, singular, plural = key
    message = catalogue.get(singular, context)
    if message is None or (plural is not None and not message.pluralizable):
        return None
    return message


def problems(catalogue: Catalog) -> Iterator[str]:
    for key, place in used_texts().items():
        message = lookup(catalogue, key)
        if message is None:
            yield f"{place}: {key[1]!r} is not in the Swedish catalogue"
        elif message.fuzzy:
            yield f"{place}: {key[1]!r} is marked fuzzy"
        elif not all(translations_of(message)):
            yield f"{place}: {key[1]!r} has no Swedish text"
        else:
            wanted = placeholders(key[1]) | placeholders(key[2] or "")
            for text in translations_of(message):
                if not placeholders(text) <= wanted:
                    yield f"{place}: {text!r} has a placeholder that {key[1]!r} does not have"
    if not MO.exists() or not same_content(MO.read_bytes(), compiled(catalogue)):
        yield f"{MO.relative_to(ROOT)} is not current; run python -m tests.lint.translations --update"


def update() -> None:
    catalogue = read_catalogue()
    for key in used_texts():
        if lookup(catalogue, key) is None:
            context, singular, plural = key
            catalogue.add((singular, plural) if plural else singular, context=context)
    with PO.open("wb") as stream:
        write_po(stream, catalogue, width=110, sort_output=True, omit_header=False)
    MO.write_bytes(compiled(catalogue))


def main() -> int:
    if not settings.configured:
        settings.configure(USE_I18N=True, INSTALLED_APPS=[])
        django.setup()
    if "--update" in sys.argv:
        update()
    found = list(problems(read_catalogue()))
    for problem in found:
        print(problem)
    print(f"translations: {len(found)} problems" if found else "translations: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
