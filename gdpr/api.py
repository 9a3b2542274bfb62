"""The app's resources in the API; each room has its own."""

from rest_framework.views import APIView

from gdpr.access.api import api_routes as redaction_routes
from gdpr.cases.api import api_routes as case_routes
from gdpr.erasure.api import api_routes as certificate_routes
from gdpr.retention.api import api_routes as retention_routes

api_routes: tuple[tuple[str, type[APIView], str], ...] = (
    *case_routes,
    *redaction_routes,
    *retention_routes,
    *certificate_routes,
)
