"""What a telephone provider posts, as files: real parameter lists, odd bodies, sequences of statuses.

A file holds `{"about", "hook", "params": [[name, value], …]}`, or `"sequence"` with a list of such lists.
A value is text, or `{"percent": "%FF"}` for bytes that are no text; `{account}` `{sender}` `{to}` `{sid}`
are filled in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tests.standins.signing import Percent, encode_form

FOLDER = Path(__file__).parent / "twilio"
Params = list[tuple[str, str]]


@dataclass(frozen=True)
class Payload:
    """One or more forms for one hook (`sms` or `status`)."""

    name: str
    about: str
    hook: str
    forms: list[Params]

    def bodies(self, *, account: str, sender: str, to: str, sid: str) -> list[bytes]:
        """The encoded forms, filled in: `raw` for `TwilioStandIn.inbound`, or to be signed and posted."""
        values = {"{account}": account, "{sender}": sender, "{to}": to, "{sid}": sid}
        return [
            encode_form(
                [
                    (name, value if isinstance(value, Percent) else values.get(value, value))
                    for name, value in form
                ]
            )
            for form in self.forms
        ]

    def body(self, *, account: str, sender: str, to: str, sid: str) -> bytes:
        """The only form's body."""
        (only,) = self.bodies(account=account, sender=sender, to=to, sid=sid)
        return only


def load(name: str) -> Payload:
    """The payload `tests/payloads/twilio/<name>.json`."""
    content = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    forms = content["sequence"] if "sequence" in content else [content["params"]]
    return Payload(name, content["about"], content["hook"], [_params(form) for form in forms])


def names(hook: str) -> list[str]:
    """All payloads for one hook."""
    return sorted(path.stem for path in FOLDER.glob("*.json") if load(path.stem).hook == hook)


def _params(form: list[list[object]]) -> Params:
    pairs: Params = []
    for name, value in form:
        pairs.append((str(name), Percent(value["percent"]) if isinstance(value, dict) else str(value)))
    return pairs
