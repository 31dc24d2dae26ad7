"""Writes the report as text and as one HTML file with its plots inside."""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib as mpl
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from benchmarks.evaluate.figures import (
    Line,
    kind_of,
    line,
    lines_by,
    reliability,
    style_of,
    summary,
)
from benchmarks.evaluate.judging import VERDICTS
from benchmarks.evaluate.running import Judged, Result

mpl.use("svg")
from matplotlib import pyplot as plt

VERDICT_NAMES = {
    "right": "对",
    "asked_back": "反问",
    "handed_over": "转人工",
    "with_caveat": "答了并说明",
    "wrong": "错",
}
HEADS = (
    ("answers", "答对"),
    ("answers_with_half", "答对(反问算半)"),
    ("listed", "不该答:已列类型"),
    ("unlisted", "不该答:未列类型"),
    ("far", "不该答:离题"),
    ("wrong", "错而自信"),
    ("dialogues", "对话全对"),
    ("turns", "对话各轮"),
)


def as_text(results: list[Result]) -> str:
    """Return the report for a terminal."""
    summaries = [summary(result) for result in results]
    rows = ["\t".join(["", *(s.name for s in summaries)])]
    for field, head in HEADS:
        rows.append("\t".join([head, *(str(getattr(s, field)) for s in summaries)]))
    rows.append(
        "\t".join(["每轮毫秒(中位/p99)", *(f"{s.median:.1f}/{s.p99:.1f}" for s in summaries)])
    )
    ours = results[0]
    rows += ["", f"{ours.name}·按写法(该答的)"]
    rows += map(_row, lines_by(ours.answers, style_of))
    rows += ["", f"{ours.name}·按写法(不该答的)"]
    rows += map(_row, lines_by(ours.abstentions, style_of))
    return "\n".join(rows) + "\n"


def _row(entry: Line) -> str:
    counts = " ".join(f"{VERDICT_NAMES[v]} {n}" for v, n in entry.verdicts.items() if n)
    return f"  {entry.name}\t{entry.right}\t{counts}"


def write_html(results: list[Result], path: Path) -> None:
    """Write the report with its plots."""
    ours = results[0]
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True
    )
    sections = [
        ("该答的,按写法", lines_by(ours.answers, style_of)),
        ("该答的,按题目", lines_by(ours.answers, lambda one: one.item.group)),
        ("不该答的,按种类", lines_by(ours.abstentions, kind_of)),
        ("不该答的,按类型", lines_by(ours.abstentions, lambda one: one.item.type)),
        ("不该答的,按写法", lines_by(ours.abstentions, style_of)),
    ]
    path.write_text(
        templates.get_template("report.html").render(
            heads=HEADS,
            summaries=[summary(result) for result in results],
            sections=sections,
            verdicts=VERDICT_NAMES,
            confusion=Markup(_confusion(ours)),
            reliability=Markup(_reliability(ours)),
            errors=[one for one in ours.answers + ours.abstentions if one.verdict != "right"],
            dialogues=[d for d in ours.dialogues if any(one.verdict != "right" for one in d)],
        ),
        encoding="utf-8",
    )


def _confusion(result: Result) -> str:
    """Plot what was expected against what came."""
    expected: list[tuple[str, list[Judged]]] = [("answer", result.answers)]
    for kind in ("listed", "unlisted", "far"):
        expected.append((kind, [one for one in result.abstentions if one.item.kind == kind]))
    shares = [
        [line(name, judged).verdicts[v] / max(1, len(judged)) for v in VERDICTS]
        for name, judged in expected
    ]
    figure, axes = plt.subplots(figsize=(6, 3))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(VERDICTS)), VERDICTS, rotation=20)
    axes.set_yticks(range(len(expected)), [name for name, _ in expected])
    for y, row in enumerate(shares):
        for x, share in enumerate(row):
            colour = "white" if share > 0.6 else "black"
            axes.text(x, y, f"{100 * share:.1f}", ha="center", va="center", color=colour)
    return _svg(figure)


def _reliability(result: Result) -> str:
    """Plot how often answers were right against the confidence they were given with."""
    figure, axes = plt.subplots(figsize=(4, 3))
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    for entry in reliability(result):
        low, high = entry.right.interval
        axes.plot([entry.middle, entry.middle], [low, high], color="steelblue")
        axes.plot([entry.middle], [entry.right.value], "o", color="steelblue")
    axes.set(xlabel="confidence", ylabel="right", xlim=(0, 1), ylim=(0, 1.02))
    return _svg(figure)


def _svg(figure: plt.Figure) -> str:
    buffer = io.StringIO()
    figure.tight_layout()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    plt.close(figure)
    text = buffer.getvalue()
    return text[text.index("<svg") :]
