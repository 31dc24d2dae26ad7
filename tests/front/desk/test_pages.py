"""Every page: opens when there is nothing, says so, and gets exactly what its template uses."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator

import pytest
from jinja2 import meta

from bot.desk.desk import Desk
from bot.desk.roles import Role
from bot.front.desk import acts
from bot.front.desk.pages import TEMPLATES, Context, Pages
from bot.front.desk.routes import ROUTES
from bot.front.desk.training import STATES
from bot.settings import ROOT
from tests.front.desk.conftest import Counselor

PLAIN = [
    route.path
    for route in ROUTES
    if route.method == "GET" and route.permission and not set("{.") & set(route.path)
    if not route.path.endswith("/job")  # a part of a page
]


def contexts(base: type[Context] = Context) -> Iterator[type[Context]]:
    for one in base.__subclasses__():
        yield one
        yield from contexts(one)


@pytest.mark.parametrize("context", sorted(contexts(), key=lambda c: c.__name__))
def test_a_template_uses_what_its_context_gives(desk: Desk, context: type[Context]) -> None:
    environment = Pages(desk, None).environment  # type: ignore[arg-type]

    def used(template: str) -> set[str]:
        source = (TEMPLATES / template).read_text(encoding="utf-8")
        tree = environment.parse(source)
        found = meta.find_undeclared_variables(tree)
        for other in meta.find_referenced_templates(tree):
            if other and other != "macros.html":
                found |= used(other)
        return found

    given = {field.name for field in dataclasses.fields(context)}
    assert used(context.template) - {"frame", "ui"} == given


def test_every_template_has_its_context() -> None:
    named = {context.template for context in contexts()}
    frames = {"base.html", "outside.html", "macros.html"}
    assert {path.name for path in TEMPLATES.glob("*.html")} == named | frames


def test_every_act_has_its_sentence() -> None:
    recorded: set[str] = set()
    for path in (ROOT / "bot").rglob("desk/*.py"):
        found = re.findall(
            r"(?:\.record|_end|_note)\(\s*[\w.]+,\s*\"(\w+)\"|act=\"(\w+)\"",
            path.read_text(encoding="utf-8"),
        )
        recorded |= {one or other for one, other in found}
    recorded |= {f"retrain_{state}" for state in STATES if state != "running"}
    assert recorded == set(acts.SENTENCES)


@pytest.mark.parametrize("path", PLAIN)
def test_every_page_opens_on_an_empty_desk(somebody: Callable[..., Counselor], path: str) -> None:
    page = somebody(Role.ADMINISTRATOR).open(path)
    assert page.status_code == 200
    assert "<h1>" in page.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/queue/open", "都处理完了"),
        ("/queue/requested", "没有人在等人工答复"),
        ("/queue/answered", "还没有答复过的问题"),
        ("/queue/ignored", "没有忽略过的问题"),
        ("/disliked", "没有人点踩"),
        ("/expiring", "没有快过期的答案"),
        ("/answers", "还没有发布过答案"),
        ("/search", "搜什么"),
        ("/search?q=党费", "没有找到"),
    ],
)
def test_an_empty_page_says_so_and_what_will_come(
    counselor: Counselor, path: str, words: str
) -> None:
    assert words in counselor.open(path).text


def test_a_long_queue_is_leafed_through(counselor: Counselor, ask: Callable[..., int]) -> None:
    letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃"
    for number, letter in enumerate(letters):
        ask(f"{letter * 6}{number}", f"s{number}")
    first = counselor.open("/queue/open")
    assert first.text.count("data-item") == 30
    assert "?page=2" in first.text
    second = counselor.open("/queue/open?page=2")
    assert second.text.count("data-item") == len(letters) - 30
    assert "下一页" not in second.text


@pytest.mark.parametrize(
    "text", ["党费", "费要", "补交到几月", "１", "%", "'", "\\", "党" * 2_000], ids=len
)
def test_any_search_is_answered(counselor: Counselor, ask: Callable[..., int], text: str) -> None:
    ask("党费要补交到几月")
    assert counselor.client.get("/desk/search", params={"q": text}).status_code == 200


def test_search_finds_two_characters_numbers_and_answers(
    counselor: Counselor, ask: Callable[..., int]
) -> None:
    number = ask("党费要补交到几月")
    ask("介绍信折了还能用吗", "s2")
    for text in ("党费", "几月", "党费 几月", str(number)):
        page = counselor.open(f"/search?q={text}")
        assert "党费要补交到几月" in page.text, text
        assert "介绍信折了" not in page.text, text
    counselor.open("/clusters/1")
    counselor.press("先存草稿", text="交到毕业当月,离校前交清")
    assert "党费要补交到几月" in counselor.open("/search?q=离校").text


@pytest.mark.parametrize(
    "path",
    [
        "/clusters/99",
        "/clusters/99999999999999999999999",
        "/answers/99",
        "/queue/nothing",
        "/nowhere",
        "/clusters/-1",
    ],
)
def test_what_is_not_there_is_said_in_chinese(counselor: Counselor, path: str) -> None:
    page = counselor.open(path)
    assert page.status_code == 404
    assert re.search(r"role=\"alert\">[\u4e00-\u9fff]", page.text)


@pytest.mark.parametrize("value", ["0", "-1", "x", "１", "9" * 40, "", "\u202e"])
def test_a_strange_page_number_is_the_first_page(counselor: Counselor, value: str) -> None:
    page = counselor.client.get("/desk/queue/open", params={"page": value, "did": value})
    assert page.status_code == 200


def test_a_student_s_text_is_never_markup(counselor: Counselor, ask: Callable[..., int]) -> None:
    ask('<script>alert(1)</script>" onload="x', turns=[("student", "<img src=x>")])
    for path in ("/queue/open", "/clusters/1", "/search?q=alert"):
        text = counselor.open(path).text
        assert "<script>alert" not in text
        assert "<img" not in text


@pytest.mark.parametrize(
    "text", ["", "   ", "长" * 501, "长" * 10_000, "a\0b", "\x1b[31m"], ids=len
)
def test_an_answer_that_cannot_be_taken_is_refused_with_a_reason(
    counselor: Counselor, ask: Callable[..., int], text: str
) -> None:
    ask("党费要补交吗")
    page = counselor.client.post("/desk/clusters/1/publish", data={"text": text, "owner": "李"})
    assert page.status_code in (409, 422)
    assert 'role="alert"' in page.text


def test_a_form_without_its_fields_is_refused(
    counselor: Counselor, ask: Callable[..., int]
) -> None:
    ask("党费要补交吗")
    for path in ("publish", "attach", "merge", "ignore", "rename", "rearrange"):
        page = counselor.client.post(f"/desk/clusters/1/{path}")
        assert page.status_code in (409, 422), path
        assert 'role="alert"' in page.text


def test_a_body_that_is_too_large_is_refused(counselor: Counselor, ask: Callable[..., int]) -> None:
    ask("党费要补交吗")
    page = counselor.client.post(
        "/desk/clusters/1/publish", files={"text": ("x.txt", b"x" * (6 * 1024 * 1024))}
    )
    assert page.status_code == 413
    assert "最多 5 MB" in page.text


def test_a_banner_is_shown_only_to_whom_it_belongs(
    somebody: Callable[..., Counselor], ask: Callable[..., int]
) -> None:
    ask("党费要补交吗")
    counselor, other = somebody(), somebody(Role.REVIEWER)
    counselor.open("/clusters/1")
    page = counselor.press("忽略这组问题")
    assert "你忽略了问题" in page.text
    assert "你忽略了问题" not in other.open(str(page.url).partition("/desk")[2]).text


def test_a_particular_is_confirmed_today(counselor: Counselor) -> None:
    page = counselor.open("/particulars")
    assert "还没有人核实过" in page.text
    before = page.text.count("还没有人核实过")
    page = counselor.press("今天已核实")
    assert page.text.count("还没有人核实过") == before - 1
    assert "核实 · 李老师" in page.text


def test_thumbs_down_are_handled(counselor: Counselor, desk: Desk) -> None:
    desk.exchanges.add(
        "r1", session="s", channel="web", text="在哪打印", outcome="answer", milliseconds=9,
        entries=["print/where"],
    )  # fmt: skip
    desk.feedback.add("r1", "down", session="s", channel="web")
    page = counselor.open("/disliked")
    assert "在哪打印" in page.text
    assert "介绍信在哪里打印" in page.text
    assert "没有人点踩" in counselor.press("已处理").text
