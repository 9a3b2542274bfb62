"""A pool of a test's own, as a worker's is: each line on its input forks a child that runs due erasures until
none is left, or it is killed. Told on its output: the child's pid and how it ended.

``python -m tests.gdpr.erasure.worker LEDGER``; the database, Redis, the provider and the folder of faults
stand in the environment, as for any worker.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import django

GIVE_UP = 60.0


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "nexus.settings"
    django.setup()
    from django.conf import settings

    settings.NEXUS = replace(settings.NEXUS, ledger=Path(sys.argv[1]))
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(work())
        _pid, status = os.waitpid(pid, 0)
        print(json.dumps({"pid": pid, "status": os.waitstatus_to_exitcode(status)}), flush=True)


def work() -> int:
    """Run due erasures until none is left: 0, or 3 when that takes too long."""
    from nexus.outbox.models import Job
    from nexus.outbox.runner import job_run

    deadline = time.monotonic() + GIVE_UP
    while time.monotonic() < deadline:
        jobs = list(Job.objects.filter(kind="erasure"))
        if not jobs:
            return 0
        for job in jobs:
            job_run(job.pk)
        time.sleep(0.05)
    return 3


if __name__ == "__main__":
    main()
