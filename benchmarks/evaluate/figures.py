"""Turns verdicts into the figures of the report."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from benchmarks.evaluate.intervals import Share
from benchmarks.evaluate.judging import VERDICTS
from benchmarks.evaluate.running import Judged, Result

ASKED_BACK_COUNTS = 0.5
"""Of an answerable question."""


class Line(msgspec.Struct, frozen=True):
    """A row of a table."""

    name: str
    right: Share
    verdicts: dict[str, int]


def lines_by(judged: Iterable[Judged], key: Callable[[Judged], str]) -> list[Line]:
    """Return a line for each value of ``key``, the largest first."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(key(one), []).append(one)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [line(name, group) for name, group in ordered]


def line(name: str, judged: list[Judged]) -> Line:
    """Return the line of one group."""
    counted = Counter(one.verdict for one in judged)
    return Line(
        name,
        Share(counted["right"], len(judged)),
        {verdict: counted[verdict] for verdict in VERDICTS},
    )


class Summary(msgspec.Struct, frozen=True):
    """The head of the report for one system."""

    name: str
    answers: Share
    answers_with_half: Share
    """Asking back counted as half."""
    listed: Share
    unlisted: Share
    far: Share
    wrong: Share
    """Wrong and confident, of all single questions."""
    dialogues: Share
    """With every turn right."""
    turns: Share
    median: float
    """Milliseconds a turn."""
    p99: float


def summary(result: Result) -> Summary:
    """Return the head figures of a system."""
    right = line("", result.answers).right
    asked = sum(one.verdict == "asked_back" for one in result.answers)
    kinds = {entry.name: entry.right for entry in lines_by(result.abstentions, kind_of)}
    singles = result.answers + result.abstentions
    times = sorted(one.turn.milliseconds for one in singles)
    turns = [one for dialogue in result.dialogues for one in dialogue]
    return Summary(
        name=result.name,
        answers=right,
        answers_with_half=Share(right.part + ASKED_BACK_COUNTS * asked, right.whole),
        listed=kinds.get("listed", Share(0, 0)),
        unlisted=kinds.get("unlisted", Share(0, 0)),
        far=kinds.get("far", Share(0, 0)),
        wrong=Share(sum(one.verdict == "wrong" for one in singles), len(singles)),
        dialogues=Share(
            sum(all(one.verdict == "right" for one in d) for d in result.dialogues),
            len(result.dialogues),
        ),
        turns=Share(sum(one.verdict == "right" for one in turns), len(turns)),
        median=statistics.median(times) if times else 0.0,
        p99=times[int(len(times) * 0.99)] if times else 0.0,
    )


def style_of(one: Judged) -> str:
    """Return how a question is written."""
    return one.item.style


def kind_of(one: Judged) -> str:
    """Return the kind of an abstention."""
    return one.item.kind


class Bin(msgspec.Struct, frozen=True):
    """Answers whose confidence lies in one range."""

    middle: float
    right: Share


def reliability(result: Result, bins: int = 10) -> list[Bin]:
    """Return how often answers given with a confidence were right, by range of confidence."""
    given = [
        (one.turn.confidence, one.verdict in ("right", "with_caveat"))
        for one in result.answers + result.abstentions
        if one.turn.confidence is not None and "answer" in one.turn.did
    ]
    found = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [
            right
            for confidence, right in given
            if low <= confidence < high or confidence == high == 1
        ]
        if inside:
            found.append(Bin((low + high) / 2, Share(sum(inside), len(inside))))
    return found
