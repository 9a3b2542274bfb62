"""Routes on the public host: health, the providers' hooks, and Nomar's ops."""

from django.urls import include, path
from django.views.generic import RedirectView

from nexus.health import healthz
from nexus.metrics import metrics
from nexus.tenants.admin import ops

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("hooks/twilio/<str:route>/", include("conversations.channels.sms.urls")),
    path("hooks/twilio/<str:route>/", include("conversations.channels.voice.urls")),
    path("", include("gdpr.urls")),
    path("", include("nexus.accounts.urls")),
    path("", include("nexus.portal.urls")),
    path("admin/", ops.urls),
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
]

handler400 = "nexus.portal.errors.bad_request"
handler403 = "nexus.portal.errors.permission_denied"
handler404 = "nexus.portal.errors.page_not_found"
handler500 = "nexus.portal.errors.server_error"
