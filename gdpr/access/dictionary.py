"""``dictionary.json``: every field, category, period and code of a package, explained in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.utils import translation

from gdpr.access import words
from gdpr.access.collect import Column, Held
from gdpr.access.words import Codes
from gdpr.retention.selectors import period_texts
from nexus.privacy.inventory import classified
from nexus.privacy.registry import registered_rows
from nexus.privacy.vocabulary import Category, Language, RetentionClass, Text
from nexus.webhooks.events import kinds

YES_NO: Codes = {"true": Text("Ja", "Yes"), "false": Text("Nej", "No")}


def dictionary(held: Iterable[Held], *, files: dict[str, Text]) -> dict[str, Any]:
    """The whole dictionary for what is ``held``; ``files`` says what each file is. Called inside the company."""
    found, periods = [one for one in held if one.columns], period_texts()
    return {
        "schema_version": 1,
        "files": {name: _both(text) for name, text in files.items()},
        "categories": {
            category.code: {
                "name": _both(category.value.name),
                "what": _both(category.value.what),
                "why": _both(category.value.why),
                "source": _both(category.value.source),
            }
            for category in Category
            if any(column.category is category for one in found for column in one.columns)
        },
        "models": {
            one.model: {
                "title": _both(one.title),
                "fields": {column.name: _field(one, column, periods) for column in one.columns},
            }
            for one in found
        },
        "keys": {name: _both(text) for name, text in words.KEYS.items()},
        "key_codes": {name: _codes(codes) for name, codes in words.KEY_CODES.items()},
        "roles": _codes(words.ROLES),
    }


@lru_cache(maxsize=512)
def codes_of(model: str, name: str) -> Codes:
    """What the codes of a field mean, by code as text; empty where it holds no codes."""
    if (model, name) == ("audit.Entry", "subject_type"):
        return {entered: entry.title for entered, entry in registered_rows().items()}
    if (model, name) == ("webhooks.Delivery", "kind"):
        return {kind.name: _in_both(kind.title) for kind in kinds().values()}
    said = words.FIELD_CODES.get((model, name))
    if said is not None:
        return said
    column = apps.get_model(model)._meta.get_field(name)
    choices = list(getattr(column, "flatchoices", ()))
    if choices:
        return {str(code): _in_both(label) for code, label in choices}
    return YES_NO if getattr(column, "get_internal_type", lambda: "")() == "BooleanField" else {}


def explained(value: Any, codes: Codes, language: Language) -> str:
    """A plain value in words: a code by its meaning, and where it has none as it stands."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    found = codes.get(text)
    return found.in_(language) if found else text


def _field(held: Held, column: Column, periods: Mapping[RetentionClass, Text]) -> dict[str, Any]:
    """``periods`` are the company's own, which may be others than the defaults."""
    found = classified(held.model)[column.name]
    codes = codes_of(held.model, column.name)
    return {
        "label": _both(column.label),
        "category": column.category.code,
        "purpose": _both(found.purpose.value),
        "kept": _both(periods.get(found.retention, found.retention.value.text)),
        "portable": column.portable,
        **({"codes": _codes(codes)} if codes else {}),
    }


def _codes(codes: Codes) -> dict[str, dict[str, str]]:
    return {code: _both(text) for code, text in codes.items()}


def _both(text: Text) -> dict[str, str]:
    return {"sv": text.sv, "en": text.en}


def _in_both(label: Any) -> Text:
    with translation.override("sv"):
        swedish = str(label)
    with translation.override("en"):
        return Text(swedish, str(label))
