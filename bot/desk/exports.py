"""Everything that the desk holds, as CSV and XLSX that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from bot.desk.database import Database

Name = Literal["questions", "clusters", "answers", "exchanges", "feedback", "notices", "audit"]
Value = str | int | float | None
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
ESCAPE = "'"
"""Stands before a text that a spreadsheet would calculate."""
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads a CSV file as GBK."""
LONGEST_CELL = 32_000
READ_AT_ONCE = 1_000


class Table(NamedTuple):
    """One table of an export."""

    title: str
    columns: tuple[str, ...]
    query: str
    """Gives the columns in order; ordered by its last column, an id after which to go on."""


TABLES: Mapping[Name, Table] = {
    "questions": Table(
        "问题",
        ("编号", "问题", "渠道", "提问时间", "答复时间", "来由", "类型", "概念", "问题组"),
        "select number, text, channel, asked_at, answered_at, origin, kind, concepts, cluster, "
        "number from question where number > ? order by number limit ?",
    ),
    "clusters": Table(
        "问题组",
        (
            "组号", "标题", "状态", "类型", "问题数", "提问人数", "等待人数", "最早等待",
            "最近提问", "答案号", "条目", "忽略原因", "并入",
        ),
        "select id, title, state, kind, questions, askers, waiting, waiting_since, last_asked_at, "
        "answer, entry, reason, merged_into, id from cluster where id > ? order by id limit ?",
    ),
    "answers": Table(
        "答案",
        ("答案号", "版次", "答案", "作者", "写于", "在用", "负责人", "有效期至"),
        "select answer, number, text, author, answer_revision.created_at, "
        "case when live_revision = answer_revision.id then '是' else '' end, owner, valid_until, "
        "answer_revision.id from answer_revision join answer on answer.id = answer "
        "where answer_revision.id > ? order by answer_revision.id limit ?",
    ),
    "exchanges": Table(
        "对话记录",
        ("时间", "渠道", "会话", "原话", "结果", "条目", "问题编号", "毫秒", "评价"),
        "select exchange.at, exchange.channel, exchange.session, text, outcome, entries, question, "
        "milliseconds, verdict, exchange.id from exchange "
        "left join feedback on feedback.reply = exchange.reply "
        "where exchange.id > ? order by exchange.id limit ?",
    ),
    "feedback": Table(
        "评价",
        ("时间", "渠道", "评价", "处理时间", "处理人"),
        "select at, channel, verdict, handled_at, handled_by, id from feedback "
        "where id > ? order by id limit ?",
    ),
    "notices": Table(
        "通知",
        ("问题编号", "渠道", "状态", "次数", "生成时间", "了结时间", "错误", "内容"),
        "select question, channel, state, attempts, created_at, settled_at, error, text, id "
        "from outbox where id > ? order by id limit ?",
    ),
    "audit": Table(
        "操作记录",
        ("时间", "操作人", "操作", "对象", "撤销的操作", "操作号"),
        "select at, actor, act, (select group_concat(subject, ', ') from audit_subject "
        "where audit = audit_log.id), undoes, id, id from audit_log "
        "where id > ? order by id limit ?",
    ),
}  # fmt: skip


def rows_of(database: Database, name: Name) -> Iterator[list[Value]]:
    """Yield a table's rows, oldest first, read a thousand at a time."""
    table = TABLES[name]
    last = 0
    while True:
        found = database.tuples(table.query, [last, READ_AT_ONCE])
        for row in found:
            yield list(row[: len(table.columns)])
        if len(found) < READ_AT_ONCE:
            return
        last = found[-1][-1]


def to_csv(database: Database, name: Name) -> Iterator[str]:
    """Yield a table as CSV, piece by piece, with a heading and a byte order mark."""
    yield BYTE_ORDER_MARK + csv_line(TABLES[name].columns)
    for row in rows_of(database, name):
        yield csv_line(row)


def to_xlsx(database: Database, path: Path, names: Sequence[Name] = tuple(TABLES)) -> None:
    """Write tables into an XLSX file, one a sheet."""
    workbook = Workbook(write_only=True)
    for name in names:
        sheet = workbook.create_sheet(TABLES[name].title)
        sheet.append(list(TABLES[name].columns))
        for row in rows_of(database, name):
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value=_safe(value))
                if isinstance(value, str):
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
    workbook.save(path)


def csv_line(values: Sequence[Value]) -> str:
    """Return one line of CSV, safe to open."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_safe(value) for value in values])
    return line.getvalue()


def escaped(text: str) -> str:
    """Return a text that a spreadsheet shows instead of calculating it."""
    return ESCAPE + text if text.startswith(STARTS_FORMULA) else text


def unescaped(text: str) -> str:
    """Return the text that :func:`escaped` was given."""
    return text[1:] if text.startswith(tuple(ESCAPE + start for start in STARTS_FORMULA)) else text


def _safe(value: Value) -> Value:
    if isinstance(value, str):
        # What XML can't hold goes first: behind it an equals sign may stand.
        return escaped(ILLEGAL_CHARACTERS_RE.sub("", value))[:LONGEST_CELL]
    return value
