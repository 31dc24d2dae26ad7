"""Figures of a span of days: how much was asked, what became of it, how long answers took."""

from __future__ import annotations

import statistics
from collections import Counter
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal, NamedTuple

from bot.desk.database import CHINA, Database, Row
from bot.desk.phrasings import split

Fate = Literal["answered", "asked_back", "handed_over", "talked"]
FATES: dict[str, Fate] = {
    "answer": "answered",
    "clarify": "asked_back",
    "near_miss": "handed_over",
    "hand_over": "handed_over",
}
"""Outcome of an exchange → what became of the question. Other outcomes are small talk."""
MOST_TOPICS = 20
LONGEST_SPAN = 1100
"""Days; longer spans make no chart."""


class Counts(NamedTuple):
    """Exchanges by what became of them."""

    answered: int = 0
    asked_back: int = 0
    handed_over: int = 0
    talked: int = 0

    @property
    def questions(self) -> int:
        """All but small talk."""
        return self.answered + self.asked_back + self.handed_over

    @property
    def unanswered_share(self) -> float:
        """Share of the questions that were handed over, 0–1."""
        return self.handed_over / self.questions if self.questions else 0.0


class Day(NamedTuple):
    """One day at the college."""

    day: date
    counts: Counts
    up: int
    down: int


class Topic(NamedTuple):
    """What was asked about."""

    id: str
    """``print/where``, ``answer/12`` or, of a question handed over, ``near_miss/lost_letter``."""
    asked: int


class Statistics(NamedTuple):
    """Figures of a span."""

    days: tuple[Day, ...]
    """Every day of the span, first to last."""
    total: Counts
    by_channel: dict[str, Counts]
    topics: tuple[Topic, ...]
    """Most asked first."""
    up: int
    down: int
    asked: int
    """Questions that came to the desk."""
    waiting: int
    """Of these, those that wait still."""
    hours_to_answer: float | None
    """Median; None when none was answered."""
    hours_to_answer_90: float | None
    """Nine of ten were answered faster."""
    milliseconds: float | None
    """Median of the bot's replies."""
    milliseconds_95: float | None


def measure(database: Database, first: date, last: date, channel: str | None = None) -> Statistics:
    """Return the figures of the days ``first`` to ``last``, both included.

    :param channel: count only this channel
    :raises ValueError: when the span is empty or longer than :data:`LONGEST_SPAN`
    """
    length = (last - first).days + 1
    if not 1 <= length <= LONGEST_SPAN:
        raise ValueError(f"日期范围应为 1–{LONGEST_SPAN} 天")
    span = _Span(database, first, last, channel)
    exchanges = span.rows(
        "select date(at, '+8 hours') as day, channel, outcome, entries, count(*) as number "
        "from exchange where {} group by 1, 2, 3, 4",
        "at",
    )
    thumbs = span.rows(
        "select date(at, '+8 hours') as day, verdict, count(*) as number "
        "from feedback where {} group by 1, 2",
        "at",
    )
    asked = span.rows("select kind, asked_at, answered_at from question where {}", "asked_at")
    spans = [
        datetime.fromisoformat(row["answered_at"]) - datetime.fromisoformat(row["asked_at"])
        for row in asked
        if row["answered_at"]
    ]
    hours = [taken.total_seconds() / 3600 for taken in spans]
    milliseconds = [
        float(row["milliseconds"])
        for row in span.rows("select milliseconds from exchange where {}", "at")
    ]
    by_day = _counts(exchanges, "day")
    verdicts = Counter[tuple[str, str]]()
    for row in thumbs:
        verdicts[row["day"], row["verdict"]] += row["number"]
    days = tuple(
        Day(
            day,
            by_day.get(day.isoformat(), Counts()),
            verdicts[day.isoformat(), "up"],
            verdicts[day.isoformat(), "down"],
        )
        for day in (first + timedelta(days=n) for n in range(length))
    )
    return Statistics(
        days=days,
        total=Counts(*map(sum, zip(*(day.counts for day in days), strict=True))),
        by_channel=_counts(exchanges, "channel"),
        topics=_topics(exchanges, asked),
        up=sum(day.up for day in days),
        down=sum(day.down for day in days),
        asked=len(asked),
        waiting=sum(1 for row in asked if not row["answered_at"]),
        hours_to_answer=_quantile(hours, 50),
        hours_to_answer_90=_quantile(hours, 90),
        milliseconds=_quantile(milliseconds, 50),
        milliseconds_95=_quantile(milliseconds, 95),
    )


class _Span:
    """Restricts queries to a span of days and a channel."""

    def __init__(self, database: Database, first: date, last: date, channel: str | None) -> None:
        self._database = database
        self._parameters = [_stored(first), _stored(last + timedelta(days=1))]
        self._channel = channel

    def rows(self, sql: str, column: str) -> list[Row]:
        condition = f"{column} >= ? and {column} < ?"
        if self._channel is None:
            return self._database.rows(sql.format(condition), self._parameters)
        condition += " and channel = ?"
        return self._database.rows(sql.format(condition), [*self._parameters, self._channel])


def _stored(day: date) -> str:
    """Return when a day at the college begins, as times are stored."""
    begins = datetime.combine(day, time(), CHINA).astimezone(timezone.utc)
    return begins.isoformat(timespec="seconds")


def _counts(exchanges: list[Row], key: str) -> dict[str, Counts]:
    counted: dict[str, Counter[str]] = {}
    for row in exchanges:
        fate = FATES.get(row["outcome"], "talked")
        counted.setdefault(row[key], Counter())[fate] += row["number"]
    return {
        value: Counts(*(fates[fate] for fate in Counts._fields))
        for value, fates in sorted(counted.items())
    }


def _topics(exchanges: list[Row], asked: list[Row]) -> tuple[Topic, ...]:
    counts: Counter[str] = Counter()
    for row in exchanges:
        if FATES.get(row["outcome"]) == "answered":
            for entry in split(row["entries"]):
                counts[entry] += row["number"]
    counts.update(f"near_miss/{row['kind']}" for row in asked if row["kind"])
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Topic(*item) for item in ordered[:MOST_TOPICS])


def _quantile(values: list[float], percent: int) -> float | None:
    if len(values) < 2:
        return values[0] if values else None
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
