"""``GET /files/{token}.ics``."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from bot.calendar import CalendarLinks, Reminder, system_clock
from bot.calendar.links import LINK_SECONDS
from bot.front.application import create_application
from bot.knowledge import load_knowledge
from bot.secret import load_secret
from bot.settings import Settings

KNOWLEDGE = load_knowledge()
REMINDERS = [
    Reminder(kind="letter", day=date(2026, 9, 21), counted_from=date(2026, 6, 24)),
    Reminder(kind="receipt", day=date(2026, 2, 28), counted_from=date(2026, 1, 31)),
    Reminder(kind="print_day", day=date(2026, 6, 25)),
    Reminder(kind="letter_until", day=date(2026, 9, 21)),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def client(folder: Path) -> TestClient:
    return TestClient(create_application(Settings.from_environment({"BOT_DATA": str(folder)})))


def links(folder: Path, ago: int = 0) -> CalendarLinks:
    def clock() -> datetime:
        return system_clock() - timedelta(seconds=ago)

    return CalendarLinks(load_secret(folder), clock)


@pytest.mark.parametrize("reminder", REMINDERS, ids=lambda reminder: reminder.kind)
def test_a_calendar_file_is_served(client: TestClient, folder: Path, reminder: Reminder) -> None:
    response = client.get(links(folder).path(reminder))
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/calendar; charset=utf-8")
    (event,) = Calendar.from_ical(response.content).events
    assert event["dtstart"].dt == reminder.day
    assert "{" not in event["summary"] + event["description"]
    if reminder.counted_from:
        start = reminder.counted_from
        assert f"{start.year}年{start.month}月{start.day}日" in event["description"]


def test_it_has_a_name_in_chinese_and_in_ascii(client: TestClient, folder: Path) -> None:
    header = client.get(links(folder).path(REMINDERS[0])).headers["content-disposition"]
    assert 'filename="letter-2026-09-21.ics"' in header
    summary = KNOWLEDGE.wording.calendar_letter_summary
    assert unquote(header.partition("filename*=UTF-8''")[2]) == f"2026-09-21 {summary}.ics"


def test_the_particulars_stand_in_it(client: TestClient, folder: Path) -> None:
    particulars = KNOWLEDGE.particulars
    receipt = client.get(links(folder).path(REMINDERS[1])).content
    (event,) = Calendar.from_ical(receipt).events
    assert particulars["receipt_mailbox"].value in event["description"]
    assert particulars["receipt_subject"].value in event["description"]


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "党", "x" * 500])
def test_an_address_that_is_not_ours_is_not_found(client: TestClient, token: str) -> None:
    response = client.get(f"/files/{token}.ics")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == KNOWLEDGE.wording.calendar_link_bad


def test_an_old_address_is_gone(client: TestClient, folder: Path) -> None:
    response = client.get(links(folder, ago=LINK_SECONDS + 60).path(REMINDERS[0]))
    assert response.status_code == 410
    assert response.json()["detail"] == KNOWLEDGE.wording.calendar_link_expired
