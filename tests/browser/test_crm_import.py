"""The customer register in a real browser: a file with errors taken in and undone again, and how the pages look."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect

from crm.models import CrmLink, RegisterImport
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, sizes
from tests.crm.imports.sheets import table

ROWS = table(
    ("Kundnr", "Förnamn", "Efternamn", "Mobil", "Personnummer", "E-post", "Stamkund"),
    ("K-1001", "Åsa", "Öberg", "070-174 06 93", "811228-9874", "asa@oberg.example", "ja"),
    ("K-1002", "Bo", "Ek", "+46 (0)70 174 06 94", "", "", "nej"),
    ("K-1003", "Cecilia", "Lind", "4,67E+10", "", "", ""),
    ("K-1004", "David", "Ali", "", "", "", ""),
    ("K-1001", "Åsa", "Öberg", "070-174 06 93", "", "", ""),
)


def _work() -> None:
    """As a worker does, once."""
    for job in Job.objects.filter(dead=False, due_at__lte=timezone.now(), kind__startswith="register_"):
        job_run(job.pk)


def _choose(page: Page, portal: Portal, file: Path) -> None:
    page.goto(f"{portal.url}/settings/register/")
    page.get_by_label("Registrets namn").fill("Kassan")
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_role("button", name="Visa vad som finns i den").click()
    expect(page.get_by_role("heading", name="Så läses filen")).to_be_visible()


@sizes
def test_a_file_with_errors_is_taken_in_and_undone(
    visits: Visits, portal: Portal, tmp_path: Path, size: str
) -> None:
    file = tmp_path / "kunder.csv"
    file.write_bytes(ROWS.encode("cp1252"))
    looks = Looks(size)
    page = visits.logged_in(size)
    page.goto(f"{portal.url}/settings/register/")
    expect(page.get_by_text("Inget är kopplat än.")).to_be_visible()
    looks.at(page, "register-empty")

    _choose(page, portal, file)
    expect(page.get_by_text("Personnummer: importeras aldrig")).to_be_visible()
    expect(page.get_by_text("811228")).to_have_count(0)
    expect(page.get_by_text("Åsa Öberg").first).to_be_visible()
    page.get_by_label("Stamkund importeras som").select_option(label="Eget fält")
    looks.at(page, "register-mapping")
    page.get_by_role("button", name="Kontrollera alla rader").click()
    expect(page.get_by_text("Du kan lämna sidan, det fortsätter ändå.")).to_be_visible()
    looks.at(page, "register-checking")
    _work()

    # The page follows by itself.
    expect(page.get_by_role("button", name="Importera raderna")).to_be_visible(timeout=30_000)
    totals = page.locator("#totals")
    expect(totals).to_contain_text("Nya")
    expect(page.get_by_text("Kalkylarket har förkortat telefonnumret").first).to_be_visible()
    looks.at(page, "register-checked")
    page.get_by_role("button", name="Importera raderna").click()
    expect(page.get_by_text("Du kan lämna sidan, det fortsätter ändå.")).to_be_visible()
    _work()
    expect(page.get_by_role("button", name="Ångra importen")).to_be_visible(timeout=30_000)
    with company_context(Company.objects.get(slug="alfa").schema_name):
        assert CrmLink.objects.filter(system="Kassan").count() == 2
    looks.at(page, "register-done")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Ladda ner alla").click()
    lines = downloading.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Rad", "4", "5", "6"]
    page.goto(f"{portal.url}/settings/register/")
    expect(page.get_by_text("Namn, Kundnummer, E-post, Stamkund")).to_be_visible()
    looks.at(page, "register-list")
    page.go_back()

    page.get_by_role("button", name="Ångra importen").click()
    expect(page.get_by_text("Du kan lämna sidan, det fortsätter ändå.")).to_be_visible()
    _work()
    expect(page.get_by_text("Borttagna kopplingar")).to_be_visible(timeout=30_000)
    with company_context(Company.objects.get(slug="alfa").schema_name):
        assert not CrmLink.objects.filter(system="Kassan").exists()
        assert RegisterImport.objects.get().state == "undone"
    looks.at(page, "register-undone")
    assert looks.problems == {}
    assert visits.complaints == []


def test_a_file_of_200_megabytes_is_refused_in_words(visits: Visits, portal: Portal, tmp_path: Path) -> None:
    file = tmp_path / "kunder.csv"
    with file.open("wb") as into:
        into.truncate(200 * 1024 * 1024)
    page = visits.logged_in()
    page.goto(f"{portal.url}/settings/register/")
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_role("button", name="Visa vad som finns i den").click()
    expect(page.get_by_text("Filen är större än 20 MB.")).to_be_visible(timeout=60_000)
    with company_context(Company.objects.get(slug="alfa").schema_name):
        assert not RegisterImport.objects.exists()
