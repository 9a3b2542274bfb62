"""The notice pages: a company's own and the platform's, in two languages, for anybody."""

from __future__ import annotations

import pytest

from nexus.tenants.models import Company


def test_the_companys_notice_is_in_swedish_and_names_the_company(client_a, company_a):
    response = client_a.get("/integritet/")
    page = response.content.decode()
    assert response.status_code == 200
    assert response["Content-Language"] == "sv"
    assert '<html lang="sv">' in page
    assert "Salong Alfa" in page
    assert "Integritetsskyddsmyndigheten" in page
    assert "Verkstad Beta" not in page


def test_the_same_notice_is_there_in_english(client_a):
    response = client_a.get("/privacy/", headers={"accept-language": "sv"})
    assert response["Content-Language"] == "en"
    assert '<html lang="en">' in response.content.decode()
    assert "Messages" in response.content.decode()


def test_the_notice_tells_the_number_that_customers_text(client_b):
    assert "+46701740691" in client_b.get("/integritet/").content.decode()


def test_a_company_with_health_data_says_so(client_a, company_a):
    before = client_a.get("/privacy/").content.decode()
    Company.objects.filter(pk=company_a.pk).update(handles_health_data=True)
    from nexus.tenants import hosts

    hosts._companies.clear()
    assert "health" in client_a.get("/privacy/").content.decode()
    assert 'id="health"' not in before


@pytest.mark.parametrize("path", ["/integritet/", "/privacy/"])
def test_the_platforms_own_notice_is_on_the_public_host(public_client, path):
    page = public_client.get(path).content.decode()
    assert "Nomar" in page
    assert "Salong Alfa" not in page


@pytest.mark.parametrize("path", ["/integritet/", "/privacy/"])
def test_a_notice_needs_no_login_sets_no_cookie_and_may_be_kept(client_a, path):
    response = client_a.get(path)
    assert not response.cookies
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=300"}
    assert "Cookie" not in response.get("Vary", "")
    assert client_a.head(path).status_code == 200
    assert client_a.post(path).status_code == 405


def test_a_notice_is_the_same_for_somebody_logged_in(client_a, company_a, log_in):
    before = client_a.get("/integritet/").content
    log_in(client_a, company_a)
    assert client_a.get("/integritet/").content == before
