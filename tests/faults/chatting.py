"""A chat's page as a plain client: it sends until it is answered, listens, and goes on where it was."""

from __future__ import annotations

import http.client
import json
import threading
import time
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

SITE = "http://localhost:9999"


class ChatClient:
    """One visitor of the demo company's site, from ``address`` (any of 127.0.0.0/8)."""

    def __init__(self, demo: dict[str, Any], *, address: str = "127.0.0.1") -> None:
        self.host = urlsplit(demo["company"]["url"])
        self.key, self.address = demo["company"]["widget_key"], address
        self.secret: str | None = None
        self.session: dict[str, Any] = {}
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.last, self.kind, self.over = "", "", False

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of an answer; 0 when there was none."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.host.port or 80, timeout=10, source_address=(self.address, 0)
        )
        headers = {"Host": self.host.netloc, "Content-Type": "application/json", "X-Widget-Origin": SITE}
        if self.session:
            headers["Authorization"] = f"Bearer {self.session['token']}"
        try:
            connection.request(
                method, f"/widget/{self.key}/{path}", json.dumps(body) if body is not None else None, headers
            )
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text[:1] == b"{" else {}
        except (OSError, http.client.HTTPException):
            return 0, {}
        finally:
            connection.close()

    def open(self, *, seconds: float = 40) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            status, found = self.call("POST", "session", {"origin": SITE, "secret": self.secret})
            if status == 200:
                self.session = found
                self.secret = found.get("secret", self.secret)
                return found
            time.sleep(0.2)
        raise AssertionError("no session")

    def say(self, body: str, *, seconds: float = 40) -> dict[str, Any]:
        """Send a message, again and again with the same id, until it is taken."""
        identity, deadline = str(uuid4()), time.monotonic() + seconds
        status = 0
        while time.monotonic() < deadline:
            status, found = self.call("POST", "messages", {"id": identity, "body": body})
            if status in (200, 201):
                return found
            time.sleep(0.2)
        raise AssertionError(f"not taken; the last answer was {status}")

    def read(self) -> list[dict[str, Any]]:
        return list(self.call("GET", "messages")[1].get("messages", []))

    def listen(self) -> None:
        """Hear the stream in a thread, connecting again as an EventSource does."""
        threading.Thread(target=self._listen, daemon=True).start()

    def heard(self, kind: str) -> list[dict[str, Any]]:
        return [data for name, data in self.events if name == kind]

    def _listen(self) -> None:
        while not self.over:
            url = urlsplit(self.session["stream_url"])
            connection = http.client.HTTPConnection("127.0.0.1", url.port or 80, timeout=30)
            headers = {"Last-Event-ID": self.last} if self.last else {}
            try:
                connection.request("GET", f"{url.path}?{url.query}", headers=headers)
                answer = connection.getresponse()
                while answer.status == 200 and (line := answer.readline()):
                    self._take(line.decode().rstrip("\n"))
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            time.sleep(0.2)

    def _take(self, line: str) -> None:
        name, _, value = line.partition(": ")
        if name == "id":
            self.last = value
        elif name == "event":
            self.kind = value
        elif name == "data":
            self.events.append((self.kind, json.loads(value)))
