"""What deployment collects is handed out packed, without the proxy's help."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

from django.core.management import call_command
from whitenoise import WhiteNoise


def test_collected_files_go_out_packed_to_whoever_takes_it(tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    call_command("collectstatic", interactive=False, verbosity=0)
    served = WhiteNoise(None, root=str(tmp_path), prefix="static/")
    for name in ("widget/chat.css", "widget/chat.js", "css/base.css", "img/icons.svg"):
        found = served.files[f"/static/{name}"]
        packed = found.get_response("GET", {"HTTP_ACCEPT_ENCODING": "gzip"})
        plain = found.get_response("GET", {})
        headers = dict(packed.headers)
        assert headers["Content-Encoding"] == "gzip", name
        assert headers["Vary"] == "Accept-Encoding", name
        assert gzip.decompress(packed.file.read()) == plain.file.read()
