"""The one way in which rows go: what hangs on them is refused or goes along, and what must be known is noted."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection

from conversations.models import (
    Conversation,
    DailyCount,
    Message,
    MessageTerms,
    ProviderBacklog,
    ProviderDeletion,
)
from conversations.services.leaving import PROVIDER_DELETIONS
from nexus.outbox.models import Job
from nexus.privacy.deleting import CameMeanwhile, rows_delete, rows_lock
from tests.gdpr.retention.conftest import Old


def test_what_is_registered_by_itself_is_refused_where_it_must_have_gone_before(old: Old) -> None:
    conversation = old(days=1, messages=2)
    with connection.cursor() as cursor, pytest.raises(CameMeanwhile):
        rows_delete(cursor, Conversation, [conversation.pk], origin_id=uuid4(), by_age=False, alone=True)
    assert Message.objects.count() == 2
    assert Conversation.objects.filter(pk=conversation.pk).exists()
    assert not ProviderDeletion.objects.exists(), "nothing is noted of what stays"


def test_by_age_it_goes_along_and_is_noted_together_and_counted(old: Old) -> None:
    conversation, origin = old(days=400, messages=3), uuid4()
    with connection.cursor() as cursor:
        went = rows_delete(cursor, Conversation, [conversation.pk], origin_id=origin, by_age=True)
    assert went == (1, {"conversations.Message": 3, "conversations.MessageTerms": 3})
    assert not MessageTerms.objects.exists(), "what they were found by"
    assert not Message.objects.exists()
    assert [len(noted.external_ids) for noted in ProviderBacklog.objects.filter(origin_id=origin)] == [3]
    assert sum(DailyCount.objects.values_list("count", flat=True)) == 3
    assert Job.objects.filter(kind=PROVIDER_DELETIONS, object_id=origin).exists()


def test_erased_messages_are_noted_one_by_one_and_counted_nowhere(old: Old) -> None:
    conversation, origin = old(days=1, messages=3), uuid4()
    keys = list(Message.objects.filter(conversation=conversation).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        assert set(rows_lock(cursor, Message, [*keys, uuid4()])) == set(keys)
        rows_delete(cursor, MessageTerms, keys, origin_id=origin, by_age=False, alone=True)
        rows_delete(cursor, Message, keys, origin_id=origin, by_age=False, alone=True)
    assert ProviderDeletion.objects.filter(origin_id=origin, route_id=conversation.route_id).count() == 3
    assert not ProviderBacklog.objects.exists()
    assert not DailyCount.objects.exists()
    assert not Job.objects.filter(kind=PROVIDER_DELETIONS).exists()


def test_a_text_out_of_a_chat_is_noted_under_the_number_that_it_left_from(old: Old) -> None:
    conversation, number = old(days=400, messages=1), uuid4()
    Message.objects.filter(conversation=conversation).update(route_id=number)
    keys = list(Message.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        rows_delete(cursor, Message, keys, origin_id=uuid4(), by_age=True)
    assert ProviderBacklog.objects.get().route_id == number


def test_nothing_is_done_about_no_rows(old: Old) -> None:
    with connection.cursor() as cursor:
        assert rows_delete(cursor, Message, [], origin_id=uuid4(), by_age=True) == (0, {})
        assert rows_lock(cursor, Message, []) == []
