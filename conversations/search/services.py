"""Changing whether messages are found by their words: an instruction of the company (GDPR art. 28(3)(a))."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from conversations.models import SearchSettings
from conversations.search.jobs import index_ask
from nexus.accounts.models import User
from nexus.audit.instructions import instruction_append
from nexus.tenants.models import Company


def search_settings_store(*, company: Company, words: bool, actor: User) -> bool:
    """Let messages be found by their words, or no more; True when that is news.

    Off: nothing new is entered from now on, nothing is found by words, and a job lets the index go. On again:
    a job enters what is there.
    """
    with transaction.atomic():
        # The lock is on the company's row: there may be no settings to lock yet.
        Company.objects.select_for_update().get(pk=company.pk)
        settings = SearchSettings.objects.first() or SearchSettings()
        if settings.words == words:
            return False
        before, settings.words, settings.changed_at = settings.words, words, timezone.now()
        settings.save()
        instruction_append(setting="search.words", before=before, after=words, actor=actor)
        index_ask(company=company)
    return True
