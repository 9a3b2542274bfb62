"""Named points at which a fault test may end, or freeze, this very process.

Off unless ``NEXUS_FAULTS`` names a folder (refused in production). A test arms a point by creating
``<folder>/<name>``; the first process to reach it renames the file to ``<name>.reached``, writes
its pid there and kills itself with SIGKILL, or with SIGSTOP where the file says so, so that the test
can prove that the fault fired exactly once.
"""

import os
import signal

from django.conf import settings


def crash_point(name: str) -> None:
    """Die or freeze here if ``name`` is armed; otherwise do nothing."""
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
    os.kill(os.getpid(), signal.SIGSTOP if wanted == "SIGSTOP" else signal.SIGKILL)
