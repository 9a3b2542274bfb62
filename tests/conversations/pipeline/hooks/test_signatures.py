"""The rows about signatures of the table at the hooks in interfaces.md."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from nexus.tenants.models import ChannelRoute
from tests.conversations.pipeline.hooks.conftest import NOTHING, body_of, hook, post, public
from tests.standins.signing import sign_body


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
