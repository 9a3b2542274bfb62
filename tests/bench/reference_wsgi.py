"""The reference view's server: django-tenants' middleware and nothing else."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup()
# Only now: allauth insists, while the apps load, on a middleware that the reference must not pay for.
settings.MIDDLEWARE = ["django_tenants.middleware.main.TenantMainMiddleware"]
application = WSGIHandler()
