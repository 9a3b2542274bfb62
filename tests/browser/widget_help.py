"""A site of another origin with a strict policy, and a visitor who uses its chat."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
HOST_PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Salongen</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head><body>
<header><a href="/om">Om oss</a></header><main><h1>Hår som håller</h1><p>Välkommen in.</p>{filling}</main>{foot}
</body></html>"""


class Site:
    """Somebody's website on a port of its own: ``page`` is its only page. A context manager.

    Its policy allows the company's origin in ``script-src`` and ``frame-src``, and nothing else at all.
    """

    def __init__(self, shop: str, key: str, *, host: str = "127.0.0.1") -> None:
        self.shop, self.key, self.language, self.attributes, self.filling = shop, key, "sv", "", ""
        self.in_head = True
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = site._html() if self.path == "/" else b""
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header(
                    "Content-Security-Policy",
                    f"default-src 'none'; script-src {site.shop}; frame-src {site.shop}",
                )
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: pytest shows what a test says, not what its server does."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.origin = f"http://{host}:{self.server.server_address[1]}"
        self.url = f"{self.origin}/"

    def __enter__(self) -> Site:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _html(self) -> bytes:
        line = (
            f'<script src="{self.shop}/widget.js" data-key="{self.key}"{self.attributes} async></script>'
            if self.key
            else ""
        )
        head, foot = (line, "") if self.in_head else ("", line)
        return HOST_PAGE.format(language=self.language, head=head, foot=foot, filling=self.filling).encode()


class Guest:
    """A visitor of a site, in a browser of their own; ``complaints`` is what the console said."""

    def __init__(
        self, browser: Browser, site: Site, size: str = "desktop", theme: str = "light", **more: Any
    ) -> None:
        self.site, (self.width, self.height) = site, SIZES[size]
        self.context: BrowserContext = browser.new_context(
            viewport={"width": self.width, "height": self.height},
            color_scheme="dark" if theme == "dark" else "light",
            has_touch=size == "phone",
            is_mobile=size == "phone",
            **{"locale": "sv-SE", "timezone_id": "Europe/Stockholm", **more},
        )
        self.complaints: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def arrive(self) -> Guest:
        """The site, with the button on it."""
        self.page.goto(self.site.url)
        self.page.locator("nexus-chat").wait_for(state="attached")
        return self

    def open(self) -> Frame:
        """Press the button, which no page can reach into; the chat when it has a session."""
        inset = 44 if self.width < 760 else 52
        self.page.mouse.click(self.width - inset, self.height - inset)
        return self.chat()

    def chat(self) -> Frame:
        """The chat's frame, once it has a session."""
        deadline = time.monotonic() + 60
        while not any(self.site.key in frame.url for frame in self.page.frames):
            assert time.monotonic() < deadline, "the frame never came"
            self.page.wait_for_timeout(50)
        found = self.frame()
        found.wait_for_selector("#chat[data-state]", timeout=60_000)
        return found

    def frame(self) -> Frame:
        """The chat's frame, which must be there."""
        (found,) = [frame for frame in self.page.frames if f"/widget/{self.site.key}/" in frame.url]
        return found

    def stored(self) -> dict[str, str]:
        """What stands in the site's own storage."""
        found: dict[str, str] = self.page.evaluate("({...localStorage, ...sessionStorage})")
        return found

    def sees(self, expression: str) -> None:
        """Wait until this is true on the site's page, whose policy forbids the usual way of waiting."""
        holds(self.page.main_frame, expression)

    def close(self) -> None:
        self.context.close()


def holds(frame: Frame, expression: str) -> None:
    """Wait until this is true in a frame whose policy forbids ``eval``, by which Playwright would wait."""
    deadline = time.monotonic() + 60
    while not frame.evaluate(expression):
        assert time.monotonic() < deadline, expression
        frame.page.wait_for_timeout(50)


def say(chat: Frame, text: str) -> None:
    """Write and send with the keyboard."""
    chat.fill("#body", text)
    chat.press("#body", "Enter")


def bubbles(chat: Frame, author: str) -> list[str]:
    """The finished texts of one kind of author, top to bottom, without the greeting."""
    return chat.locator(f"#log .msg--{author}:not(.greeting) .text").all_inner_texts()
