"""The WSGI entry point, served by Granian."""

import os

from django.core.wsgi import get_wsgi_application

from nexus import celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.settings")
application = get_wsgi_application()
# Otherwise a request would wake workers through Celery's default broker, where none listens.
celery.app.set_default()
