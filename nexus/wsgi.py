"""The WSGI entry point, served by Granian."""

import os

from django.core.wsgi import get_wsgi_application

# Makes it the current application: without it wake-ups would go to Celery's default broker.
import nexus.celery  # noqa: F401

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.settings")
application = get_wsgi_application()
