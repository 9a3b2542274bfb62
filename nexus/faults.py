"""Named points at which a fault test may end, or freeze, this very process.

Off unless ``NEXUS_FAULTS`` names a folder (refused in production). A test arms a point by creating
``<folder>/<name>``; the first process to reach it renames the file to ``<name>.reached``, writes
its pid there and kills itself with SIGKILL, or with SIGSTOP where the file says so, so that the test
can prove that the fault fired exactly once. Where the file says SLEEP, this thread hangs and the others
go on: the lease of a job that hangs so is kept alive, as that of any endless work.
"""

import os
import signal
import time

from django.conf import settings

HANG_SECONDS = 600


def crash_point(name: str) -> None:
    """Die, freeze or hang here if ``name`` is armed; otherwise do nothing."""
    folder = settings.NEXUS.faults_dir
    if folder is None:
        return
    reached = folder / f"{name}.reached"
    try:
        os.rename(folder / name, reached)
    except FileNotFoundError:
        return
    wanted = reached.read_text().strip()
    reached.write_text(str(os.getpid()))
    if wanted == "SLEEP":
        time.sleep(HANG_SECONDS)
        return
    os.kill(os.getpid(), signal.SIGSTOP if wanted == "SIGSTOP" else signal.SIGKILL)
