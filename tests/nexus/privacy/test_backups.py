"""How long backups live is what ops say, and everybody is told the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gdpr.registers.record import record
from gdpr.registers.record_text import record_markdown
from nexus.env import BadSetting, read_env
from nexus.privacy.backups import backups_text, gone_from_backups
from nexus.privacy.notice import NoticeCompany, notice
from nexus.tenants.models import Company


@pytest.fixture
def ninety(settings) -> None:
    settings.NEXUS = replace(settings.NEXUS, backup_days=90)


def days(home: Path, value: str) -> int:
    return read_env({"NEXUS_ENV": "test", "NEXUS_HOME": str(home), "NEXUS_BACKUP_DAYS": value}).backup_days


def test_the_setting_is_read_in_days_and_a_part_of_one_counts_whole(tmp_path: Path) -> None:
    assert (days(tmp_path, ""), days(tmp_path, "14"), days(tmp_path, "14.5")) == (35, 14, 15)


@pytest.mark.parametrize("value", ["0", "4000", "en månad", "-1"])
def test_a_time_that_cannot_be_stops_the_start(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadSetting, match="NEXUS_BACKUP_DAYS"):
        days(tmp_path, value)


def test_the_day_on_which_the_last_backup_is_gone_is_counted_here(ninety: None) -> None:
    # Half past eleven at night in UTC is already the next day in Sweden.
    assert str(gone_from_backups(datetime(2026, 3, 1, 23, 30, tzinfo=UTC))) == "2026-05-31"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_notice_and_record_say_what_the_setting_says(ninety: None, in_company_a: Company, language) -> None:
    said = backups_text(language)
    assert "90" in said
    for company in (None, NoticeCompany(name="Salong Alfa")):
        assert said in notice(language, company).section("data").paragraphs
    found = record(language)
    assert found["backups"] == {"days": 90, "text": said}
    assert said in record_markdown(found)
