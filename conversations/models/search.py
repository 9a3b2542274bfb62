"""What messages are found by, and whether the company wants that."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from conversations.models.threads import Message
from nexus.crypto.ids import uuid7


class MessageTerms(models.Model):
    """The terms (:mod:`nexus.crypto.terms`) of a message, in a table of its own.

    A message's row is written anew for each step of its delivery, and each time all its words would be
    entered into the index again. ``created_at`` is the message's, for the order of what is found.
    """

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, related_name="terms", editable=False
    )
    created_at = models.DateTimeField()
    terms = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-message"], name="terms_newest"),
            GinIndex(fields=["terms"], name="terms_words"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SearchSettings(models.Model):
    """Whether messages can be found by their words; one row, made when it is first saved.

    ``words`` off: no message has terms. Customers are found by number and name all the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    only = models.BooleanField(default=True, unique=True, editable=False)
    words = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.words)
