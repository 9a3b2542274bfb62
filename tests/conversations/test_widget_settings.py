"""The owner's page about the chat: where it may stand, what is logged, and what the site is told."""

from __future__ import annotations

import pytest

from conversations.models import Widget
from conversations.services.widgets import MOST_WIDGETS
from nexus.accounts.models import User
from nexus.audit.models import Entry, Instruction
from tests.conversations.conftest import Desk

PAGE = "/settings/chat/"


@pytest.fixture
def own(desk: Desk) -> Widget:
    """The company's only chat; the test runs inside the company."""
    Widget.objects.all().delete()
    return Widget.objects.create(allowed_origins=["https://alfa.example"])


def form(**more: str) -> dict[str, str]:
    return {
        "active": "on",
        "origins": "https://alfa.example",
        "colour": "#0f5f53",
        "greeting_sv": "",
        "greeting_en": "",
        **more,
    }


def test_a_company_without_a_chat_sets_one_up_that_no_site_may_show_yet(desk: Desk) -> None:
    Widget.objects.all().delete()
    assert "Lägg till chatten" in desk.get(PAGE).content.decode()
    made = desk.post(f"{PAGE}new/")
    widget = Widget.objects.get()
    assert made["Location"] == f"{PAGE}{widget.pk}/"
    assert widget.allowed_origins == []
    assert "Ingen webbplats får visa chatten än." in desk.get(made["Location"]).content.decode()
    assert desk.get(PAGE)["Location"] == made["Location"]


def test_the_page_gives_the_line_to_copy_and_what_a_strict_site_must_allow(desk: Desk, own: Widget) -> None:
    html = desk.get(f"{PAGE}{own.pk}/").content.decode()
    line = f'<script src="http://alfa.localhost/widget.js" data-key="{own.key}" async></script>'
    escaped = line.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert escaped in html
    assert "script-src http://alfa.localhost;\nframe-src http://alfa.localhost;" in html


def test_addresses_are_kept_as_browsers_write_them_each_once(desk: Desk, own: Widget) -> None:
    written = " HTTPS://Saxen.SE/ \n\nhttps://saxen.se:443\nhttp://localhost:*\n"
    assert desk.post(f"{PAGE}{own.pk}/", form(origins=written)).status_code == 302
    own.refresh_from_db()
    assert own.allowed_origins == ["https://saxen.se", "http://localhost:*"]


@pytest.mark.parametrize(
    "wrong", ["saxen.se", "https://saxen.se/kontakt", "*", "https://*.se", "ftp://saxen.se"]
)
def test_what_is_no_sites_address_is_said_and_nothing_is_kept(desk: Desk, own: Widget, wrong: str) -> None:
    answer = desk.post(f"{PAGE}{own.pk}/", form(origins=f"https://ny.example\n{wrong}", greeting_sv="Hej"))
    assert answer.status_code == 422
    assert "är ingen webbplats" in answer.content.decode()
    own.refresh_from_db()
    assert (own.allowed_origins, own.greeting_sv) == (["https://alfa.example"], "")


def test_where_it_stands_and_what_it_stores_are_instructions_and_looks_are_not(
    desk: Desk, own: Widget
) -> None:
    wish = form(origins="https://ny.example", keep_in_site="on", colour="#AA3300", greeting_sv="Hej  du")
    desk.post(f"{PAGE}{own.pk}/", wish)
    own.refresh_from_db()
    assert (own.colour, own.greeting_sv, own.keep_in_site) == ("#aa3300", "Hej du", True)
    ledger = {
        row.setting: (row.before, row.after)
        for row in Instruction.objects.filter(setting__startswith="widget.")
    }
    assert ledger == {
        "widget.allowed_origins": (["https://alfa.example"], ["https://ny.example"]),
        "widget.keep_in_site": (False, True),
    }
    entries = Entry.objects.filter(action="setting_changed")
    assert {entry.details["field"] for entry in entries} == {
        "allowed_origins",
        "keep_in_site",
        "colour",
        "greeting_sv",
    }
    assert {entry.actor_id for entry in entries} == {desk.user.pk}


def test_saving_the_same_again_changes_and_logs_nothing(desk: Desk, own: Widget) -> None:
    desk.post(f"{PAGE}{own.pk}/", form())
    assert not Entry.objects.filter(action="setting_changed").exists()
    assert not Instruction.objects.filter(setting__startswith="widget.").exists()


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        ({"active": ""}, True),
        ({"origins": "https://annan.example"}, True),
        ({"origins": "https://alfa.example\nhttps://annan.example"}, False),
        ({"greeting_sv": "Hej"}, False),
    ],
)
def test_open_chats_end_when_it_is_switched_off_or_a_site_is_taken_away(
    desk: Desk, own: Widget, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], ends: bool
) -> None:
    ended: list[object] = []
    monkeypatch.setattr(
        "conversations.services.widgets.streams_end", lambda **which: ended.append(which["widget"].pk)
    )
    wish = {name: value for name, value in form(**change).items() if value or name != "active"}
    desk.post(f"{PAGE}{own.pk}/", wish)
    assert ended == ([own.pk] if ends else [])


def test_the_drawing_shows_the_head_and_the_greeting_that_are_being_chosen(desk: Desk, own: Widget) -> None:
    page = desk.get(f"{PAGE}{own.pk}/").content.decode()
    assert "Hej! Vad kan vi hjälpa dig med?" in page, "ours, where there is none of their own"
    asked = {"colour": "#b5523b", "greeting_sv": "Hej  <b>du</b>", "greeting_en": "Hello you"}
    shown = desk.post(f"{PAGE}colour/", asked).content.decode()
    assert shown.count("Hej &lt;b&gt;du&lt;/b&gt;") == 2, "on a light page and on a dark one"
    assert "Hello you" not in shown
    assert shown.count(">Salong Alfa</text>") == 2
    assert "#b5523b" in shown


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", 'url("x")', "#123456;--x:1"])
def test_only_six_digits_are_a_colour(desk: Desk, own: Widget, colour: str) -> None:
    assert desk.post(f"{PAGE}{own.pk}/", form(colour=colour)).status_code == 422
    own.refresh_from_db()
    assert own.colour == "#0f5f53"
    shown = desk.post(f"{PAGE}colour/", {"colour": colour}).content.decode()
    assert "sex siffror" in shown
    assert colour not in shown


def test_a_pale_colour_is_shown_as_the_chat_will_show_it(desk: Desk, own: Widget) -> None:
    html = desk.post(f"{PAGE}colour/", {"colour": "#ffee88"}).content.decode()
    assert "Visas lite mörkare" in html
    assert "Visas lite ljusare" not in html
    assert "style=" not in html  # the portal's policy forbids it


def test_there_is_an_end_to_how_many_chats_a_company_has(desk: Desk, own: Widget) -> None:
    for _ in range(MOST_WIDGETS + 2):
        desk.post(f"{PAGE}new/")
    assert Widget.objects.count() == MOST_WIDGETS
    listed = desk.get(PAGE).content.decode()
    assert "https://alfa.example" in listed
    assert "En chatt till" in listed


def test_only_the_owner_reaches_it(desk: Desk, own: Widget) -> None:
    User.objects.filter(pk=desk.user.pk).update(role=User.Role.AGENT)
    for path in (PAGE, f"{PAGE}{own.pk}/"):
        assert desk.get(path).status_code == 403
    assert desk.post(f"{PAGE}{own.pk}/", form(greeting_sv="Hej")).status_code == 403
    assert desk.post(f"{PAGE}new/").status_code == 403
    own.refresh_from_db()
    assert (own.greeting_sv, Widget.objects.count()) == ("", 1)
