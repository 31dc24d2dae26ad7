"""Questions with their answers, brought in from outside: a spreadsheet, or ``kb/``-form files."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.desk.answers import Answers, cleaned
from bot.desk.clusters import Clusters
from bot.desk.database import Database
from bot.desk.exports import unescaped
from bot.desk.masking import mask
from bot.desk.phrasings import Phrasings
from bot.desk.publication import Publication
from bot.desk.refusals import RefusedError
from bot.desk.similarity import wording as worded
from bot.knowledge import Knowledge
from bot.knowledge.model import Wording

HEADINGS = ("问题", "答案", "负责人", "有效期至")
"""First row of the sheet; the last two columns may be missing or empty."""
MOST_ROWS = 5_000
LONGEST_QUESTION = 300
Verdict = Literal["new", "same", "conflict", "bad"]


class Pair(NamedTuple):
    """A question and its answer."""

    row: int
    """In the file, for messages; counts from 1."""
    question: str
    answer: str
    owner: str = ""
    """Who sees to it; the one who imports when empty."""
    valid_until: date | None = None


class Checked(NamedTuple):
    """A pair and what importing it would do."""

    pair: Pair
    verdict: Verdict
    """``new``; ``same``: published already; ``conflict``: something else answers that question;
    ``bad``: can't be imported."""
    reason: str
    """Of a conflict, what answers now; of a bad one, what is wrong."""


class Imported(NamedTuple):
    """What importing did."""

    published: int
    """Answers."""
    questions: int
    told: int
    """Conversations that waited for one of them."""


def read_xlsx(path: Path) -> list[Pair]:
    """Return the pairs of a workbook's first sheet.

    :raises RefusedError: when it's no workbook, has other headings or too many rows
    """
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, OSError, KeyError, ValueError) as error:
        raise RefusedError(f"打不开这个文件,应为 .xlsx({error})") from None
    try:
        rows = workbook.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2)
        heading = tuple(_text(value) for value in next(rows, ()))[: len(HEADINGS)]
        if heading[:2] != HEADINGS[:2]:
            raise RefusedError(f"第一行应为:{'、'.join(HEADINGS)}")
        pairs = [
            _pair(number, values)
            for number, values in enumerate(rows, start=2)
            if any(_text(value) for value in values)
        ]
    finally:
        workbook.close()
    if len(pairs) > MOST_ROWS:
        raise RefusedError(f"一次最多 {MOST_ROWS} 行")
    return pairs


def write_template(path: Path) -> None:
    """Write an empty workbook with the headings that :func:`read_xlsx` wants."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(list(HEADINGS))
    for column, width in zip("ABCD", (40, 60, 12, 14), strict=True):
        sheet.column_dimensions[column].width = width
    workbook.save(path)


class Pairs:
    """Checks and imports pairs."""

    def __init__(
        self,
        *,
        database: Database,
        phrasings: Phrasings,
        clusters: Clusters,
        answers: Answers,
        publication: Publication,
    ) -> None:
        self._database = database
        self._phrasings = phrasings
        self._clusters = clusters
        self._answers = answers
        self._publication = publication

    def check(self, pairs: Iterable[Pair], knowledge: Knowledge) -> list[Checked]:
        """Return what importing each pair would do, changing nothing.

        :param knowledge: a question that ``kb/`` answers already is a conflict
        """
        entries = {
            worded(question.text, ()).key: knowledge.entries[question.label].title
            for question in knowledge.questions
            if question.label in knowledge.entries
        }
        seen: dict[str, Pair] = {}
        return [self._check(pair, entries, seen) for pair in pairs]

    def apply(self, pairs: Sequence[Pair], *, actor: str, wording: Wording) -> Imported:
        """Publish pairs, all or none: questions with one answer become one cluster.

        Those who wait for one of them are told. What is published already is passed over.

        :raises RefusedError: when a pair is bad, or its question has another answer: that one is
            to be changed where it stands
        """
        groups: dict[tuple[str, str, date | None], list[Pair]] = {}
        told = 0
        with self._database.transaction():
            for pair in pairs:
                problem = self._problem(pair)
                live = self.live(worded(mask(pair.question), ()).key)
                if not problem and live not in (None, cleaned(pair.answer)):
                    problem = "这个问题已有别的答案"
                if problem:
                    raise RefusedError(f"第 {pair.row} 行:{problem}")
                if live is None:
                    key = (cleaned(pair.answer), pair.owner, pair.valid_until)
                    groups.setdefault(key, []).append(pair)
            for (text, owner, valid_until), group in groups.items():
                first, *others = self.place(pair.question for pair in group)
                revision = self._answers.write(
                    first, text, actor=actor, owner=owner or actor, valid_until=valid_until
                )
                told += self._publication.publish(revision.id, actor=actor, wording=wording).notices
                for cluster in others:
                    told += self._publication.attach_answer(
                        cluster, revision.answer, actor=actor, wording=wording
                    ).notices
        return Imported(len(groups), sum(map(len, groups.values())), told)

    def _check(self, pair: Pair, entries: dict[str, str], seen: dict[str, Pair]) -> Checked:
        problem = self._problem(pair)
        if problem:
            return Checked(pair, "bad", problem)
        key = worded(mask(pair.question), ()).key
        earlier = seen.setdefault(key, pair)
        if cleaned(earlier.answer) != cleaned(pair.answer):
            return Checked(pair, "conflict", f"第 {earlier.row} 行是同一个问题,答案不同")
        live = self.live(key)
        if live is not None and live != cleaned(pair.answer):
            return Checked(pair, "conflict", live)
        if live is not None:
            return Checked(pair, "same", "")
        if key in entries:
            return Checked(pair, "conflict", f"通知条目“{entries[key]}”")
        return Checked(pair, "new", "")

    def _problem(self, pair: Pair) -> str:
        if not worded(pair.question, ()).key.strip():
            return "问题是空的"
        if len(pair.question) > LONGEST_QUESTION:
            return f"问题超过 {LONGEST_QUESTION} 个字"
        if pair.valid_until is not None and pair.valid_until < self._database.today():
            return "有效期至早于今天"
        try:
            cleaned(pair.answer)
        except RefusedError as error:
            return str(error)
        return ""

    def live(self, key: str) -> str | None:
        """Return what answers a question at present."""
        text: str | None = self._database.value(
            """
            select coalesce(answer_revision.text, '条目 ' || cluster.entry) from phrasing
            join cluster on cluster.id = phrasing.cluster
            left join answer on answer.id = cluster.answer
            left join answer_revision on answer_revision.id = answer.live_revision
            where phrasing.key = ? and phrasing.confirmed
            """,
            [key],
        )
        return text

    def place(self, questions: Iterable[str]) -> list[int]:
        """Return the clusters of questions that have one answer; new ones go into the first."""
        placed: list[int] = []
        new: list[str] = []
        for question in questions:
            text = mask(question.strip())
            known = self._phrasings.known(worded(text, ()).key)
            if known is None:
                new.append(text)
            else:
                placed.append(known[1])
        if new and not placed:
            placed.append(self._clusters.create(new[0], ""))
        for text in new:
            asked = worded(text, ())
            if self._phrasings.known(asked.key) is None:
                self._phrasings.add(asked, text, (), "", cluster=placed[0], founding=True)
        return list(dict.fromkeys(placed))


def _pair(row: int, values: Sequence[Any]) -> Pair:
    question, answer, owner, until = [*values, None, None, None, None][:4]
    return Pair(row, _text(question), _text(answer), _text(owner), _day(row, until))


def _text(value: Any) -> str:
    return "" if value is None else unescaped(str(value).strip())


def _day(row: int, value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None or not _text(value):
        return value or None
    try:
        return date.fromisoformat(_text(value).replace("/", "-").replace(".", "-"))
    except ValueError:
        raise RefusedError(f"第 {row} 行:有效期至应写成 2026-06-24") from None
