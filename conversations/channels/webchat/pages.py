"""The loader that sites include, and the chat's page for the frame."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from conversations.channels.webchat.api import widget_active
from conversations.channels.webchat.origins import frame_ancestors
from conversations.models import Widget
from conversations.selectors.webchat import is_open
from conversations.widget_colours import shades
from conversations.widget_loader import loader_source
from crm.bookings.selectors import company_here
from nexus.tenants.models import Company

#: Seconds for which a site's visitors have the loader from their own cache.
LOADER_AGE = 300
#: With more chats than that their greetings would make the loader too heavy (5 kB), and are left out of it.
MOST_GREETED = 3
GREETINGS = {"sv": "Hej! Vad kan vi hjälpa dig med?", "en": "Hi! How can we help you?"}


@require_safe
@gzip_page
def loader(request: HttpRequest) -> HttpResponse:
    """``/widget.js``: the button, with the colours of the company's active widgets."""
    name = company_here().name
    widgets = list(Widget.objects.filter(active=True))
    source = loader_source(
        {
            widget.key: {
                "colours": shades(widget.colour),
                "name": name,
                "hi": _own_greeting(widget) if len(widgets) <= MOST_GREETED else {},
            }
            for widget in widgets
        }
    )
    etag = f'"{hashlib.sha256(source).hexdigest()[:32]}"'
    # Packed, it is told by the weak form of the same tag.
    known = request.headers.get("If-None-Match", "").removeprefix("W/") == etag
    response = (
        HttpResponseNotModified()
        if known
        else HttpResponse(source, content_type="text/javascript; charset=utf-8")
    )
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={LOADER_AGE}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _own_greeting(widget: Widget) -> dict[str, str]:
    """What the company itself has written for the closed button, by language."""
    return {
        language: text for language, text in (("sv", widget.greeting_sv), ("en", widget.greeting_en)) if text
    }


@require_safe
@gzip_page
@never_cache
@xframe_options_exempt
def frame(request: HttpRequest, key: str) -> HttpResponse:
    """The chat itself, which only the widget's own sites may show."""
    widget = widget_active(key)
    if widget is None:
        raise Http404
    company = company_here()
    language = "en" if request.GET.get("lang") == "en" else "sv"
    with translation.override(language):
        response = render(
            request,
            "widget/frame.html",
            {"language": language, "company": company.name, "page": _page(widget, company, language)},
        )
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    response["Content-Security-Policy"] = _policy(widget)
    return response


def _page(widget: Widget, company: Company, language: str) -> dict[str, object]:
    return {
        "key": widget.key,
        "company": company.name,
        "language": language,
        "greeting": {
            "sv": widget.greeting_sv or GREETINGS["sv"],
            "en": widget.greeting_en or GREETINGS["en"],
        },
        "colours": shades(widget.colour),
        "notice_url": "/privacy/" if language == "en" else "/integritet/",
        "open": is_open(company, timezone.now()),
        "keep_in_site": widget.keep_in_site,
        "base": f"/widget/{widget.key}/",
    }


def _policy(widget: Widget) -> str:
    """The frame's own policy: its files, its interface, and the sites that it may stand on."""
    live = urlsplit(settings.NEXUS.live_url)
    streams = f" {live.scheme}://{live.netloc}" if settings.NEXUS.live_url else ""
    sites = " ".join(frame_ancestors(widget.allowed_origins)) or "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'{streams}; base-uri 'none'; form-action 'none'; object-src 'none'; "
        f"frame-ancestors {sites}"
    )
