"""Tables out and in: statistics, exports, imports with a preview."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.desk.desk import Desk
from bot.desk.exports import TABLES
from bot.desk.roles import Role
from bot.desk.staff import Staff
from bot.front.desk import create_desk
from bot.front.desk.visit import COOKIE
from bot.knowledge import Knowledge
from tests.front.desk.conftest import PASSWORD, Counselor


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(reviewer: Counselor, data: bytes, name: str = "表.xlsx"):
    reviewer.page = reviewer.client.post("/desk/imports/preview", files={"table": (name, data)})
    return reviewer.page


def talk(desk: Desk) -> None:
    for number, outcome in enumerate(["answer", "answer", "clarify", "hand_over"]):
        desk.exchanges.add(
            f"r{number}", session="s", channel="web", text="介绍信在哪打印", outcome=outcome,
            milliseconds=20, entries=["print/where"] if outcome == "answer" else [],
        )  # fmt: skip


def test_figures_of_the_last_month(counselor: Counselor, desk: Desk) -> None:
    talk(desk)
    page = counselor.open("/statistics")
    assert "<strong>4</strong>问题" in page.text
    assert "<strong>75%</strong>机器人答复或追问" in page.text
    assert "每天的问题:答复共 2、追问共 1、转交共 1" in page.text
    assert "介绍信在哪里打印" in page.text


def test_a_channel_and_a_span_can_be_chosen(counselor: Counselor, desk: Desk) -> None:
    talk(desk)
    assert "没有人提问" in counselor.open("/statistics?channel=qq").text
    assert "没有人提问" in counselor.open("/statistics?from=2020-01-01&to=2020-12-31").text


@pytest.mark.parametrize(
    "span", ["from=x", "from=2026-02-30", "from=2026-06-24&to=2026-06-01", "from=1900-01-01"]
)
def test_an_impossible_span_is_said(counselor: Counselor, span: str) -> None:
    for path in ("/statistics", "/statistics.csv"):
        page = counselor.open(f"{path}?{span}")
        assert page.status_code == 422
        assert 'role="alert"' in page.text


def test_the_days_as_csv(counselor: Counselor, desk: Desk) -> None:
    talk(desk)
    page = counselor.open("/statistics.csv")
    lines = page.text.lstrip("\ufeff").splitlines()
    assert lines[0] == "日期,答复,追问,转交,闲聊,点赞,点踩"
    assert lines[-1].endswith(",2,1,1,0,0,0")


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_taken_away(
    somebody: Callable[..., Counselor], ask: Callable[..., int], name: str
) -> None:
    ask("=1+1 是公式吗")
    reviewer = somebody(Role.REVIEWER)
    page = reviewer.open(f"/exports/{name}.csv")
    assert page.text.startswith("\ufeff" + TABLES[name].columns[0])
    book = load_workbook(io.BytesIO(reviewer.open(f"/exports/{name}.xlsx").content))
    assert book.sheetnames == [TABLES[name].title]


def test_a_formula_stays_text(counselor: Counselor, ask: Callable[..., int]) -> None:
    ask("=1+1 是公式吗")
    assert "'=1+1" in counselor.open("/exports/questions.csv").text


def test_the_audit_log_is_only_for_those_who_may_read_it(
    somebody: Callable[..., Counselor],
) -> None:
    counselor, reviewer = somebody(), somebody(Role.REVIEWER)
    assert counselor.open("/exports/audit.csv").status_code == 404
    book = load_workbook(io.BytesIO(counselor.open("/exports/all.xlsx").content))
    assert "操作记录" not in book.sheetnames
    book = load_workbook(io.BytesIO(reviewer.open("/exports/all.xlsx").content))
    assert book.sheetnames == [table.title for table in TABLES.values()]
    assert "导出了“全部”" in reviewer.open("/audit").text


@pytest.mark.parametrize("file", ["nothing.csv", "questions.pdf", "questions", "..csv"])
def test_no_other_file_is_given(counselor: Counselor, file: str) -> None:
    assert counselor.open(f"/exports/{file}").status_code == 404


def test_the_empty_table_has_the_headings_that_are_wanted(
    somebody: Callable[..., Counselor],
) -> None:
    reviewer = somebody(Role.REVIEWER)
    empty = reviewer.open("/imports/template.xlsx").content
    assert "一行内容也没有" in upload(reviewer, empty).text


def test_a_table_is_looked_at_then_brought_in(
    somebody: Callable[..., Counselor], ask: Callable[..., int], desk: Desk, knowledge: Knowledge
) -> None:
    known = next(q.text for q in knowledge.questions if q.label == "print/where")
    number = ask("党费要补交到几月")
    reviewer = somebody(Role.REVIEWER)
    table = workbook(
        ("问题", "答案"),
        ("党费要补交到几月", "交到毕业当月。"),
        ("党费怎么补交", "交到毕业当月。"),
        (known, "去四楼。"),
        ("没有答案的问题", ""),
    )
    page = upload(reviewer, table)
    assert "<strong>2</strong>会导入并发布" in page.text
    assert "<strong>1</strong>冲突,不导入" in page.text
    assert "<strong>1</strong>有错,不导入" in page.text
    assert desk.answers.live() == []
    page = reviewer.press("导入 2 条")
    assert "你导入了 1 个答案、2 个问题" in page.text
    assert "交到毕业当月" in page.text
    assert desk.outbox.for_question(number)


def test_a_table_is_brought_in_once(somebody: Callable[..., Counselor]) -> None:
    reviewer = somebody(Role.REVIEWER)
    upload(reviewer, workbook(("问题", "答案"), ("党费怎么补交", "交到毕业当月。")))
    preview = reviewer.page
    reviewer.press("导入 1 条")
    reviewer.page = preview
    assert "已经导入过" in reviewer.press("导入 1 条").text


@pytest.mark.parametrize(
    "data",
    [b"", b"not a workbook", b"PK\x03\x04broken", workbook(("a", "b")), workbook()],
    ids=["nothing", "text", "broken", "headings", "empty"],
)
def test_a_file_that_is_no_such_table_is_refused(
    somebody: Callable[..., Counselor], data: bytes
) -> None:
    page = upload(somebody(Role.REVIEWER), data)
    assert page.status_code == 422
    assert 'role="alert"' in page.text


@pytest.mark.parametrize("token", ["", "../desk", "x" * 500, "..%2fdesk"])
def test_no_other_file_is_brought_in(
    somebody: Callable[..., Counselor], desk: Desk, token: str
) -> None:
    page = somebody(Role.REVIEWER).client.post("/desk/imports/apply", data={"token": token})
    assert page.status_code == 422
    assert Path(desk.database.path).exists()


# kb/ form


def test_published_answers_go_out_as_kb_files_and_come_back_on_another_desk(
    somebody: Callable[..., Counselor],
    ask: Callable[..., int],
    empty_desk: Desk,
    knowledge: Knowledge,
    desk: Desk,
) -> None:
    ask("党费要补交到几月")
    reviewer = somebody(Role.REVIEWER)
    reviewer.open("/clusters/1")
    reviewer.press("预览并发布", text="交到毕业当月,一共3元。")
    reviewer.press("发布")
    archive = reviewer.open("/exports/kb.zip").content
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == [
        "kb/entries/desk.yml",
        "kb/questions/desk.yml",
        "kb/sources/desk.txt",
    ]
    elsewhere = Staff(empty_desk.database, empty_desk.audit)
    member = elsewhere.use_setup_link(elsewhere.setup_token() or "", "wang", "王老师", PASSWORD)
    other = Counselor.of(Starlette(routes=[Mount("/desk", create_desk(empty_desk, knowledge))]))
    other.client.cookies.set(COOKIE, elsewhere.start_session(member.id), path="/desk/")
    page = other.client.post("/desk/imports/kb", files={"archive": ("kb.zip", archive)})
    assert "你从知识库文件导入了 1 个答案,已有的略过 0 个" in page.text
    assert [a.live.text for a in empty_desk.answers.live() if a.live] == [
        a.live.text for a in desk.answers.live() if a.live
    ]
    page = other.client.post("/desk/imports/kb", files={"archive": ("kb.zip", archive)})
    assert "导入了 0 个答案,已有的略过 1 个" in page.text
    other.client.close()


ENTRY = b"""
- id: desk/1
  title: t
  answer: ok
  source: {document: desk, section: '2026-06-24', quote: ok}
"""


def packed(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/") + ".yml", content)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no archive",
        packed(),
        packed(other=b"x"),
        packed(kb__entries__desk=b"- {id: 1}"),
        packed(kb__entries__desk=b"[: broken"),
        packed(kb__entries__desk=b"\xff\xfe"),
        packed(kb__questions__desk=b"no/entry: [x]"),
        packed(kb__entries__desk=ENTRY.replace(b"2026-06-24", b"yesterday")),
        packed(kb__entries__desk=ENTRY.replace(b"ok", b"{nothing}")),
    ],
    ids=["nothing", "text", "empty", "other", "shape", "yaml", "bytes", "entry", "day", "name"],
)
def test_an_archive_that_is_no_export_is_refused(
    somebody: Callable[..., Counselor], data: bytes
) -> None:
    reviewer = somebody(Role.REVIEWER)
    page = reviewer.client.post("/desk/imports/kb", files={"archive": ("kb.zip", data)})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
