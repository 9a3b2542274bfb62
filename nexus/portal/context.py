"""What every template may use: the company, the menu and the live stream, each worked out when used."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from nexus.health import check_workers
from nexus.portal.live_link import live_url
from nexus.portal.navigation import entries


def portal(request: HttpRequest) -> dict[str, object]:
    """Context processor. ``company`` is None on the public host.

    ``answers_stopped``: no worker has been seen for a while, so no text goes out; one look into the cache.
    """
    return {
        "company": getattr(request, "company", None),
        "menu": SimpleLazyObject(lambda: entries(request)),
        "answers_stopped": SimpleLazyObject(lambda: not check_workers()),
        "live_url": SimpleLazyObject(lambda: live_url(request)),
    }
