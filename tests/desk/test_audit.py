"""The audit log only grows, and revisions never change."""

from __future__ import annotations

import pytest

from bot.desk import Desk, DeskError
from tests.desk.conftest import answer, ask, cluster_of


@pytest.mark.parametrize(
    "sql",
    [
        "update audit_log set actor = 'somebody else'",
        "delete from audit_log",
        "delete from audit_subject",
        "update audit_subject set subject = 'x'",
        "update answer_revision set text = '改过'",
        "delete from answer_revision",
        "insert or replace into audit_log (id, at, actor, act, details) values (1, '', '', '', '')",
    ],
)
def test_history_cannot_be_rewritten(desk: Desk, wording, sql: str) -> None:
    answer(desk, ask(desk, "介绍信丢了怎么办"), "甲", wording)
    before = desk.audit.newest()
    with pytest.raises(DeskError):
        desk.database.execute(sql)
    assert desk.audit.newest() == before
    assert desk.answers.revision(1).text == "甲"


def test_every_act_is_written_down_with_its_actor(desk: Desk, wording) -> None:
    number = ask(desk, "介绍信丢了怎么办")
    cluster = cluster_of(desk, number)
    desk.clusters.rename(cluster, "介绍信丢失", "wang")
    published = answer(desk, number, "甲", wording, actor="li")
    desk.undo.undo(published.act, "zhao")
    done = [(act.actor, act.act) for act in desk.audit.of(f"cluster {cluster}")]
    assert done == [("zhao", "undo"), ("li", "publish"), ("li", "write"), ("wang", "rename")]
    act = desk.audit.get(published.act)
    assert act is not None
    assert act.undone
    assert not desk.undo.undoable(act)
