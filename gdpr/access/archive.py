"""The package's zip: written piece by piece to wherever it goes, and checked again from the outside.

The stream has no way back, so that a package of any size is sealed as it grows and is nowhere plain. Its last
bytes, the archive's comment, are Nomar's signature over every byte before it: whatever was changed, be it in a
file or between files, shows.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, Final

from gdpr.certificates import document_read
from nexus.privacy.signing import canonical, sign, verify

MANIFEST: Final = "manifest.json"
PART_BYTES: Final = 256 * 1024
#: 64 bytes of Ed25519, in hexadecimal digits, for there is one way only to write those.
_SIGNATURE_CHARACTERS: Final = 128
_READ_BYTES: Final = 1024 * 1024
#: What the zip module raises for bytes that are no zip, or none any more; RuntimeError where a flag says that
#: a password is needed, NotImplementedError where one names a compression that it does not have.
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


class Stream:
    """A file that can only be written: it hands full parts on, and ends with the signature.

    Has no ``tell``: the zip module then writes what can be read from a stream.
    """

    def __init__(self, into: Callable[[bytes], object]) -> None:
        self._into, self._waiting = into, bytearray()
        self._all, self._signed = hashlib.sha256(), hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) >= PART_BYTES + _SIGNATURE_CHARACTERS:
            self._hand_on(bytes(self._waiting[:PART_BYTES]), signed=True)
            del self._waiting[:PART_BYTES]
        return len(data)

    def flush(self) -> None:
        """Nothing: parts are handed on when they are full."""

    def close(self) -> str:
        """Sign what was written, hand on the rest; the SHA-256 of it all."""
        end = bytes(self._waiting[:-_SIGNATURE_CHARACTERS])
        self._signed.update(end)
        self._hand_on(end + _signature(self._signed.digest()), signed=False)
        return self._all.hexdigest()

    def _hand_on(self, part: bytes, *, signed: bool) -> None:
        if signed:
            self._signed.update(part)
        self._all.update(part)
        self.size += len(part)
        self._into(part)


class Archive:
    """A zip in the making. ``files`` are the SHA-256 and size of each file that is in it."""

    def __init__(self, into: Callable[[bytes], object], *, at: datetime) -> None:
        self.stream = Stream(into)
        self._zip = zipfile.ZipFile(_as_file(self.stream), "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self._at = at
        self.files: dict[str, dict[str, Any]] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[Callable[[str | bytes], None]]:
        """A new file; what is yielded takes its text or bytes."""
        info = zipfile.ZipInfo(name, date_time=self._at.timetuple()[:6])
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        digest, size = hashlib.sha256(), 0
        # Many small pieces of text: the compressor is given few large ones.
        with (
            self._zip.open(info, "w") as entry,
            io.BufferedWriter(_Counted(entry), buffer_size=64 * 1024) as buffered,
        ):

            def take(piece: str | bytes) -> None:
                nonlocal size
                data = piece.encode() if isinstance(piece, str) else piece
                digest.update(data)
                size += len(data)
                buffered.write(data)

            yield take
        self.files[name] = {"sha256": digest.hexdigest(), "bytes": size}

    def finish(self, manifest: dict[str, Any]) -> str:
        """Add the signed manifest with every file's hash; the SHA-256 of the whole archive."""
        content = {**manifest, "files": dict(self.files)}
        content["signature"] = sign(canonical(content))
        with self.file(MANIFEST) as write:
            write(json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
        self._zip.comment = b"0" * _SIGNATURE_CHARACTERS
        self._zip.close()
        return self.stream.close()


def archive_faults(file: IO[bytes], *, key: str = "") -> list[str]:
    """What is wrong with a package or a company's export, in words; nothing when it is as Nomar made it.

    ``key`` is the signer's public key in base64, by default this installation's own.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            faults = _content_faults(archive, key)
            comment = archive.comment
    except _DAMAGE:
        return ["It is no zip file, or a damaged one."]
    if not _is_signed(file, comment, key):
        faults.append("The archive's signature does not fit its bytes.")
    return faults


def manifest_of(file: IO[bytes]) -> dict[str, Any]:
    """The manifest as it stands, unchecked. Raises BadZipFile, KeyError or ValueError."""
    with zipfile.ZipFile(file) as archive:
        found: dict[str, Any] = json.loads(archive.read(MANIFEST))
        return found


def _content_faults(archive: zipfile.ZipFile, key: str) -> list[str]:
    names = archive.namelist()
    if MANIFEST not in names:
        return ["It has no manifest."]
    try:
        manifest = document_read(archive.read(MANIFEST))
        signature, listed = manifest.pop("signature"), dict(manifest["files"])
        signed = verify(canonical(manifest), signature, key=key)
    except (*_DAMAGE, KeyError, TypeError, AttributeError):
        return ["Its manifest cannot be read."]
    faults = [] if signed else ["The manifest's signature is wrong."]
    faults += [f"{name} is named in the manifest but is not there." for name in listed if name not in names]
    faults += [f"{name} is there twice." for name in sorted({one for one in names if names.count(one) > 1})]
    for name in names:
        if name == MANIFEST:
            continue
        if name not in listed:
            faults.append(f"{name} is not in the manifest.")
        elif not isinstance(listed[name], dict) or _digest_of(archive, name) != listed[name].get("sha256"):
            faults.append(f"{name} has been changed.")
    return faults


def _digest_of(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as entry:
            while piece := entry.read(_READ_BYTES):
                digest.update(piece)
    except _DAMAGE:
        return ""
    return digest.hexdigest()


def _is_signed(file: IO[bytes], comment: bytes, key: str) -> bool:
    if len(comment) != _SIGNATURE_CHARACTERS:
        return False
    digest = hashlib.sha256()
    left = file.seek(0, io.SEEK_END) - _SIGNATURE_CHARACTERS
    file.seek(0)
    while left > 0 and (piece := file.read(min(left, _READ_BYTES))):
        digest.update(piece)
        left -= len(piece)
    try:
        raw = bytes.fromhex(comment.decode("ascii"))
    except ValueError:
        return False
    if raw.hex().encode() != comment:
        return False
    return verify(digest.digest(), _base64(raw), key=key)


def _signature(digest: bytes) -> bytes:
    return base64.b64decode(sign(digest)).hex().encode("ascii")


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


class _Counted(io.RawIOBase):
    """What a buffered writer asks of the file beneath it."""

    def __init__(self, entry: IO[bytes]) -> None:
        super().__init__()
        self._entry = entry

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._entry.write(bytes(data))


def _as_file(stream: Stream) -> IO[bytes]:
    """The zip module needs ``write`` and ``flush`` of a file that it cannot seek in."""
    whole: Any = stream
    file: IO[bytes] = whole
    return file
