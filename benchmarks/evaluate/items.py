"""The blind questions of ``tests/questions/`` and what a reply to them must and must not say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import msgspec

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "questions"
Expected = Literal["answer", "abstain", "clarify", "talk"]


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question and the demands on its reply."""

    question: str
    expect: Expected
    must: list[str] = []
    """Regular expressions that all have to be found in the reply."""
    must_not: list[str] = []
    """Regular expressions of which none may be found."""
    style: str = ""
    group: str = ""
    type: str = ""
    kind: str = ""
    """Of an abstention: listed (a near-miss type of ours), unlisted, or far (not our topic)."""
    facts: list[str] = []

    def satisfied_by(self, text: str) -> bool:
        """Tell whether a reply says what it must and nothing that it must not."""
        return all(re.search(pattern, text, re.DOTALL) for pattern in self.must) and not any(
            re.search(pattern, text, re.DOTALL) for pattern in self.must_not
        )


class Dialogue(msgspec.Struct, frozen=True):
    """A conversation whose turns depend on each other."""

    id: str
    turns: list[Item]


def read_answers(folder: Path = FOLDER) -> list[Item]:
    """Return the questions that the notice answers."""
    return _read(folder / "answers.yml", "answer")


def read_abstentions(folder: Path = FOLDER) -> list[Item]:
    """Return the questions that the notice doesn't answer."""
    return _read(folder / "abstentions.yml", "abstain")


def read_dialogues(folder: Path = FOLDER) -> list[Dialogue]:
    """Return the conversations."""
    return msgspec.yaml.decode((folder / "dialogues.yml").read_bytes(), type=list[Dialogue])


def _read(path: Path, expect: Expected) -> list[Item]:
    rows = msgspec.yaml.decode(path.read_bytes())
    return msgspec.convert([{"expect": expect} | row for row in rows], list[Item])
