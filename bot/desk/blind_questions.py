"""The blind questions: asked of every version of the bot, never trained on.

They come with the project's tests. An installation without that folder has none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from bot.settings import ROOT

FOLDER = ROOT / "tests" / "questions"
Expected = Literal["answer", "abstain", "clarify", "talk"]


class BlindQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """One question and what the bot is to do with it."""

    question: str
    expect: Expected
    """``answer``: the notice answers it; ``abstain``: it's to be handed over."""


Question = TypeVar("Question", bound=BlindQuestion)


def read_answers(kind: type[Question], folder: Path = FOLDER) -> list[Question]:
    """Return the questions that the notice answers.

    :param kind: what each is read as: :class:`BlindQuestion`, or one that holds more
    :raises OSError: when there is no such file
    :raises msgspec.DecodeError: when it can't be read
    """
    return _read(folder / "answers.yml", "answer", kind)


def read_abstentions(kind: type[Question], folder: Path = FOLDER) -> list[Question]:
    """Return the questions that the notice doesn't answer; otherwise as :func:`read_answers`."""
    return _read(folder / "abstentions.yml", "abstain", kind)


def _read(path: Path, expect: Expected, kind: type[Question]) -> list[Question]:
    rows = msgspec.yaml.decode(path.read_bytes(), type=list[dict[str, object]])
    return msgspec.convert([{"expect": expect} | row for row in rows], list[kind])  # type: ignore[valid-type]
