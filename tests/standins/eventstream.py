"""``application/vnd.amazon.eventstream``: AWS's binary framing of a stream, made by hand.

A frame is its whole length, its headers' length and the CRC-32 of those two, the headers, the payload, and
the CRC-32 of all of that; numbers are big-endian. A header is a length, a name, the type 7 (a string), a
length and a value (smithy.io, "Amazon Event Stream").
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

STRING = 7


def frame(headers: dict[str, str], payload: bytes) -> bytes:
    """One frame."""
    packed = b"".join(
        struct.pack("!B", len(name)) + name.encode() + struct.pack("!BH", STRING, len(value)) + value.encode()
        for name, value in headers.items()
    )
    prelude = struct.pack("!II", 12 + len(packed) + len(payload) + 4, len(packed))
    prelude += struct.pack("!I", zlib.crc32(prelude))
    whole = prelude + packed + payload
    return whole + struct.pack("!I", zlib.crc32(whole))


def chunk(event: dict[str, Any]) -> bytes:
    """An event of the Messages API in the ``chunk`` that Bedrock puts it into."""
    inner = base64.b64encode(json.dumps(event, ensure_ascii=False).encode()).decode()
    headers = {":event-type": "chunk", ":content-type": "application/json", ":message-type": "event"}
    return frame(headers, json.dumps({"bytes": inner, "p": "abcdefgh"}).encode())


def exception(kind: str, message: str) -> bytes:
    """An exception in the middle of a stream."""
    headers = {":exception-type": kind, ":content-type": "application/json", ":message-type": "exception"}
    return frame(headers, json.dumps({"message": message}).encode())
