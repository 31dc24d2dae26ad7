"""``python -m benchmarks.evaluate``: ask everything, print the report, write it as HTML."""

from __future__ import annotations

import argparse
import os
import sys

from benchmarks.evaluate.bm25 import Bm25System
from benchmarks.evaluate.engines import our_engine
from benchmarks.evaluate.figures import summary
from benchmarks.evaluate.gates import figures_of, pass_gates
from benchmarks.evaluate.items import read_abstentions, read_answers, read_dialogues
from benchmarks.evaluate.report import as_text, write_html
from benchmarks.evaluate.running import evaluate
from benchmarks.evaluate.vanilla import train_vanilla, vanilla_engine
from bot.knowledge import load_knowledge
from bot.settings import ROOT, Settings
from bot.train import train


def main() -> int:
    """Evaluate the product and, unless told otherwise, its peers."""
    parser = argparse.ArgumentParser(prog="make evaluate", description="在盲测题上评测")
    parser.add_argument("--alone", action="store_true", help="不训练、不运行对照系统")
    parser.add_argument("--gate", action="store_true", help="比上次通过的模型差就返回 1")
    arguments = parser.parse_args()
    alone = arguments.alone
    os.chdir(ROOT)
    knowledge = load_knowledge()
    questions = (read_answers(), read_abstentions(), read_dialogues())
    folder = Settings.from_environment().data / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    with our_engine(train()) as ours:
        results = [evaluate(ours, *questions)]
    if not alone:
        with vanilla_engine(train_vanilla(knowledge, folder / "vanilla")) as vanilla:
            results.append(evaluate(vanilla, *questions))
        notice = (ROOT / "kb" / "sources" / "notice.txt").read_text(encoding="utf-8")
        results.append(evaluate(Bm25System(notice, knowledge), *questions))
    text = as_text(results)
    sys.stdout.write(text)
    (folder / "report.txt").write_text(text, encoding="utf-8")
    write_html(results, folder / "report.html")
    sys.stdout.write(f"\n详细报告:{(folder / 'report.html')}\n")
    if arguments.gate:
        lost = pass_gates(figures_of(summary(results[0])), folder / "gates.json")
        sys.stdout.write("".join(f"{sentence}\n" for sentence in lost))
        return 1 if lost else 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
