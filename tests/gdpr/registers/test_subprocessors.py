"""A new sub-processor: announced in time, told once, and objected to until the day."""

from __future__ import annotations

import datetime
from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.utils import timezone

from gdpr.registers.subprocessors import TooLate, subprocessor_object, subprocessors_tell
from gdpr.tasks import keep_registers
from nexus.accounts.models import User
from nexus.audit.models import Entry, Instruction
from nexus.env import GATEWAYS, PROVIDERS
from nexus.outbox.models import Job
from nexus.privacy.models import SubProcessor, SubProcessorNotice
from nexus.privacy.notice import recipients
from nexus.schema import connection
from nexus.tenants.context import company_context
from tests.conftest import PASSWORD
from tests.nexus.accounts.test_login import submit

PAGE = "/rights/registers/subprocessors/"
WORDS = {
    "gets_sv": "Texten i samtal.",
    "gets_en": "The text of calls.",
    "where_sv": "EU/EES",
    "where_en": "EU/EEA",
    "keeps_sv": "Inget.",
    "keeps_en": "Nothing.",
}


def announced(days: int = 40) -> SubProcessor:
    """A new one that is to be used in so many days."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    return SubProcessor.objects.create(key="talare", name="Talare AB", effective_on=day, **WORDS)


def own_jobs() -> list[Job]:
    return list(Job.objects.filter(kind="subprocessor_mail"))


def test_everybody_whom_the_software_can_call_is_in_the_register(db):
    known = set(SubProcessor.objects.values_list("key", flat=True))
    # These two run here, in the service itself.
    assert {*GATEWAYS, *PROVIDERS} - {"console", "embedded"} == known


@pytest.mark.parametrize(("gateway", "provider"), [("twilio", "bedrock"), ("console", "embedded")])
def test_the_notice_and_the_register_name_the_same(keeper, settings, gateway, provider):
    settings.NEXUS = replace(settings.NEXUS, sms_gateway=gateway, ai_provider=provider)
    SubProcessor.objects.filter(key="bedrock").update(gets_sv="Något helt annat.")
    page, notice = keeper.get(PAGE), keeper.get("/integritet/").content.decode()
    used = {row["name"] for row in page.context["rows"] if row["state"] == "used"}
    assert used == {found.name for found in recipients("sv")[1:]}
    for name in used:
        assert name in notice
    assert ("Något helt annat." in notice) is (provider == "bedrock")


def test_the_register_says_all_that_a_models_host_gets(db):
    for key in PROVIDERS:
        row = SubProcessor.objects.filter(key=key).first()
        if row is None:
            continue  # runs here, in the service itself
        for word in ("namn", "kommande bokningar", "sammanfattning", "Inte telefonnumret"):
            assert word in row.gets_sv, key
        for word in ("name", "coming bookings", "summary", "Not the phone number"):
            assert word in row.gets_en, key


def test_what_ops_have_worded_themselves_is_left_as_it_is(db):
    renewing = import_module("nexus.privacy.migrations.0003_what_models_get")
    SubProcessor.objects.filter(key="vertex").update(gets_sv="Våra egna ord.", gets_en=renewing._SAID[1])
    SubProcessor.objects.filter(key="bedrock").update(gets_sv=renewing._SAID[0])
    renewing.say(apps, None)
    assert SubProcessor.objects.get(key="vertex").gets_sv == "Våra egna ord."
    assert "coming bookings" in SubProcessor.objects.get(key="vertex").gets_en
    assert "kommande bokningar" in SubProcessor.objects.get(key="bedrock").gets_sv


def test_a_company_is_told_once_by_a_letter_and_in_the_portal(keeper, company_a, work):
    announced()
    with company_context(company_a.schema_name):
        assert subprocessors_tell() == 1
        assert subprocessors_tell() == 0
        work()
        work()
        notice = SubProcessorNotice.objects.get()
    assert notice.owner == company_a.schema_name
    assert notice.mailed_at is not None
    [letter] = mail.outbox
    assert letter.to == ["data_protection@alfa.example"]
    assert "Talare AB" in letter.subject
    assert "Texten i samtal." in letter.body
    assert "http://alfa.localhost" in letter.body
    assert "Talare AB" in keeper.get(PAGE).content.decode()


def test_the_overview_says_until_when_one_can_object(keeper):
    assert "Nya underbiträden" not in keeper.get("/rights/").content.decode()
    row = announced()
    page = keeper.get("/rights/").content.decode()
    assert "Nya underbiträden" in page
    assert "Talare AB" in page
    keeper.post(f"{PAGE}{row.pk}/objection/", {"words": "Nej tack."})
    assert "Ni har invänt" in keeper.get("/rights/").content.decode()


def test_without_a_data_protection_contact_the_owner_is_told(company_a, work):
    announced()
    with company_context(company_a.schema_name):
        User.objects.filter(role="data_protection").update(is_active=False)
        subprocessors_tell()
        work()
    assert mail.outbox[0].to == ["owner@alfa.example"]


def test_the_clock_tells_every_company(company_a, company_b):
    announced()
    keep_registers()
    keep_registers()
    owners = SubProcessorNotice.objects.values_list("owner", flat=True)
    assert sorted(owners) == sorted([company_a.schema_name, company_b.schema_name])


def test_nobody_is_told_of_one_that_is_in_use_or_has_ended(in_company_a):
    announced(0)
    SubProcessor.objects.create(
        key="slut",
        name="Slut AB",
        effective_on=timezone.localdate() + datetime.timedelta(days=40),
        ended_on=timezone.localdate(),
        **WORDS,
    )
    assert subprocessors_tell() == 0
    assert not own_jobs()


def test_a_company_objects_with_words_and_may_word_it_anew(keeper, company_a):
    row = announced()
    url = f"{PAGE}{row.pk}/objection/"
    assert keeper.post(url, {"words": "Vi litar inte på dem."}).status_code == 302
    assert keeper.post(url, {"words": "Vi litar inte  på dem alls."}).status_code == 302
    notice = SubProcessorNotice.objects.get(owner=company_a.schema_name)
    assert notice.objection == "Vi litar inte på dem alls."
    assert "Vi litar inte på dem alls." in keeper.get(PAGE).content.decode()
    with company_context(company_a.schema_name):
        line = Instruction.objects.get(setting="subprocessor.talare")
        assert (line.before, line.after, line.actor_name) == (None, "objected", "Data_Protection Alfa")


def test_an_objection_needs_words(keeper):
    row = announced()
    assert keeper.post(f"{PAGE}{row.pk}/objection/", {"words": " "}).status_code == 422
    assert not SubProcessorNotice.objects.filter(objected_at__isnull=False).exists()


def test_from_the_day_of_use_on_it_is_too_late(keeper, company_a):
    row = announced(0)
    assert keeper.post(f"{PAGE}{row.pk}/objection/", {"words": "Nej."}).status_code == 404
    with company_context(company_a.schema_name), pytest.raises(TooLate):
        subprocessor_object(subprocessor_id=row.pk, words="Nej.", actor=User.objects.first())


def test_another_company_does_not_see_the_objection(keeper, client_b, company_b, log_in):
    row = announced()
    keeper.post(f"{PAGE}{row.pk}/objection/", {"words": "Hemliga skäl."})
    log_in(client_b, company_b)
    page = client_b.get(PAGE).content.decode()
    assert "Talare AB" in page
    assert "Hemliga skäl." not in page


def test_one_that_is_not_used_yet_is_not_in_the_notice(keeper):
    row = announced()
    assert "Talare AB" not in keeper.get("/integritet/").content.decode()
    SubProcessor.objects.filter(pk=row.pk).update(effective_on=timezone.localdate())
    assert "Talare AB" in keeper.get("/integritet/").content.decode()


@pytest.fixture
def ops(public_client):
    User.objects.create_superuser("ops@nomar.example", PASSWORD, name="Oda Ops")
    submit(public_client, email="ops@nomar.example")
    return public_client


def test_ops_announce_one_with_at_least_thirty_days(ops):
    values = {"key": "talare", "name": "Talare AB", **WORDS}
    today = timezone.localdate()
    soon = {**values, "effective_on": (today + datetime.timedelta(days=29)).isoformat()}
    assert ops.post("/admin/privacy/subprocessor/add/", soon).status_code == 200
    assert not SubProcessor.objects.filter(key="talare").exists()
    later = {**values, "effective_on": (today + datetime.timedelta(days=30)).isoformat()}
    assert ops.post("/admin/privacy/subprocessor/add/", later).status_code == 302
    made = SubProcessor.objects.get(key="talare")
    assert Entry.objects.get(action="ops.created").subject_id == made.pk


def test_what_was_announced_stays_and_only_moves_ahead(ops):
    row = announced()
    url = f"/admin/privacy/subprocessor/{row.pk}/change/"
    earlier = row.effective_on - datetime.timedelta(days=1)
    assert ops.post(url, {"effective_on": earlier.isoformat(), "ended_on": ""}).status_code == 200
    ahead = row.effective_on + datetime.timedelta(days=10)
    response = ops.post(url, {"effective_on": ahead.isoformat(), "ended_on": "", "gets_sv": "Allt."})
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.effective_on, row.gets_sv) == (ahead, "Texten i samtal.")
    assert ops.post(f"/admin/privacy/subprocessor/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_ops_see_who_objected_and_why(ops, company_a):
    row = announced()
    with company_context(company_a.schema_name):
        owner = User.objects.get(email="owner@alfa.example")
        subprocessor_object(subprocessor_id=row.pk, words="Vi vill inte.", actor=owner)
    connection.set_schema_to_public()
    page = ops.get("/admin/privacy/subprocessornotice/").content.decode()
    assert "Vi vill inte." in page
    assert "Salong Alfa" in page
