"""The blind questions are asked as if an answer were published."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.replay import BlindReplay, Caught, Replay
from bot.desk.similarity import Wording, wording


def worded(*texts: str) -> list[Wording]:
    return [wording(text, ()) for text in texts]


def test_it_says_what_changes_its_outcome(replay: BlindReplay) -> None:
    then = worded("介绍信丢了能补吗", "去哪里打印介绍信", "党费怎么交")
    assert replay.of([], then) == Replay(
        2,
        (
            Caught("请问去哪里打印介绍信", "answer", exactly=False),
            Caught("介绍信丢了能补吗?", "abstain", exactly=True),
        ),
    )


def test_what_gets_the_answer_already_changes_nothing(replay: BlindReplay) -> None:
    then = worded("介绍信丢了能补吗", "党费怎么交")
    assert replay.of(then[:1], then) == Replay(2, ())


def test_no_folder_is_no_replay(tmp_path: Path) -> None:
    reader = lambda text: wording(text, ())  # noqa: E731
    assert BlindReplay(lambda: reader, tmp_path / "none").of([], worded("党费怎么交")) is None


@pytest.mark.parametrize("text", ["[", "- 甲"])
def test_a_broken_file_is_no_replay(replay: BlindReplay, blind_folder: Path, text: str) -> None:
    (blind_folder / "abstentions.yml").write_text(text, encoding="utf-8")
    assert replay.of([], worded("介绍信丢了能补吗")) is None


def test_the_questions_are_read_once_and_late(replay: BlindReplay, blind_folder: Path) -> None:
    first = replay.of([], worded("介绍信丢了能补吗"))
    for file in blind_folder.iterdir():
        file.unlink()
    assert replay.of([], worded("介绍信丢了能补吗")) == first
