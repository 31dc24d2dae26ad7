"""Before publishing, counselors see what it would change."""

from __future__ import annotations

from bot.desk import Desk
from bot.desk.look_ahead import LookAhead
from bot.desk.replay import Caught, Replay
from bot.knowledge import Knowledge
from tests.desk.conftest import answer, ask, cluster_of

LOST = {"concepts": ["introduction_letter", "lost"], "kind": "lost_letter"}


def test_a_preview(desk: Desk, knowledge: Knowledge, wording, ahead: LookAhead) -> None:
    answered = ask(desk, "介绍信弄丢了还能补吗", "x", concepts=["introduction_letter", "lost"])
    answer(desk, answered, "能。", wording)
    number = ask(desk, "介绍信丢了怎么补救", "a", **LOST)
    cluster = desk.clusters.split(cluster_of(desk, number), [number], "wang")
    assert cluster_of(desk, ask(desk, "那丢了呢", "b", **LOST)) == cluster
    entry_question = next(q for q in knowledge.questions if q.label == "print/where")
    desk.clusters.move([ask(desk, entry_question.text, "c")], cluster, "wang")
    seen = desk.preview.of(cluster, ahead)
    assert (seen.answered, seen.wordings, seen.told) == (2, 3, 3)
    assert seen.leaning == ("那丢了呢",)
    assert [n.cluster for n in seen.neighbours] == [cluster_of(desk, answered)]
    assert [overlap.label for overlap in seen.overlaps] == ["print/where"]


def test_a_preview_asks_the_blind_questions(desk: Desk, wording, ahead: LookAhead) -> None:
    number = ask(desk, "介绍信丢了能补吗")
    cluster = cluster_of(desk, number)
    seen = desk.preview.of(cluster, ahead).blind
    assert seen == Replay(2, (Caught("介绍信丢了能补吗?", "abstain", exactly=True),))
    # Once that is live, another text for it changes no outcome; another wording does.
    answer(desk, number, "能。", wording)
    assert desk.preview.of(cluster, ahead).blind == Replay(2, ())
    desk.clusters.move([ask(desk, "去哪里打印介绍信呀")], cluster, "wang")
    seen = desk.preview.of(cluster, ahead).blind
    assert seen == Replay(2, (Caught("请问去哪里打印介绍信", "answer", exactly=False),))
