"""The chat's addresses on a company's host."""

from django.urls import path

from conversations.channels.webchat import pages, views

app_name = "webchat"
urlpatterns = [
    path("widget.js", pages.loader, name="loader"),
    path("widget/<slug:key>/", pages.frame, name="frame"),
    path("widget/<slug:key>/session", views.session, name="session"),
    path("widget/<slug:key>/messages", views.messages, name="messages"),
    path("widget/<slug:key>/seen", views.seen, name="seen"),
    path("widget/<slug:key>/leaving", views.leaving, name="leaving"),
    path("widget/<slug:key>/typing", views.typing, name="typing"),
    path("widget/<slug:key>/human", views.human, name="human"),
    path("widget/<slug:key>/phone", views.phone, name="phone"),
    path("widget/<slug:key>/phone/code", views.phone_code, name="phone_code"),
]
