"""Addresses of the provider's webhooks for calls, below ``/hooks/twilio/<route>/``."""

from django.urls import path

from conversations.channels.voice.webhooks import amd_hook, done_hook, screen_hook, status_hook, voice_hook

urlpatterns = [
    path("voice", voice_hook, name="hook_voice"),
    path("voice/done", done_hook, name="hook_voice_done"),
    path("voice/status", status_hook, name="hook_voice_status"),
    path("voice/screen", screen_hook, name="hook_voice_screen"),
    path("voice/amd", amd_hook, name="hook_voice_amd"),
]
