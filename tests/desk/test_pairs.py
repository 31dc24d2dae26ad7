"""Pairs from a spreadsheet are checked, shown, and published all or none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.desk import Desk, RefusedError
from bot.desk.pairs import Pair, read_xlsx
from bot.knowledge import Knowledge
from tests.desk.conftest import answer, ask, cluster_of


def workbook(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_sheet_is_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "pairs.xlsx",
        ["问题", "答案", "负责人", "有效期至"],
        ["党费怎么交", "问支书。", "王老师", "2027/06/30"],
        [None, None],
        ["'=1+1", "等于2", None, date(2027, 1, 1)],
        ["只有问题", None],
    )
    assert read_xlsx(path) == [
        Pair(2, "党费怎么交", "问支书。", "王老师", date(2027, 6, 30)),
        Pair(4, "=1+1", "等于2", "", date(2027, 1, 1)),
        Pair(5, "只有问题", ""),
    ]


def test_a_sheet_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("no workbook")
    wrong = workbook(tmp_path / "wrong.xlsx", ["甲", "乙"])
    empty = workbook(tmp_path / "empty.xlsx")
    bad_day = workbook(
        tmp_path / "day.xlsx", ["问题", "答案", "负责人", "有效期至"], [*"abc", "明天"]
    )
    for path in (tmp_path / "text.xlsx", tmp_path / "missing.xlsx", wrong, empty, bad_day):
        with pytest.raises(RefusedError):
            read_xlsx(path)


def test_conflicts_are_shown_before_anything_is_published(
    desk: Desk, knowledge: Knowledge, wording
) -> None:
    answer(desk, ask(desk, "介绍信丢了怎么办"), "甲", wording)
    entry_question = next(q.text for q in knowledge.questions if q.label == "print/where")
    pairs = [
        Pair(2, "党费怎么算", "问支书。"),
        Pair(3, "介绍信丢了,怎么办?", "甲"),
        Pair(4, "介绍信丢了怎么办", "乙"),
        Pair(5, entry_question, "别处。"),
        Pair(6, "", "空"),
        Pair(7, "党费怎么算?", "问书记。"),
        Pair(8, "过期的", "丙", valid_until=date(2026, 6, 23)),
        Pair(9, "太长", "字" * 301),
    ]
    checked = desk.pairs.check(pairs, knowledge)
    assert [c.verdict for c in checked] == [
        "new", "same", "conflict", "conflict", "bad", "conflict", "bad", "bad",
    ]  # fmt: skip
    assert checked[2].reason in ("甲", "第 3 行是同一个问题,答案不同")
    assert "通知条目" in checked[3].reason
    assert len(desk.answers.live()) == 1


def test_pairs_with_one_answer_are_one_cluster_and_who_waits_is_told(desk: Desk, wording) -> None:
    waiting = ask(desk, "党费怎么算")
    pairs = [Pair(2, "党费怎么算", "问支书。"), Pair(3, "党费交多少", "问支书。")]
    assert desk.pairs.apply(pairs, actor="wang", wording=wording) == (1, 2, 1)
    texts = {p.text: p.confirmed for p in desk.phrasings.of_cluster(cluster_of(desk, waiting))}
    assert texts == {"党费怎么算": True, "党费交多少": True}


def test_a_bad_pair_stops_all(desk: Desk, wording) -> None:
    with pytest.raises(RefusedError, match="第 3 行"):
        desk.pairs.apply(
            [Pair(2, "党费怎么算", "问支书。"), Pair(3, " ", "空")], actor="wang", wording=wording
        )
    assert desk.answers.live() == []


def test_another_answer_is_not_written_over(desk: Desk, wording) -> None:
    answer(desk, ask(desk, "党费怎么算"), "甲", wording)
    with pytest.raises(RefusedError, match="别的答案"):
        desk.pairs.apply([Pair(2, "党费怎么算", "乙")], actor="wang", wording=wording)
    same = desk.pairs.apply([Pair(2, "党费怎么算", "甲")], actor="wang", wording=wording)
    assert same == (0, 0, 0)


def test_an_import_is_undone_like_any_publication(desk: Desk, wording) -> None:
    desk.pairs.apply([Pair(2, "党费怎么算", "问支书。")], actor="wang", wording=wording)
    desk.undo.undo(desk.audit.newest()[0].id, "wang")
    assert desk.answers.live() == []
