"""What a preview compares with: the questions of ``kb/`` and the blind ones, read once."""

from __future__ import annotations

import functools
import threading

from bot.desk.replay import BlindReplay
from bot.desk.similarity import Wording, nearly_identical, wording, wording_of_key
from bot.knowledge import Knowledge
from bot.knowledge.text import bare


class LookAhead:
    """Knows what answers a question now. Safe to share between threads.

    Reading fifty thousand questions takes seconds on a small machine. They are read when they are
    first needed; whoever knows that it will be soon calls :meth:`begin`.
    """

    def __init__(self, knowledge: Knowledge, blind: BlindReplay) -> None:
        """Take the knowledge base and what asks the blind questions."""
        self.blind = blind
        self._knowledge = knowledge
        self._begun = threading.Lock()

    def begin(self) -> None:
        """Begin to read, in a thread of its own; nothing where that was begun before."""
        if self._begun.acquire(blocking=False):
            threading.Thread(target=self._read, name="look-ahead", daemon=True).start()

    def label(self, text: str, question: Wording) -> str | None:
        """Return what answers a question, or one nearly identical, now.

        :param text: as it was typed
        :return: ``print/where`` or ``near_miss/lost_letter``; None where nothing does
        """
        label = self._known.by_key.get(question.key) or self._known.by_key.get(bare(text))
        if label is not None:
            return label
        plain = wording_of_key(question.key, ())
        alike = self._known.by_marks.get(plain.marks, ())
        return next((name for name, it in alike if nearly_identical(plain, it)), None)

    def _read(self) -> None:
        self.blind.prepare()
        _ = self._known

    @functools.cached_property
    def _known(self) -> _Known:
        # Whoever comes meanwhile waits for it: Python 3.10 holds a lock here.
        return _Known(self._knowledge)


class _Known:
    """The hand-written questions of ``kb/``, ready to be compared."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.by_key: dict[str, str] = {}
        self.by_marks: dict[frozenset[str], list[tuple[str, Wording]]] = {}
        for question in knowledge.questions:
            written = wording(question.text, ())
            self.by_key[written.key] = question.label
            self.by_marks.setdefault(written.marks, []).append((question.label, written))
