"""Articles as plain text, and the sentences of one that answer a question."""

from __future__ import annotations

import re

from conversations.knowledge.words import WORD

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ0-9])|\n+")


def relevant_sentences(body: str, lexemes: list[str], limit: int = 260) -> str:
    """The run of sentences in ``body`` that mentions most of ``lexemes``, at most ``limit`` characters."""
    sentences = [part for line in _SENTENCE.split(plain_text(body)) if (part := line.strip())]
    if not sentences:
        return ""
    whole = " ".join(sentences)
    if len(whole) <= limit:
        return whole

    def mentions(sentence: str) -> int:
        words = [word.lower() for word in WORD.findall(sentence)]
        return sum(any(word.startswith(lexeme) for word in words) for lexeme in lexemes)

    start = max(range(len(sentences)), key=lambda place: (mentions(sentences[place]), -place))
    chosen = sentences[start]
    for sentence in sentences[start + 1 :]:
        if len(chosen) + 1 + len(sentence) > limit:
            break
        chosen = f"{chosen} {sentence}"
    return chosen


def plain_text(markdown: str) -> str:
    """Markdown as it would be read aloud: no headings, emphasis, list marks or link addresses."""
    text = re.sub(r"^\s{0,3}#{1,6}\s.*$", "", markdown, flags=re.MULTILINE)
    text = re.sub(r"!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)", lambda link: f"{link[1]} {link[2]}".strip(), text)
    text = re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?!\s)([^*\n]+)\*", r"\1", text)
    text = re.sub(r"^\s*(?:[-*+]|>|\d+\.)\s+", "", text, flags=re.MULTILINE)
    return re.sub(r"[ \t]+", " ", text).strip()
