"""Customers whom no text may or can reach: shown as such, and written to by nobody."""

from __future__ import annotations

import re

import pytest

from conversations.channels.sms.port import InboundSms
from conversations.channels.sms.reach import can_be_texted
from conversations.channels.sms.routes import route_by_id
from conversations.models import Conversation, Message
from conversations.services.inbound import sms_receive
from conversations.services.messages import CannotSend, staff_reply
from crm.models import Contact
from crm.services import ai_disclosed, opt_out
from nexus.outbox.models import Job
from tests.api.factories import make_ai_answer, make_inbound, phone
from tests.conversations.conftest import Desk


def text_in(desk: Desk, sender: str, body: str = "Ditt paket har kommit") -> Conversation:
    route = route_by_id(desk.route.pk)
    assert route is not None
    received = sms_receive(
        route=route,
        sms=InboundSms(external_id=f"SM-{sender}-{body}", sender=sender, recipient=route.number, body=body),
    )
    return Conversation.objects.get(pk=received.conversation_id)


def part(html: str, start: str, end: str) -> str:
    """From ``start`` up to ``end``, as one line."""
    return " ".join(html.split(start, 1)[1].split(end, 1)[0].split())


@pytest.mark.parametrize("sender", ["+46701740612", "+4670174061", "+12025550123"])
def test_a_number_can_be_texted(sender: str) -> None:
    assert can_be_texted(sender)


@pytest.mark.parametrize(
    "sender", ["", "Swedbank", "PostNord", "71120", "1177", "+0701740612", "+46 70", "+4670174061２"]
)
def test_a_name_or_a_short_number_cannot_be_texted(sender: str) -> None:
    assert not can_be_texted(sender)


@pytest.mark.parametrize("sender", ["Swedbank", "71120"])
def test_a_text_from_a_sender_that_is_no_number_is_stored_and_shown_and_nobody_answers(
    desk: Desk, sender: str
) -> None:
    conversation = text_in(desk, sender)
    message = Message.objects.get()
    assert (message.body, message.status, message.handled) == ("Ditt paket har kommit", "received", True)
    assert not Job.objects.exists()
    listed = desk.get("/").content.decode()
    assert sender in listed
    assert "Kan inte besvaras" in part(listed, 'class="conv-meta"', "</a>")
    html = desk.get(f"/c/{conversation.pk}/").content.decode()
    assert "Ditt paket har kommit" in html
    assert f"{sender} går inte att svara med sms." in html
    assert "disabled" in part(html, '<textarea id="reply-body"', "</textarea>")
    assert 'id="take-over"' not in html
    with pytest.raises(CannotSend, match="no_number"):
        staff_reply(conversation=conversation, author=desk.user, body="Hej")
    assert Message.objects.count() == 1


def test_a_text_from_a_number_gets_its_turn(desk: Desk) -> None:
    conversation = text_in(desk, phone(612))
    assert Message.objects.get().handled is False
    assert list(Job.objects.values_list("kind", "object_id")) == [("turn", conversation.pk)]
    assert 'id="take-over"' in desk.get(f"/c/{conversation.pk}/").content.decode()


def test_a_customer_who_has_opted_out_is_shown_as_such_in_list_and_thread(desk: Desk) -> None:
    conversation = desk.conversation(612, "Nej Tack", state="ai")
    desk.conversation(613, "Ja Tack", state="ai")
    assert desk.get("/").content.decode().count("AI svarar") == 2
    text_in(desk, phone(612), "STOPP")
    conversation = Conversation.objects.get(contact=conversation.contact, route_id=desk.route.pk)
    listed = desk.get("/").content.decode()
    assert listed.count("AI svarar") == 1
    assert "Nej till sms" in part(listed, f'id="c-{conversation.pk}"', "</a>")
    html = desk.get(f"/c/{conversation.pk}/").content.decode()
    stance = part(html, 'id="stance"', "</form>")
    assert "Nej har tackat nej till sms." in stance
    assert "AI:n svarar" not in stance
    assert 'data-blocked="Kunden har tackat nej till sms."' in stance
    assert 'id="baton-ai"' not in html
    assert 'id="close-button"' in html
    box = part(html, '<textarea id="reply-body"', "</textarea>")
    assert 'placeholder="Kunden har tackat nej till sms."' in box
    assert "disabled" in box


def test_the_composer_of_a_customer_who_can_be_texted_is_open(desk: Desk) -> None:
    html = desk.get(f"/c/{desk.conversation().pk}/").content.decode()
    assert "disabled" not in part(html, '<textarea id="reply-body"', "</textarea>")
    assert "data-blocked" not in html


def test_the_live_refresh_brings_the_contact_card_up_to_date(desk: Desk) -> None:
    conversation = desk.conversation()
    path, htmx = f"/c/{conversation.pk}/messages/", {"hx-request": "true"}

    def card() -> str:
        html = desk.get(path, **htmx).content.decode()
        return part(html, '<div id="contact-card" hx-swap-oob="true">', "Att du har")

    before = card()
    assert "Svenska" in before
    assert re.search(r"Sms</span> <span[^>]*>ja<", before)
    opt_out(contact=conversation.contact, phone=phone(605), source="sms")
    Contact.objects.update(language="en")
    ai_disclosed(contact=Contact.objects.get(), text="Hej! Jag är AI-assistent.")
    after = card()
    assert "Engelska" in after
    assert re.search(r"Sms</span> <span[^>]*>nej<", after)
    assert "inte än" in before
    assert "inte än" not in after
    whole = desk.get(f"/c/{conversation.pk}/").content.decode()
    assert whole.count('id="contact-card"') == whole.count('id="thread-told"') == 1
    assert "hx-swap-oob" not in whole


TOLD = "Hej! Jag är AI-assistent hos Salong Alfa. Skriv MÄNNISKA om du hellre vill ha svar av personalen."


@pytest.mark.parametrize(
    ("stored", "told", "shown"),
    [
        (f"{TOLD} Vi har öppet till 18.", TOLD, "AI: Vi har öppet till 18."),
        (f"{TOLD} Vi har öppet till 18.", "", "AI: Vi har öppet till 18."),
        (f"{TOLD} Vi har öppet till 18.", f"{TOLD} Vi har öppet till 18.", "AI: Vi har öppet till 18."),
        ("En AI svarar. Vi stänger nu.", "En AI svarar.", "AI: Vi stänger nu."),
        (TOLD, TOLD, f"AI: {TOLD}"),
        ("Vi har öppet till 18.", TOLD, "AI: Vi har öppet till 18."),
    ],
)
def test_the_list_shows_the_answer_rather_than_that_an_ai_answers(
    desk: Desk, stored: str, told: str, shown: str
) -> None:
    conversation = desk.conversation()
    if told:
        ai_disclosed(contact=conversation.contact, text=told)
    make_inbound(conversation)
    make_ai_answer(conversation, stored)
    assert part(desk.get("/").content.decode(), 'class="conv-text">', "</span>") == shown
    assert stored in desk.get(f"/c/{conversation.pk}/").content.decode()


def test_the_thread_says_how_to_reach_a_person_only_where_that_was_told(desk: Desk) -> None:
    conversation = desk.conversation()
    for told, said in ((TOLD, True), ("Hej! Jag är AI-assistent hos Salong Alfa.", False)):
        ai_disclosed(contact=conversation.contact, text=told)
        assert ("och kan skriva MÄNNISKA" in desk.get(f"/c/{conversation.pk}/").content.decode()) is said
