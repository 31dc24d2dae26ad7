"""The blind questions of ``tests/questions/`` and what a reply to them must and must not say."""

from __future__ import annotations

import itertools
import re
from datetime import date

import msgspec

from bot.desk import blind_questions
from bot.desk.blind_questions import FOLDER, BlindQuestion
from bot.knowledge.model import NO_REQUEST


class Item(BlindQuestion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question and the demands on its reply."""

    must: tuple[str, ...] = ()
    """Regular expressions that all have to be found in the reply."""
    must_not: tuple[str, ...] = ()
    """Regular expressions of which none may be found."""
    style: str = ""
    group: str = ""
    type: str = ""
    kind: str = ""
    """Of an abstention: listed (a near-miss type of ours), unlisted, or far (not our topic)."""
    facts: tuple[str, ...] = ()

    def satisfied_by(self, text: str) -> bool:
        """Tell whether a reply says what it must and nothing that it must not."""
        return all(re.search(pattern, text, re.DOTALL) for pattern in self.must) and not any(
            re.search(pattern, text, re.DOTALL) for pattern in self.must_not
        )


class Dialogue(msgspec.Struct, frozen=True):
    """A conversation whose turns depend on each other."""

    id: str
    turns: list[Item]
    today: date | None = None
    """The day on which it is held, where it is about days."""


def read_answers() -> list[Item]:
    """Return the questions that the notice answers."""
    return blind_questions.read_answers(Item)


def read_abstentions() -> list[Item]:
    """Return the questions that the notice doesn't answer."""
    return blind_questions.read_abstentions(Item)


def read_requests() -> list[str]:
    """Return the messages that ask for something to be done, of all sets in turn."""
    sets = [
        msgspec.yaml.decode(file.read_bytes())["requests"]
        for file in sorted(FOLDER.glob("actions*.yml"))
    ]
    rows = itertools.chain.from_iterable(itertools.zip_longest(*sets))
    return [row["say"] for row in rows if row and row["action"] != NO_REQUEST]


def read_dialogues() -> list[Dialogue]:
    """Return the conversations of all writers."""
    files = sorted(FOLDER.glob("dialogues*.yml"))
    written = [msgspec.yaml.decode(file.read_bytes(), type=list[Dialogue]) for file in files]
    return list(itertools.chain.from_iterable(written))
