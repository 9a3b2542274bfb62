"""A real server and a real browser. Without Chromium these tests are skipped, and say so."""

from __future__ import annotations

import shutil
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from conversations.models import Widget
from nexus.accounts.models import User
from nexus.celery import app as celery_app
from nexus.outbox.tasks import WORKERS_SEEN
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company
from nexus.wsgi import application
from tests.browser.scenes import Scene, busy_morning
from tests.browser.widget_help import Guest, Site
from tests.conftest import sign_in

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
# The live stream is another process. Here a stand-in is open, and says what a test has it say.
QUIET_STREAM = """
window.EventSource = class extends EventTarget {
  constructor(url) { super(); this.url = url; this.readyState = 1; window.stream = this; }
  close() { this.readyState = 2; }
  say(id) { this.dispatchEvent(new MessageEvent("conversation", { data: id })); }
};
"""
DESKTOP, PHONE = (1440, 900), (390, 844)
SIZES = {"desktop": DESKTOP, "phone": PHONE}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    mine = [item for item in items if here in item.path.parents]
    for item in mine:
        item.add_marker(pytest.mark.browser)
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="BROWSER TESTS SKIPPED: there is no Chromium here"))
    if mine and CHROMIUM is None:
        warnings.warn("BROWSER TESTS SKIPPED: there is no Chromium here", stacklevel=1)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: pytest shows what a test says, not what its server does."""


@dataclass
class Portal:
    """Salong Alfa's portal on a free port, with a busy morning in it."""

    url: str
    public_url: str
    scene: Scene

    def thread(self, name: str) -> str:
        return f"{self.url}/c/{self.scene.conversations[name]}/"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Playwright's synchronous door keeps a loop on this thread, which Django's guard takes for async
    # code. Both end with this folder, so that other tests are guarded as ever.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            yield browser
            browser.close()


@pytest.fixture
def portal(browser: Browser, fresh_database: str) -> Iterator[Portal]:
    celery_app.set_default()  # as in every process of the product, so that wake-ups find the broker
    # No workers run here; a page that says so would look so in every picture.
    caches["platform"].set(WORKERS_SEEN, time.time() + 3600, timeout=3600)
    company = Company.objects.get(slug="alfa")
    with company_context(company.schema_name):
        scene = busy_morning(ChannelRoute.objects.get(company=company))
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, ipv6=False)
    server.set_app(_closing(application))
    port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    base = settings.NEXUS.base_domain
    yield Portal(url=f"http://alfa.{base}:{port}", public_url=f"http://{base}:{port}", scene=scene)
    server.shutdown()
    server.server_close()
    thread.join(5)
    connections.close_all()


def _closing(app: WSGIApplication) -> WSGIApplication:
    """Each request has a thread of its own, and its connection must end with it."""

    def closing(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        try:
            response = app(environ, start_response)
            content = b"".join(response)
            if hasattr(response, "close"):
                response.close()
            return [content]
        finally:
            connections.close_all()

    return closing


class Visits:
    """Opens pages in the size and theme that a test asks for, and remembers what the console said."""

    def __init__(self, browser: Browser, portal: Portal) -> None:
        self.browser = browser
        self.portal = portal
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def page(self, size: str = "desktop", theme: str = "light", *, real_stream: bool = False) -> Page:
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            has_touch=size == "phone",
        )
        if not real_stream:
            context.add_init_script(QUIET_STREAM)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def logged_in(
        self, size: str = "desktop", theme: str = "light", role: str = "owner", *, real_stream: bool = False
    ) -> Page:
        """A page on the inbox, with a session made the short way; one test takes the login page."""
        page = self.page(size, theme, real_stream=real_stream)
        with company_context(Company.objects.get(slug="alfa").schema_name):
            self.sign_in(page, User.objects.get(role=role), self.portal.url)
        page.goto(f"{self.portal.url}/")
        return page

    def sign_in(self, page: Page, user: User, url: str) -> None:
        """Give the browser a session of ``user``; called in the schema that the user is in."""
        client = Client(headers={"host": urlsplit(url).netloc})
        sign_in(client, user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": url, "httpOnly": True}]
        )

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def visits(browser: Browser, portal: Portal) -> Iterator[Visits]:
    visits = Visits(browser, portal)
    yield visits
    visits.close()


@pytest.fixture
def inside(portal: Portal) -> Callable[[], AbstractContextManager[object]]:
    schema = Company.objects.get(slug="alfa").schema_name
    return lambda: company_context(schema)


@pytest.fixture
def widget(inside: Callable[[], AbstractContextManager[object]]) -> Widget:
    with inside():
        made: Widget = Widget.objects.create(
            allowed_origins=["http://127.0.0.1:*", "http://alfa.localhost:*"]
        )
    return made


@pytest.fixture
def site(portal: Portal, widget: Widget) -> Iterator[Site]:
    with Site(portal.url, widget.key) as site:
        yield site


@pytest.fixture
def neighbour(portal: Portal, widget: Widget) -> Iterator[Site]:
    """A page of the same site as the chat (another port), so that browsers give the frame its storage."""
    with Site(portal.url, widget.key, host="alfa.localhost") as site:
        yield site


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Guest]]:
    guests: list[Guest] = []

    def arrive(site: Site, *how: str, **more: Any) -> Guest:
        guests.append(Guest(browser, site, *how, **more))
        return guests[-1].arrive()

    yield arrive
    for guest in guests:
        guest.close()
