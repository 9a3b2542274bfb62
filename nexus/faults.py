"""Named points at which a fault test may end this very process with SIGKILL.

Off unless ``NEXUS_FAULTS`` names a folder (refused in production). A test arms a point by creating
``<folder>/<name>``; the first process to reach it renames the file to ``<name>.reached``, writes
its pid there and kills itself, so that the test can prove that the fault fired exactly once.
"""

import os
import signal

from django.conf import settings


def crash_point(name: str) -> None:
    """Die here if ``name`` is armed; otherwise do nothing."""
    folder = settings.NEXUS.faults_dir
    if folder is None:
        return
    try:
        os.rename(folder / name, folder / f"{name}.reached")
    except FileNotFoundError:
        return
    (folder / f"{name}.reached").write_text(str(os.getpid()))
    os.kill(os.getpid(), signal.SIGKILL)
