"""What a browser says of itself, in a few words; its own long text is not kept."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 60
#: A User-Agent longer than this is no browser's, and would only cost time to read.
_READ = 512


@dataclass(frozen=True)
class Device:
    """``kind`` is ``phone``, ``tablet``, ``computer``, ``bot`` or ""."""

    browser: str = ""
    os: str = ""
    kind: str = ""


def device_of(user_agent: str) -> Device:
    """Browser and system with their main version, such as ``Chrome Mobile 131`` and ``Android 14``."""
    # Its tables take some memory, and most processes never need them.
    from ua_parser import parse

    text = user_agent[:_READ]
    if not text.strip():
        return Device()
    found = parse(text).with_defaults()
    system = found.os.family
    return Device(
        browser=_named(found.user_agent.family, found.user_agent.major),
        os=_named(system, found.os.major),
        kind=_kind(text, system, found.device.family),
    )


def _named(family: str, version: str | None) -> str:
    return "" if family == "Other" else f"{family} {version or ''}".strip()[:LONGEST]


def _kind(text: str, system: str, model: str) -> str:
    if model == "Spider":
        return "bot"
    if model.startswith("iPad") or "Tablet" in text or (system == "Android" and "Mobile" not in text):
        return "tablet"
    if system in ("Android", "iOS") or model.startswith("iPhone") or "Mobile" in text:
        return "phone"
    return "" if system == "Other" else "computer"
