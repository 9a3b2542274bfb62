"""The privacy pages of the portal, on companies' hosts."""

from django.urls import URLPattern, URLResolver

from gdpr.access.urls import urlpatterns as access
from gdpr.cases.urls import urlpatterns as cases
from gdpr.erasure.urls import urlpatterns as erasure
from gdpr.registers.urls import urlpatterns as registers
from gdpr.retention.urls import urlpatterns as retention

app_name = "rights"
urlpatterns: list[URLPattern | URLResolver] = [*cases, *access, *erasure, *retention, *registers]
