"""The provider's hooks for calls, each row of the table in interfaces.md, over HTTP."""

from __future__ import annotations

import socket
from itertools import permutations
from xml.etree import ElementTree

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client

from conversations.channels.sms import routes
from conversations.channels.sms.reconcile import reconcile_wanted
from conversations.models import Call, CallEvent, Message
from nexus.outbox.models import Job
from nexus.tenants.models import ChannelRoute
from tests.conversations.calls.conftest import KARIN, PHONE, Line
from tests.conversations.pipeline.conftest import signed_post

FORM = "application/x-www-form-urlencoded"


def order_of(response: HttpResponse) -> ElementTree.Element:
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/xml")
    return ElementTree.fromstring(response.content)


def said(response: HttpResponse) -> str:
    return " ".join(found.text or "" for found in order_of(response).iter("Say"))


def counts(line: Line) -> tuple[int, int, int]:
    with line.inside():
        return Call.objects.count(), CallEvent.objects.count(), Message.objects.count()


def test_a_call_rings_the_companys_phone_and_every_report_has_an_address(line: Line) -> None:
    line.wants(rings="always", screening="none", ring_seconds=25)
    dial = order_of(line.post()).find("Dial")
    assert dial is not None
    assert (dial.get("timeout"), dial.get("answerOnBridge")) == ("25", "true")
    assert (dial.get("action") or "").endswith("/voice/done")
    number = dial.find("Number")
    assert number is not None
    assert number.text == PHONE
    assert (number.get("statusCallback") or "").endswith("/voice/status?call=CA1")
    assert number.get("url") is None
    assert number.get("machineDetection") is None
    assert line.call().phone == KARIN


def test_press_1_and_machine_detection_are_asked_for_as_the_company_chose(line: Line) -> None:
    line.wants(screening="press_1")
    number = order_of(line.post()).find("Dial/Number")
    assert number is not None
    assert (number.get("url") or "").endswith("/voice/screen?call=CA1")
    asked = line.screen()
    gather = order_of(asked).find("Gather")
    assert gather is not None
    assert gather.get("numDigits") == "1"
    assert "Salong Alfa" in said(asked)
    assert order_of(asked).find("Hangup") is not None
    assert order_of(line.screen("1")).find("Hangup") is None
    assert line.outcome() == "answered"
    line.wants(screening="amd")
    number = order_of(line.post(sid="CA2")).find("Dial/Number")
    assert number is not None
    assert number.get("machineDetection") == "Enable"
    assert (number.get("amdStatusCallback") or "").endswith("/voice/amd?call=CA2")


def test_a_voicemail_that_picks_up_is_no_answer(line: Line) -> None:
    line.wants(screening="press_1")
    line.post()
    line.screen()
    line.leg("in-progress")
    line.leg("completed", CallDuration="9")
    line.done("completed", bridged=False)
    assert line.outcome() == "voicemail"
    line.wants(screening="amd")
    line.post(sid="CA2")
    line.leg("in-progress", sid="CA2")
    line.amd("machine_start", sid="CA2")
    line.done("completed", bridged=True, sid="CA2", DialCallDuration="20")
    assert line.outcome("CA2") == "voicemail"


@pytest.mark.parametrize(
    ("word", "bridged", "outcome"),
    [
        ("completed", True, "answered"),
        ("busy", None, "busy"),
        ("no-answer", None, "missed"),
        ("failed", None, "failed"),
        ("canceled", None, "missed"),
    ],
)
def test_every_order_of_callbacks_doubled_too_is_one_outcome_and_at_most_one_text(
    line: Line, word: str, bridged: bool | None, outcome: str
) -> None:
    line.wants(window_hours=1)
    steps = {
        "voice": lambda sid: line.post(sid=sid),
        "leg": lambda sid: line.leg(word, sid=sid, CallDuration="30"),
        "done": lambda sid: line.done(word, bridged, sid=sid, DialCallDuration="30"),
        "status": lambda sid: line.over(sid=sid),
    }
    for number, order in enumerate(permutations(steps)):
        sid = f"CA{number:032x}"
        for name in order:
            for _twice in range(2):
                assert steps[name](sid).status_code == 200
        assert line.outcome(sid) == outcome, order
        with line.inside():
            assert CallEvent.objects.filter(call__external_id=sid).count() == 4
    line.work("call_text", "send", "call_settle")
    with line.inside():
        texts = Message.objects.filter(direction="outbound").count()
        assert texts == (0 if outcome == "answered" else 1)
        assert Call.objects.filter(texted_back_at__isnull=False).count() == texts
        assert Call.objects.count() == 24


def test_a_late_report_corrects_the_outcome_and_never_leads_to_a_second_text(line: Line) -> None:
    line.post()
    line.leg("no-answer")
    line.work()
    line.done("busy")
    line.work()
    assert line.outcome() == "busy"
    line.done("completed", True)
    assert line.outcome() == "answered"
    line.amd("machine_start")
    line.work()
    assert line.outcome() == "voicemail"
    with line.inside():
        assert Message.objects.filter(direction="outbound").count() == 1


def test_closed_or_without_a_phone_the_caller_is_told_so_and_gets_a_text(line: Line, at) -> None:
    at("2026-11-29T12:00:00+01:00")  # a Sunday
    line.wants(rings="open")
    answer = line.post()
    assert order_of(answer).find("Dial") is None
    assert "stängt" in said(answer)
    assert "sms" in said(answer)
    assert [say.get("language") for say in order_of(answer).iter("Say")] == ["sv-SE"]
    assert line.outcome() == "missed"
    assert line.call().in_hours is False
    at("2026-11-25T12:00:00+01:00")
    ChannelRoute.objects.filter(pk=line.route.pk).update(forward_to="")
    routes._routes.clear()
    answer = line.post(sid="CA2")
    assert order_of(answer).find("Dial") is None
    assert "stängt" not in said(answer)
    assert line.outcome("CA2") == "missed"
    assert line.call("CA2").in_hours is True


def test_no_text_is_promised_to_whom_none_goes(line: Line) -> None:
    line.post(From="+4681234567")
    assert "sms" not in said(line.done("no-answer", From="+4681234567"))
    line.post(sid="CA2")
    assert "sms" in said(line.done("no-answer", sid="CA2"))
    line.work()
    line.post(sid="CA3")
    assert "sms" not in said(line.done("no-answer", sid="CA3"))


@pytest.mark.parametrize(
    "caller", ["anonymous", "Restricted", "", "+266696687", "+17378742833", "+86282452253"]
)
def test_a_hidden_caller_is_put_through_and_makes_no_contact(line: Line, caller: str) -> None:
    assert order_of(line.post(From=caller)).find("Dial") is not None
    line.done("no-answer", From=caller)
    line.work()
    call = line.call()
    assert (call.hidden, call.contact, call.phone, call.no_text) == (True, None, "", "hidden")


def test_what_is_not_signed_rightly_or_not_the_routes_is_refused_and_stored_nowhere(
    line: Line, route_b: ChannelRoute
) -> None:
    path = f"/hooks/twilio/{line.route.token}/"
    for kind in ("voice", "voice/done", "voice/status", "voice/screen?call=CA1", "voice/amd?call=CA1"):
        assert (
            line.client.post(
                path + kind, data="a=1", content_type="application/x-www-form-urlencoded"
            ).status_code
            == 403
        )
        assert line.client.get(path + kind).status_code == 405
        assert line.client.post(path + kind, data="{}", content_type="application/json").status_code == 415
        assert line.post(kind, AccountSid=route_b.account_sid).status_code == 403
        form = {
            "CallSid": "CA1",
            "AccountSid": line.route.account_sid,
            "From": KARIN,
            "To": line.route.number,
        }
        wrong = ChannelRoute(token=line.route.token, auth_token="wrong")
        assert signed_post(line.client, wrong, kind, form).status_code == 403
        unknown = ChannelRoute(token="no-such-route", auth_token=line.route.auth_token)
        assert signed_post(line.client, unknown, kind, form).status_code == 404
    for kind in ("voice", "voice/done", "voice/status"):
        assert line.post(kind, To=route_b.number).status_code == 403
        assert line.post(kind, To=None).status_code == 403
    assert counts(line) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["voice", "voice/done", "voice/status"])
@pytest.mark.parametrize(
    "form",
    [
        {"CallSid": None},
        {"From": None},
        {"CallSid": ""},
        {"CallSid": "A" * 65},
        {"CallSid": "C\0A"},
        {"From": "x" * 65},
    ],
)
def test_a_report_without_a_call_or_a_caller_is_400(
    line: Line, kind: str, form: dict[str, str | None]
) -> None:
    sid = form.get("CallSid", "CA1")
    rest = {name: value for name, value in form.items() if name != "CallSid"}
    whole = {
        "CallSid": sid,
        "AccountSid": line.route.account_sid,
        "From": KARIN,
        "To": line.route.number,
        **rest,
    }
    told = {name: value for name, value in whole.items() if value is not None}
    assert signed_post(line.client, line.route, kind, told).status_code == 400
    assert counts(line) == (0, 0, 0)


def test_words_nobody_knows_are_a_calm_200_and_no_facts(line: Line) -> None:
    line.post()
    assert line.done("teleported").status_code == 200
    assert line.over("dreaming").status_code == 200
    assert line.amd("parrot").status_code == 200
    assert line.amd("machine_start", sid="CA-unknown").status_code == 200
    assert line.done("completed", True, DialCallDuration="-1").status_code == 200
    assert counts(line) == (1, 2, 0)


def test_an_old_report_about_an_unknown_call_is_taken_in_no_more(line: Line) -> None:
    old = "Wed, 01 Jan 2020 10:00:00 +0000"
    assert line.post("voice/status", CallStatus="no-answer", Timestamp=old).status_code == 200
    assert counts(line) == (0, 0, 0)
    assert line.post("voice/status", CallStatus="no-answer").status_code == 200
    assert line.outcome() == "missed"


def test_while_the_database_is_away_the_phone_is_rung_where_it_is_known_and_else_an_apology_is_said(
    fresh_database: str, in_company
) -> None:
    ChannelRoute.objects.filter(company__slug="alfa").update(forward_to=PHONE)
    route = ChannelRoute.objects.select_related("company").get(company__slug="alfa")
    other = ChannelRoute.objects.select_related("company").get(company__slug="beta")
    client = Client(headers={"host": "localhost"})

    def call(of: ChannelRoute, kind: str = "voice", sid: str = "CA9") -> HttpResponse:
        form = {"CallSid": sid, "AccountSid": of.account_sid, "From": KARIN, "To": of.number}
        return signed_post(client, of, kind, form | {"CallStatus": "completed", "DialCallStatus": "busy"})

    assert call(route, sid="CA8").status_code == 200
    reconcile_wanted()
    with socket.socket() as taken:  # bound and not listening: whoever connects is refused
        taken.bind(("127.0.0.1", 0))
        connections.close_all()
        before = dict(connection.settings_dict)
        connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(taken.getsockname()[1])}
        try:
            known, unknown = call(route), call(other)
            done, status = call(route, "voice/done"), call(route, "voice/status")
            wrong = client.post(
                f"/hooks/twilio/{route.token}/voice",
                data=b"a=1",
                content_type="application/x-www-form-urlencoded",
            )
        finally:
            connections.close_all()
            connection.settings_dict.update(before)
    dial = order_of(known).find("Dial")
    assert dial is not None
    assert dial.get("action") is None
    assert dial.findtext("Number") == PHONE
    assert "inte ta emot ditt samtal" in said(unknown)
    assert order_of(unknown).find("Dial") is None
    assert order_of(done).find("Dial") is None
    assert status.status_code == 503
    assert wrong.status_code == 403
    assert reconcile_wanted()
    with in_company(route.company):
        assert list(Call.objects.values_list("external_id", flat=True)) == ["CA8"]


def test_a_call_and_its_jobs_are_stored_with_its_company_alone(line: Line, company_b, in_company) -> None:
    line.post()
    line.done("no-answer")
    assert {job.kind for job in Job.objects.filter(schema=line.company.schema_name)} == {
        "call_settle",
        "call_text",
        "call_follow",
    }
    with in_company(company_b):
        assert not Call.objects.exists()
