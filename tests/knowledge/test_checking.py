"""A broken kb/ is refused, and the error names file, entry and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.knowledge import KB, KnowledgeError, check


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KB, tmp_path / "kb"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("entries/print.yml", "quote: 请于每周一", "quote: 请于每周二", "没有原样出现"),
        ("entries/print.yml", "{printing_office}", "{no_such_room}", "no_such_room"),
        ("entries/print.yml", "{printing_office}", "{printing_office", "花括号"),
        ("entries/print.yml", "id: print/when", "id: print/where", "编号重复"),
        ("entries/print.yml", "id: print/when", "id: Print", "小写英文"),
        ("entries/print.yml", "facts: [F026", "facts: [F999", "F999"),
        ("entries/print.yml", "- print/when", "- print/nothing", "print/nothing"),
        ("entries/print.yml", "title:", "titel:", "titel"),
        ("entries/print.yml", "document: notice", "document: rumour", "rumour"),
        ("entries/print.yml", "**{printing_office}**", "**行政楼402室(学校组织部)**", "写死了"),
        ("near_misses.yml", "related: [", "related: [nothing/here, ", "nothing/here"),
        ("near_misses.yml", "confidence: H", "confidence: L", "可信度"),
        ("terms.yml", "kind: ", "kind: [", "YAML"),
        ("follow_up_questions/terse.yml", "print/where:", "print/nowhere:", "没有这个编号"),
        ("grammar.yml", "flow/overview:", "flow/nothing:", "没有这个条目"),
        ("grammar.yml", "(怎么|咋|如何|该怎么", "(怎么|咋|如何|(该怎么", "括号"),
    ],
)
def test_mistakes_are_named(kb: Path, file: str, old: str, new: str, message: str) -> None:
    path = kb / file
    if old not in path.read_text(encoding="utf-8"):
        old = old.replace("- print/when", "follow_ups: [print/when")
        new = new.replace("- print/nothing", "follow_ups: [print/nothing")
    change(path, old, new)
    with pytest.raises(KnowledgeError) as caught:
        check(kb)
    problems = [p for p in caught.value.problems if message in str(p)]
    assert problems, caught.value
    assert f"kb/{file}" in {problem.file for problem in problems}
    assert all(problem.line > 0 for problem in problems)


def test_a_question_of_two_labels_is_refused(kb: Path) -> None:
    (kb / "questions" / "extra.yml").write_text(
        'print/where: ["这句话问两件事吗"]\nreceipt/why: ["这句话,问两件事吗?"]\n', encoding="utf-8"
    )
    with pytest.raises(KnowledgeError, match=r"extra\.yml:2.*print/where"):
        check(kb)


def test_a_near_miss_phrasing_too_close_to_an_entrys_own_is_refused(kb: Path) -> None:
    (kb / "questions" / "extra.yml").write_text(
        'letter/validity: ["党组织关系介绍信的有效期限究竟一共是多少天呢"]\n'
        'near_miss/lost_letter: ["党组织关系介绍信的有效期限究竟一共是多少天"]\n',
        encoding="utf-8",
    )
    with pytest.raises(KnowledgeError, match="太像"):
        check(kb)


def test_a_follow_up_of_two_labels_after_the_same_question_is_refused(kb: Path) -> None:
    (kb / "follow_up_questions" / "extra.yml").write_text(
        'print/where:\n  print/when: ["在什么辰光"]\n  receipt/why: ["在什么辰光?"]\n'
        'change/how:\n  change/when: ["在什么辰光"]\n',
        encoding="utf-8",
    )
    with pytest.raises(KnowledgeError) as caught:
        check(kb)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("kb/follow_up_questions/extra.yml", 3)


@pytest.mark.parametrize(
    "text", ["- print/where\n", "print/where: [几号]\n", "print/where:\n  a: b\n"]
)
def test_follow_ups_of_another_shape_are_refused(kb: Path, text: str) -> None:
    (kb / "follow_up_questions" / "extra.yml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"follow_up_questions/extra\.yml.*应为"):
        check(kb)


def test_a_label_with_too_few_questions_is_refused(kb: Path) -> None:
    shutil.rmtree(kb / "questions")
    with pytest.raises(KnowledgeError, match="只有 0 句"):
        check(kb)


def test_every_missing_file_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        check(tmp_path)
    assert len({p.file for p in caught.value.problems}) >= 5
