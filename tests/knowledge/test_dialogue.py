"""The actions' sentences and the routes keep their promises; a mistake is named by its line."""

from __future__ import annotations

import shutil
import string
from pathlib import Path

import pytest

from bot.knowledge import KB, Knowledge, KnowledgeError, Sentences, check
from bot.knowledge.dialogue import templates


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KB, tmp_path / "kb"))


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("dialogue.yml", "{wider_day}", "{narrow_day}", "narrow_day"),
        ("dialogue.yml", "{wider_day}", "{wider_day", "花括号"),
        ("dialogue.yml", "{receipt_mailbox}", "hitdyzzgx@163.com", "写死了"),
        ("dialogue.yml", "周日]", "周日, 周八]", "七个"),
        ("dialogue.yml", "cancelled:", "canceled:", "canceled"),
        ("dialogue.yml", "name_missing: 这句话", "name_missing: '' #", "length"),
        ("routes.yml", "entries: [contact/what_to_ask]", "entries: [no/thing]", "no/thing"),
        ("routes.yml", "facts: [F013, F015, F047]", "facts: [F999]", "F999"),
        ("routes.yml", "facts: [F013, F015, F047]", "facts: []", "条目和事实"),
        ("routes.yml", "steps: [degree_form]", "steps: [no_step]", "no_step"),
        ("routes.yml", "id: company", "id: Company", "小写英文"),
        ("routes.yml", "id: company", "id: undecided", "只用一次"),
        ("routes.yml", "{printing_office}", "{no_room}", "no_room"),
        ("entries/print.yml", "action: print_days", "action: dance", "dance"),
    ],
)
def test_mistakes_are_named(kb: Path, file: str, old: str, new: str, message: str) -> None:
    path = kb / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        check(kb)
    problems = [p for p in caught.value.problems if message in str(p)]
    assert problems, caught.value
    assert problems[0].file == f"kb/{file}"


def test_everything_that_can_be_filled_in_is_used_somewhere(knowledge: Knowledge) -> None:
    """What a field says that an action fills in stands in at least one sentence of its family."""
    used: dict[str, set[str]] = {}
    offered: dict[str, set[str]] = {}
    for where, text, fills in templates(knowledge.dialogue):
        family = where.partition(".")[0]
        names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        used.setdefault(family, set()).update(names)
        offered.setdefault(family, set()).update(fills)
    assert {family: offered[family] - used[family] for family in offered} == {
        family: set() for family in offered
    }


def test_a_placeholder_reaches_no_attribute(knowledge: Knowledge) -> None:
    sentences = Sentences(knowledge.particulars)
    for template in ("{0}", "{day.__class__}", "{day[0]}", "{nothing}"):
        with pytest.raises(KeyError):
            sentences.fill(template, day="x")
    assert sentences.fill("{day} {validity_days}", day="{x}") == "{x} 90天"
