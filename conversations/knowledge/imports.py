"""A document, or pasted text, as proposed articles. Nothing of it is stored here."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

from conversations.knowledge.documents import MOST_CHARACTERS, Unreadable
from conversations.knowledge.services import LONGEST_BODY, LONGEST_TITLE

LARGEST_FILE = 2 * 1024 * 1024
MOST_ARTICLES = 100
READER = Path(__file__).with_name("documents.py")
#: By the clock: a web thread waits no longer for a document, however busy the machine is.
DEADLINE_SECONDS = 5.0
#: How the kernel ends a process whose time on the processor is used up.
_TIME_IS_UP = (-signal.SIGXCPU, -signal.SIGKILL)
#: A paragraph becomes an article of its own only where there are no headings; its title is this long.
SHORT_TITLE = 80

# Where headings stand is all that is asked, so what is inside a line is left unread.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("inline")
#: A letter or a digit: without one there is nothing to say.
_SAYS = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Proposal:
    """An article that could be made: staff see it, may change its title, and save it or not."""

    title: str
    body: str


def document_read(content: bytes) -> str:
    """The text of a .txt, .md, .docx or .pdf as Markdown, whatever the file is called.

    Read by a process of its own whose time and memory are limited, and which is killed after
    :data:`DEADLINE_SECONDS`. Raises :class:`Unreadable`.
    """
    if len(content) > LARGEST_FILE:
        raise Unreadable("too_large")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(READER)],
            input=content,
            stdout=subprocess.PIPE,
            # A file with a million mistakes has the libraries say a million things.
            stderr=subprocess.DEVNULL,
            timeout=DEADLINE_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_slow") from error
    if done.returncode in _TIME_IS_UP:
        raise Unreadable("too_slow")
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        # It ended without an answer: a library met something it could not bear, or a limit ended it.
        raise Unreadable("damaged") from error
    if "problem" in answer:
        raise Unreadable(answer["problem"])
    return str(answer["text"])


def articles_proposed(text: str) -> list[Proposal]:
    """The articles that a text falls into: one a heading, or one a paragraph when it has no headings.

    Headings are Markdown's; what stands before the first one is an article too. A heading with nothing
    below it names a part of the document and is left out. Titles that come twice are numbered.
    Raises :class:`Unreadable` for a text that is empty, too long, or falls into too many.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("too_long")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    headings = list(_headings("\n".join(lines)))
    found = list(_by_headings(lines, headings) if headings else _by_paragraphs("\n".join(lines)))
    if not found:
        raise Unreadable("empty")
    if len(found) > MOST_ARTICLES:
        raise Unreadable("too_many_articles")
    if any(len(body) > LONGEST_BODY for _, body in found):
        raise Unreadable("too_long_part")
    return list(_numbered(found))


def _headings(text: str) -> Iterator[tuple[int, int, str]]:
    """First line, first line after it, and text of each heading that stands on its own."""
    tokens = _MARKDOWN.parse(text)
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            yield token.map[0], token.map[1], inline.content


def _by_headings(lines: list[str], headings: list[tuple[int, int, str]]) -> Iterator[tuple[str, str]]:
    yield from _by_paragraphs("\n".join(lines[: headings[0][0]]), whole=True)
    ends = [start for start, _, _ in headings[1:]] + [len(lines)]
    for (_, begin, title), end in zip(headings, ends, strict=True):
        body = "\n".join(lines[begin:end]).strip()
        if _SAYS.search(body):
            yield _plain_title(title) or _beginning(body), body


def _by_paragraphs(text: str, *, whole: bool = False) -> Iterator[tuple[str, str]]:
    """One article a paragraph; ``whole``: all of it is one, named by how it begins.

    A short line without a full stop, alone or on top of its paragraph, is the title of what follows.
    """
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if _SAYS.search(part)]
    if whole:
        parts = ["\n\n".join(parts)] if parts else []
    title = ""
    for part in parts:
        first, _, rest = part.partition("\n")
        if _is_title(first) and not rest:
            if title:
                yield title, title
            title = _plain_title(first)
        elif title:
            yield title, part
            title = ""
        elif _is_title(first) and rest.strip():
            yield _plain_title(first), rest.strip()
        else:
            yield _beginning(part), part
    if title:
        yield title, title


def _is_title(line: str) -> bool:
    return (
        len(line) <= SHORT_TITLE
        and bool(_SAYS.search(_plain_title(line)))
        and not line.rstrip().endswith((".", "!", ",", ";"))
        and not re.match(r"\s*(?:[-*+•]|\d+[.)])\s", line)
    )


def _beginning(part: str) -> str:
    """The first sentence that says something, or as many of its words as a title may have."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s", _plain_title(part)) if _SAYS.search(one)]
    sentence = (sentences[0] if sentences else " ".join(part.split())).rstrip(".")
    if len(sentence) <= SHORT_TITLE:
        return sentence
    return sentence[:SHORT_TITLE].rsplit(" ", 1)[0].rstrip(",;:–- ") + "…"


def _plain_title(text: str) -> str:
    # No bracket within brackets: with them, a line of nothing else would cost the square of its length.
    plain = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    return " ".join(re.sub(r"[*_`#]+", "", plain).split()).strip(" :")[:LONGEST_TITLE]


def _numbered(found: list[tuple[str, str]]) -> Iterator[Proposal]:
    given = {title.casefold() for title, _ in found}
    seen: set[str] = set()
    for title, body in found:
        own, number = title, 1
        while own.casefold() in seen or (number > 1 and own.casefold() in given):
            number += 1
            suffix = f" ({number})"
            own = title[: LONGEST_TITLE - len(suffix)] + suffix
        seen.add(own.casefold())
        yield Proposal(own, body)
