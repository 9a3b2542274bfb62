"""Nomar's ops admin on the public host."""

from __future__ import annotations

import dataclasses
import re

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from nexus.accounts.models import User
from nexus.audit.models import Entry
from nexus.crypto.ids import uuid7
from nexus.outbox.models import Job
from nexus.tenants.models import ChannelRoute, Company, Domain
from nexus.tenants.ops import ops
from tests.conftest import PASSWORD, TOKENS
from tests.nexus.accounts.test_login import submit
from tests.nexus.accounts.test_mfa import SECRET, code

OPS = "ops@nomar.example"


@pytest.fixture
def ops_user(db):
    return User.objects.create_superuser(OPS, PASSWORD, name="Olle Ops")


@pytest.fixture
def browser(ops_user, public_client):
    submit(public_client, email=OPS)
    return public_client


@pytest.fixture
def production(settings):
    settings.NEXUS = dataclasses.replace(settings.NEXUS, environment="production")


def inline_code(html: str) -> list[str]:
    """What a policy without ``unsafe-inline`` would block."""
    return re.findall(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|<style[^>]*>|\sstyle=|\son[a-z]+=|javascript:",
        html,
    )


def test_the_admin_sends_visitors_to_the_one_login_and_back(ops_user, public_client):
    response = public_client.get("/admin/", follow=True)
    assert response.redirect_chain == [
        ("/admin/login/?next=/admin/", 302),
        ("/login/?next=%2Fadmin%2F", 302),
    ]
    response = submit(public_client, email=OPS, data={"next": "/admin/"})
    assert response["Location"] == "/admin/"
    assert public_client.get("/admin/").status_code == 200
    assert public_client.get("/admin/login/")["Location"] == "/admin/"
    assert public_client.get("/")["Location"] == "/admin/"


def test_logging_out_of_the_admin_leads_to_the_login(browser):
    assert browser.get("/admin/logout/").status_code == 405
    assert browser.post("/admin/logout/")["Location"] == "/login/"
    assert browser.get("/admin/").status_code == 302


def test_there_is_no_admin_on_a_companys_host(client_a, company_a, log_in):
    log_in(client_a, company_a)
    assert client_a.get("/admin/").status_code == 404


def test_an_account_that_is_not_staff_is_refused(public_client):
    User.objects.create_user("gast@nomar.example", PASSWORD, name="Gäst")
    submit(public_client, email="gast@nomar.example")
    assert public_client.get("/admin/", follow=True).status_code == 403


def test_a_companys_person_cannot_log_in_on_the_public_host(public_client, company_a):
    assert submit(public_client, email="owner@alfa.example").status_code == 200
    assert public_client.get("/admin/").status_code == 302


def test_production_opens_the_admin_only_with_a_second_factor(production, browser, ops_user):
    response = browser.get("/admin/", follow=True)
    paths = [path for path, _ in response.redirect_chain]
    assert "/account/mfa/totp/activate/" in paths
    page = browser.post(response.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    assert browser.get("/admin/").status_code == 302
    browser.post("/account/mfa/totp/activate/", {"code": code(secret)})
    assert browser.get("/admin/").status_code == 200
    fresh = Client(headers={"host": "localhost"})
    submit(fresh, email=OPS)
    assert fresh.get("/admin/").status_code == 302, "the password alone is not enough"
    assert secret != SECRET


def test_only_shared_models_are_in_the_admin():
    registered = {model._meta.label for model in ops._registry}
    assert registered == {
        "tenants.Company",
        "tenants.Domain",
        "tenants.ChannelRoute",
        "outbox.Job",
        "accounts.User",
        "privacy.SubProcessor",
        "privacy.SubProcessorNotice",
    }
    tenant_only = {name for name in django_settings.TENANT_APPS if name not in django_settings.SHARED_APPS}
    assert not [m for m in ops._registry if apps.get_app_config(m._meta.app_label).name in tenant_only]


def test_every_page_runs_under_a_policy_without_inline_code(browser, company_a, route_a, ops_user):
    job = make_job()
    domain = Domain.objects.filter(tenant=company_a).first()
    paths = ["/admin/"]
    for obj in (company_a, domain, route_a, job, ops_user):
        base = f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/"
        paths += [base, f"{base}{obj.pk}/change/", f"{base}{obj.pk}/history/"]
        if obj is not job:
            paths.append(f"{base}add/")
    for path in paths:
        response = browser.get(path)
        assert response.status_code == 200, path
        assert "unsafe" not in response["Content-Security-Policy"]
        assert inline_code(response.content.decode()) == [], path


def test_ops_create_a_company_and_see_how_far_it_has_come(browser):
    page = browser.get("/admin/tenants/company/add/")
    assert page.status_code == 200
    response = browser.post(
        "/admin/tenants/company/add/",
        {
            "slug": "gamma",
            "name": "Café Gamma",
            "org_number": "556000-0001",
            "address": "Storgatan 1",
            "timezone": "Europe/Stockholm",
        },
    )
    assert response.status_code == 302, response.context["adminform"].form.errors
    company = Company.objects.get(slug="gamma")
    assert company.state == Company.State.CREATING
    assert Domain.objects.get(domain="gamma.localhost").tenant_id == company.pk
    job = Job.objects.get(kind="company_create", object_id=company.pk)
    assert job.schema == "public"
    assert Entry.objects.get(action="ops.created").subject_id == company.pk
    company.provisioning = [{"step": "schema", "at": timezone.now().isoformat()}]
    company.save()
    page = browser.get(f"/admin/tenants/company/{company.pk}/change/").content.decode()
    assert "schema" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "Stora Bokstäver"),
        ("slug", "admin"),
        ("slug", "alfa"),
        ("timezone", "Mars/Olympus"),
        ("name", ""),
    ],
)
def test_a_company_that_cannot_be_made_is_refused_in_the_form(browser, company_a, field, value):
    data = {"slug": "gamma", "name": "Café Gamma", "timezone": "Europe/Stockholm", field: value}
    response = browser.post("/admin/tenants/company/add/", data)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert Job.objects.count() == 0


def test_a_company_is_never_deleted_here(browser, company_a):
    assert browser.post(f"/admin/tenants/company/{company_a.pk}/delete/", {"post": "yes"}).status_code == 403
    browser.post(
        "/admin/tenants/company/",
        {"action": "delete_selected", "_selected_action": [company_a.pk], "post": "yes"},
    )
    assert Company.objects.filter(pk=company_a.pk).exists()


def test_a_failed_company_is_made_again(browser, company_a):
    Company.objects.filter(pk=company_a.pk).update(state=Company.State.FAILED)
    browser.post("/admin/tenants/company/", {"action": "make_again", "_selected_action": [company_a.pk]})
    assert Job.objects.get(kind="company_create").object_id == company_a.pk


def test_changing_a_company_is_noted_without_what_was_written(browser, company_a):
    form = browser.get(f"/admin/tenants/company/{company_a.pk}/change/").context["adminform"].form
    data = {
        name: form.initial.get(name) or "" for name in form.fields if name not in ("transfer_instruction_at",)
    }
    data |= {
        "name": "Salong Alfa och Omega",
        "transfer_instruction_at_0": "",
        "transfer_instruction_at_1": "",
    }
    data = {name: value for name, value in data.items() if value is not False}
    response = browser.post(f"/admin/tenants/company/{company_a.pk}/change/", data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    entry = Entry.objects.get(action="ops.changed")
    assert entry.details == {"name": True}
    company_a.refresh_from_db()
    assert company_a.name == "Salong Alfa och Omega"


def test_the_providers_auth_token_goes_in_and_never_comes_out(browser, route_a):
    path = f"/admin/tenants/channelroute/{route_a.pk}/change/"
    page = browser.get(path).content.decode()
    assert TOKENS["alfa"] not in page
    assert f"/hooks/twilio/{route_a.token}/sms" in page
    data = {"forward_to": "", "account_sid": route_a.account_sid, "region": "", "edge": "", "active": "on"}
    assert browser.post(path, data | {"new_auth_token": ""}).status_code == 302
    assert ChannelRoute.objects.get(pk=route_a.pk).auth_token == TOKENS["alfa"], "empty keeps it"
    assert browser.post(path, data | {"new_auth_token": "nytt-hemligt"}).status_code == 302
    assert ChannelRoute.objects.get(pk=route_a.pk).auth_token == "nytt-hemligt"
    assert "nytt-hemligt" not in browser.get(path).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM django_admin_log t")
        assert "nytt-hemligt" not in cursor.fetchone()[0]


def test_region_without_edge_is_refused(browser, route_a):
    path = f"/admin/tenants/channelroute/{route_a.pk}/change/"
    response = browser.post(path, {"region": "ie1", "edge": "", "active": "on"})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors


@pytest.mark.parametrize(
    "host", ["https://x.example", "localhost", "a..b.example", "x.example:8000", "x.example/y"]
)
def test_a_domain_is_a_host_name_of_a_company(browser, company_a, host):
    response = browser.post("/admin/tenants/domain/add/", {"domain": host, "tenant": company_a.pk})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors


def test_a_companys_first_domain_stays_and_others_can_go(browser, company_a):
    browser.post("/admin/tenants/domain/add/", {"domain": "SMS.Alfa.example", "tenant": company_a.pk})
    extra = Domain.objects.get(domain="sms.alfa.example")
    primary = Domain.objects.get(tenant=company_a, is_primary=True)
    assert browser.post(f"/admin/tenants/domain/{primary.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.post(f"/admin/tenants/domain/{extra.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Domain.objects.filter(tenant=company_a)) == [primary]


def make_job(**fields) -> Job:
    now = timezone.now()
    values = {
        "schema": "public",
        "kind": "company_create",
        "object_id": uuid7(),
        "due_at": now,
        "first_due_at": now,
        "created_at": now,
    }
    return Job.objects.create(**values | fields)


def test_a_dead_job_is_tried_again_and_a_living_one_left_alone(browser):
    dead = make_job(dead=True, attempts=20, last_error="ValueError")
    living = make_job(attempts=3)
    browser.post("/admin/outbox/job/", {"action": "try_again", "_selected_action": [dead.pk, living.pk]})
    dead.refresh_from_db(), living.refresh_from_db()
    assert (dead.dead, dead.attempts, dead.last_error) == (False, 0, "")
    assert dead.generation == 2
    assert (living.attempts, living.generation) == (3, 1)


def test_jobs_are_only_looked_at(browser):
    job = make_job()
    assert browser.get("/admin/outbox/job/add/").status_code == 403
    assert browser.post(f"/admin/outbox/job/{job.pk}/change/", {"kind": "x"}).status_code == 403
    assert browser.post(f"/admin/outbox/job/{job.pk}/delete/", {"post": "yes"}).status_code == 403


def test_ops_make_and_deactivate_ops_and_delete_nobody(browser, ops_user):
    response = browser.post(
        "/admin/accounts/user/add/",
        {
            "email": "NY@nomar.example",
            "name": "Nya Ny",
            "language": "sv",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    assert response.status_code == 302, response.context["adminform"].form.errors
    new = User.objects.get(email="ny@nomar.example")
    assert (new.is_staff, new.is_superuser) == (True, False)
    colleague = Client(headers={"host": "localhost"})
    submit(colleague, email="ny@nomar.example")
    assert colleague.get("/admin/").status_code == 200
    assert colleague.get("/admin/accounts/user/").status_code == 403
    assert browser.post(f"/admin/accounts/user/{new.pk}/delete/", {"post": "yes"}).status_code == 403
    browser.post("/admin/accounts/user/", {"action": "deactivate", "_selected_action": [new.pk, ops_user.pk]})
    assert colleague.get("/admin/").status_code == 302
    assert browser.get("/admin/").status_code == 200, "nobody locks themselves out"
    assert Entry.objects.get(action="user.disabled").actor_id == ops_user.pk


def test_unticking_active_in_the_form_ends_the_sessions_too(browser):
    new = User.objects.create_superuser("ny@nomar.example", PASSWORD, name="Nya Ny")
    colleague = Client(headers={"host": "localhost"})
    submit(colleague, email="ny@nomar.example")
    response = browser.post(
        f"/admin/accounts/user/{new.pk}/change/",
        {"email": new.email, "name": new.name, "language": "sv", "is_staff": "on", "is_superuser": "on"},
    )
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert colleague.get("/admin/").status_code == 302
    assert Entry.objects.filter(action="user.disabled", subject_id=new.pk).exists()


def test_what_the_lists_and_forms_show_is_named_in_swedish(browser, company_a, route_a):
    """Every head of a column and every label, for an ops user who has chosen Swedish."""
    connection.set_schema_to_public()
    heads: dict[str, set[str]] = {}
    for model in ("tenants/company", "tenants/domain", "tenants/channelroute", "outbox/job", "accounts/user"):
        html = browser.get(f"/admin/{model}/").content.decode()
        html += browser.get(f"/admin/{model}/add/").content.decode()
        found = re.findall(r'class="text"><a[^>]*>([^<]+)</a>|<div class="text"><span>([^<]+)</span>', html)
        found += re.findall(r"<label[^>]*>([^<]+)</label>()", html)
        heads[model] = {(first or second).strip().rstrip(":") for first, second in found}
    company = browser.get(f"/admin/tenants/company/{company_a.pk}/change/").content.decode()
    heads["tenants/company"] |= {
        label.strip().rstrip(":") for label in re.findall(r"<label[^>]*>([^<]+)</label>", company)
    }
    assert {"Namn", "Kortnamn", "Läge", "Organisationsnummer", "Tidszon", "Schema"} <= heads[
        "tenants/company"
    ]
    assert {"Värdnamn", "Företag", "Företagets första"} <= heads["tenants/domain"]
    assert {"Nummer", "Företag", "Aktiv", "Samtal går till"} <= heads["tenants/channelroute"]
    english = {"Name", "Slug", "State", "Created at", "Domain", "Tenant", "Is primary", "Number", "Company",
               "Active", "Kind", "Object id", "Due at", "Attempts", "Dead", "Lease until", "Last error",
               "Account sid", "Forward to", "Region edge", "Org number", "Timezone", "Schema name"}  # fmt: skip
    assert not {model: found & english for model, found in heads.items() if found & english}
    Job.objects.create(
        schema="public", kind="test", object_id=uuid7(), due_at=timezone.now(), first_due_at=timezone.now(),
        created_at=timezone.now(),
    )  # fmt: skip
    jobs = browser.get("/admin/outbox/job/").content.decode()
    for head in ("Slag", "Objekt", "Ska göras", "Försök", "Uppgivet", "Upptaget till", "Senaste fel"):
        assert re.search(rf">\s*{head}\s*<", jobs), head
