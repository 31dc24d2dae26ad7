"""``python -m bot.desk.kb_form``: published answers as files of ``kb/``, and back.

The files are reviewed in git, and the next training learns from them: ``entries/desk.yml``,
``questions/desk.yml`` and ``sources/desk.txt``.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from bot.desk.database import DeskError
from bot.desk.desk import Desk
from bot.desk.publication import china_day
from bot.desk.refusals import RefusedError
from bot.knowledge import KB, Knowledge, Renderer, load_knowledge
from bot.knowledge.checking import LONGEST_TITLE
from bot.knowledge.model import Entry, Particular
from bot.knowledge.rendering import COUNSELORS, Placeholders
from bot.knowledge.text import bare
from bot.settings import SettingError, Settings

FILES = tuple(Path(f"{name}/{COUNSELORS}.{ending}") for name, ending in (
    ("entries", "yml"), ("questions", "yml"), ("sources", "txt"),
))  # fmt: skip
"""What an export writes, relative to ``kb/``."""
HEADING = "# 由后台导出(python -m bot.desk.kb_form),别手改:下次导出会盖掉。\n"
_VALUE_WITH_DIGIT = re.compile("[0-9@]")


class Exported(NamedTuple):
    """What an export wrote."""

    answers: int
    questions: int
    skipped: tuple[str, ...]
    """Questions that ``kb/`` has under another label already; they're answered live only."""


class Imported(NamedTuple):
    """What an import did."""

    answers: int
    passed_over: tuple[str, ...]
    """Ids of entries that are published already, or whose question has another answer."""


def export_kb(desk: Desk, knowledge: Knowledge, folder: Path = KB) -> Exported:
    """Write what is published, as ``kb/``-form files; without anything published, none.

    :param knowledge: of the product, without an earlier export or with it
    :param folder: in the shape of ``kb/``
    """
    taken = {
        bare(question.text): question.label
        for question in knowledge.questions
        if question.voice != COUNSELORS
    }
    titles = {
        item.title
        for items in (knowledge.entries.values(), knowledge.near_misses.values())
        for item in items
        if not item.id.startswith(f"{COUNSELORS}/")
    }
    entries: list[dict[str, Any]] = []
    questions: dict[str, list[str]] = {}
    lines: list[str] = []
    skipped: list[str] = []
    for row in desk.database.rows(_PUBLISHED):
        wordings = [
            _said(phrasing["text"], phrasing["key"])
            for phrasing in desk.database.rows(_WORDINGS, [row["answer"], row["entry"]])
        ]
        free = [text for text in wordings if taken.get(bare(text), row["entry"]) == row["entry"]]
        skipped += [text for text in wordings if text not in free]
        if not free:
            continue
        if row["entry"] is not None:
            questions.setdefault(row["entry"], []).extend(free)
            continue
        entry = _entry(row, wordings[0], knowledge, titles)
        lines += [entry["source"]["quote"], ""]
        entries.append(entry)
        questions[entry["id"]] = free
    contents = (_yaml(entries), _yaml(questions), "\n".join(lines))
    for file, content in zip(FILES, contents, strict=True):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if content:
            path.write_text(content, encoding="utf-8")
        else:
            path.unlink(missing_ok=True)
    return Exported(len(entries), sum(map(len, questions.values())), tuple(skipped))


def import_kb(desk: Desk, knowledge: Knowledge, *, actor: str, folder: Path = KB) -> Imported:
    """Publish what an export holds, where it isn't published; all or nothing.

    :raises RefusedError: when the files aren't an export's
    """
    fill = Placeholders(knowledge.particulars).fill
    try:
        entries = msgspec.convert(_read(folder / FILES[0]) or [], list[Entry])
        questions = msgspec.convert(_read(folder / FILES[1]) or {}, dict[str, list[str]])
        texts = {entry.id: fill(entry.answer) for entry in entries}
        days = {entry.id: date.fromisoformat(entry.source.section) for entry in entries}
    except (yaml.YAMLError, OSError, ValueError, KeyError) as error:
        raise RefusedError(f"读不了导出的文件:{error}") from None
    passed_over: list[str] = []
    published = 0
    with desk.database.transaction():
        for entry in entries:
            asked = questions.pop(entry.id, [])
            if not asked or any(desk.pairs.live(bare(text)) is not None for text in asked):
                passed_over.append(entry.id)
                continue
            first, *others = desk.pairs.place(asked)
            revision = desk.answers.write(
                first, texts[entry.id], actor=actor, owner=entry.owner or actor
            )
            desk.publication.publish(
                revision.id,
                actor=actor,
                wording=knowledge.wording,
                on=days[entry.id],
            )
            desk.clusters.rename(first, entry.title, actor)
            for cluster in others:
                desk.publication.attach_answer(
                    cluster, revision.answer, actor=actor, wording=knowledge.wording
                )
            if entry.valid_until is not None:
                # Also a day that has passed: it was served until then.
                desk.database.update(
                    "answer", revision.answer, {"valid_until": entry.valid_until.isoformat()}
                )
            published += 1
        for entry_id, asked in questions.items():
            if entry_id not in knowledge.entries:
                raise RefusedError(f"没有条目 {entry_id}")
            _attach(desk, knowledge, entry_id, asked, actor)
    return Imported(published, tuple(passed_over))


_PUBLISHED = """
select answer.id as answer, answer_revision.text, (
    select title from cluster where cluster.answer = answer.id and state != 'merged'
    order by id limit 1
) as title, owner, valid_until, null as entry, (
    select published_at from publication
    where publication.answer = answer.id and publication.revision = answer.live_revision
    order by publication.id desc limit 1
) as published_at
from answer join answer_revision on answer_revision.id = live_revision
where exists (select 1 from cluster where cluster.answer = answer.id and state != 'merged')
union all
select null, '', '', '', null, entry, null from (
    select distinct entry from cluster where entry is not null and state != 'merged'
)
order by 1 nulls last, entry
"""
_WORDINGS = """
select text, key from phrasing join cluster on cluster.id = phrasing.cluster
where confirmed and state != 'merged' and (cluster.answer = ? or cluster.entry = ?)
order by phrasing.id
"""


def _entry(
    row: dict[str, Any], first: str, knowledge: Knowledge, titles: set[str]
) -> dict[str, Any]:
    """Return an answer as an entry; its id stays while its first question does."""
    day = china_day(row["published_at"])
    number = hashlib.sha256(bare(first).encode()).hexdigest()[:8]
    entry: dict[str, Any] = {
        "id": f"{COUNSELORS}/{number}",
        "title": _title(row["title"].strip() or first, titles),
        "answer": _template(row["text"], knowledge.particulars.items()),
        "source": {
            "document": COUNSELORS,
            "section": day,
            "quote": row["text"].splitlines()[0],
        },
        "owner": row["owner"],
    }
    if row["valid_until"]:
        entry["valid_until"] = date.fromisoformat(row["valid_until"])
    return entry


def _said(text: str, key: str) -> str:
    """Return a question in words that say it all: 地址呢 was read as 打印介绍信地址."""
    return text.strip() if bare(text) == key else key


def _title(first: str, titles: set[str]) -> str:
    title = first[:LONGEST_TITLE].strip()
    number = 1
    while title in titles:
        number += 1
        mark = f"({number})"
        title = first[: LONGEST_TITLE - len(mark)] + mark
    titles.add(title)
    return title


def _template(text: str, particulars: Iterable[tuple[str, Particular]]) -> str:
    """Return a text with the college's particulars named instead of written out."""
    text = text.replace("{", "{{").replace("}", "}}")
    longest_first = sorted(particulars, key=lambda item: -len(item[1].value))
    for name, particular in longest_first:
        if _VALUE_WITH_DIGIT.search(particular.value):
            text = text.replace(particular.value, f"{{{name}}}")
    return text


def _attach(desk: Desk, knowledge: Knowledge, entry_id: str, asked: list[str], actor: str) -> None:
    reply = Renderer(knowledge).answer([entry_id])
    new = [text for text in asked if desk.pairs.live(bare(text)) is None]
    for cluster in desk.pairs.place(new) if new else ():
        desk.publication.attach_entry(
            cluster, entry_id, reply, actor=actor, wording=knowledge.wording
        )


def _yaml(content: list[dict[str, Any]] | dict[str, list[str]]) -> str:
    if not content:
        return ""
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)
    return HEADING + text


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None


def main(arguments: list[str] | None = None) -> int:
    """Export or import and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.desk.kb_form", description=__doc__)
    parser.add_argument("--import", dest="back", action="store_true", help="从 kb/ 读回问题库")
    chosen = parser.parse_args(arguments)
    try:
        desk = Desk(Settings.from_environment().desk_database)
        knowledge = load_knowledge()
        if chosen.back:
            done = import_kb(desk, knowledge, actor="导入")
            sys.stdout.write(
                f"已发布 {done.answers} 个答案;已有的略过 {len(done.passed_over)} 个\n"
            )
        else:
            made = export_kb(desk, knowledge)
            sys.stdout.write(f"已导出 {made.answers} 个答案、{made.questions} 句问法\n")
            for text in made.skipped:
                sys.stdout.write(f"略过(kb/ 里别处已有这句):{text}\n")
        desk.close()
    except (DeskError, RefusedError, SettingError) as error:
        sys.stderr.write(f"错误:{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
