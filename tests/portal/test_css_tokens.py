"""Every colour and every space comes from a token: the mock's first rule, held by reading the style sheets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
TOKENS = CSS / "tokens.css"
SHEETS = sorted(path for path in CSS.rglob("*.css") if path != TOKENS)

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RAW_COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|"
    r"(?<![-\w])(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple|pink|brown|navy|teal)(?![-\w(])"
)
SPACING = re.compile(
    r"(?<![-\w])((?:margin|padding|gap|row-gap|column-gap)(?:-(?:block|inline))?(?:-(?:start|end))?)\s*:\s*([^;}]+)"
)
LENGTH = re.compile(r"(?<![\w.-])-?\d*\.?\d+(?:px|rem|em|ch|vw|vh|cqi|dvh)\b")


def rules(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def sheet_name(path: Path) -> str:
    return str(path.relative_to(CSS))


@pytest.mark.parametrize("path", SHEETS, ids=sheet_name)
def test_no_colour_is_written_outside_the_tokens(path: Path) -> None:
    declarations = re.findall(r":([^;{}]+)[;}]", rules(path))
    raw = [value.strip() for value in declarations if RAW_COLOUR.search(value)]
    assert not raw, f"{sheet_name(path)}: {raw}"


@pytest.mark.parametrize("path", SHEETS, ids=sheet_name)
def test_no_space_is_written_outside_the_tokens(path: Path) -> None:
    raw = [f"{name}: {value.strip()}" for name, value in SPACING.findall(rules(path)) if LENGTH.search(value)]
    assert not raw, f"{sheet_name(path)}: {raw}"


@pytest.mark.parametrize("path", SHEETS, ids=sheet_name)
def test_every_token_that_is_used_exists(path: Path) -> None:
    everything = "".join(rules(sheet) for sheet in [TOKENS, *SHEETS])
    defined = set(re.findall(r"(--[\w-]+)\s*:", everything))
    used = set(re.findall(r"var\((--[\w-]+)", rules(path)))
    assert used <= defined, f"{sheet_name(path)}: {sorted(used - defined)}"


def test_the_reading_finds_what_it_looks_for() -> None:
    assert RAW_COLOUR.search(" #fff")
    assert RAW_COLOUR.search(" rgb(0 0 0 / .5)")
    assert not RAW_COLOUR.search(" var(--white-ish)")
    assert LENGTH.search("0 1.5rem")
    assert not LENGTH.search("var(--s-4) 0 auto calc(-1 * var(--s-4))")


@pytest.mark.parametrize(
    "path",
    # The access package's page is a file that people take home: it brings its own policy and style.
    sorted(set((ROOT / "templates").rglob("*.html")) - {ROOT / "templates/gdpr/access_package.html"}),
    ids=lambda path: str(path.relative_to(ROOT / "templates")),
)
def test_no_template_carries_styles_or_scripts_of_its_own(path: Path) -> None:
    """The content security policy would refuse them."""
    html = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", html)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", html)
    assert not re.search(r"<style\b", html)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html)
