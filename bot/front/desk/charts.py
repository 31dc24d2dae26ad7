"""Charts as SVG, drawn on the server: no script, no foreign styles, readable without colour.

Colours come from classes ``s0``, ``s1`` … of the style sheet, so that dark mode works. Every
chart has a title and a description for screen readers; the page shows the figures beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

WIDTH = 720
"""Units of the drawing; it is scaled to the page."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 8, 12, 28
_PLOT = 200
_ROW = 28
_LABEL = 220
_MOST_TICKS = 10


class Series(NamedTuple):
    """Values of one kind, one a column."""

    name: str
    values: Sequence[float]


def columns(title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Return stacked columns.

    :param labels: below the columns; some are left out where there is no room
    :param series: from the bottom up; each as long as ``labels``
    """
    totals = [sum(one.values[i] for one in series) for i in range(len(labels))]
    top = _round_up(max(totals, default=0))
    step = (WIDTH - _LEFT - _RIGHT) / max(len(labels), 1)
    bar = min(step * 0.8, 48)
    parts = [_grid(top)]
    for i, label in enumerate(labels):
        x = _LEFT + i * step + (step - bar) / 2
        y = float(_TOP + _PLOT)
        for number, one in enumerate(series):
            height = one.values[i] / top * _PLOT
            if height <= 0:
                continue
            y -= height
            parts.append(
                f'<rect class="s{number}" x="{x:.1f}" y="{y:.1f}" width="{bar:.1f}" '
                f'height="{height:.1f}"><title>{escape(label)} {escape(one.name)}:'
                f"{_number(one.values[i])}</title></rect>"
            )
        if i % (len(labels) // _MOST_TICKS + 1) == 0:
            parts.append(
                f'<text class="tick" x="{x + bar / 2:.1f}" y="{_TOP + _PLOT + 18}" '
                f'text-anchor="middle">{escape(label)}</text>'
            )
    names = "、".join(f"{one.name}共 {_number(sum(one.values))}" for one in series)
    return _svg(title, names or "没有数据", _TOP + _PLOT + _BOTTOM, parts)


def rows(title: str, values: Sequence[tuple[str, float]], unit: str = "") -> Markup:
    """Return horizontal bars with their names and figures, in the order given."""
    top = max((value for _, value in values), default=0) or 1
    room = WIDTH - _LABEL - 70
    parts = []
    for i, (label, value) in enumerate(values):
        y = i * _ROW
        length = max(value / top * room, 1)
        shown = label if len(label) <= 15 else label[:14] + "…"
        parts.append(
            f'<text class="label" x="{_LABEL - 8}" y="{y + 18}" text-anchor="end">'
            f"{escape(shown)}<title>{escape(label)}</title></text>"
            f'<rect class="s0" x="{_LABEL}" y="{y + 5}" width="{length:.1f}" height="18" rx="3"/>'
            f'<text class="value" x="{_LABEL + length + 6:.1f}" y="{y + 18}">'
            f"{_number(value)}{escape(unit)}</text>"
        )
    described = ";".join(f"{label} {_number(value)}{unit}" for label, value in values)
    return _svg(title, described or "没有数据", max(len(values), 1) * _ROW, parts)


def _svg(title: str, description: str, height: int, parts: Sequence[str]) -> Markup:
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}:{escape(description)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _grid(top: float) -> str:
    lines = []
    for share in (0.0, 0.5, 1.0):
        y = _TOP + _PLOT * (1 - share)
        lines.append(
            f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">'
            f"{_number(top * share)}</text>"
        )
    return "".join(lines)


def _round_up(value: float) -> float:
    """Return a round number, at least 2, that isn't below ``value``."""
    top = 2.0
    while top < value:
        top *= 2.5 if str(top)[0] == "2" else 2
    return top


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"
