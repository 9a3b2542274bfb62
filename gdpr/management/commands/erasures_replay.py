"""``erasures_replay``: after a backup was restored, erase again whoever had been erased since."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gdpr.erasure.replay import erasures_replay
from nexus.privacy.ledger import LedgerError


class Command(BaseCommand):
    help = "Carry out every erasure and closing that this database does not know of; then it serves again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = erasures_replay()
        except LedgerError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(vars(done)))
        if done.failed:
            raise CommandError("Not everything could be erased again; the gate stays shut. Run it again.")
