from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import models
from django.test.utils import isolate_apps

from nexus.crypto.fields import EncryptedField
from nexus.privacy import inventory
from nexus.privacy.checks import check_inventory, unclassified
from nexus.privacy.client_storage import client_items
from nexus.privacy.inventory import (
    Category,
    Erase,
    Ground,
    Purpose,
    RetentionClass,
    Subject,
    classify,
    entries,
    model_fields,
    personal,
    technical,
)

ROOT = Path(__file__).resolve().parents[3]
HOW: dict[str, Any] = {"purpose": Purpose.ANSWERING, "retention": RetentionClass.MESSAGES}


def test_every_field_of_every_model_is_classified() -> None:
    assert check_inventory() == []
    for model in apps.get_models(include_auto_created=True):
        assert set(inventory.classified(model._meta.label)) == model_fields(model), model._meta.label


#: Of a file that nobody has read yet: its store lets it go at the end, and with whoever is erased.
OF_A_FILE = ("crm.ImportChunk.data", "crm.RegisterImport.layout")


def test_encrypted_fields_are_classified_as_somebodys_or_as_secrets() -> None:
    for model, name, found in entries():
        field = apps.get_model(model)._meta.get_field(name)
        if f"{model}.{name}" in OF_A_FILE:
            continue
        if isinstance(field, EncryptedField) and found.subject is Subject.NONE:
            assert "token" in name or "secret" in name, f"{model}.{name} is encrypted but said to be nobody's"


@pytest.mark.parametrize("words", [Category, Ground, Purpose, RetentionClass])
def test_no_two_words_are_one(words: type[Enum]) -> None:
    """Members of the same value would be one, and the later's period the earlier's too."""
    assert [name for name, member in words.__members__.items() if member.name != name] == []


@pytest.fixture
def leaflet() -> Iterator[type[models.Model]]:
    """A model of an app that nobody classified."""
    with isolate_apps("crm"):

        class Leaflet(models.Model):
            title = models.CharField(max_length=10)
            readers = models.ManyToManyField("self")

            class Meta:
                app_label = "crm"

            def __str__(self) -> str:
                return self.title

        yield Leaflet
    inventory.withdraw("crm.Leaflet")


def test_an_unclassified_field_is_an_error_naming_it(leaflet: type[models.Model]) -> None:
    errors = unclassified([leaflet])
    assert {error.id for error in errors} == {"privacy.E001"}
    assert sorted(error.msg.split()[0] for error in errors) == ["crm.Leaflet.id", "crm.Leaflet.title"]
    classify("crm.Leaflet", {"id": technical("identity of the row"), "title": technical("a heading")})
    assert unclassified([leaflet]) == []


def test_the_rows_of_a_many_to_many_relation_are_classified_too(leaflet: type[models.Model]) -> None:
    readers: Any = leaflet._meta.get_field("readers")
    through = readers.remote_field.through
    assert len(unclassified([through])) == 3


def test_a_classified_field_that_is_gone_is_an_error(leaflet: type[models.Model]) -> None:
    classify("crm.Leaflet", {"subtitle": technical("gone")})
    assert [error.id for error in unclassified([leaflet]) if "subtitle" in error.msg] == ["privacy.E002"]
    assert [error.msg for error in check_inventory() if "crm.Leaflet" in error.msg]


def test_every_command_stops_at_an_unclassified_field(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = dict(inventory._inventory["crm.Contact"])
    monkeypatch.setitem(inventory._inventory, "crm.Contact", fields)
    fields.pop("name")
    with pytest.raises(SystemCheckError, match=r"crm\.Contact\.name is not in the data inventory"):
        call_command("datamap", skip_checks=False, stdout=io.StringIO())


def test_a_field_cannot_be_classified_in_two_ways(leaflet: type[models.Model]) -> None:
    classify("crm.Leaflet", {"title": technical("a heading")})
    classify("crm.Leaflet", {"title": technical("a heading")})
    with pytest.raises(ValueError, match="twice"):
        classify("crm.Leaflet", {"title": technical("something else")})


@pytest.mark.parametrize(
    ("category", "arguments", "says"),
    [
        (Category.NONE, {"sv": "a", "en": "a"}, "technical"),
        (Category.MESSAGE_CONTENT, {}, "exported"),
        (Category.MESSAGE_CONTENT, {"sv": "a", "en": "a", "not_exported": "b"}, "exported"),
        (Category.MESSAGE_CONTENT, {"sv": "a"}, "both languages"),
        (Category.MESSAGE_CONTENT, {"not_exported": "b", "portable": True}, "portable"),
        (Category.MESSAGE_CONTENT, {"sv": "a", "en": "a", "erase": Erase.KEEP}, "ground"),
        (Category.MESSAGE_CONTENT, {"sv": "a", "en": "a", "ground": Ground.LEGAL_CLAIMS}, "ground"),
    ],
)
def test_a_classification_that_says_too_little_or_too_much_is_refused(
    category: Category, arguments: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        personal(category, **HOW, **arguments)


def test_the_default_periods_are_those_of_the_policy() -> None:
    days = {retention.code: retention.value.days for retention in RetentionClass}
    assert {name: days[name] for name in ("messages", "metadata", "interpretations", "ip")} == {
        "messages": 365,
        "metadata": 365,
        "interpretations": 90,
        "ip": 30,
    }
    assert (days["export_packages"], days["contacts"], days["access_log"]) == (14, 730, 730)


def test_every_word_of_the_inventory_is_in_both_languages() -> None:
    texts = [text for c in Category for text in (c.value.name, c.value.what, c.value.why, c.value.source)]
    texts += [purpose.value for purpose in Purpose] + [ground.value for ground in Ground]
    texts += [retention.value.text for retention in RetentionClass]
    texts += [found.label for _, _, found in entries() if found.label]
    assert all(text.sv.strip() and text.en.strip() for text in texts)


def test_the_data_map_is_printed_without_any_server(tmp_path: Path) -> None:
    closed = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
    command = [sys.executable, "manage.py", "datamap"]
    env = {**os.environ, **closed, "NEXUS_HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert len(rows) == sum(1 for _ in entries()) + len(client_items())
    assert {row["model"] for row in rows} >= {"crm.Contact", "crypto.DataKey", "sessions.Session"}
    kept = {(row["model"], row["field"]) for row in rows if row["model"].startswith("browser.")}
    assert ("browser.frame", "localStorage nexus-chat:<widget>:<text>") in kept
    assert len(kept) == len(client_items())


def test_the_data_map_reads_as_a_table() -> None:
    out = io.StringIO()
    call_command("datamap", format="md", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("| model | field | category")
    assert len(lines) == 2 + sum(1 for _ in entries()) + len(client_items())
