"""Published answers go to git in the form of kb/, train there, and come back without loss."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.desk import Desk, RefusedError
from bot.desk.kb_form import FILES, export_kb, import_kb
from bot.desk.published import PublishedAnswers
from bot.knowledge import KB, Knowledge, Renderer, check, load_knowledge
from tests.desk.conftest import Clock, ask, cluster_of

TEXT = "先联系支书,打 {0451} 那个号。\n\n下午2点到3点在**行政楼402室(学校组织部)**,带 50% 的钱。"


@pytest.fixture
def filled(desk: Desk, wording, knowledge: Knowledge) -> Desk:
    def publish(number: int, text: str, until: date | None = None) -> None:
        revision = desk.answers.write(
            cluster_of(desk, number), text, actor="wang", owner="李老师", valid_until=until
        )
        desk.publication.publish(revision.id, actor="wang", wording=wording)

    publish(ask(desk, "介绍信丢在火车上了该怎么补救才好"), TEXT, date(2026, 12, 31))
    publish(ask(desk, "  - 食堂: 几点 '开门' # 呀"), "= 不归我管")
    attached = ask(desk, "打印的那间屋子究竟在哪一层")
    desk.publication.attach_entry(
        cluster_of(desk, attached),
        "print/where",
        Renderer(knowledge).answer(["print/where"]),
        actor="wang",
        wording=wording,
    )
    near_miss = next(q for q in knowledge.questions if q.label.startswith("near_miss/"))
    publish(ask(desk, near_miss.text), "kb 里有这句")
    return desk


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KB, tmp_path / "kb"))


@pytest.fixture
def fresh(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = Desk(tmp_path / "fresh" / "desk.db", clock)
    yield opened
    opened.close()


def test_an_export_passes_the_check_and_says_the_same(
    filled: Desk, knowledge: Knowledge, kb: Path
) -> None:
    exported = export_kb(filled, knowledge, kb)
    assert (exported.answers, exported.questions, len(exported.skipped)) == (2, 3, 1)
    checked = check(kb)
    (first, second) = (e for i, e in checked.entries.items() if i.startswith("desk/"))
    reply = Renderer(checked).answer([first.id])
    assert reply.text == f"{TEXT}\n依据:辅导员答复·2026-06-24"
    assert "{printing_office}" in first.answer
    assert (first.owner, first.valid_until) == ("李老师", date(2026, 12, 31))
    assert second.valid_until is None
    voices = [(q.label, q.text) for q in checked.questions if q.voice == "desk"]
    assert ("print/where", "打印的那间屋子究竟在哪一层") in voices


def test_it_comes_back_without_loss(
    filled: Desk, fresh: Desk, knowledge: Knowledge, kb: Path, clock: Clock
) -> None:
    export_kb(filled, knowledge, kb)
    before = [(kb / file).read_text(encoding="utf-8") for file in FILES]
    clock.pass_by(days=400)
    assert import_kb(fresh, load_knowledge(kb), actor="li", folder=kb) == (2, ())
    export_kb(fresh, load_knowledge(kb), kb)
    for file, text in zip(FILES, before, strict=True):
        assert (kb / file).read_text(encoding="utf-8").splitlines() == text.splitlines()
    clock.pass_by(days=-400)
    served = [PublishedAnswers(d.database.path, clock) for d in (filled, fresh)]
    one, other = (
        {(a.text, a.entry, a.published_on, a.valid_until) for a in published.all()}
        for published in served
    )
    assert other <= one
    assert len(other) == 3
    for published in served:
        published.close()


def test_importing_again_changes_nothing(filled: Desk, knowledge: Knowledge, kb: Path) -> None:
    export_kb(filled, knowledge, kb)
    acts = len(filled.audit.newest(1000))
    done = import_kb(filled, load_knowledge(kb), actor="li", folder=kb)
    assert (done.answers, len(done.passed_over)) == (0, 2)
    assert len(filled.audit.newest(1000)) == acts


def test_with_nothing_published_no_file_is_left(desk: Desk, knowledge: Knowledge, kb: Path) -> None:
    for file in FILES:
        (kb / file).write_text("old", encoding="utf-8")
    export_kb(desk, knowledge, kb)
    assert not any((kb / file).exists() for file in FILES)


@pytest.mark.parametrize("text", ["[", "a: b", "- 1", "- {id: desk/x}"])
def test_a_file_that_is_no_export_is_refused(
    desk: Desk, knowledge: Knowledge, kb: Path, text: str
) -> None:
    (kb / FILES[0]).write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError):
        import_kb(desk, knowledge, actor="li", folder=kb)
