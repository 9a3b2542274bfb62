"""The address of a page's live stream: a signed, short-lived token says whose it is."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from nexus.crypto.keys import PLATFORM, current_owner
from nexus.tenants.publish import session_mark

SALT = "nexus.live"


def live_url(request: HttpRequest) -> str:
    """Where this page listens; "" when nobody is logged in, and on the public host.

    The token holds the schema (s), the user (u), the session's mark (k), the page's origin (o, the only one
    that may read the stream) and the time in milliseconds (t). Without a configured address the stream is
    on the page's own origin, where the proxy serves it.
    """
    user = getattr(request, "user", None)
    schema = current_owner()
    if schema == PLATFORM:
        return ""
    if user is None or not user.is_authenticated or not request.session.session_key:
        return ""
    token = signing.dumps(
        {
            "s": schema,
            "u": str(user.pk),
            "k": session_mark(request.session.session_key),
            "o": f"{request.scheme}://{request.get_host()}",
            "t": int(time.time() * 1000),
        },
        salt=SALT,
    )
    return f"{settings.NEXUS.live_url}/live/?{urlencode({'token': token})}"
