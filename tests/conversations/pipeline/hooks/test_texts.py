"""The rows about what is signed, and odd, of the table at the hooks in interfaces.md."""

from __future__ import annotations

import pytest

from conversations.models import Conversation, Message
from conversations.services.conversations import conversation_close
from crm.models import OptOut
from tests.conversations.pipeline.conftest import KARIN
from tests.conversations.pipeline.hooks.conftest import NOTHING, body_of
from tests.payloads import load, names

REFUSED = {
    "sms_without_message_sid": 400,
    "sms_without_from": 400,
    "sms_without_to": 403,
    "sms_without_account_sid": 403,
}
STORED = {
    "mms_media_only": "",
    "sms_doubled_params": "Andra",
    "sms_empty": "",
    "sms_invalid_utf8": "\ufffdppet p\ufffd l\ufffdrdag? \ufffd \ufffd\ufffd \ufffd\ufffd",
    "sms_lone_surrogate": "Tack \ufffd\ufffd\ufffd hej \ufffd\ufffd\ufffd",
    "sms_nul": "Hej\ufffd där\x07\x1b[31m!\ufffd",
    "sms_personnummer": "Mitt personnummer är 900118-****, kan jag boka?",
    "sms_surrogate_pair_as_bytes": "Tack " + "\ufffd" * 6,
    "sms_whitespace": " \r\n\t \xa0",
}
MEDIA = {"mms_media_only": 2, "mms_text_and_media": 1}


@pytest.mark.parametrize("name", sorted(set(names("sms")) - set(REFUSED)))
def test_a_signed_text_is_stored_once_whatever_it_holds(name, post_sms, route_a, company_a, in_company, work):
    for _ in range(2):
        answer = post_sms(body_of(name, route_a))
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml")
    with in_company(company_a):
        message = Message.objects.get()
        if name in STORED:
            assert message.body == STORED[name]
        message.body.encode("utf-8")
        assert "\0" not in message.body
        assert message.num_media == MEDIA.get(name, 0)
        assert message.status == "received"
    work()  # and whatever it is, the turn comes to an end
    with in_company(company_a):
        assert (
            not Message.objects.filter(direction="outbound")
            .exclude(status__in=["delivered", "failed"])
            .exists()
        )


def test_long_and_odd_texts_are_stored_letter_for_letter(post_sms, route_a, company_a, in_company):
    kept = (
        "sms_too_long",
        "sms_long",
        "sms_rtl",
        "sms_zero_width",
        "sms_emoji",
        "sms_html",
        "sms_gsm_extended",
    )
    for number, name in enumerate(kept):
        post_sms(body_of(name, route_a, sid=f"SM{number:032x}"))
        (form,) = load(name).forms
        with in_company(company_a):
            assert Message.objects.get(external_id=f"SM{number:032x}").body == dict(form)["Body"]


def test_bytes_that_are_not_even_percent_encoded_are_decoded_with_replacement(
    post_sms, route_a, company_a, in_company
):
    body = body_of("sms_empty", route_a).replace(b"Body=", b"Body=p\xe5+l%C3\xb6rdag+\xc3\xa5")
    assert post_sms(body).status_code == 200
    with in_company(company_a):
        assert Message.objects.get().body == "p\ufffd lördag å"


@pytest.mark.parametrize(("name", "status"), REFUSED.items())
def test_a_signed_text_without_what_it_must_have_is_refused(name, status, post_sms, route_a, stored):
    assert post_sms(body_of(name, route_a)).status_code == status
    assert stored() == NOTHING


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("To={to}", "To=%2B46700000000", 403),
        ("To={to}", "To=", 403),
        ("AccountSid={account}", "AccountSid=ACffffffffffffffffffffffffffffffff", 403),
        ("AccountSid={account}", "AccountSid=", 403),
        ("MessageSid={sid}", "MessageSid=", 400),
        ("MessageSid={sid}", "MessageSid=%00", 400),
        ("MessageSid={sid}", "MessageSid=" + "S" * 65, 400),
        ("From={sender}", "From=", 400),
        ("From={sender}", "From=%20%20", 400),
    ],
)  # fmt: skip
def test_a_signed_text_with_another_s_number_or_account_or_an_empty_sid_is_refused(
    old, new, status, post_sms, route_a, stored
):
    values = {"to": route_a.number.replace("+", "%2B"), "account": route_a.account_sid,
              "sid": "SM" + "5" * 32, "sender": KARIN.replace("+", "%2B")}  # fmt: skip
    body = body_of("sms_plain", route_a)
    pieces = [new if piece == old.format(**values) else piece for piece in body.decode().split("&")]
    changed = "&".join(pieces).encode()
    assert changed != body
    assert post_sms(changed).status_code == status
    assert stored() == NOTHING


def test_a_replay_after_the_conversation_was_closed_opens_no_empty_one(
    post_sms, route_a, company_a, in_company, stored
):
    body = body_of("sms_plain", route_a)
    post_sms(body)
    with in_company(company_a):
        conversation_close(conversation=Conversation.objects.get())
    before = stored()
    assert post_sms(body).status_code == 200
    assert stored() == before


def test_a_replay_under_another_sender_stores_no_contact(post_sms, route_a, stored):
    post_sms(body_of("sms_plain", route_a))
    before = stored()
    other = load("sms_plain").body(
        account=route_a.account_sid, sender="+46701740699", to=route_a.number, sid="SM" + "5" * 32
    )
    assert post_sms(other).status_code == 200
    assert stored() == before


def test_opt_out_type_decides_also_without_a_word_that_we_know(post_sms, route_a, company_a, in_company):
    post_sms(body_of("sms_opt_out_type_only", route_a, sid="SM1"))
    with in_company(company_a):
        assert OptOut.objects.count() == 1
    post_sms(body_of("sms_opt_out_type_help", route_a, sid="SM2"))
    with in_company(company_a):
        assert OptOut.objects.count() == 1
    post_sms(body_of("sms_opt_out_type_start", route_a, sid="SM3"))
    with in_company(company_a):
        assert OptOut.objects.count() == 0


def test_a_sender_with_control_characters_is_none(sms_hook, company_a, in_company):
    assert sms_hook("Hej", sender="+4670\n3").status_code == 400
    with in_company(company_a):
        assert not Message.objects.exists()
