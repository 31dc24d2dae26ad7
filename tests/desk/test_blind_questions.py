"""The blind questions are read in one place."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from bot.desk.blind_questions import BlindQuestion, read_abstentions, read_answers


def test_what_is_expected_comes_from_the_file_it_stands_in(blind_folder: Path) -> None:
    (answered,) = read_answers(BlindQuestion, blind_folder)
    (handed_over,) = read_abstentions(BlindQuestion, blind_folder)
    assert (answered.question, answered.expect) == ("请问去哪里打印介绍信", "answer")
    assert (handed_over.question, handed_over.expect) == ("介绍信丢了能补吗?", "abstain")


def test_those_of_the_project_are_found() -> None:
    assert len(read_answers(BlindQuestion)) >= 1000
    assert len(read_abstentions(BlindQuestion)) >= 600


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="answers"):
        read_answers(BlindQuestion, tmp_path)


@pytest.mark.parametrize("text", ["[", "甲: 乙", "- 甲", "- {kind: listed}", "\x00"])
def test_a_broken_file_is_an_error(blind_folder: Path, text: str) -> None:
    (blind_folder / "answers.yml").write_text(text, encoding="utf-8")
    with pytest.raises(msgspec.DecodeError):
        read_answers(BlindQuestion, blind_folder)
