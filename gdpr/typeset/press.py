"""From data to a PDF, by a template of our own.

The typesetter runs in a process of its own: what it has laid out stays in its memory, and here is given back
with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

_PROGRAM: Final = Path(__file__).parent / "program.py"
_SECONDS: Final = 300


class PrintFailed(Exception):
    """The typesetter did not finish; nothing of what it was given is in the message."""


def typeset(template: Path, data: dict[str, Any], *, seconds: float = _SECONDS) -> bytes:
    """The PDF of ``data``, plain JSON, which the Typst file ``template`` reads. Raises :class:`PrintFailed`."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM), str(template)],
            input=json.dumps(data, ensure_ascii=False).encode(),
            capture_output=True,
            env={},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PrintFailed("The typesetter took too long.") from None
    if done.returncode:
        raise PrintFailed(f"The typesetter ended with {done.returncode}.")
    return done.stdout
