"""What remains of messages that have had their time: how many there were."""

from django.db import models

from conversations.models.threads import Channel, Message
from nexus.crypto.ids import uuid7


class DailyCount(models.Model):
    """How many messages of a day have gone by age, of one kind; nobody can be recognised in it.

    ``day`` is the day of the message in Swedish time. Raised in the transaction that deletes the messages,
    so that what is here and what is still there are together always the whole.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.DateField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    direction = models.CharField(max_length=10, choices=Message.Direction.choices)
    author_type = models.CharField(max_length=10, choices=Message.Author.choices)
    status = models.CharField(max_length=12, choices=Message.Status.choices)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "channel", "direction", "author_type", "status"], name="daily_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.direction} {self.status}: {self.count}"
