"""Exports hold everything, and no spreadsheet calculates what a student typed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.desk import Desk
from bot.desk.exports import TABLES, csv_line, escaped, rows_of, to_csv, to_xlsx, unescaped
from tests.desk.conftest import answer, ask

FORMULA = '=HYPERLINK("http://x","点我")'


@pytest.fixture
def used(desk: Desk, wording) -> Desk:
    number = ask(desk, FORMULA)
    answer(desk, number, "+先联系支书", wording)
    desk.exchanges.add(
        "r", session="s", channel="web", text="@SUM(1)\x07", outcome="answer", milliseconds=3
    )
    desk.feedback.add("r", "down", session="s", channel="web")
    return desk


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_its_columns_and_rows(used: Desk, name) -> None:
    (heading, *rows) = csv.reader(io.StringIO("".join(to_csv(used.database, name))))
    assert len(rows) >= 1
    assert {len(row) for row in rows} == {len(heading)} == {len(TABLES[name].columns)}


def test_the_workbook_holds_text_where_students_typed_formulas(used: Desk, tmp_path: Path) -> None:
    to_xlsx(used.database, tmp_path / "desk.xlsx")
    workbook = load_workbook(tmp_path / "desk.xlsx")
    assert workbook.sheetnames == [table.title for table in TABLES.values()]
    cell = workbook["问题"]["B2"]
    assert (cell.value, cell.data_type) == (f"'{FORMULA}", "s")
    assert workbook["问题"]["A2"].value == 1
    assert workbook["对话记录"]["D2"].value == "'@SUM(1)"
    formulas = [
        cell for sheet in workbook for row in sheet.iter_rows() for cell in row
        if cell.data_type == "f"
    ]  # fmt: skip
    assert formulas == []
    workbook.close()


def test_more_rows_than_are_read_at_once(desk: Desk) -> None:
    with desk.database.transaction():
        for number in range(1234):
            desk.exchanges.add(
                str(number), session="s", channel="web", text="问", outcome="answer", milliseconds=1
            )
    assert sum(1 for _ in rows_of(desk.database, "exchanges")) == 1234


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_line([text]), newline=""))
    assert not (row and row[0].startswith(("=", "+", "-", "@", "\t", "\r")))
    assert unescaped(escaped(text)) in (text, text.removeprefix("'"))
