"""At the SMS provider: deleted, gone already, not final yet, refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import ProviderDeletion
from crm.models import Contact
from gdpr.erasure.run import wait_after
from gdpr.erasure.services import erasure_run_now
from gdpr.models import Erasure, Hold
from nexus.outbox.models import Job
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.gdpr.erasure.conftest import Erase, keep
from tests.gdpr.people import Canaries
from tests.standins.twilio import TwilioStandIn

ONE = "SMkanariea0123456789"


def deletes(twilio: TwilioStandIn, sid: str) -> int:
    return sum(1 for r in twilio.requests if r.method == "DELETE" and r.path.endswith(f"/{sid}.json"))


def test_a_message_that_is_not_final_is_deleted_later(
    person: Contact,
    company_a: Company,
    kept_there: TwilioStandIn,
    erase: Erase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gdpr.erasure.jobs.PATIENCE", timedelta())
    kept_there.messages[ONE].status = "queued"
    erasure = erase(person, now=timezone.now())
    with company_context(company_a.schema_name):
        step = erasure.steps.get(store="sms_provider")
        assert (step.state, step.error) == ("failed", "not_final")
        assert erasure.state == Erasure.State.WAITING
        # Everything else has gone meanwhile, and the job comes back by itself.
        assert not Contact.objects.filter(pk=person.pk).exists()
        job = Job.objects.get(kind="erasure")
        assert timedelta() < job.due_at - timezone.now() <= timedelta(seconds=15)
        assert not job.dead
        kept_there.messages[ONE].status = "delivered"
        erasure_run_now(erasure=erasure)
        erasure = Erasure.objects.select_related("certificate").get(pk=erasure.pk)
    assert erasure.state == Erasure.State.DONE
    assert kept_there.messages[ONE].deleted
    assert erasure.certificate is not None
    assert erasure.certificate.content["providers"] == {
        "sms_provider": {"done": 1, "gone": 1},
        "call_provider": {"gone": 1},
    }


def test_where_deletion_is_refused_the_text_is_taken_out(
    person: Contact, company_a: Company, kept_there: TwilioStandIn, erase: Erase
) -> None:
    texts = {"matches": lambda request: "/Messages/" in request.path}
    kept_there.fail_next("refuse", operation="delete", times=None, **texts)
    erasure = erase(person)
    assert erasure.state == Erasure.State.DONE
    message = kept_there.messages[ONE]
    assert (message.redacted, message.body, message.deleted) == (True, "", False)
    assert erasure.certificate.content["providers"]["sms_provider"]["redacted"] == 1


def test_while_the_provider_refuses_both_it_waits_and_says_so(
    person: Contact, company_a: Company, kept_there: TwilioStandIn, erase: Erase
) -> None:
    kept_there.fail_next("refuse", operation="delete", times=None)
    kept_there.fail_next("refuse", operation="update", times=None)
    erasure = erase(person)
    assert (erasure.state, erasure.certificate) == (Erasure.State.WAITING, None)
    with company_context(company_a.schema_name):
        step = erasure.steps.get(store="sms_provider")
        assert (step.state, step.error, step.attempts) == ("failed", "20422", 1)
        row = ProviderDeletion.objects.get(external_id=ONE)
        assert (row.state, row.error_code) == ("pending", "20422")
        kept_there.clear_faults()
        erasure_run_now(erasure=erasure)
        erasure.refresh_from_db()
        assert erasure.state == Erasure.State.DONE
    assert kept_there.messages[ONE].deleted


def test_a_wrong_key_is_not_tried_on_every_message(
    person: Contact, company_a: Company, kept_there: TwilioStandIn, erase: Erase
) -> None:
    kept_there.fail_next("401", operation="delete", times=None)
    erasure = erase(person)
    assert erasure.state == Erasure.State.WAITING
    assert deletes(kept_there, ONE) == 1
    assert not [r for r in kept_there.requests if r.method == "POST"]


def test_what_only_the_provider_s_list_knows_goes_too(
    person: Contact, planted: Canaries, company_a: Company, kept_there: TwilioStandIn, erase: Erase
) -> None:
    """A one-time code, and a text that never reached us; both numbers, both directions."""
    old = timezone.now() - timedelta(days=3)
    keep(kept_there, "SM" + "1" * 32, inbound=False, created=old)
    keep(kept_there, "SM" + "2" * 32, inbound=True, created=old)
    keep(kept_there, "SM" + "3" * 32, inbound=False, phone=planted.second_phone, created=old)
    other = keep(kept_there, "SM" + "4" * 32, inbound=True, phone="+46701740699", created=old)
    erasure = erase(person)
    assert erasure.state == Erasure.State.DONE
    left = [sid for sid, message in kept_there.messages.items() if not message.deleted]
    assert left == [other.sid]


def test_a_text_that_has_only_just_gone_out_is_waited_for(
    person: Contact,
    company_a: Company,
    kept_there: TwilioStandIn,
    erase: Erase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whose it is cannot be told in its first minute: its row may be about to get the id."""
    monkeypatch.setattr("gdpr.erasure.jobs.PATIENCE", timedelta())
    young = keep(kept_there, "SM" + "1" * 32, inbound=False)
    erasure = erase(person)
    assert erasure.state == Erasure.State.WAITING
    assert not young.deleted
    young.created = timezone.now() - timedelta(minutes=2)
    with company_context(company_a.schema_name):
        erasure_run_now(erasure=erasure)
        erasure.refresh_from_db()
    assert erasure.state == Erasure.State.DONE
    assert young.deleted


def test_a_legal_hold_stops_it_before_it_begins_and_while_it_waits(
    person: Contact, company_a: Company, kept_there: TwilioStandIn, erase: Erase
) -> None:
    from gdpr.erasure.errors import ErasureRefused

    with company_context(company_a.schema_name):
        hold = Hold.objects.create(contact=person, reason="Tvist", review_on=timezone.localdate())
    with pytest.raises(ErasureRefused) as refused:
        erase(person)
    assert refused.value.code == "held"
    with company_context(company_a.schema_name):
        assert not Erasure.objects.filter(finished_at=None).exists()
        assert Contact.objects.filter(pk=person.pk).exists()
        Hold.objects.filter(pk=hold.pk).update(lifted_at=timezone.now())
    assert erase(person).state == Erasure.State.DONE


def test_waiting_grows_and_has_an_end() -> None:
    waits = [wait_after(number, "20500") for number in range(12)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=15), timedelta(hours=1))
    assert wait_after(11, "not_final") == timedelta(minutes=5)
