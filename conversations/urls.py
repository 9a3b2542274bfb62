"""The inbox, its threads, and the phone simulator of environments that are not production."""

from django.urls import path

from conversations import (
    agent_settings_views,
    merge_views,
    reviews_views,
    views,
    widget_settings_views,
)
from conversations.channels.sms import simulator
from conversations.search import views as search_views

app_name = "conversations"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("inbox/", views.inbox_list, name="list"),
    path("inbox/<slug:group>/", views.inbox_group, name="group"),
    path("c/<uuid:conversation_id>/", views.thread, name="thread"),
    path("c/<uuid:conversation_id>/messages/", views.messages, name="messages"),
    path("c/<uuid:conversation_id>/older/", views.older, name="older"),
    path("c/<uuid:conversation_id>/reason/", views.reason, name="reason"),
    path("c/<uuid:conversation_id>/reply/", views.reply, name="reply"),
    path("c/<uuid:conversation_id>/messages/<uuid:message_id>/resend/", views.resend, name="resend"),
    path("c/<uuid:conversation_id>/messages/<uuid:message_id>/review/", reviews_views.mark, name="review"),
    path("c/<uuid:conversation_id>/merge/", merge_views.merge, name="merge"),
    path("c/<uuid:conversation_id>/merges/<uuid:record_id>/undo/", merge_views.unmerge, name="unmerge"),
    path("c/<uuid:conversation_id>/typing/", views.typing, name="typing"),
    path("c/<uuid:conversation_id>/take-over/", views.take_over, name="take_over"),
    path("c/<uuid:conversation_id>/hand-back/", views.hand_back, name="hand_back"),
    path("c/<uuid:conversation_id>/close/", views.close, name="close"),
    path("contacts/<uuid:contact_id>/conversation/", agent_settings_views.of_contact, name="of_contact"),
    path("settings/search/", search_views.settings, name="search_settings"),
    path("settings/agent/", agent_settings_views.settings, name="agent_settings"),
    path("settings/chat/", widget_settings_views.widgets, name="widgets"),
    path("settings/chat/new/", widget_settings_views.widget_new, name="widget_new"),
    path("settings/chat/colour/", widget_settings_views.widget_colour, name="widget_colour"),
    path("settings/chat/<uuid:widget_id>/", widget_settings_views.widget, name="widget"),
    path("settings/agent/preview/", agent_settings_views.preview, name="agent_preview"),
    path("simulator/", simulator.simulator, name="simulator"),
    path("simulator/<str:phone>/", simulator.handset, name="handset"),
    path("simulator/<str:phone>/screen/", simulator.screen, name="screen"),
    path("simulator/<str:phone>/text/", simulator.text_in, name="text_in"),
]
