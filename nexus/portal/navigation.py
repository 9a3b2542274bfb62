"""The main menu: the pages that exist, in the order of the day's work."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conversations.channels.sms.simulator import simulator_is_on
from conversations.selectors.inbox import count_waiting
from gdpr.cases.pages import KEEPERS
from gdpr.cases.selectors import count_waiting_cases
from nexus.accounts.access import ANSWERING
from nexus.accounts.models import User


@dataclass(frozen=True)
class Entry:
    """One entry of the rail. ``waiting`` is how many wait there; ``key`` follows ``g`` on the keyboard.

    On a phone the bar has few places: ``more`` entries stand in its last one, the menu.
    """

    label: str
    icon: str
    url: str
    key: str
    current: bool
    waiting: int = 0
    more: bool = False


def entries(request: HttpRequest) -> list[Entry]:
    """The menu for this request; at most one query, and one more for those who keep the cases."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    if getattr(request, "company", None) is None:
        return [Entry(label=_("Operations"), icon="tool", url=reverse("admin:index"), key="i", current=False)]
    menu = [
        Entry(
            label=_("Inbox"),
            icon="inbox",
            url=reverse("conversations:inbox"),
            key="i",
            current=view in ("conversations:inbox", "conversations:thread"),
            waiting=count_waiting(),
        ),
        Entry(
            label=_("Overview"),
            icon="overview",
            url=reverse("calls:overview"),
            key="o",
            current=view == "calls:overview",
            more=True,
        ),
        Entry(
            label=_("Bookings"),
            icon="calendar",
            url=reverse("calendar:calendar"),
            key="b",
            current=view.startswith("calendar:"),
        ),
        Entry(
            label=_("Calls"),
            icon="phone",
            url=reverse("calls:log"),
            key="c",
            current=view == "calls:log",
            more=True,
        ),
    ]
    user = getattr(request, "user", None)
    answering = isinstance(user, User) and user.role in ANSWERING
    if answering:
        menu.append(
            Entry(
                label=_("Knowledge"),
                icon="book",
                url=reverse("knowledge:list"),
                key="k",
                current=view.startswith("knowledge:"),
            )
        )
    if answering and simulator_is_on():
        menu.append(
            Entry(
                label=_("Simulator"),
                icon="sms",
                url=reverse("conversations:simulator"),
                key="m",
                current=view == "conversations:simulator",
            )
        )
    if isinstance(user, User) and user.role in KEEPERS:
        menu.append(
            Entry(
                label=pgettext("menu", "Privacy"),
                icon="shield",
                url=reverse("rights:overview"),
                key="p",
                current=view.startswith("rights:"),
                waiting=count_waiting_cases(),
                more=answering,
            )
        )
    menu.append(
        Entry(
            label=_("Settings"),
            icon="sliders",
            url=reverse("setup:settings"),
            key="s",
            current=view.startswith(("setup:", "register:", "webhooks:", "conversations:widget"))
            or view in ("conversations:agent_settings", "conversations:search_settings"),
            more=True,
        )
    )
    return menu
