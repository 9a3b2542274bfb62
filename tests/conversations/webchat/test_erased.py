"""Erasing somebody who is writing in the chat: what counts their messages goes too."""

from __future__ import annotations

import pytest
from django.utils import timezone

from conversations.models import Visitor
from gdpr.erasure.services import erasure_run_now, erasure_start
from gdpr.models import Erasure
from nexus.tenants.models import Company
from nexus.tenants.publish import redis_client, redis_url
from tests.conversations.webchat.conftest import Chat, the_visitor


@pytest.mark.django_db(transaction=True)
def test_a_visitor_who_wrote_just_now_is_erased_at_once(
    chat: Chat, company_a: Company, in_company, route_a
) -> None:
    chat.open()
    chat.write("Hej, jag heter Maja")
    chat.write("Radera mig tack")
    with in_company(company_a):
        visitor = the_visitor()
        mark = str(visitor.pk).encode()
        kept = [key for key in redis_client(redis_url()).scan_iter() if mark in key]
        assert kept, "the chat counts what a visitor writes"
        started = erasure_start(contact=visitor.contact, origin=Erasure.Origin.COMMAND, now=timezone.now())
        done = erasure_run_now(erasure=started)
        assert done.finished_at is not None
        assert not Visitor.objects.exists()
    left = [key for key in redis_client(redis_url()).scan_iter() if mark in key]
    assert left == []
