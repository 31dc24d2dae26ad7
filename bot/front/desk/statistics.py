"""The statistics page: figures of a span of days, as charts drawn on the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import Response, StreamingResponse

from bot.desk.exports import BYTE_ORDER_MARK, csv_line
from bot.desk.statistics import Counts, Day, Statistics, measure
from bot.front.desk.charts import Series, columns, rows
from bot.front.desk.downloads import attachment
from bot.front.desk.pages import CHANNELS, Context
from bot.front.desk.queues import title_of
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit

USUAL_SPAN = timedelta(days=29)
BY_WEEK_FROM = 93
"""Days from which a column is a week."""
TOPICS_SHOWN = 12
COLUMNS = ("日期", "答复", "追问", "转交", "闲聊", "点赞", "点踩")
CHANNEL_NAMES = tuple(dict.fromkeys(CHANNELS))


@dataclass(frozen=True)
class Span:
    """The days that are wanted."""

    first: date
    last: date
    channel: str
    """Empty: all."""

    @property
    def address(self) -> str:
        """The same span as parameters of an address."""
        return urlencode({"from": self.first, "to": self.last, "channel": self.channel})


@dataclass(frozen=True)
class StatisticsPage(Context):
    """Figures of a span."""

    template: ClassVar[str] = "statistics.html"
    span: Span
    spans: Sequence[tuple[str, str]]
    """(title, address) of the usual spans."""
    channels: Mapping[str, str]
    figures: Statistics | None
    by_day: Markup
    topics: Markup
    by_channel: Sequence[tuple[str, Counts]]
    error: str


def show_statistics(services: Services, visit: Visit) -> Response:
    """Show the figures of a span."""
    today = services.desk.database.today()
    figures, error = None, ""
    span = Span(today - USUAL_SPAN, today, "")
    try:
        span = _span(visit, span)
        figures = measure(services.desk.database, span.first, span.last, span.channel or None)
    except ValueError as problem:
        error = str(problem)
    page = StatisticsPage(
        span=span,
        spans=[
            (title, Span(today - timedelta(days=days - 1), today, span.channel).address)
            for title, days in (("7 天", 7), ("30 天", 30), ("90 天", 90), ("一年", 365))
        ],
        channels=CHANNELS,
        figures=figures,
        by_day=_by_day(figures) if figures else Markup(),
        topics=_topics(services, figures) if figures else Markup(),
        by_channel=[
            (CHANNELS.get(name, name), counts) for name, counts in figures.by_channel.items()
        ]
        if figures
        else [],
        error=error,
    )
    return services.pages.show(
        visit, page, HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    )


def download_statistics(services: Services, visit: Visit) -> Response:
    """Give the days of a span as CSV."""
    today = services.desk.database.today()
    try:
        span = _span(visit, Span(today - USUAL_SPAN, today, ""))
        figures = measure(services.desk.database, span.first, span.last, span.channel or None)
    except ValueError as problem:
        return services.pages.refuse(
            "没有成功",
            str(problem),
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "/desk/statistics",
            "回到统计",
        )

    def lines() -> Iterator[str]:
        yield BYTE_ORDER_MARK + csv_line(COLUMNS)
        for day in figures.days:
            yield csv_line([day.day.isoformat(), *day.counts, day.up, day.down])

    name = f"统计-{span.first}-{span.last}.csv"
    return StreamingResponse(lines(), media_type="text/csv", headers=attachment(name))


def _span(visit: Visit, usual: Span) -> Span:
    """Return the span of the address.

    :raises ValueError: with a sentence, when it holds no dates
    """
    channel = visit.query("channel")
    try:
        first = date.fromisoformat(visit.query("from") or usual.first.isoformat())
        last = date.fromisoformat(visit.query("to") or usual.last.isoformat())
    except ValueError:
        raise ValueError("日期要写成 2026-06-24 这样") from None
    return Span(first, last, channel if channel in CHANNELS else "")


def _by_day(figures: Statistics) -> Markup:
    weekly = len(figures.days) >= BY_WEEK_FROM
    step = 7 if weekly else 1
    groups = [figures.days[i : i + step] for i in range(0, len(figures.days), step)]
    labels = [f"{group[0].day.month}-{group[0].day.day}" for group in groups]

    def sums(field: str) -> list[float]:
        return [sum(_count(day, field) for day in group) for group in groups]

    return columns(
        "每周的问题" if weekly else "每天的问题",
        labels,
        [
            Series("答复", sums("answered")),
            Series("追问", sums("asked_back")),
            Series("转交", sums("handed_over")),
        ],
    )


def _count(day: Day, field: str) -> int:
    return int(getattr(day.counts, field))


def _topics(services: Services, figures: Statistics) -> Markup:
    shown = [
        (_topic(services, topic.id), float(topic.asked)) for topic in figures.topics[:TOPICS_SHOWN]
    ]
    return rows("问得最多的话题", shown, " 次")


def _topic(services: Services, label: str) -> str:
    kind, _, number = label.partition("/")
    return f"辅导员答案 {number}" if kind == "answer" else title_of(services, label)
