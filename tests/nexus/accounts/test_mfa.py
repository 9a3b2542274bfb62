"""The second factor: asked for at login, and its secret readable by this company only."""

from __future__ import annotations

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.db import connection

from nexus.accounts.models import User
from nexus.crypto.fields import DecryptionError
from nexus.crypto.sealing import open_text, seal_text
from tests.conftest import PASSWORD
from tests.nexus.accounts.test_login import OWNER, logged_in, submit

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def totp(in_company_a):
    return TOTP.activate(User.objects.get(email=OWNER), SECRET)


def test_the_secret_is_not_in_the_table(totp, in_company_a):
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        assert SECRET not in json.dumps(cursor.fetchall())


def test_login_asks_for_the_code(totp, client_a):
    assert submit(client_a)["Location"].startswith("/account/mfa/authenticate/")
    assert not logged_in(client_a)
    wrong = client_a.post("/account/mfa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert not logged_in(client_a)
    assert client_a.post("/account/mfa/authenticate/", {"code": code()})["Location"] == "/"
    assert logged_in(client_a)


def test_a_person_sets_up_the_second_factor_and_gets_recovery_codes(client_a, company_a, in_company):
    submit(client_a)
    asked = client_a.get("/account/mfa/totp/activate/")
    assert asked["Location"].startswith("/account/reauthenticate/?next="), "a stolen session adds no factor"
    assert client_a.get(asked["Location"]).status_code == 200
    page = client_a.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/account/mfa/totp/activate/"
    secret = page.context["form"].secret
    response = client_a.post("/account/mfa/totp/activate/", {"code": code(secret)})
    assert response.status_code == 302
    assert client_a.get(response["Location"], follow=True).status_code == 200
    with in_company(company_a):
        kinds = set(Authenticator.objects.values_list("type", flat=True))
        stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert kinds == {"totp", "recovery_codes"}
    assert secret not in stored


def test_a_sealed_secret_does_not_open_in_another_company_or_context(in_company, company_a, company_b):
    with in_company(company_a):
        sealed = seal_text(SECRET, context="mfa")
        assert open_text(sealed, context="mfa") == SECRET
        with pytest.raises(DecryptionError):
            open_text(sealed, context="another")
    with in_company(company_b), pytest.raises(DecryptionError):
        open_text(sealed, context="mfa")


@pytest.mark.parametrize("damaged", ["", "AA==", "åäö", "not base64!", SECRET])
def test_what_was_never_sealed_is_refused_and_never_handed_back(in_company_a, damaged):
    with pytest.raises(DecryptionError):
        open_text(damaged, context="mfa")
