"""A package's proof: untouched it verifies, and one changed byte anywhere in it does not."""

from __future__ import annotations

import io
import json
import random
import zipfile
from datetime import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from gdpr.access.archive import PART_BYTES, Archive, archive_faults
from tests.gdpr.access.help import read_json


def archived(*contents: bytes) -> tuple[bytes, str, list[bytes]]:
    parts: list[bytes] = []
    archive = Archive(parts.append, at=datetime(2026, 11, 23, 9, 0))
    for number, content in enumerate(contents):
        with archive.file(f"{number}.txt") as write:
            write(content)
    manifest: dict[str, Any] = {"schema_version": 1, "counts": {"models": {}}, "omissions": []}
    sha256 = archive.finish(manifest)
    return b"".join(parts), sha256, parts


@given(st.lists(st.binary(max_size=2000), max_size=4))
def test_what_is_archived_is_read_again_and_verifies(contents: list[bytes]) -> None:
    whole, _, _ = archived(*contents)
    assert archive_faults(io.BytesIO(whole)) == []
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert [archive.read(f"{number}.txt") for number in range(len(contents))] == contents
        assert archive.testzip() is None


def test_it_goes_out_in_parts_of_one_size_and_memory_stays_flat() -> None:
    noise = random.Random(1).randbytes(5 * PART_BYTES)
    _, _, parts = archived(noise)
    assert len(parts) > 4
    assert {len(part) for part in parts[:-1]} == {PART_BYTES}
    assert len(parts[-1]) <= PART_BYTES + 200


def test_every_single_byte_is_covered() -> None:
    whole, _, _ = archived(b"Hej", b"{}")
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        assert archive_faults(io.BytesIO(bytes(changed))), place


def test_bytes_before_or_after_it_do_not_pass() -> None:
    whole, _, _ = archived(b"Hej")
    for other in (b"x" + whole, whole + b"x", whole[:-1], b"", b"PK"):
        assert archive_faults(io.BytesIO(other))


def test_a_file_put_in_afterwards_is_named() -> None:
    whole, _, _ = archived(b"Hej")
    into = io.BytesIO(whole)
    with zipfile.ZipFile(into, "a") as archive:
        archive.writestr("mer.txt", "Hej då")
    assert "mer.txt is not in the manifest." in archive_faults(into)


def test_one_changed_byte_in_any_file_of_a_package_is_named(subject, person) -> None:
    from tests.gdpr.access.help import packed

    archive = packed(person)
    assert archive.fp is not None
    for name in archive.namelist():
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as copy:
            for one in archive.namelist():
                content = bytearray(archive.read(one))
                if one == name:
                    content[len(content) // 2] ^= 1
                copy.writestr(one, bytes(content))
        faults = archive_faults(into)
        assert any(name in fault or "manifest" in fault for fault in faults), (name, faults)


def test_another_installations_signature_does_not_pass(settings) -> None:
    import base64
    from dataclasses import replace

    whole, _, _ = archived(b"Hej")
    other = base64.urlsafe_b64encode(b"7" * 32).decode()
    settings.NEXUS = replace(settings.NEXUS, signing_key=other)
    assert archive_faults(io.BytesIO(whole))


def test_the_command_exports_and_the_other_verifies(person, planted, tmp_path, capsys) -> None:
    call_command("subject_export", company="alfa", phone=planted.phone, out=str(tmp_path))
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["rows"] == sum(told["models"].values()) > 20
    assert told["categories"]["message_content"] >= 2
    (file,) = tmp_path.iterdir()
    assert str(file) == told["file"]
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as archive:
        assert planted.text in archive.read("data.json").decode()
        assert read_json(archive, "manifest.json")["counts"]["models"] == told["models"]
    call_command("package_verify", str(file))
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["valid"] is True
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 4
    file.write_bytes(bytes(content))
    with pytest.raises(CommandError):
        call_command("package_verify", str(file))


@pytest.mark.parametrize(
    ("company", "phone", "said"),
    [
        ("alfa", "+46701740699", "Nobody"),
        ("alfa", "hej", "Nobody"),
        ("finns-inte", "+46701740640", "no such company"),
    ],
)
def test_the_export_says_what_it_could_not_do(person, company, phone, said, tmp_path) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("subject_export", company=company, phone=phone, out=str(tmp_path / "ut"))
    assert not (tmp_path / "ut").exists()


def test_another_companys_person_is_nobody_here(company_b, person, planted, tmp_path) -> None:
    with pytest.raises(CommandError, match="Nobody"):
        call_command("subject_export", company="beta", phone=planted.phone, out=str(tmp_path))


def test_an_export_that_fails_leaves_no_half_file(person, planted, tmp_path, monkeypatch) -> None:
    from gdpr.access import building

    def dies(*args: Any, **named: Any) -> Any:
        raise RuntimeError("disk")

    monkeypatch.setattr(building, "volumes", dies)
    with pytest.raises(RuntimeError):
        call_command("subject_export", company="alfa", phone=planted.phone, out=str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_others_are_counted_in_an_export_and_hidden_where_asked(
    person, planted, company_a, in_company, tmp_path, capsys
) -> None:
    from conversations.models import Message

    with in_company(company_a):
        message = Message.objects.filter(conversation__contact=person, direction="inbound").get()
        message.body = "Ring min syster på 070-174 06 99"
        message.save()
    for flags, shown in (((), True), (("--hide-others",), False)):
        call_command("subject_export", *flags, company="alfa", phone=planted.phone, out=str(tmp_path))
        told = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert (told["others_not_looked_at"] > 0, told["others_hidden"] > 0) == (shown, not shown)
        with zipfile.ZipFile(told["file"]) as archive:
            assert ("070-174 06 99" in archive.read("data.json").decode()) is shown
