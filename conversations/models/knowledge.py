"""The company's own texts, which the agent answers from."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nexus.crypto.ids import uuid7


class Article(models.Model):
    """A knowledge article in Markdown: the company's own facts, searched with Postgres full text.

    It is used from ``valid_from`` up to and including ``valid_until``, where they are given.
    """

    class Language(models.TextChoices):
        SV = "sv", _("Swedish")
        EN = "en", _("English")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=200)
    body = models.TextField()
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.SV)
    # The title weighs more than the body. Postgres keeps it: constant configurations are immutable.
    search = models.GeneratedField(
        expression=models.Case(
            models.When(
                language="en",
                then=SearchVector("title", weight="A", config="english")
                + SearchVector("body", weight="B", config="english"),
            ),
            default=SearchVector("title", weight="A", config="swedish")
            + SearchVector("body", weight="B", config="swedish"),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["title", "language"], name="article_title"),
            # Two that are saved at once may not differ in upper and lower case alone either.
            models.UniqueConstraint(Lower("title"), "language", name="article_title_folded"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
                name="article_validity",
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="article_search")]

    def __str__(self) -> str:
        return self.title
