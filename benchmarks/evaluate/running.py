"""Asks a system everything and collects the verdicts."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from tqdm import tqdm

from benchmarks.evaluate.engines import System
from benchmarks.evaluate.items import Dialogue, Item
from benchmarks.evaluate.judging import Turn, Verdict, judge


class Judged(msgspec.Struct, frozen=True):
    """One question, what came of it and the verdict."""

    item: Item
    turn: Turn
    verdict: Verdict


class Result(msgspec.Struct, frozen=True):
    """Everything one system did."""

    name: str
    answers: list[Judged]
    abstentions: list[Judged]
    dialogues: list[list[Judged]]


def evaluate(
    system: System,
    answers: Sequence[Item],
    abstentions: Sequence[Item],
    dialogues: Sequence[Dialogue],
) -> Result:
    """Ask every single question in a conversation of its own, and every dialogue in one."""
    total = len(answers) + len(abstentions) + sum(len(d.turns) for d in dialogues)
    with tqdm(total=total, desc=system.name, unit="轮") as bar:

        def ask(conversation: str, item: Item) -> Judged:
            turn = system.ask(conversation, item.question)
            bar.update()
            return Judged(item, turn, judge(item, turn))

        def hold(dialogue: Dialogue) -> list[Judged]:
            system.set_day(dialogue.today)
            return [ask(dialogue.id, turn) for turn in dialogue.turns]

        system.set_day(None)
        return Result(
            name=system.name,
            answers=[ask(f"answer-{n}", item) for n, item in enumerate(answers)],
            abstentions=[ask(f"abstain-{n}", item) for n, item in enumerate(abstentions)],
            dialogues=[hold(dialogue) for dialogue in dialogues],
        )
