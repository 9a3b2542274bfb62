"""The portal's pages about people's rights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from crm.models import Contact
from gdpr.cases.services import case_done, case_open
from gdpr.codes import code_order
from gdpr.models import Case, CaseEvent, Hold
from nexus.audit.models import Entry
from tests.api.factories import make_conversation, make_inbound, make_link, phone
from tests.conftest import PASSWORD as PASSWORD
from tests.gdpr.cases.conftest import Desk

OpenCase = Callable[..., Case]


@pytest.fixture
def agent(client_a, company_a, route_a, log_in) -> Any:
    user = log_in(client_a, company_a, role="agent")
    connection.set_tenant(company_a)
    return Desk(client_a, company_a, user, route_a)


def text(desk: Desk, path: str) -> str:
    page = desk.get(path)
    assert page.status_code == 200
    return page.content.decode()


def act(desk: Desk, case: Case, what: str, **data: str) -> Any:
    return desk.post(f"/rights/cases/{case.pk}/do/{what}/", data)


def test_the_overview_shows_open_cases_with_their_clocks(overseer: Desk, open_case: OpenCase):
    case = open_case("access", now=timezone.now())
    page = text(overseer, "/rights/")
    assert f"/rights/cases/{case.pk}/" in page
    assert "Karin Ek" in page
    assert "<progress" in page
    assert 'Kontakt: <a href="mailto:data_protection@alfa.example">' in page


def test_a_case_is_two_clicks_from_a_conversation(desk: Desk, karin: Contact, route_a):
    conversation = make_conversation(karin, route_id=route_a.pk)
    make_inbound(conversation)
    assert f"/rights/people/{karin.pk}/" in text(desk, f"/c/{conversation.pk}/")
    person = text(desk, f"/rights/people/{karin.pk}/")
    for kind in Case.Kind.values:
        assert f'value="{kind}"' in person
    answer = desk.post(f"/rights/people/{karin.pk}/open/", {"kind": "erasure"})
    case = Case.objects.get()
    assert answer.url == f"/rights/cases/{case.pk}/"
    assert (case.kind, case.channel, case.opened_by) == ("erasure", "portal", desk.user)
    # The clock stands beside the conversation and in the list.
    thread = text(desk, f"/c/{conversation.pk}/")
    assert "thread-note--case" in thread
    assert f'href="/rights/people/{karin.pk}/"' in thread


def test_staff_verify_and_decide(overseer: Desk, open_case: OpenCase, karin: Contact):
    case = open_case("restriction")
    assert act(overseer, case, "verify", note="").status_code == 422
    assert act(overseer, case, "verify", note="Visade legitimation i kassan.").status_code == 302
    assert act(overseer, case, "approve").status_code == 302
    karin.refresh_from_db()
    assert karin.restricted
    # The case's own words are restricted too by now.
    address = f"/rights/cases/{case.pk}/"
    assert "Visade legitimation i kassan." not in text(overseer, address)
    asked = {"reason": "request", "next": address}
    assert overseer.post(f"/rights/people/{karin.pk}/reason/", asked).url == address
    assert "Visade legitimation i kassan." in text(overseer, address)
    events = CaseEvent.objects.filter(case=case, actor=overseer.user)
    assert set(events.values_list("kind", flat=True)) == {"verified", "approved"}
    assert overseer.post(f"/rights/people/{karin.pk}/lift/", {"flag": "restricted"}).status_code == 302
    karin.refresh_from_db()
    assert not karin.restricted


def test_an_erasure_of_a_held_person_is_refused_in_words(overseer: Desk, open_case: OpenCase, karin: Contact):
    Hold.objects.create(contact=karin, reason="Tvist", owner=overseer.user, review_on=timezone.localdate())
    case = open_case("erasure")
    assert act(overseer, case, "verify", note="Känd sedan länge").status_code == 302
    answer = act(overseer, case, "approve")
    assert answer.status_code == 302
    assert "Ett rättsligt skäl håller kvar" in text(overseer, answer["Location"])
    assert Contact.objects.filter(pk=karin.pk).exists()


def test_a_rectification_is_made_on_the_page_with_a_disputed_message(
    overseer: Desk, open_case: OpenCase, karin: Contact, route_a
):
    message = make_inbound(make_conversation(karin, route_id=route_a.pk), "Jag kommer inte")
    make_link(karin)
    case = open_case("rectification")
    act(overseer, case, "verify", note="Ringde upp.")
    same = {"name": "Karin Ek", "email": "karin@example.se", "language": "sv"}
    assert "Jag kommer inte" in text(overseer, f"/rights/cases/{case.pk}/")
    half = act(overseer, case, "changes", **same, message=str(message.pk), said="")
    assert half.status_code == 422
    done = act(
        overseer, case, "changes", **{**same, "name": "Karin Berg"}, message=str(message.pk), said="Inte jag."
    )
    assert done.status_code == 302
    karin.refresh_from_db()
    assert (karin.name, message.annotations.get().text) == ("Karin Berg", "Inte jag.")
    # Those who have the old data are to be told, and it is noted when they are.
    assert "bokadirekt" in text(overseer, f"/rights/cases/{case.pk}/")
    act(overseer, case, "told", recipient="bokadirekt")
    told = CaseEvent.objects.get(case=case, kind="recipient_told")
    assert (told.details, told.actor) == ({"recipient": "bokadirekt"}, overseer.user)


def test_a_rectifications_form_begins_with_what_is_held_and_with_what_was_asked_for(
    overseer: Desk, open_case: OpenCase, karin: Contact
):
    Contact.objects.filter(pk=karin.pk).update(language="sv")
    case = open_case("rectification", changes={"email": "karin@ny.example"})
    act(overseer, case, "verify", note="Ringde upp.")
    page = text(overseer, f"/rights/cases/{case.pk}/")
    assert 'value="Karin Ek"' in page
    assert 'value="karin@ny.example"' in page
    assert '<option value="sv" selected>' in page


def test_the_history_says_in_words_what_was_changed(
    overseer: Desk, open_case: OpenCase, karin: Contact, route_a
):
    message = make_inbound(make_conversation(karin, route_id=route_a.pk), "Jag kommer inte")
    changes = {"name": "Karin Berg", "language": "en", f"message:{message.pk}": "Inte jag: se kvittot"}
    case = open_case("rectification", changes=changes)
    act(overseer, case, "verify", note="Ringde upp.")
    facts = text(overseer, f"/rights/cases/{case.pk}/")
    assert "Engelska" in facts
    same = {"name": "Karin Berg", "email": "karin@example.se", "language": "en"}
    done = act(overseer, case, "changes", **same, message=str(message.pk), said="Inte jag: se kvittot")
    assert done.status_code == 302
    page = text(overseer, f"/rights/cases/{case.pk}/")
    for line in ("Namn: Karin Ek → Karin Berg", "Språk: Svenska → Engelska", "– → Inte jag: se kvittot"):
        assert line in page
    assert "language:" not in page
    assert str(message.pk) not in page


def test_whoever_decides_is_named_as_it_is(overseer: Desk, karin: Contact):
    page = text(overseer, f"/rights/people/{karin.pk}/")
    assert "innan ägaren eller dataskyddskontakten har beslutat" in page


def test_after_a_hold_one_is_back_at_the_person_one_came_from(overseer: Desk, karin: Contact):
    hold = {"reason": "Tvist om en faktura", "review_on": "2027-05-01"}
    placed = overseer.post(f"/rights/retention/holds/new/?contact={karin.pk}", hold)
    assert placed.url == f"/rights/people/{karin.pk}/"
    placed = overseer.post("/rights/retention/holds/new/", {**hold, "phone": phone(612)})
    assert placed.url == "/rights/retention/"
    assert Hold.objects.filter(contact=karin).count() == 2


def test_an_extension_and_a_refusal_from_the_page(overseer: Desk, open_case: OpenCase):
    case = open_case("access", now=timezone.now())
    assert act(overseer, case, "extend", reason="").status_code == 422
    assert act(overseer, case, "extend", reason="Många ärenden.").status_code == 302
    assert act(overseer, case, "refuse", ground="compelling", note="Vi måste.").status_code == 422
    for nothing in ("", "   "):
        assert act(overseer, case, "refuse", ground="excessive", note=nothing).status_code == 422
    act(overseer, case, "refuse", ground="excessive", note="–")
    case.refresh_from_db()
    assert case.closed_at is None
    assert act(overseer, case, "refuse", ground="excessive", note="Sjätte gången.").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.refusal_ground) == ("refused", "excessive")
    assert "imy.se" in text(overseer, f"/rights/cases/{case.pk}/")
    assert act(overseer, case, "strunta").status_code == 404


def test_the_code_reaches_the_phone_and_no_page(
    overseer: Desk, open_case: OpenCase, codes, twilio, work, company_a
):
    case = open_case("access", now=timezone.now())
    assert act(overseer, case, "send-code").status_code == 302
    work()
    connection.set_tenant(company_a)
    (code,) = codes()
    assert code not in text(overseer, f"/rights/cases/{case.pk}/")
    assert act(overseer, case, "code", code=code).status_code == 302
    case.refresh_from_db()
    assert case.verified_by == "code"


def test_the_simulators_handset_shows_the_code_and_only_there(
    desk: Desk, open_case: OpenCase, work, company_a, karin: Contact, settings
):
    import re

    from django.core.cache import cache

    case = open_case("access", now=timezone.now())
    code_order(case=case, purpose="verify", now=timezone.now())
    work()
    connection.set_tenant(company_a)
    page = text(desk, f"/simulator/{phone(612)}/screen/")
    found = re.search(r"t-secret\">[^<]*\b(\d{6})\b", page)
    assert found
    assert found.group(1) not in text(desk, f"/rights/cases/{case.pk}/")
    assert found.group(1) not in text(desk, "/")
    assert found.group(1) not in text(desk, f"/simulator/{phone(613)}/screen/")
    from conversations.services.rights import _handset_key

    assert found.group(1) not in str(cache.get(_handset_key(phone(612))))


def test_a_new_case_for_a_number_that_nobody_has(overseer: Desk):
    answer = overseer.post("/rights/cases/new/", {"kind": "access", "phone": "070-174 06 55"})
    case = Case.objects.get()
    assert answer.url == f"/rights/cases/{case.pk}/"
    assert (case.contact, case.phone) == (None, phone(655))
    for nobodys in ("ingen", "112", "08-123 456 78", "+1 202 555 0123"):
        bad = overseer.post("/rights/cases/new/", {"kind": "access", "phone": nobodys})
        assert bad.status_code == 422
    assert Case.objects.count() == 1


def test_a_search_finds_by_number_and_by_address_and_is_logged_without_what_was_searched_for(
    overseer: Desk, karin: Contact
):
    for wanted in ("070-174 06 12", "KARIN@example.se"):
        assert overseer.post("/rights/people/", {"q": wanted}).url == f"/rights/people/{karin.pk}/"
    assert overseer.post("/rights/people/", {"q": "ingen@example.se"}).url == "/rights/"
    entries = Entry.objects.filter(action="rights.search").order_by("id")
    assert [entry.details for entry in entries] == [{"found": True}, {"found": True}, {"found": False}]
    assert {entry.actor_id for entry in entries} == {overseer.user.pk}
    page = text(overseer, f"/rights/people/{karin.pk}/")
    assert "070-174 06 12" in page


def test_lists_are_paged_by_key(overseer: Desk, karin: Contact, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gdpr.cases.selectors.cases_page.__kwdefaults__", {"after": "", "limit": 2})
    for number in range(5):
        case, _ = case_open(
            kind="access", contact=None, phone=phone(650 + number), channel="portal", now=timezone.now()
        )
        if number > 2:
            case_done(case=case, now=timezone.now())
    first = overseer.get("/rights/cases/")
    assert [row.number for row in first.context["rows"]] == [1, 2]
    second = overseer.get(first.context["more_url"])
    assert [row.number for row in second.context["rows"]] == [3]
    assert second.context["more_url"] == ""
    closed = overseer.get("/rights/cases/?tab=closed")
    assert [row.number for row in closed.context["rows"]] == [5, 4]


def test_agents_open_cases_and_see_the_clock_and_no_more(agent: Desk, karin: Contact):
    answer = agent.post(f"/rights/people/{karin.pk}/open/", {"kind": "access"})
    assert answer.url == f"/rights/people/{karin.pk}/"
    case = Case.objects.get()
    assert "<progress" in text(agent, f"/rights/people/{karin.pk}/")
    for path in ("/rights/", "/rights/cases/", f"/rights/cases/{case.pk}/"):
        assert agent.get(path).status_code == 403
    for what in ("verify", "approve", "refuse", "send-code"):
        assert act(agent, case, what, note="x", ground="unfounded").status_code == 403
    assert agent.post("/rights/people/", {"q": phone(612)}).status_code == 403
    assert agent.post(f"/rights/people/{karin.pk}/lift/", {"flag": "objected"}).status_code == 403


def test_staff_say_in_the_thread_that_it_is_the_same_person(desk: Desk, karin: Contact, route_a):
    conversation = make_conversation(karin, route_id=route_a.pk)
    Contact.objects.filter(pk=karin.pk).update(returned_at=timezone.now())
    address = f"/rights/people/{karin.pk}/recognised/"
    assert address in text(desk, f"/c/{conversation.pk}/")
    assert desk.post(address, {"conversation": str(conversation.pk)}).url == f"/c/{conversation.pk}/"
    karin.refresh_from_db()
    assert karin.returned_at is None
    assert Entry.objects.filter(action="contact.recognised", contact_id=karin.pk).exists()
    assert address not in text(desk, f"/c/{conversation.pk}/")


def test_what_waits_is_counted_in_the_menu(overseer: Desk, open_case: OpenCase):
    open_case("access")
    page = overseer.get("/rights/")
    entry = next(entry for entry in page.context["menu"] if entry.icon == "shield")
    assert (entry.waiting, entry.current) == (1, True)
