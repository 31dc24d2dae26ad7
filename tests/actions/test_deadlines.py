"""What is counted, and that every reply says from what."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from actions.context import Context
from actions.deadlines import Deadlines
from bot.calendar import Duration
from tests.actions.conftest import NOW

TODAY = NOW.date()


def in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日(周{'一二三四五六日'[day.weekday()]})"


def test_a_letter_and_a_receipt_agree_with_an_independent_count(context: Context) -> None:
    """10,000 random dates against python-dateutil."""
    deadlines = Deadlines(context)
    chance = random.Random(20260624)
    for _ in range(5_000):
        issued = TODAY - timedelta(days=chance.randrange(0, 1000))
        days = chance.randrange(1, 366)
        last = issued + relativedelta(days=days) - relativedelta(days=1)
        text = deadlines.letter(issued, Duration(days, "day")).text
        assert in_words(last) in text.splitlines()[0]
        assert in_words(issued) in text
        assert in_words(last + timedelta(days=1)) in text
        due = issued + relativedelta(months=1)
        text = deadlines.receipt(issued).text
        assert in_words(due) in text.splitlines()[0]
        assert in_words(issued) in text


@pytest.mark.parametrize(
    ("issued", "first_line", "left"),
    [
        (TODAY, "最晚 2026年9月21日(周一) 办完", "还有89天"),
        (TODAY - timedelta(days=83), "抓紧,最晚 2026年6月30日(周二) 办完", "还有6天"),
        (TODAY - timedelta(days=82), "抓紧,最晚 2026年7月1日(周三) 办完", "还有7天"),
        (TODAY - timedelta(days=81), "最晚 2026年7月2日(周四) 办完", "还有8天"),
        (TODAY - timedelta(days=89), "抓紧,最晚 2026年6月24日(周三) 办完", "就是今天"),
        (TODAY - timedelta(days=90), "2026年6月23日(周二)就过期了", "已经过了1天"),
    ],
)
def test_what_to_do_depends_on_what_is_left(
    context: Context, issued: date, first_line: str, left: str
) -> None:
    reply = Deadlines(context).letter(issued, None)
    assert first_line in reply.text.replace("**", "").splitlines()[0]
    assert left in reply.text
    assert "以介绍信上写的为准" in reply.text
    assert "当天算第1天" in reply.text
    assert "宽" in reply.text
    assert len(reply.text) <= 300
    assert bool(reply.files) == ("过期了" not in first_line)


@pytest.mark.parametrize(
    ("stamped", "due"),
    [("2026-01-31", "2月28日"), ("2026-05-31", "6月30日"), ("2024-01-31", "2024年2月29日")],
)
def test_a_month_ends_right(context: Context, stamped: str, due: str) -> None:
    assert due in Deadlines(context).receipt(date.fromisoformat(stamped)).text


def test_late_is_better_than_never(context: Context) -> None:
    text = Deadlines(context).receipt(date(2026, 3, 5)).text
    assert "现在就补发" in text
    assert "hitdyzzgx@163.com" in text


def test_files_lead_to_the_day_that_was_counted(context: Context) -> None:
    (file,) = Deadlines(context).letter(date(2026, 6, 20), None).files
    token = file.url.removeprefix("/files/").removesuffix(".ics")
    assert context.links.read(token).day == date(2026, 9, 17)
    assert "2026年9月17日" in file.title
