"""Addresses of the provider's webhooks, on the public host."""

from django.urls import path

from conversations.channels.sms.webhooks import sms_hook, status_hook

urlpatterns = [
    path("<str:token>/sms", sms_hook, name="hook_sms"),
    path("<str:token>/status", status_hook, name="hook_status"),
]
