"""Receivers are told who was erased, and the certificate says who was told (GDPR art. 17, 19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from crm.models import Contact
from gdpr.access.collect import collect
from gdpr.access.dictionary import codes_of
from gdpr.access.subject import subject_of
from gdpr.erasure.plan import step_keys
from gdpr.erasure.selectors import certificate_context
from gdpr.erasure.services import erasure_run_now, erasure_start
from gdpr.models import Erasure, ErasureStep
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from nexus.webhooks.models import Delivery, Subscription
from nexus.webhooks.sending import WAITS
from nexus.webhooks.services import delivery_replay, event_put, subscription_change
from tests.api.factories import make_contact, phone
from tests.nexus.webhooks.conftest import Subscribe, only
from tests.standins.hooked import Hooked

Send = Callable[[], int]
NOW = timedelta(0)


# --- Erasure ------------------------------------------------------------------------------------


def erase(company: Company, contact: Contact, **how: Any) -> Erasure:
    with company_context(company.schema_name):
        erasure = erasure_start(
            contact=contact, **{"origin": Erasure.Origin.COMMAND, "now": timezone.now(), **how}
        )
        return as_it_is(erasure_run_now(erasure=erasure, patience=NOW))


def as_it_is(erasure: Erasure) -> Erasure:
    """With all that is looked at outside the company."""
    return Erasure.objects.select_related("certificate").get(pk=erasure.pk)


def go_on(company: Company, erasure: Erasure) -> Erasure:
    """The next try, when its time has come."""
    with company_context(company.schema_name):
        past = timezone.now() - timedelta(seconds=1)
        Delivery.objects.filter(state="pending").update(next_attempt_at=past)
        return as_it_is(erasure_run_now(erasure=Erasure.objects.get(pk=erasure.pk), patience=NOW))


def test_receivers_are_told_who_was_erased_when_everything_else_has_gone(
    company_a: Company, subscribe: Subscribe, receiver: Hooked, customer: Contact
) -> None:
    subscribe("contact.erased", system="bokadirekt")
    erasure = erase(company_a, customer)
    assert erasure.finished_at is not None
    (event,) = receiver.events
    assert event["type"] == "contact.erased"
    assert event["data"] == {
        "contact": {
            "id": str(customer.pk),
            "crm_links": [{"system": "bokadirekt", "external_id": "K-1007"}],
        },
        "erasure": {"id": str(erasure.pk)},
    }
    with company_context(company_a.schema_name):
        keys = list(erasure.steps.order_by("position").values_list("store", flat=True))
        assert keys[-2:] == ["webhook_receivers", "residue"]
        content = erasure.certificate.content
    (named,) = content["receivers"]
    assert (named["receiver"], named["told"], named["tries"]) == ("127.0.0.1", True, 1)
    assert named["at"]


def test_the_erasure_is_not_done_before_the_receiver_has_taken_it(
    company_a: Company, subscribe: Subscribe, receiver: Hooked, customer: Contact
) -> None:
    subscribe("contact.erased")
    receiver.fail_next("status", code=503, times=3)
    erasure = erase(company_a, customer)
    assert erasure.finished_at is None
    assert erasure.state == Erasure.State.WAITING
    with company_context(company_a.schema_name):
        step = erasure.steps.get(state=ErasureStep.State.FAILED)
        assert (step.store, step.error) == ("webhook_receivers", "receiver")
        assert not Contact.objects.filter(pk=customer.pk).exists(), "nobody's data waits for a receiver"
    assert go_on(company_a, erasure).finished_at is None
    assert go_on(company_a, erasure).finished_at is None
    erasure = go_on(company_a, erasure)
    assert erasure.finished_at is not None
    # At every try the numbers were there, though the rows had gone.
    assert {str(event["data"]["contact"]["crm_links"]) for event in receiver.events} == {
        str([{"system": "bokadirekt", "external_id": "K-1007"}])
    }
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1


def test_a_receiver_that_never_answers_is_given_up_and_the_certificate_says_that_it_was_not_told(
    company_a: Company, subscribe: Subscribe, receiver: Hooked, customer: Contact
) -> None:
    subscribe("contact.erased")
    receiver.fail_next("status", code=500, times=None)
    erasure = erase(company_a, customer)
    tries = 1
    while erasure.finished_at is None:
        erasure = go_on(company_a, erasure)
        tries += 1
        assert tries <= len(WAITS) + 1
    assert tries == len(WAITS) + 1
    with company_context(company_a.schema_name):
        certificate = erasure.certificate
        step = erasure.steps.get(store="webhook_receivers")
        assert (step.planned, step.erased) == (1, 0)
        ((name, said),) = certificate_context(certificate)["receivers"]
    assert certificate.content["receivers"][0]["told"] is False
    assert name == "127.0.0.1"
    assert "inte besked" in said or "Not told" in said


def test_an_erasure_without_receivers_tells_nobody(company_a: Company, customer: Contact) -> None:
    erasure = erase(company_a, customer)
    assert erasure.finished_at is not None
    assert erasure.certificate.content["receivers"] == []


def test_a_receiver_that_is_deleted_meanwhile_holds_no_erasure(
    company_a: Company, subscribe: Subscribe, receiver: Hooked, customer: Contact
) -> None:
    own = subscribe("contact.erased")
    receiver.fail_next("status", code=500, times=None)
    erasure = erase(company_a, customer)
    with company_context(company_a.schema_name):
        own.delete()
    assert go_on(company_a, erasure).finished_at is not None


def test_a_receiver_that_is_paused_meanwhile_is_not_told_and_holds_no_erasure(
    company_a: Company, subscribe: Subscribe, receiver: Hooked, customer: Contact
) -> None:
    own = subscribe("contact.erased")
    receiver.fail_next("status", code=500)
    erasure = erase(company_a, customer)
    with company_context(company_a.schema_name):
        subscription_change(subscription=own, values={"state": "paused"}, by=None)
    erasure = go_on(company_a, erasure)
    assert erasure.certificate.content["receivers"][0]["told"] is False


def test_after_a_restore_nobody_is_told_anew_and_no_receiver_keeps_the_doors_closed(
    company_a: Company, subscribe: Subscribe, receiver: Hooked, customer: Contact
) -> None:
    subscribe("contact.erased")
    receiver.fail_next("status", code=500, times=None)
    assert "webhook_receivers" not in step_keys(Erasure.Origin.REPLAY)
    erasure = erase(company_a, customer, origin=Erasure.Origin.REPLAY, ledger_sequence=1)
    assert erasure.finished_at is not None
    assert receiver.requests == []
    with company_context(company_a.schema_name):
        assert not Delivery.objects.exists()


def test_told_again_by_hand_there_is_the_id_alone_for_nobody_knows_more(
    company_a: Company, subscribe: Subscribe, send: Send, receiver: Hooked, customer: Contact
) -> None:
    subscribe("contact.erased")
    erase(company_a, customer)
    with company_context(company_a.schema_name):
        delivery_replay(delivery=only())
        send()
    assert receiver.events[-1]["data"]["contact"] == {"id": str(customer.pk), "crm_links": []}


def test_the_persons_own_lines_of_the_log_go_with_them_and_what_waited_is_not_sent(
    company_a: Company, subscribe: Subscribe, send: Send, receiver: Hooked, customer: Contact
) -> None:
    own = subscribe("contact.created", "contact.erased")
    other = make_contact(620)
    assert event_put("contact.created", customer.pk, contact_id=customer.pk) == 1
    erase(company_a, customer)
    with company_context(company_a.schema_name):
        left = Delivery.objects.filter(subscription=own)
        assert not left.filter(contact_id=customer.pk).exists()
        assert left.filter(contact_id=other.pk).count() == 1
        send()
    assert [event["data"]["contact"]["id"] for event in receiver.events] == [str(customer.pk), str(other.pk)]
    assert [event["type"] for event in receiver.events] == ["contact.erased", "contact.created"]


# --- Access -------------------------------------------------------------------------------------


def test_the_access_package_says_which_system_was_told_what(
    subscribe: Subscribe, send: Send, customer: Contact
) -> None:
    subscribe("contact.created")
    event_put("contact.created", customer.pk, contact_id=customer.pk)
    send()
    (held,) = [found for found in collect(subject_of(customer)) if found.model == "webhooks.Delivery"]
    (row,) = held.rows()
    assert (row["subscription"], row["kind"], row["state"]) == ("127.0.0.1", "contact.created", "delivered")
    assert codes_of("webhooks.Delivery", "kind")["contact.created"].sv == "En ny kund kom till"
    assert Subscription.objects.count() == 1
    assert phone() not in str(row)
