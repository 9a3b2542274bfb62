"""The table at the hooks in interfaces.md, every row."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client

from conversations.channels.sms.reconcile import reconcile_wanted
from conversations.models import Conversation, Message
from conversations.services.conversations import conversation_close
from crm.models import Contact, Identifier, OptOut
from nexus.outbox.models import Job
from nexus.tenants.models import ChannelRoute
from tests.conversations.pipeline.conftest import KARIN, signed_post
from tests.payloads import load, names
from tests.standins.signing import sign_body

FORM = "application/x-www-form-urlencoded"
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

Post = Callable[..., HttpResponse]


def body_of(name: str, route: ChannelRoute, sid: str = "SM" + "5" * 32) -> bytes:
    return load(name).body(account=route.account_sid, sender=KARIN, to=route.number, sid=sid)


def post(client: Client, path: str, body: bytes, *, signature: str | None, **headers: str) -> HttpResponse:
    if signature is not None:
        headers["x-twilio-signature"] = signature
    return client.post(path, data=body, content_type=FORM, headers=headers)


def hook(route: ChannelRoute, kind: str = "sms") -> str:
    return f"/hooks/twilio/{route.token}/{kind}"


def public(path: str) -> str:
    return settings.NEXUS.public_url + path


@pytest.fixture
def post_sms(public_client: Client, route_a: ChannelRoute) -> Post:
    """``post_sms(body)`` posts an encoded form to Salong Alfa's hook, rightly signed unless told otherwise."""

    def do(body: bytes, *, client: Client = public_client, signature: str | None = "right", **headers: str):
        if signature == "right":
            signature = sign_body(route_a.auth_token, public(hook(route_a)), body)
        return post(client, hook(route_a), body, signature=signature, **headers)

    return do


@pytest.fixture
def stored(company_a, company_b, in_company) -> Callable[[], dict[str, int]]:
    """How much there is of what a webhook could have stored, in both companies."""

    def count() -> dict[str, int]:
        connection.set_schema_to_public()
        found = {"jobs": Job.objects.count()}
        for company in (company_a, company_b):
            with in_company(company):
                for model in (Message, Conversation, Contact, Identifier, OptOut):
                    name = model.__name__
                    found[name] = found.get(name, 0) + model.objects.count()
        return found

    return count


NOTHING = {"jobs": 0, "Message": 0, "Conversation": 0, "Contact": 0, "Identifier": 0, "OptOut": 0}


# -- signatures


@pytest.mark.parametrize("signature", [None, "", "wrong", "a" * 28, "ångström", "=" * 5000])
def test_without_a_right_signature_the_answer_is_403(signature, post_sms, route_a, stored):
    assert post_sms(body_of("sms_plain", route_a), signature=signature).status_code == 403
    assert stored() == NOTHING


def _other_addresses(route: ChannelRoute) -> dict[str, str]:
    right = urlsplit(public(hook(route)))
    host, port = right.hostname, right.port
    return {
        "scheme": right._replace(scheme="https").geturl(),
        "host": right._replace(netloc=f"evil.example:{port}").geturl(),
        "port": right._replace(netloc=f"{host}:{(port or 80) + 1}").geturl(),
        "no port": right._replace(netloc=f"{host}" if port else f"{host}:80").geturl(),
        "user in host": right._replace(netloc=f"a:b@{right.netloc}").geturl(),
        "path case": right._replace(path=right.path.replace("/sms", "/SMS")).geturl(),
        "path slash": right._replace(path=right.path + "/").geturl(),
        "other hook": right._replace(path=right.path.replace("/sms", "/status")).geturl(),
        "query": right._replace(query="a=1").geturl(),
        "fragment": right._replace(fragment="x").geturl(),
    }


@pytest.mark.parametrize(
    "what",
    [
        "scheme",
        "host",
        "port",
        "no port",
        "user in host",
        "path case",
        "path slash",
        "other hook",
        "query",
        "fragment",
    ],
)
def test_a_signature_for_another_address_is_refused(what, post_sms, route_a, stored):
    body = body_of("sms_plain", route_a)
    signature = sign_body(route_a.auth_token, _other_addresses(route_a)[what], body)
    assert post_sms(body, signature=signature).status_code == 403
    assert stored() == NOTHING


def test_a_signature_for_another_order_of_the_query_is_refused(public_client, route_a, stored):
    body = body_of("sms_plain", route_a)
    signature = sign_body(route_a.auth_token, public(f"{hook(route_a)}?a=1&b=2"), body)
    assert post(public_client, f"{hook(route_a)}?b=2&a=1", body, signature=signature).status_code == 403
    assert stored() == NOTHING
    assert post(public_client, f"{hook(route_a)}?a=1&b=2", body, signature=signature).status_code == 200


def test_a_signature_for_another_route_is_refused_also_with_that_route_s_token(
    public_client, route_a, route_b, stored
):
    body = body_of("sms_plain", route_a)
    for token, signed_for, sent_to in (
        (route_b.auth_token, route_b, route_a),  # a whole request of B's, at A's address
        (route_b.auth_token, route_a, route_a),  # B's token for A's address
        (route_a.auth_token, route_a, route_b),  # A's request at B's address
    ):
        signature = sign_body(token, public(hook(signed_for)), body)
        assert post(public_client, hook(sent_to), body, signature=signature).status_code == 403
    assert stored() == NOTHING


def test_a_changed_added_or_removed_parameter_breaks_the_signature(post_sms, route_a, stored):
    body = body_of("sms_plain", route_a)
    signature = sign_body(route_a.auth_token, public(hook(route_a)), body)
    for changed in (body.replace(b"Hej", b"Nej"), body + b"&Extra=1", body.replace(b"&NumMedia=0", b"")):
        assert changed != body
        assert post_sms(changed, signature=signature).status_code == 403
    assert stored() == NOTHING


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "127.0.0.1:9999"},
        {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-port": "444"},
        {"x-forwarded-for": "8.8.8.8", "forwarded": "host=evil.example;proto=https"},
        {"x-original-url": "/hooks/twilio/x/sms", "x-rewrite-url": "/hooks/twilio/x/sms"},
    ],
)
def test_host_and_forwarded_headers_decide_nothing(headers, post_sms, route_a, stored):
    body = body_of("sms_plain", route_a)
    assert post_sms(body, **headers).status_code == 200
    # What they claim does not make a signature for that address right either.
    claimed = f"https://evil.example{hook(route_a)}"
    before = stored()
    assert (
        post_sms(body, signature=sign_body(route_a.auth_token, claimed, body), **headers).status_code == 403
    )
    assert stored() == before


# -- method, type, size, route


def test_an_unknown_route_is_404(public_client, route_a, stored):
    body = body_of("sms_plain", route_a)
    for token in ("x" * 32, route_a.token.swapcase(), route_a.token + "a"):
        path = f"/hooks/twilio/{token}/sms"
        signature = sign_body(route_a.auth_token, public(path), body)
        assert post(public_client, path, body, signature=signature).status_code == 404
    assert stored() == NOTHING


def test_an_inactive_route_is_404(public_client, route_a, stored):
    route_a.active = False
    route_a.save()
    body = body_of("sms_plain", route_a)
    signature = sign_body(route_a.auth_token, public(hook(route_a)), body)
    assert post(public_client, hook(route_a), body, signature=signature).status_code == 404


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("kind", ["sms", "status"])
def test_other_methods_are_405(method, kind, public_client, route_a, stored):
    answer = getattr(public_client, method)(hook(route_a, kind))
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert stored() == NOTHING


@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""]
)
def test_other_content_types_are_415(content_type, public_client, route_a, stored):
    body = body_of("sms_plain", route_a)
    signature = sign_body(route_a.auth_token, public(hook(route_a)), body)
    answer = public_client.generic(
        "POST", hook(route_a), body, content_type, headers={"x-twilio-signature": signature}
    )
    assert answer.status_code == 415
    assert stored() == NOTHING


def test_a_charset_beside_the_content_type_is_fine(public_client, route_a, stored):
    body = body_of("sms_plain", route_a)
    answer = public_client.generic(
        "POST", hook(route_a), body, "Application/X-WWW-Form-Urlencoded; charset=utf-8",
        headers={"x-twilio-signature": sign_body(route_a.auth_token, public(hook(route_a)), body)},
    )  # fmt: skip
    assert answer.status_code == 200
    assert stored()["Message"] == 1


def test_a_body_over_one_mebibyte_is_413_and_one_of_exactly_that_is_taken(post_sms, route_a, stored):
    body = body_of("sms_plain", route_a) + b"&Pad="
    whole = body + b"x" * (1024 * 1024 - len(body))
    assert post_sms(whole + b"x").status_code == 413
    assert stored() == NOTHING
    assert post_sms(whole).status_code == 200
    assert stored()["Message"] == 1


def test_up_to_five_thousand_parameters_are_taken(post_sms, route_a, stored):
    body = body_of("sms_plain", route_a)
    room = 5000 - len(body.split(b"&"))
    full = body + b"".join(b"&p%d=%d" % (n, n) for n in range(room))
    assert post_sms(full + b"&more=1").status_code == 400
    assert stored() == NOTHING
    assert post_sms(full).status_code == 200


# -- what is signed, and odd


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


# -- real threads, real commits


def _at_once(count: int, act: Callable[[int], object]) -> list[object]:
    barrier, results = threading.Barrier(count), [None] * count

    def run(index: int) -> None:
        try:
            barrier.wait()
            results[index] = act(index)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _texts(route: ChannelRoute, in_company) -> list[tuple[str, str]]:
    with in_company(route.company):
        return sorted((m.external_id, m.body) for m in Message.objects.all())


def test_replays_and_bursts_at_the_same_moment_are_stored_once_each(fresh_database, in_company):
    route = ChannelRoute.objects.select_related("company").get(company__slug="alfa")

    def text(sid: str, sender: str = KARIN) -> int:
        form = {
            "MessageSid": sid,
            "AccountSid": route.account_sid,
            "From": sender,
            "To": route.number,
            "Body": sid,
        }
        return signed_post(Client(headers={"host": "localhost"}), route, "sms", form).status_code

    # A first text, five times at once: contact, conversation, message and job are made once.
    assert _at_once(5, lambda _: text("SM-first")) == [200] * 5
    # Five different first texts of an unknown number at once.
    assert _at_once(5, lambda n: text(f"SM-burst-{n}", "+46701740613")) == [200] * 5
    # A known number, five times at once.
    assert _at_once(5, lambda _: text("SM-again")) == [200] * 5
    expected = ["SM-again", *[f"SM-burst-{n}" for n in range(5)], "SM-first"]
    assert _texts(route, in_company) == [(sid, sid) for sid in expected]
    with in_company(route.company):
        assert (Contact.objects.count(), Identifier.objects.count(), Conversation.objects.count()) == (
            2,
            2,
            2,
        )
        ids = set(Conversation.objects.values_list("pk", flat=True))
    jobs = Job.objects.filter(kind="turn")
    assert {job.object_id for job in jobs} == ids
    assert sorted(job.generation for job in jobs) == [2, 5]


def test_while_the_database_is_away_the_answer_is_503_and_reconciliation_is_asked_for(
    fresh_database, in_company
):
    route = ChannelRoute.objects.select_related("company").get(company__slug="alfa")
    client = Client(headers={"host": "localhost"})
    form = {
        "MessageSid": "SM1",
        "AccountSid": route.account_sid,
        "From": KARIN,
        "To": route.number,
        "Body": "Hej",
    }
    status = {"MessageSid": "SM2", "AccountSid": route.account_sid, "MessageStatus": "sent"}
    assert signed_post(client, route, "sms", form).status_code == 200
    reconcile_wanted()
    with socket.socket() as taken:  # bound and not listening: whoever connects is refused
        taken.bind(("127.0.0.1", 0))
        connections.close_all()
        before = dict(connection.settings_dict)
        connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(taken.getsockname()[1])}
        try:
            answers = [
                signed_post(client, route, "sms", form | {"MessageSid": "SM3"}),
                signed_post(client, route, f"status?message={uuid4()}", status),
            ]
            wrong = client.post(
                hook(route), data=b"a=1", content_type=FORM, headers={"x-twilio-signature": "x"}
            )
        finally:
            connections.close_all()
            connection.settings_dict.update(before)
    assert [answer.status_code for answer in answers] == [503, 503]
    assert wrong.status_code == 403
    assert reconcile_wanted()
    assert not reconcile_wanted()
    assert signed_post(client, route, "sms", form | {"MessageSid": "SM3"}).status_code == 200
    assert [sid for sid, _ in _texts(route, in_company)] == ["SM1", "SM3"]


def test_an_address_that_no_database_could_be_asked_about_is_unknown(public_client, db):
    answer = public_client.post(
        "/hooks/twilio/a%00b/sms", data="a=b", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 404


def test_a_sender_with_control_characters_is_none(sms_hook, company_a, in_company):
    assert sms_hook("Hej", sender="+4670\n3").status_code == 400
    with in_company(company_a):
        assert not Message.objects.exists()
