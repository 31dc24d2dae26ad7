"""Tells whether a message asks the bot to *do* something: to count, to write, to check, to guide.

介绍信有效期多久 is answered from the knowledge base; 我这封6月20开的管到哪天 is a
request. What tells them apart is learnt from the messages of ``kb/requests/`` by a ranker of its
own, which sees the data in a message (a date, a student number) by kind, not by value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import scipy.sparse

from bot.calendar import Absent, NoDuration, read_date, read_duration
from bot.knowledge.model import NO_REQUEST, RequestName
from bot.knowledge.text import fold
from bot.nlu.calibration import FOLDS, Example, folds_of_voices
from bot.nlu.clauses import asks
from bot.nlu.features import Features, Reader, Reading
from bot.nlu.ranker import PROGRESS, Ranker

INTENT_LEAD = "request_"
"""Lead of the intents that these requests become."""
NEEDLESS = 1.0
"""What a needless action costs, beside one for a request that was missed or mistaken."""

_ANY_DAY = date(2026, 6, 24)
"""Only whether a message has a date matters here, so any day will do as today."""
_NO_DAY = ("day_missing", "vague")
"""Kinds of readings that name no day to count from."""
_STUDENT_NUMBER = re.compile(r"(?<![a-z0-9@.])\d{2,3}[a-z]?[ -]?\d{3,4}[ -]?\d{2,6}(?![a-z0-9])")
_NUMERAL = "[一二三四五六七八九十廿]"
_WRITTEN_DATE = re.compile(
    r"(?<![\d.])(?:\d{4}[年/.\-]\d{1,2}[月/.\-]\d{1,2}[日号]?|20\d{6}(?!\d)|"
    r"\d{1,2}[月/.\-]\d{1,2}[日号]?(?!\d)|\d{1,2}[日号](?![楼室])|"
    rf"{_NUMERAL}{{1,2}}月{_NUMERAL}{{1,3}}[日号]?|{_NUMERAL}{{1,3}}[日号](?!楼))"
)
_RELATIVE_DAY = re.compile(
    r"大?[昨前后][天日儿]|[今明][天日儿]|(?:上上?|下下?|这|本)个?(?:周|星期|礼拜)[一二三四五六日天]?|"
    r"(?:周|星期|礼拜)[一二三四五六日天]|(?:上|这|本|下)个?月[初底中末]?|月[初底末]"
)
_DURATION = re.compile(r"(?:\d+|[一二两三四五六七八九十百]+)(?:天|个月|日内)")
_SLOTS = ((_STUDENT_NUMBER, "㐀"), (_WRITTEN_DATE, "㐁"), (_RELATIVE_DAY, "㐂"), (_DURATION, "㐃"))
"""What stands in the place of data, in characters that nobody types."""


class ActionRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a message asks the bot to do."""

    name: RequestName

    @property
    def intent(self) -> str:
        """The Rasa intent it becomes."""
        return INTENT_LEAD + self.name


def read_request(reader: Reader, text: str) -> Reading:
    """Return a message's reading with data by kind; the kinds stand among the concepts, too."""
    slotted = fold(text)
    kinds = [f"@{name}" for name, found in _data_in(text).items() if found]
    for pattern, slot in _SLOTS:
        slotted, count = pattern.subn(slot, slotted)
        if count:
            kinds.append(f"@{slot}")
    reading = reader(slotted)
    return reading._replace(concepts=(*kinds, *dict.fromkeys(reading.concepts)))


def _data_in(text: str) -> dict[str, bool]:
    day = read_date(text, _ANY_DAY)
    has_date = not isinstance(day, Absent)
    return {
        "date": has_date,
        "day": has_date and getattr(day, "kind", "") not in _NO_DAY,
        "duration": not isinstance(read_duration(text), NoDuration),
        "asks": asks(fold(text)),
    }


class ActionDetector:
    """Callable that finds the request in a message."""

    def __init__(self, reader: Reader, ranker: Ranker, lead: float) -> None:
        """Take what was learnt.

        :param lead: of the best request over :data:`NO_REQUEST`, from which it is believed
        """
        self._reader = reader
        self._ranker = ranker
        self._lead = lead

    def __call__(self, text: str) -> dict[RequestName, float]:
        """Return how far each request is ahead of what is asked of it; the best comes first.

        Where all are below 0 the message is a question or talk.
        """
        votes = self._ranker.votes(read_request(self._reader, text)).mean(axis=0)
        leads = votes - votes[self._ranker.labels.place[NO_REQUEST]] - self._lead
        names = self._ranker.labels.names
        return {
            names[place]: float(leads[place])  # type: ignore[misc]
            for place in np.argsort(-leads, kind="stable")
            if names[place] != NO_REQUEST
        }

    @classmethod
    def train(
        cls, reader: Reader, examples: Sequence[Example], progress: PROGRESS
    ) -> ActionDetector:
        """Learn from messages in several voices, read by :func:`read_request`.

        :param progress: wraps the iteration over folds and labels, e.g. a progress bar
        """
        readings = [example.reading for example in examples]
        features = Features.fit(readings)
        matrix = features.matrix(readings)
        truth = np.array([example.label for example in examples])
        lead = _cheapest_lead(examples, features, matrix, truth)
        ranker = Ranker.fit(features, matrix, truth, len(truth), progress=progress)
        return cls(reader, ranker, lead)

    def save(self, folder: Path) -> None:
        """Write the ranker's files and ``lead.json``."""
        self._ranker.save(folder)
        (folder / "lead.json").write_text(json.dumps(self._lead), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, reader: Reader) -> ActionDetector:
        """Read what :meth:`save` wrote."""
        lead = json.loads((folder / "lead.json").read_text(encoding="utf-8"))
        return cls(reader, Ranker.load(folder), lead)


def _best(votes: np.ndarray, ranker: Ranker) -> tuple[np.ndarray, np.ndarray]:
    """Return the place of the best request of each row, and its lead over none."""
    none = ranker.labels.place[NO_REQUEST]
    requests = votes.copy()
    requests[:, none] = -np.inf
    place = requests.argmax(axis=1)
    return place, requests.max(axis=1) - votes[:, none]


def _cheapest_lead(
    examples: Sequence[Example],
    features: Features,
    matrix: scipy.sparse.csr_matrix,
    truth: np.ndarray,
) -> float:
    """Return the lead from which believing a request costs least, in voices that weren't seen."""
    fold = folds_of_voices(examples)
    leads = np.empty(len(examples))
    right = np.empty(len(examples), bool)
    for held in range(FOLDS):
        training, rows = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
        ranker = Ranker.fit(features, matrix[training], truth[training], len(training))
        place, leads[rows] = _best(ranker.votes_of_rows(matrix[rows]).mean(axis=1), ranker)
        right[rows] = np.array(ranker.labels.names)[place] == truth[rows]
    order = np.argsort(-leads)
    # Believing the first n: each right one spares the cost of a missed request.
    gain = np.where(right, 1.0, np.where(truth == NO_REQUEST, -NEEDLESS, 0.0))[order]
    best = int(np.argmax(np.cumsum(gain)))
    return float(leads[order][best])
