"""The log, the overview, the rules and the downloads at the portal; the simulated phone; the REST resource."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from conversations.calls_periods import chosen
from conversations.charts import nice_top
from conversations.csv_files import safe_cell
from conversations.models import Call, CallSettings, Conversation, Message, Outcome
from crm.models import Contact
from crm.services import contact_create
from nexus.api.models import ApiKey
from nexus.audit.models import Instruction
from tests.api.factories import make_ai_answer, make_contact, make_inbound
from tests.conversations.calls.conftest import KARIN, Line
from tests.conversations.conftest import Desk


def make_call(
    number: int = 605, name: str = "Åsa Öberg", *, outcome: str | None = "missed", **fields
) -> Call:
    known = [c for c in Contact.objects.all() if str(c.name) == name]
    contact = known[0] if known else make_contact(number, name)
    return Call.objects.create(
        contact=contact,
        phone=f"+46701740{number}",
        route_id=uuid4(),
        external_id=f"CA{uuid4().hex}",
        outcome=outcome,
        **fields,
    )


def read_csv(response) -> list[list[str]]:
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_log_says_what_came_of_each_call_and_whom_to_call_back(desk: Desk) -> None:
    now = timezone.now()
    make_call(605, "Vera Väntar", texted_back_at=now, text_id=uuid4())
    make_call(606, "Lena Landvik", no_text="not_mobile")
    answered = make_call(607, "Svante Svarad", outcome="answered", seconds=125)
    wrote = make_call(608, "Skriv Skrivsson")
    conversation = Conversation.objects.create(contact=wrote.contact, channel="sms", route_id=desk.route.pk)
    make_inbound(conversation, "Hej!")
    page = desk.get("/calls/", **{"accept-language": "sv"}).content.decode()
    assert "Inget svar än" in page
    assert "Fast telefon" in page
    assert "tel:+46701740606" in page
    assert "tel:+46701740608" not in page
    assert "Har skrivit" in page
    assert str(answered.contact.name) not in page
    page = desk.get("/calls/?tab=answered", **{"accept-language": "sv"}).content.decode()
    assert "Svante Svarad" in page
    assert "2 minuter" in page


def test_each_way_a_call_ends_has_its_own_word_and_icon_and_each_row_leads_to_the_person(desk: Desk) -> None:
    ends = {
        "missed": ("missed", "Missat"),
        "busy": ("pause", "Upptaget"),
        "voicemail": ("note", "Röstbrevlåda"),
        "failed": ("alert", "Kunde inte kopplas fram"),
    }
    calls = {
        outcome: make_call(605 + number, f"Ringare {outcome}", outcome=outcome)
        for number, outcome in enumerate(ends)
    }
    page = desk.get("/calls/", **{"accept-language": "sv"}).content.decode()
    for outcome, (icon, word) in ends.items():
        start = page.index(f"Ringare {outcome}</a>")
        row = page[start : page.index("</tr>", start)]
        assert f"#i-{icon}" in row.split("data-label")[1]
        assert word in row.split("data-label")[1]
        assert "tel:+" in row
        assert (
            f'href="/contacts/{calls[outcome].contact_id}/conversation/"' in page[:start].rsplit("<th", 1)[1]
        )


def test_the_log_is_paged_by_key(desk: Desk) -> None:
    base = timezone.now() - timedelta(hours=2)
    for number in range(30):
        make_call(
            610, f"Ringare {number:02d}", started_at=base + timedelta(minutes=number)
        ) if number == 0 else Call.objects.create(
            hidden=True,
            route_id=uuid4(),
            external_id=f"CA{number}",
            outcome="missed",
            started_at=base + timedelta(minutes=number),
        )
    first = desk.get("/calls/?tab=all").content.decode()
    assert "Ringare 00" not in first
    cursor = first.split("before=")[1].split('"')[0]
    Call.objects.create(hidden=True, route_id=uuid4(), external_id="CA-new", outcome="missed")
    second = desk.get(f"/calls/?tab=all&before={cursor}").content.decode()
    assert "Ringare 00" in second
    assert second.count('class="cell"') == 5
    assert desk.get("/calls/?before=nonsense").status_code == 200


def test_a_call_stands_in_the_thread_where_it_happened(desk: Desk, line: Line) -> None:
    with line.inside():
        conversation = desk.conversation(612)
        make_inbound(conversation, "Före samtalet")
    number = "+46701740612"
    line.post(sid="CA1", From=number)
    line.done("no-answer", sid="CA1", From=number)
    line.work()
    page = desk.get(f"/c/{conversation.pk}/", **{"accept-language": "sv"}).content.decode()
    assert "Missat samtal" in page
    assert "sms skickades automatiskt efter" in page
    assert page.rindex("Före samtalet") < page.index("Missat samtal") < page.rindex("Vi missade ditt samtal")
    call = line.call()
    with line.inside():
        earlier = Conversation.objects.create(
            contact=call.contact, channel="sms", route_id=uuid4(), state="closed"
        )
        later = desk.conversation(613, "Någon Annan")
    assert "Missat samtal" not in desk.get(f"/c/{later.pk}/", **{"accept-language": "sv"}).content.decode()
    assert "Missat samtal" in desk.get(f"/c/{earlier.pk}/", **{"accept-language": "sv"}).content.decode()


def test_a_restricted_customers_calls_are_not_in_their_closed_thread(desk: Desk) -> None:
    call = make_call(605)
    Contact.objects.filter(pk=call.contact_id).update(restricted=True)
    conversation = Conversation.objects.create(
        contact_id=call.contact_id, channel="sms", route_id=desk.route.pk
    )
    assert (
        "Missat samtal"
        not in desk.get(f"/c/{conversation.pk}/", **{"accept-language": "sv"}).content.decode()
    )


def test_the_overview_shows_figures_charts_and_the_tables_behind(desk: Desk) -> None:
    make_call(605, texted_back_at=timezone.now())
    make_call(606, "Bo Ek", outcome="answered")
    page = desk.get("/overview/", **{"accept-language": "sv"}).content.decode()
    assert page.count('role="img"') == 4
    assert page.count("<desc ") == 4
    assert page.count('class="as-table"') == 4
    assert "style=" not in page
    assert "1 besvarat, 1 missat" in page or "1 besvarade, 1 missade" in page
    old = desk.get("/overview/?from=2020-01-01&to=2020-01-31", **{"accept-language": "sv"}).content.decode()
    assert "0 besvarade, 0 missade" in old
    for query in (
        "period=month",
        "period=90",
        "period=x",
        "from=2026-02-30&to=x",
        "from=2030-01-01&to=2020-01-01",
    ):
        assert desk.get(f"/overview/?{query}").status_code == 200


def test_the_overviews_download_has_counts_and_no_numbers(desk: Desk) -> None:
    make_call(605)
    rows = read_csv(desk.get("/overview/overview.csv"))
    assert rows[0] == ["day", "hour", "outcome", "texted_back", "wrote", "booked", "calls"]
    assert rows[1][2:] == ["missed", "0", "0", "0", "1"]
    assert "46701740605" not in str(rows)


def test_the_overviews_archive_has_what_the_page_shows(desk: Desk) -> None:
    make_call(605)
    conversation = desk.conversation(613, "=1+1")
    make_inbound(conversation, "Vad kostar det?")
    make_ai_answer(conversation)
    other = desk.conversation(614)
    make_inbound(other, "Får jag prata med någon?")
    handed = make_ai_answer(other)
    handed.interpretation.decision = "handed_over"
    handed.interpretation.save(update_fields=["decision"])
    page = desk.get("/overview/?period=30", **{"accept-language": "sv"}).content.decode()
    assert "/overview/overview.zip?period=30" in page
    assert "1 av 2 frågor" in page
    assert "50 <small>%</small>" in page
    with zipfile.ZipFile(io.BytesIO(b"".join(desk.get("/overview/overview.zip?period=30")))) as archive:
        assert sorted(archive.namelist()) == [
            "bookings.csv", "calls.csv", "questions.csv", "response_times.csv", "totals.csv",
        ]  # fmt: skip
        tables = {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }
    totals = dict(tables["totals.csv"][1:])
    assert (totals["calls"], totals["questions"], totals["questions_answered_by_ai"]) == ("1", "2", "1")
    assert totals["ai_share_percent"] == "50"
    assert len(tables["questions.csv"]) == 31
    assert tables["questions.csv"][-1][1:] == ["1", "0", "1"]
    assert "46701740605" not in str(tables)


def test_the_logs_download_is_the_owners_and_leaves_out_restricted_numbers(
    desk: Desk, log_in, client_a
) -> None:
    make_call(605)
    restricted = make_call(606, "Rut Ek")
    Contact.objects.filter(pk=restricted.contact_id).update(restricted=True)
    rows = read_csv(desk.get("/calls/calls.csv"))
    assert [row[1] for row in rows] == ["phone", "'+46701740605", ""]
    log_in(client_a, desk.company, role="agent")
    assert desk.get("/calls/calls.csv").status_code == 403


@pytest.mark.parametrize("cell", ["=1+1", "+46", "-1", "@sum", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"
    assert safe_cell("missed") == "missed"


RULES: dict[str, str | list[str]] = {
    "rings": "always",
    "ring_seconds": "30",
    "screening": "amd",
    "text_open": ["missed", "busy"],
    "text_closed": [],
    "window_hours": "24",
    "countries": "no, dk",
    "hourly_budget": "20",
    "wording_sv": "Hej från {company}! Svara här.",
    "wording_en": "",
}


def test_the_owner_sets_the_rules_and_each_change_is_an_instruction(desk: Desk) -> None:
    answer = desk.post("/settings/calls/", RULES)
    assert answer.status_code == 302
    kept = CallSettings.objects.get()
    assert (kept.rings, kept.ring_seconds, kept.screening, kept.window_hours) == ("always", 30, "amd", 24)
    assert (kept.text_open, kept.text_closed, kept.countries) == (["missed", "busy"], [], ["NO", "DK"])
    settings = set(Instruction.objects.filter(setting__startswith="calls.").values_list("setting", flat=True))
    assert settings == {f"calls.{name}" for name in RULES if name != "wording_en"}
    desk.post("/settings/calls/", RULES)
    assert Instruction.objects.filter(setting__startswith="calls.").count() == len(settings)


@pytest.mark.parametrize(
    "change",
    [
        {"ring_seconds": "90"},
        {"countries": "XX"},
        {"text_open": ["answered"]},
        {"window_hours": "0"},
        {"wording_sv": "Svara här!"},
        {"wording_sv": "{company} har rea, 20 % rabatt!"},
        {"hourly_budget": "0"},
    ],
)
def test_rules_that_cannot_be_are_refused_and_nothing_is_kept(desk: Desk, change: dict[str, str]) -> None:
    assert desk.post("/settings/calls/", {**RULES, **change}).status_code == 422
    assert not CallSettings.objects.exists()


def test_agents_cannot_change_the_rules(desk: Desk, log_in, client_a) -> None:
    log_in(client_a, desk.company, role="agent")
    assert desk.get("/settings/calls/").status_code == 403
    assert desk.get("/calls/").status_code == 200


@pytest.mark.parametrize(
    ("end", "outcome"), [("missed", "missed"), ("busy", "busy"), ("answered", "answered")]
)
def test_the_simulated_phone_rings_through_the_same_services(
    desk: Desk, line: Line, end: str, outcome: str
) -> None:
    assert desk.post(f"/simulator/{KARIN}/ring/", {"end": end}).status_code == 302
    call = Call.objects.get()
    assert (call.outcome, call.phone) == (outcome, KARIN)
    line.work()
    with line.inside():
        assert Message.objects.filter(direction="outbound").count() == (end != "answered")
    assert desk.post(f"/simulator/{KARIN}/ring/", {"end": "x"}).status_code == 404
    assert desk.post("/simulator/+46812345678/ring/", {"end": "missed"}).status_code == 404


def test_calls_over_rest_are_newest_first_found_by_number_and_paged(in_company_a, client_a) -> None:
    base = timezone.now() - timedelta(hours=1)
    contact = contact_create(phone=KARIN)
    for number in range(5):
        Call.objects.create(
            contact=contact if number % 2 else None,
            phone=KARIN if number % 2 else "",
            hidden=not number % 2,
            route_id=uuid4(),
            external_id=f"CA{number}",
            outcome=Outcome.MISSED if number else None,
            texted_back_at=base if number == 3 else None,
            started_at=base + timedelta(minutes=number),
        )
    key = ApiKey.issue(name="Kassan")[1]

    def get(path: str, status: int = 200):
        answer = client_a.get(path, headers={"host": "alfa.localhost", "authorization": f"Api-Key {key}"})
        assert answer.status_code == status, answer.content
        return answer.json()

    page = get("/api/v1/calls?page_size=3")
    assert [call["phone"] for call in page["results"]] == [None, KARIN, None]
    assert set(page["results"][0]) >= {"id", "phone", "outcome", "texted_back", "started_at"}
    assert [call["texted_back"] for call in page["results"]] == [False, True, False]
    rest = get(page["next"].replace("http://alfa.localhost", "").replace("http://alfa.localhost:8000", ""))
    assert [call["outcome"] for call in rest["results"]] == ["missed", None]
    mine = get("/api/v1/calls?phone=%2B46701740612")["results"]
    assert [call["phone"] for call in mine] == [KARIN, KARIN]
    assert get(f"/api/v1/calls/{mine[0]['id']}")["id"] == mine[0]["id"]
    get("/api/v1/calls?outcome=nothing", 400)
    get("/api/v1/calls?phone=x", 400)


def test_a_period_is_whole_days_within_bounds() -> None:
    today = timezone.localdate()
    assert len(chosen({}, today).period.days) == 14
    assert chosen({"from": "2026-01-01", "to": "2026-01-31"}, today).query == "from=2026-01-01&to=2026-01-31"
    assert chosen({"from": "2020-01-01", "to": "2026-01-31"}, today).key == "14"
    assert [nice_top(value) for value in (0, 3, 4, 7, 16, 61, 301)] == [3, 3, 6, 15, 30, 150, 600]
