"""The rows about route, method, type and size of the table at the hooks in interfaces.md."""

from __future__ import annotations

import pytest

from tests.conversations.pipeline.hooks.conftest import NOTHING, body_of, hook, post, public
from tests.standins.signing import sign_body


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


def test_an_address_that_no_database_could_be_asked_about_is_unknown(public_client, db):
    answer = public_client.post(
        "/hooks/twilio/a%00b/sms", data="a=b", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 404
