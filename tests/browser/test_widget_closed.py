"""What the chat costs a site before anybody opens it, and what it weighs when they do."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Response

from conversations.models import Widget
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal
from tests.browser.widget_help import Guest, Site

LOADER_MOST, ALL_MOST = 5_000, 40_000  # bytes, gzipped
LONGEST_TASK = 0.050  # s
TASK = "ThreadControllerImpl::RunTask"
TRACED = ["toplevel", "devtools.timeline", "loading"]
FILES = Path(__file__).parents[2] / "static" / "widget"


@pytest.fixture
def widget(portal: Portal) -> Widget:
    with company_context(Company.objects.get(slug="alfa").schema_name):
        made: Widget = Widget.objects.create(
            allowed_origins=["http://127.0.0.1:*", "http://alfa.localhost:*"]
        )
    return made


@pytest.fixture
def site(portal: Portal, widget: Widget) -> Iterator[Site]:
    with Site(portal.url, widget.key) as site:
        yield site


@pytest.fixture
def guest(browser: Browser, site: Site) -> Iterator[Guest]:
    guest = Guest(browser, site)
    yield guest
    guest.close()


def test_closed_it_is_one_request_and_leaves_nothing_in_the_browser(guest: Guest, portal: Portal) -> None:
    asked: list[str] = []
    guest.page.on("request", lambda request: asked.append(request.url))
    guest.arrive()
    guest.page.wait_for_load_state("networkidle")
    assert [url for url in asked if url.startswith(portal.url)] == [f"{portal.url}/widget.js"]
    assert guest.stored() == {}
    assert guest.context.cookies() == []
    assert guest.page.evaluate("indexedDB.databases()") == []
    assert guest.page.evaluate("caches.keys()") == []
    assert guest.page.evaluate("window.frames.length") == 0
    assert guest.complaints == []


def test_opened_and_not_written_in_it_leaves_nothing_either(guest: Guest) -> None:
    chat = guest.arrive().open()
    chat.locator("#quick button").first.wait_for()
    assert guest.stored() == {}
    assert guest.context.cookies() == []


@pytest.mark.parametrize("in_head", [True, False])
def test_the_closed_button_moves_nothing_and_holds_up_nothing(
    browser: Browser, guest: Guest, site: Site, in_head: bool
) -> None:
    site.in_head = in_head
    site.filling = "<p>Text som kunde flyttas.</p>" * 60
    browser.start_tracing(page=guest.page, categories=TRACED)
    guest.arrive()
    guest.page.wait_for_timeout(500)
    trace: list[dict[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    ours = [event for event in trace if event["name"] == "EvaluateScript" and _is_loader(event)]
    assert len(ours) == 1, "the trace saw the loader run, once"
    # The whole task that our script ran in; in the thread's own time, as others share these processors.
    tasks = [event for event in trace if event["name"] == TASK and _holds(event, ours[0])]
    assert tasks, "the trace saw the task"
    longest = max(event["tdur"] for event in tasks) / 1e6
    print(f"the loader's task took {longest * 1000:.1f} ms")
    assert longest <= LONGEST_TASK
    assert [event for event in trace if event["name"] == "LayoutShift"] == []
    assert guest.page.evaluate("document.querySelector('nexus-chat').shadowRoot") is None


def test_a_shift_would_have_been_seen(browser: Browser, guest: Guest, site: Site) -> None:
    site.filling = "<p id='moved'>Text.</p>" * 60
    browser.start_tracing(page=guest.page, categories=TRACED)
    guest.arrive()
    guest.page.wait_for_timeout(300)
    guest.page.evaluate("document.body.prepend(document.createElement('hr'), document.createElement('hr'))")
    guest.page.wait_for_timeout(300)
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    assert [event for event in trace if event["name"] == "LayoutShift"]


def _is_loader(event: dict[str, Any]) -> bool:
    return str(event.get("args", {}).get("data", {}).get("url", "")).endswith("/widget.js")


def _holds(task: dict[str, Any], inner: dict[str, Any]) -> bool:
    same = (task["pid"], task["tid"]) == (inner["pid"], inner["tid"])
    return same and "tdur" in task and task["ts"] <= inner["ts"] < task["ts"] + task.get("dur", 0)


def test_loader_and_chat_stay_within_their_weight(guest: Guest, portal: Portal) -> None:
    answers: list[Response] = []
    guest.page.on("response", lambda response: answers.append(response))
    guest.arrive().open()
    guest.page.wait_for_timeout(500)
    weights = {
        answer.url.removeprefix(portal.url).split("?")[0]: len(gzip.compress(answer.body(), 9))
        for answer in answers
        if answer.url.startswith(portal.url)
        and answer.request.resource_type in ("script", "document", "stylesheet")
    }
    print(weights)
    assert weights["/widget.js"] <= LOADER_MOST
    assert sum(weights.values()) <= ALL_MOST, weights
    # Everything that is shipped was weighed: nothing comes later that this did not see.
    assert {Path(path).name for path in weights if path.startswith("/static/widget/")} == {
        path.name for path in FILES.iterdir() if path.name != "loader.js"
    }


@pytest.mark.parametrize("key", ["wk_fel", ""])
def test_a_key_that_is_none_of_the_companys_draws_nothing(browser: Browser, site: Site, key: str) -> None:
    site.key = key
    guest = Guest(browser, site)
    guest.page.goto(site.url)
    guest.page.wait_for_load_state("networkidle")
    assert guest.page.locator("nexus-chat").count() == 0
    assert guest.complaints == []
    guest.close()
