"""Times as counselors read them: at the college, in words while they are near."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.desk.database import CHINA

FRESH = timedelta(minutes=30)
"""How long a page still speaks of what was done."""


def moment(at: str) -> str:
    """Return a stored time at the college: ``2026-06-24 17:03``."""
    return datetime.fromisoformat(at).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def ago(at: str | datetime, now: datetime) -> str:
    """Return how long a time lies back, in words."""
    then = datetime.fromisoformat(at) if isinstance(at, str) else at
    span = now - then
    if span < timedelta(minutes=1):
        return "刚刚"
    if span < timedelta(hours=1):
        return f"{span // timedelta(minutes=1)} 分钟前"
    if span < timedelta(days=1):
        return f"{span // timedelta(hours=1)} 小时前"
    return f"{span.days} 天前"


def until(day: date, today: date) -> str:
    """Return how far a last day is off, in words."""
    days = (day - today).days
    if days < 0:
        return f"已过期 {-days} 天"
    return "今天到期" if days == 0 else f"还有 {days} 天"
