"""``python -m benchmarks.bench``: start everything, ask, print the figures."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from benchmarks.bench.house import running_house
from benchmarks.bench.load import put_load_on
from benchmarks.bench.ranking import time_ranker
from benchmarks.bench.report import Figures, as_text
from benchmarks.evaluate.items import read_abstentions, read_answers, read_requests
from bot.settings import ROOT
from bot.train import train


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="make bench",
        description="测速度和内存:启动真实的三个进程(空闲端口、临时数据),用盲测题提问",
    )
    parser.add_argument("--turns", type=int, default=240, help="每一项问多少轮(默认 240)")
    parser.add_argument(
        "--students",
        type=int,
        nargs="*",
        default=[2, 8, 32],
        metavar="N",
        help="饱和测试里同时提问的人数(默认 2 8 32)",
    )
    options = parser.parse_args()
    if options.turns < 1 or min(options.students, default=1) < 1:
        parser.error("轮数和人数至少是 1")
    os.chdir(ROOT)
    questions = [item.question for item in (*read_answers(), *read_abstentions())]
    ranker = time_ranker(train(), questions[: options.turns])
    with running_house() as house:
        fresh = house.resident_megabytes()
        alone, *crowds = (
            asyncio.run(put_load_on(house.url, questions, options.turns, students))
            for students in (1, *options.students)
        )
        actions = asyncio.run(
            put_load_on(house.url, read_requests(), options.turns, 1, turns_of_a_student=1)
        )
        figures = Figures(
            house.ready_after, ranker, alone, actions, crowds, fresh, house.resident_megabytes()
        )
    sys.stdout.write(as_text(figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
