"""``python -m benchmarks.external FOLDER``: accuracy and AUROC of the ranker on public data."""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from benchmarks.external.few_shot import Figures, measure
from benchmarks.external.reading import DataError, read_folder
from bot.knowledge import load_knowledge


def main() -> int:
    """Read, measure once a seed, print the means; nothing is fetched."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.external",
        description="用公开数据 FewJoint(SMP2020)、SMP2017 检验排序器(数据不随项目分发)",
    )
    parser.add_argument("folder", type=Path, help="放着 *.json 的文件夹")
    parser.add_argument("--shots", type=int, default=20, help="每个意图最多几句训练(默认 20)")
    parser.add_argument("--seeds", type=int, default=3, help="重复几次(默认 3)")
    arguments = parser.parse_args()
    try:
        utterances = read_folder(arguments.folder)
    except DataError as error:
        sys.stderr.write(f"错误:{error}\n")
        return 1
    knowledge = load_knowledge()
    drawn = [measure(utterances, knowledge, arguments.shots, s) for s in range(arguments.seeds)]
    print(f"{len(utterances)} 句,每个意图最多 {arguments.shots} 句训练,{arguments.seeds} 次平均")
    names = ("准确率", "AUROC 近(同域未学的意图)", "AUROC 远(别的域)", "AUROC 闲聊")
    for name, field in zip(names, Figures._fields, strict=True):
        values = [value for figures in drawn if (value := getattr(figures, field)) is not None]
        print(f"{name}\t{statistics.mean(values):.3f}" if values else f"{name}\t没有这类句子")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
