"""Which of the questions that counselors confirmed is being asked: the one rule for all who ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from bot.desk.similarity import Wording, nearly_identical, stands_alone

Answer = TypeVar("Answer")


class Matcher(Generic[Answer]):
    """Finds a question's answer among wordings with answers."""

    def __init__(self, confirmed: Iterable[tuple[Wording, Answer]]) -> None:
        """Take wordings with what answers them; those that lean on the one before are left out."""
        self._by_key: dict[str, Answer] = {}
        self._alike: dict[tuple[frozenset[str], frozenset[str]], list[tuple[Wording, Answer]]]
        self._alike = defaultdict(list)
        for question, answer in confirmed:
            if stands_alone(question):
                self._by_key[question.key] = answer
                self._alike[question.concepts, question.marks].append((question, answer))

    def __iter__(self) -> Iterator[Answer]:
        """Yield the answers, one a wording."""
        return iter(self._by_key.values())

    def find(
        self,
        asked: Wording,
        *,
        exactly: bool = False,
        valid: Callable[[Answer], bool] = lambda answer: True,
    ) -> Answer | None:
        """Return what answers a question that is, or nearly is, one of the wordings.

        :param exactly: take only the very same wording
        :param valid: tells whether an answer may still be served
        """
        if not self._by_key or not stands_alone(asked):
            return None
        found = self._by_key.get(asked.key)
        if found is not None and valid(found):
            return found
        if exactly:
            return None
        near = [
            (len(asked.pairs ^ question.pairs), answer)
            for question, answer in self._alike.get((asked.concepts, asked.marks), ())
            if nearly_identical(asked, question) and valid(answer)
        ]
        return min(near, key=lambda pair: pair[0])[1] if near else None
