"""Two names, keys or titles that differ in upper and lower case alone: the database refuses them too."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from conversations.knowledge import services
from conversations.models import Article
from crm.bookings.models import Resource, Service
from crm.bookings.profile import bookings_apply
from nexus.tenants.models import Company

pytestmark = pytest.mark.usefixtures("in_company_a")
ARTICLE = {"title": "Öppet i jul", "body": "Nej.", "language": "sv", "valid_from": None, "valid_until": None}


def test_a_resource_a_service_and_an_article_have_one_name_whatever_its_case() -> None:
    Resource.objects.create(name="Åsa")
    Service.objects.create(key="fade", name_sv="Fade", minutes=30)
    Article.objects.create(**ARTICLE)
    for again in (
        lambda: Resource.objects.create(name="åSA"),
        lambda: Service.objects.create(key="FADE", name_sv="Annan", minutes=30),
        lambda: Article.objects.create(**{**ARTICLE, "title": "ÖPPET I JUL"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()
    assert Article.objects.create(**{**ARTICLE, "title": "ÖPPET I JUL", "language": "en"})


def test_of_two_that_are_saved_at_once_the_second_is_told_that_the_title_is_taken(monkeypatch) -> None:
    services.article_create(fields=ARTICLE, actor_id=None)
    # As it looks to the second: the first is not there yet.
    monkeypatch.setattr(services, "_titles", lambda language: {})
    with pytest.raises(services.TitleTaken):
        services.article_create(fields={**ARTICLE, "title": "öppet i JUL"}, actor_id=None)


def test_a_profile_that_spells_a_name_anew_keeps_who_it_was(company_a: Company) -> None:
    lina = Resource.objects.create(name="LINNÉA")
    fade = Service.objects.create(key="FADE", name_sv="Fade", minutes=30)
    bookings_apply(
        company_a,
        {"resources": ["Linnéa"], "services": {"fade": {"sv": "Fade", "minutes": 45}}},
    )
    assert Resource.objects.get(name="Linnéa").pk == lina.pk
    assert (Service.objects.get(key="fade").pk, Service.objects.get(key="fade").minutes) == (fade.pk, 45)


def without(table: type[models.Model], name: str) -> models.UniqueConstraint:
    """The table as it was before the constraint."""
    found = next(one for one in table._meta.constraints if one.name == name)
    assert isinstance(found, models.UniqueConstraint)
    with connection.schema_editor() as editor:
        editor.remove_constraint(table, found)
    return found


def test_what_differed_in_case_alone_before_the_constraint_is_told_apart_by_its_migration() -> None:
    dropped = [
        (table, without(table, name))
        for table, name in (
            (Resource, "resource_name_folded"),
            (Service, "service_key_folded"),
            (Article, "article_title_folded"),
        )
    ]
    for place, name in enumerate(("Åsa", "åsa", "ÅSA (2)", "åsA")):
        Resource.objects.create(name=name, position=100 + place)
    for key in ("fade", "FADE"):
        Service.objects.create(key=key, name_sv="Fade", minutes=30, position=100)
    for title in ("Jul", "JUL"):
        Article.objects.create(**{**ARTICLE, "title": title})
    for module in (
        "crm.bookings.migrations.0003_names_folded",
        "conversations.migrations.0009_article_titles_folded",
    ):
        importlib.import_module(module).tell_apart(apps, None)
    with connection.schema_editor() as editor:
        for table, constraint in dropped:
            editor.add_constraint(table, constraint)
    names = Resource.objects.filter(position__gte=100).order_by("position").values_list("name", flat=True)
    assert list(names) == ["Åsa", "åsa (3)", "ÅSA (2)", "åsA (4)"]
    assert set(Service.objects.filter(position=100).values_list("key", flat=True)) == {"fade", "FADE_2"}
    assert set(Article.objects.filter(title__istartswith="jul").values_list("title", flat=True)) == {
        "Jul",
        "JUL (2)",
    }
