"""What `make run` prints beside the address."""

from __future__ import annotations

from pathlib import Path

from bot.announce import first_account
from bot.desk.desk import Desk
from bot.desk.staff import Staff
from bot.settings import Settings


def test_the_first_run_prints_a_link_that_makes_the_administrator(tmp_path: Path) -> None:
    settings = Settings.from_environment({"BOT_DATA": str(tmp_path), "BOT_PORT": "8123"})
    line = first_account(settings)
    lead, _, token = line.strip().rpartition("/")
    assert lead.endswith("http://127.0.0.1:8123/desk/link")
    assert "只能用一次" in line
    desk = Desk(settings.desk_database)
    staff = Staff(desk.database, desk.audit)
    staff.use_setup_link(token, "zhang", "张老师", "一句自己记得住的话就好")
    desk.close()
    assert first_account(settings) == ""


def test_the_link_leads_to_the_public_address(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {"BOT_DATA": str(tmp_path), "BOT_PUBLIC_URL": "https://bot.example.edu.cn/"}
    )
    assert "https://bot.example.edu.cn/desk/link/" in first_account(settings)
