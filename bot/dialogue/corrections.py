"""A mailbox or a room that a question takes for another is corrected before the answer.

The notice has two mailboxes and two rooms. Who asks 表发到hitdyzzgx对吗 or 介绍信在C726打吧 gets
the right one from the answer, and here a plain no to the wrong one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping

from bot.knowledge.model import Particular, Wording
from bot.knowledge.text import fold

PAIRS = (("receipt_mailbox", "form_mailbox"), ("printing_office", "change_office"))
"""Particulars that are taken for one another."""
ALIKE = 0.75
"""Likeness of two mailbox names from which one is a slip of the other."""
_MAILBOX = re.compile(r"([a-z][a-z0-9._-]{4,30})(?:@([a-z0-9.-]{3,30}))?", re.ASCII)
_ROOM = re.compile(r"[a-z]?\d{3,}", re.ASCII)


class Corrections:
    """Corrects. Stateless after construction."""

    def __init__(self, particulars: Mapping[str, Particular], wording: Wording) -> None:
        """Take the college's particulars and the sentences."""
        self._wording = wording
        self._values = {name: particulars[name].value for pair in PAIRS for name in pair}

    def of(self, question: str, answer: str) -> str | None:
        """Return what to say before an answer, None where nothing is to be corrected.

        :param question: as typed
        :param answer: its text, which names what is right
        """
        asked, answer = fold(question), fold(answer)
        for pair in PAIRS:
            for name, other in (pair, pair[::-1]):
                confused = self._names(asked, name) and not self._names(asked, other)
                if confused and self._names(answer, other) and not self._names(answer, name):
                    return self._wording.other_particular[name].format(named=self._short(name))
        return next(self._misspelt(asked, answer), None)

    def _short(self, name: str) -> str:
        value = self._values[name]
        return value.partition("@")[0] if "@" in value else _ROOM.findall(fold(value))[0].upper()

    def _names(self, text: str, name: str) -> bool:
        """Tell whether a text names a mailbox or a room, if only by its shortest name."""
        value = fold(self._values[name])
        if "@" in value:
            return any(local == value.partition("@")[0] for local, _ in _MAILBOX.findall(text))
        return bool(set(_ROOM.findall(value)) & set(_ROOM.findall(text)))

    def _misspelt(self, asked: str, answer: str) -> Iterator[str]:
        mailboxes = [value for value in self._values.values() if "@" in value]
        for local, domain in _MAILBOX.findall(asked):
            said = f"{local}@{domain}" if domain else local
            for mailbox in mailboxes:
                name, _, host = fold(mailbox).partition("@")
                likeness = difflib.SequenceMatcher(None, local, name).ratio()
                right = local == name and domain in ("", host)
                if likeness >= ALIKE and not right and fold(mailbox) in answer:
                    yield self._wording.misspelt_mailbox.format(said=said, mailbox=mailbox)
