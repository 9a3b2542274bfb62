#!/usr/bin/env python
"""Django's command line, on the embedded servers of ``NEXUS_HOME`` where no URLs are set."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack

from django.core.management import execute_from_command_line

from nexus import celery
from nexus.embedded import EmbeddedError, provided
from nexus.env import BadSetting

# These never ask the database, and some run where no server could start, such as in a build.
WITHOUT_SERVERS = {
    "help", "version", "--help", "-h", "--version", "collectstatic", "compilemessages", "datamap",
    "diffsettings", "findstatic", "makemessages", "spectacular", "startapp", "startproject",
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    with ExitStack() as stack:
        try:
            if command not in WITHOUT_SERVERS:
                stack.enter_context(provided())
            celery.app.set_default()  # so that what a command puts is woken
            execute_from_command_line(sys.argv)
        except (BadSetting, EmbeddedError) as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
