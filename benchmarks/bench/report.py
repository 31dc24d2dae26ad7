"""The figures as a table."""

from __future__ import annotations

import math
import os
import unicodedata
from collections.abc import Sequence

import msgspec

from benchmarks.bench.load import Load


class Figures(msgspec.Struct, frozen=True):
    """Everything that was measured."""

    ready_after: float
    """Seconds."""
    ranker: list[float]
    """Milliseconds a message."""
    alone: Load
    actions: Load
    """First messages of conversations that ask for something to be done."""
    crowds: list[Load]
    fresh: dict[str, float]
    """Megabytes of each process, before the first question."""
    used: dict[str, float]
    """And after the last one."""


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` of all are not above (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def as_text(figures: Figures) -> str:
    """Return the tables."""
    speed = [
        ["", "轮数", "中位", "p95", "p99", "最慢", "每秒", "致歉"],
        _speed_row("一问一答", figures.alone),
        _speed_row("要它做事", figures.actions),
        *(_speed_row(f"{load.students} 人同时问", load) for load in figures.crowds),
        ["其中排序器", str(len(figures.ranker)), *_quantiles(figures.ranker), "", ""],
    ]
    memory = [
        ["", "刚就绪", "全部问完"],
        *(
            [name, f"{figures.fresh[name]:.0f} MB", f"{figures.used[name]:.0f} MB"]
            for name in figures.fresh
        ),
        ["合计", *(f"{sum(m.values()):.0f} MB" for m in (figures.fresh, figures.used))],
    ]
    return "\n".join(
        [
            f"就绪:{figures.ready_after:.1f} 秒(模型已训练);本机 {os.cpu_count()} 核",
            "",
            "每轮耗时(学生感受到的)",
            *_aligned(speed),
            "",
            "常驻内存",
            *_aligned(memory),
            "",
        ]
    )


def _speed_row(name: str, load: Load) -> list[str]:
    turns = str(len(load.milliseconds))
    return [
        name,
        turns,
        *_quantiles(load.milliseconds),
        f"{load.per_second:.1f}",
        str(load.apologies),
    ]


def _quantiles(milliseconds: Sequence[float]) -> list[str]:
    return [f"{percentile(milliseconds, share):.1f} ms" for share in (0.5, 0.95, 0.99, 1.0)]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) if first else " " * (width - _width(cell)) + cell
            for cell, width, first in zip(row, widths, [True, *[False] * len(row)], strict=False)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Return how many columns a text takes on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
