"""The search field of the inbox: what the list shows, what is opened, and what is logged."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from conversations.search import selectors as searching
from nexus.audit.models import Entry
from tests.api.factories import make_contact, make_conversation, make_inbound
from tests.conversations.conftest import Desk


def rows_of(html: str) -> list[str]:
    """The rows of messages as they read, with what is marked in brackets."""
    found = re.findall(r'class="conv conv--found"\s+data-sought.*?conv-text">(.*?)</span>', html, re.S)
    return [" ".join(unescape(re.sub(r"<mark>(.*?)</mark>", r"[\1]", row)).split()) for row in found]


def shown(desk: Desk, query: str, **choices: str) -> str:
    more = "".join(f"&{name}={quote(value)}" for name, value in choices.items())
    return str(desk.get(f"/?q={quote(query)}{more}").content.decode())


def test_the_list_shows_customers_then_messages_with_the_hits_marked(desk: Desk) -> None:
    thread = desk.conversation(605, "Kajsa Klippdal")
    make_inbound(thread, "Kan jag boka två klippningar?")
    html = shown(desk, "klipp")
    assert "<mark>Klipp</mark>dal" in html
    assert html.index("Kunder") < html.index("<mark>Klipp</mark>dal")
    assert rows_of(shown(desk, "klippning")) == ["Kan jag boka två [klippningar]?"]


def test_what_somebody_wrote_is_text_and_never_markup(desk: Desk) -> None:
    make_inbound(desk.conversation(605, "<b>Eva</b>"), "<script>alert(1)</script> & <img src=x>")
    html = shown(desk, "script alert")
    assert "<script>alert" not in html
    assert rows_of(html) == ["<[script]>[alert](1)</[script]> & <img src=x>"]
    assert "&lt;[script]" in re.sub(r"<mark>(.*?)</mark>", r"[\1]", html)
    assert "<b>Eva" not in shown(desk, '"><b>Eva</b>')


def test_a_long_text_is_shown_around_the_hit(desk: Desk) -> None:
    text = (
        "Först kommer mycket annat som ingen letar efter. " * 5
        + "Sen pärlsocker. "
        + "Och mer därtill. " * 20
    )
    make_inbound(desk.conversation(), text)
    (row,) = rows_of(shown(desk, "pärlsocker"))
    assert "Sen [pärlsocker]." in row
    assert row.startswith("…")
    assert row.endswith("…")
    assert len(row) < 200


def test_an_empty_search_says_what_to_do(desk: Desk) -> None:
    assert "Inget hittades för ”pärlsocker”" in shown(desk, "pärlsocker")
    assert "Det står i alla meddelanden" in shown(desk, "jag och")


def test_more_is_fetched_from_where_the_page_ended(desk: Desk) -> None:
    thread = desk.conversation()
    for number in range(searching.PAGE + 3):
        make_inbound(thread, f"Klippning {number}")
    html = shown(desk, "klippning")
    assert len(rows_of(html)) == searching.PAGE
    (part,) = re.findall(r'hx-get="(/inbox/\?[^"]*before=[^"]*)"', html)
    (whole,) = re.findall(r'href="(/\?[^"]*before=[^"]*)"', html)
    rest = desk.get(unescape(part)).content.decode()
    assert rows_of(rest) == rows_of(desk.get(unescape(whole)).content.decode()) == [
        "[Klippning] 2", "[Klippning] 1", "[Klippning] 0"
    ]  # fmt: skip
    assert "<html" not in rest
    assert desk.get("/?q=klippning&before=tull").status_code == 200


def test_channel_and_days_narrow_the_search(desk: Desk) -> None:
    thread = desk.conversation()
    make_inbound(thread, "Klippning nu")
    old = make_inbound(thread, "Klippning då")
    old.created_at = timezone.now() - timedelta(days=40)
    old.save()
    today = timezone.localdate()
    assert rows_of(shown(desk, "klippning", **{"from": today.isoformat()})) == ["[Klippning] nu"]
    assert rows_of(shown(desk, "klippning", to=(today - timedelta(days=40)).isoformat())) == [
        "[Klippning] då"
    ]
    assert rows_of(shown(desk, "klippning", channel="webchat")) == []
    assert len(rows_of(shown(desk, "klippning", channel="sms", to="tull"))) == 2
    assert 'value="webchat" selected' in shown(desk, "klippning", channel="webchat")


def test_a_click_opens_the_thread_at_the_message_with_what_is_around_it(desk: Desk) -> None:
    thread = desk.conversation()
    texts = [
        make_inbound(thread, f"Text {number}" if number != 30 else "Pärlsocker & 100 kr")
        for number in range(80)
    ]
    html = shown(desk, "pärlsocker")
    (url,) = {unescape(found) for found in re.findall(r'href="([^"]*m=[^"]*)"', html)}
    assert url.endswith(f"#m-{texts[30].pk}")
    page = desk.get(url.partition("#")[0]).content.decode()
    assert f'id="m-{texts[30].pk}"' in page
    assert page.count("msg--sought") == 1
    assert "<mark>Pärlsocker</mark> &amp; 100 kr" in page
    assert f'id="m-{texts[40].pk}"' in page, "newer ones"
    assert f'id="m-{texts[41].pk}"' not in page
    assert f'id="m-{texts[11].pk}"' in page, "and older ones"
    assert "Visa de nyaste" in page
    assert "Visa äldre" in page
    part = desk.get(
        url.partition("#")[0], **{"HX-Request": "true", "HX-Target": "conversation"}
    ).content.decode()
    assert "msg--sought" in part
    assert "<html" not in part


def test_a_message_of_another_thread_opens_nothing_special(desk: Desk) -> None:
    other = make_inbound(make_conversation(make_contact(606, "Olle Ek")), "Pärlsocker")
    thread = desk.conversation()
    make_inbound(thread, "Hej")
    page = desk.get(f"/c/{thread.pk}/?q=p%C3%A4rlsocker&m={other.pk}").content.decode()
    assert "msg--sought" not in page
    assert desk.get(f"/c/{thread.pk}/?m=tull").status_code == 200


def test_while_typing_only_the_list_comes_and_the_address_follows(desk: Desk) -> None:
    thread = desk.conversation()
    make_inbound(thread, "Klippning")
    headers = {"HX-Request": "true", "HX-Trigger": "search-form"}
    answer = desk.get(
        "/inbox/?tab=open&q=klippning",
        **headers,
        **{"HX-Current-URL": "http://alfa.localhost/?tab=open&q=kl"},
    )
    assert rows_of(answer.content.decode()) == ["[Klippning]"]
    assert "<html" not in answer.content.decode()
    assert answer["HX-Replace-Url"] == "/?tab=open&q=klippning"
    there = f"http://alfa.localhost/c/{thread.pk}/?tab=open&q=kl&m={thread.pk}"
    answer = desk.get("/inbox/?tab=open&q=klippning", **headers, **{"HX-Current-URL": there})
    assert answer["HX-Replace-Url"] == f"/c/{thread.pk}/?tab=open&q=klippning"
    assert "HX-Replace-Url" not in desk.get("/inbox/?q=klippning", **{"HX-Request": "true"})


def reads() -> list[Any]:
    return list(
        Entry.objects.filter(action="read", details={"by": "search"}).values_list("subject_id", flat=True)
    )


def test_what_is_shown_is_logged_as_read_once_for_each_conversation(desk: Desk) -> None:
    thread, other = desk.conversation(), make_conversation(make_contact(606, "Olle Ek"))
    for _ in range(2):
        make_inbound(thread, "Pärlsocker")
    make_inbound(other, "Annat")
    shown(desk, "pärlsocker")
    shown(desk, "pärlsocker")
    assert reads() == [thread.pk]
    entry = Entry.objects.get(subject_id=thread.pk, action="read")
    assert (entry.actor_id, entry.contact_id) == (desk.user.pk, thread.contact_id)
    assert "socker" not in str(entry.details)


def test_another_person_s_search_is_another_read(desk: Desk) -> None:
    thread = desk.conversation()
    make_inbound(thread, "Pärlsocker")
    shown(desk, "pärlsocker")
    Entry.objects.filter(action="read").update(actor=None)
    shown(desk, "pärlsocker")
    assert len(reads()) == 2


def test_of_a_restricted_customer_the_list_shows_the_name_and_nothing_they_wrote(desk: Desk) -> None:
    thread = desk.conversation(605, "Kajsa Åberg")
    make_inbound(thread, "Åberg här, om pärlsocker")
    thread.contact.restricted = True
    thread.contact.save()
    html = shown(desk, "åberg")
    assert "<mark>Åberg</mark>" in html
    assert "Kundens uppgifter är begränsade" in html
    assert rows_of(html) == rows_of(shown(desk, "pärlsocker")) == reads() == []


@pytest.mark.parametrize("count", [1, 15])
def test_a_search_takes_the_same_few_queries_however_much_it_finds(
    desk: Desk, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        make_inbound(make_conversation(make_contact(605 + number, f"Åsa Klippdal{number}")), "Klippdal här")
    with django_assert_max_num_queries(60) as captured:
        html = shown(desk, "klippdal")
    assert len(rows_of(html)) == count
    assert sum("search_path" not in query["sql"] for query in captured.captured_queries) <= 22


def test_what_was_searched_for_is_told_to_no_other_site(desk: Desk) -> None:
    assert desk.get("/?q=klippning")["Referrer-Policy"] in ("same-origin", "no-referrer", "strict-origin")
