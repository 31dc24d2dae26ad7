"""Reads ``kb/`` into :class:`~bot.knowledge.model.Knowledge`, every problem named by its line."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from bot.knowledge.dialogue import Dialogue
from bot.knowledge.located import KnowledgeError, Located, Problem, load_yaml
from bot.knowledge.model import (
    Concept,
    Entry,
    Fact,
    FollowUp,
    Grammar,
    Knowledge,
    NearMiss,
    Particular,
    Question,
    Request,
    WidgetWording,
    Wording,
)
from bot.knowledge.routes import Routes

KB = Path(__file__).resolve().parents[2] / "kb"
"""The product's own knowledge base."""

Record = TypeVar("Record")


class Place(NamedTuple):
    """Where a record stands."""

    file: str
    line: int


class LoadedKnowledge(NamedTuple):
    """Knowledge beside the place of every record, for the checks."""

    knowledge: Knowledge
    places: dict[str, Place]
    """``entry print/where``, ``near_miss lost_letter``, ``concept …`` → place."""
    question_places: list[Place]
    """As ``knowledge.questions``."""
    follow_up_places: list[Place]
    """As ``knowledge.follow_ups``."""
    request_places: list[Place]
    """As ``knowledge.requests``."""


class _Phrasing(NamedTuple):
    text: str
    label: str
    voice: str
    place: Place


def load_knowledge(folder: Path = KB) -> Knowledge:
    """Read a knowledge base.

    :raises KnowledgeError: with every problem of form found (shape, types, ids said twice)
    """
    return load_with_places(folder).knowledge


def load_with_places(folder: Path = KB) -> LoadedKnowledge:
    """As :func:`load_knowledge`, with the line of every record."""
    return _load_once(folder, fingerprint(folder))


@functools.lru_cache(maxsize=2)
def _load_once(folder: Path, fingerprint: str) -> LoadedKnowledge:
    """Read a knowledge base; one that several parts of a process want is read once."""
    return _Reader(folder, fingerprint).read()


def fingerprint(folder: Path = KB) -> str:
    """Digest of all files of a knowledge base: names and bytes."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".yml", ".txt"}):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


class _Reader:
    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.folder = folder
        self.fingerprint = fingerprint
        self.problems: list[Problem] = []
        self.places: dict[str, Place] = {}

    def read(self) -> LoadedKnowledge:
        entries = {
            entry.id: entry
            for path in sorted((self.folder / "entries").glob("*.yml"))
            for entry in self._records(path, Entry, "entry")
        }
        near_misses = {
            n.id: n for n in self._records(self.folder / "near_misses.yml", NearMiss, "near_miss")
        }
        concepts = {
            c.id: c
            for c in self._records(self.folder / "terms.yml", Concept, "concept", key="concepts")
        }
        facts = {f.id: f for f in self._records(self.folder / "facts.yml", Fact, "fact")}
        particulars = dict(self._particulars(self.folder / "college.yml"))
        asked = list(self._phrasings("questions"))
        questions = [Question(text=p.text, label=p.label, voice=p.voice) for p in asked]
        followed = list(self._follow_ups())
        follow_ups = [follow_up for follow_up, _ in followed]
        wanted = list(self._phrasings("requests"))
        requests = [Request(text=p.text, action=p.label, voice=p.voice) for p in wanted]
        sources = {p.stem: self._text(p) for p in sorted((self.folder / "sources").glob("*.txt"))}
        wording = self._one(self.folder / "wording.yml", Wording)
        dialogue = self._one(self.folder / "dialogue.yml", Dialogue)
        routes = self._one(self.folder / "routes.yml", Routes)
        grammar = self._one(self.folder / "grammar.yml", Grammar)
        widget = self._one(self.folder / "widget.yml", WidgetWording)
        if self.problems or not (wording and dialogue and routes and grammar and widget):
            raise KnowledgeError(self.problems)
        knowledge = Knowledge(
            entries=entries,
            near_misses=near_misses,
            particulars=particulars,
            concepts=concepts,
            facts=facts,
            wording=wording,
            widget=widget,
            dialogue=dialogue,
            routes=routes,
            questions=tuple(questions),
            follow_ups=tuple(follow_ups),
            requests=tuple(requests),
            grammar=grammar,
            sources=sources,
            fingerprint=self.fingerprint,
        )
        return LoadedKnowledge(
            knowledge,
            self.places,
            [p.place for p in asked],
            [place for _, place in followed],
            [p.place for p in wanted],
        )

    def _name(self, path: Path) -> str:
        return f"{self.folder.name}/{path.relative_to(self.folder).as_posix()}"

    def _text(self, path: Path) -> str:
        return path.read_text(encoding="utf-8")

    def _load(self, path: Path) -> Located | None:
        try:
            return load_yaml(path, self._name(path))
        except KnowledgeError as error:
            self.problems += error.problems
            return None

    def _problem(self, path: Path, line: int, where: str, message: str) -> None:
        self.problems.append(Problem(self._name(path), line, where, message))

    def _convert(
        self,
        path: Path,
        located: Located,
        at: tuple[str | int, ...],
        value: Any,
        type_: type[Record],
    ) -> Record | None:
        try:
            return msgspec.convert(value, type_)
        except msgspec.ValidationError as error:
            message, _, inner = str(error).partition(" - at `")
            inner_path = _json_path(inner.rstrip("`"))
            where = value.get("id", "") if isinstance(value, dict) else ""
            where = where or (at[-1] if at else "")
            self._problem(path, located.line(*at, *inner_path), str(where), _chinese(message))
            return None

    def _records(
        self, path: Path, type_: type[Record], family: str, key: str | None = None
    ) -> Iterator[Record]:
        located = self._load(path)
        if located is None:
            return
        root: tuple[str | int, ...] = (key,) if key else ()
        items = located.value.get(key) if key and isinstance(located.value, dict) else located.value
        if not isinstance(items, list):
            self._problem(path, 1, key or "", "应为列表(每项以 - 开头)")
            return
        for index, item in enumerate(items):
            record = self._convert(path, located, (*root, index), item, type_)
            if record is None:
                continue
            record_id = record.id  # type: ignore[attr-defined]
            place = Place(self._name(path), located.line(*root, index))
            name = f"{family} {record_id}"
            if name in self.places:
                other = self.places[name]
                self._problem(
                    path, place.line, record_id, f"编号重复,已在 {other.file}:{other.line}"
                )
                continue
            self.places[name] = place
            yield record

    def _particulars(self, path: Path) -> Iterator[tuple[str, Particular]]:
        located = self._load(path)
        if located is None:
            return
        items = located.value.get("particulars") if isinstance(located.value, dict) else None
        if not isinstance(items, dict):
            self._problem(path, 1, "particulars", "应为 particulars: 下的一组名字")
            return
        for name, item in items.items():
            particular = self._convert(path, located, ("particulars", name), item, Particular)
            if particular is not None:
                self.places[f"particular {name}"] = Place(
                    self._name(path), located.line("particulars", name)
                )
                yield name, particular

    def _one(self, path: Path, type_: type[Record]) -> Record | None:
        """Read a file that is one record."""
        located = self._load(path)
        if located is None:
            return None
        for at, line in located.lines.items():
            family = ".".join(str(part) for part in at)
            self.places[f"{path.stem} {family}"] = Place(self._name(path), line)
        return self._convert(path, located, (), located.value, type_)

    def _phrasings(self, folder: str) -> Iterator[_Phrasing]:
        """Yield what stands in the files of a folder, each a voice: label → texts."""
        for path in sorted((self.folder / folder).glob("*.yml")):
            located = self._load(path)
            if located is not None:
                yield from self._phrasings_of(path, located, located.value)

    def _follow_ups(self) -> Iterator[tuple[FollowUp, Place]]:
        """Yield what stands in the files of second questions: first label → label → texts."""
        for path in sorted((self.folder / "follow_up_questions").glob("*.yml")):
            located = self._load(path)
            if located is None:
                continue
            if not isinstance(located.value, dict):
                self._problem(path, 1, "", "应为“前一问的编号: 编号: 问法列表”")
                continue
            for after, by_label in located.value.items():
                for p in self._phrasings_of(path, located, by_label, after):
                    follow_up = FollowUp(text=p.text, after=after, label=p.label, voice=p.voice)
                    yield follow_up, p.place

    def _phrasings_of(
        self, path: Path, located: Located, by_label: object, *at: str
    ) -> Iterator[_Phrasing]:
        """Yield the texts of a mapping.

        :param at: where in the file it stands
        """
        if not isinstance(by_label, dict):
            self._problem(path, located.line(*at), "".join(at), "应为“编号: 问法列表”")
            return
        for label, texts in by_label.items():
            if not isinstance(texts, list):
                self._problem(path, located.line(*at, label), label, "应为问法的列表")
                continue
            for index, text in enumerate(texts):
                line = located.line(*at, label, index)
                if not isinstance(text, str) or not text.strip():
                    self._problem(path, line, label, "问法应为文字,请加引号")
                    continue
                yield _Phrasing(text, label, path.stem, Place(self._name(path), line))


def _json_path(path: str) -> tuple[str | int, ...]:
    """``$.source.quote`` or ``$.facts[0]`` as path parts."""
    return tuple(
        int(part) if part.isdigit() else part for part in re.findall(r"[A-Za-z_]+|\d+", path)
    )


_MESSAGES = (
    (r"Object missing required field `(\w+)`", r"缺少字段 \1"),
    (r"Object contains unknown field `(\w+)`", r"没有 \1 这个字段"),
    (r"Expected `(.+)`, got `(.+)`", r"应为 \1,写成了 \2"),
    (r"Invalid enum value (.+)", r"不能是 \1"),
)


def _chinese(message: str) -> str:
    for pattern, chinese in _MESSAGES:
        if re.search(pattern, message):
            return re.sub(pattern, chinese, message)
    return message
