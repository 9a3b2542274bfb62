"""Routes on a company's host."""

from django.urls import include, path

urlpatterns = [
    path("", include("gdpr.urls")),
    path("", include("nexus.accounts.urls")),
    path("", include("nexus.portal.urls")),
    path("api/", include("nexus.api.urls")),
    path("", include("crm.bookings.urls")),
    path("", include("crm.bookings.portal_urls")),
    path("settings/", include("crm.bookings.setup_urls")),
    path("settings/register/", include("crm.imports.urls")),
    path("settings/webhooks/", include("nexus.webhooks.urls")),
    path("rights/", include("gdpr.portal_urls")),
    path("u/", include("gdpr.access.public_urls")),
    path("knowledge/", include("conversations.knowledge_urls")),
    path("", include("conversations.channels.webchat.urls")),
    path("", include("conversations.calls_urls")),
    path("", include("conversations.urls")),
]

handler400 = "nexus.portal.errors.bad_request"
handler403 = "nexus.portal.errors.permission_denied"
handler404 = "nexus.portal.errors.page_not_found"
handler500 = "nexus.portal.errors.server_error"
