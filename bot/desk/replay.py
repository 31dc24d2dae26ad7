"""The blind questions asked once more, as if an answer were published."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from bot.desk.blind_questions import (
    FOLDER,
    BlindQuestion,
    Expected,
    read_abstentions,
    read_answers,
)
from bot.desk.matching import Matcher
from bot.desk.similarity import Wording

logger = logging.getLogger(__name__)
Read = Callable[[str], Wording]
"""How the bot reads a question."""
MOST_REMEMBERED = 50_000
"""Wordings that are kept read."""


class Caught(NamedTuple):
    """A blind question that would get the answer."""

    question: str
    expect: Expected
    """What the bot is to do with it."""
    exactly: bool
    """False when it's only nearly one of the wordings: where the bot is sure, it's not caught."""


class Replay(NamedTuple):
    """What became of the blind questions."""

    asked: int
    caught: tuple[Caught, ...]
    """Those that change their outcome; those that the notice answers come first."""


class BlindReplay:
    """Asks the blind questions. They are read when they are first needed."""

    def __init__(self, make_reader: Callable[[], Read], folder: Path = FOLDER) -> None:
        """Take what gives the way questions are read, and the folder of the blind questions."""
        self._make_reader = make_reader
        self._folder = folder

    def of(self, live: Iterable[Wording], then: Iterable[Wording]) -> Replay | None:
        """Return which blind questions an answer would newly be given to.

        :param live: wordings that get the answer already
        :param then: wordings that get it once it's published
        :return: None where there are no blind questions
        """
        if not self._questions:
            return None
        before = Matcher((wording, True) for wording in live)
        after = Matcher((wording, True) for wording in then)
        caught = [
            Caught(blind.question, blind.expect, after.find(asked, exactly=True) is not None)
            for blind, asked in self._questions
            if after.find(asked) and not before.find(asked)
        ]
        return Replay(len(self._questions), tuple(caught))

    def prepare(self) -> None:
        """Read the questions now, not when they are first needed."""
        _ = self._questions

    @functools.cached_property
    def read(self) -> Read:
        """How the bot reads a question."""
        return functools.lru_cache(maxsize=MOST_REMEMBERED)(self._make_reader())

    @functools.cached_property
    def _questions(self) -> list[tuple[BlindQuestion, Wording]]:
        # A second: once a process, in the thread of the first page that needs it.
        try:
            found = [
                *read_answers(BlindQuestion, self._folder),
                *read_abstentions(BlindQuestion, self._folder),
            ]
        except (OSError, msgspec.DecodeError) as error:
            logger.warning("no blind questions: %s", error)
            return []
        return [(blind, self.read(blind.question)) for blind in found]
