"""Addresses of the provider's webhooks, on the public host, below ``/hooks/twilio/<route>/``."""

from django.urls import path

from conversations.channels.sms.webhooks import sms_hook, status_hook

urlpatterns = [
    path("sms", sms_hook, name="hook_sms"),
    path("status", status_hook, name="hook_status"),
]
