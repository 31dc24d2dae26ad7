"""Somebody is one asker, in however many sessions the conversation goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlite_utils

from bot.desk import Desk
from bot.desk.askers import asker_of
from bot.desk.browsing import Browsing
from bot.desk.migrations import migrations
from bot.desk.retention import forget
from tests.desk.conftest import Clock, answer, ask, cluster_of

CONVERSATION = "0123456789abcdef" * 2
FIRST, SECOND = f"{CONVERSATION}-1", f"{CONVERSATION}-2"
QUESTION, REWORDED = "介绍信丢了怎么办", "介绍信丢了该怎么办呢老师"


@pytest.mark.parametrize(
    "session", [FIRST, f"{CONVERSATION}-12", CONVERSATION, "s1", "", "past:7", "a-1", "长" * 40]
)
def test_the_column_says_the_same(desk: Desk, session: str) -> None:
    ask(desk, QUESTION, session)
    assert desk.database.value("select asker from question") == asker_of(session)


def test_a_second_session_is_no_second_asker(desk: Desk) -> None:
    cluster = cluster_of(desk, ask(desk, QUESTION, FIRST))
    assert cluster_of(desk, ask(desk, REWORDED, SECOND)) == cluster
    found = desk.clusters.get(cluster)
    assert (found.questions, found.askers, found.waiting) == (2, 1, 1)
    desk.clusters.recount([cluster])
    assert desk.clusters.get(cluster) == found
    browsing = Browsing(desk.database, desk.phrasings, desk.clusters)
    assert browsing.waiting_by_channel(cluster) == {"web": 1}


def test_asking_the_same_in_a_second_session_is_the_same_question(desk: Desk) -> None:
    assert ask(desk, QUESTION, FIRST) == ask(desk, QUESTION, SECOND)


def test_they_are_told_once_where_they_were_last(desk: Desk, wording) -> None:
    first, second = ask(desk, QUESTION, FIRST), ask(desk, REWORDED, SECOND)
    assert answer(desk, first, "先联系支书。", wording).notices == 1
    (notice,) = desk.outbox.due()
    assert (notice.session, notice.question) == (SECOND, second)
    assert desk.outbox.for_question(first) == desk.outbox.for_question(second)


def test_an_older_desk_counts_anew(path: Path) -> None:
    old = sqlite_utils.Database(path)
    migrations.apply(old, stop_before="know_askers")
    counted = {"askers": 2, "waiting": 2}
    old["cluster"].insert({"title": QUESTION, "kind": "", "created_at": "2026-06-01"} | counted)
    for session in (FIRST, SECOND):
        old["question"].insert(
            {
                "text": QUESTION, "kind": "", "concepts": "", "channel": "web", "cluster": 1,
                "session": session, "asked_at": "2026-06-01T00:00:00+00:00",
            }
        )  # fmt: skip
    old.close()
    desk = Desk(path)
    found = desk.clusters.get(1)
    assert (found.askers, found.waiting) == (1, 1)
    desk.close()


def test_when_they_are_forgotten_they_stay_one(desk: Desk, clock: Clock) -> None:
    cluster = cluster_of(desk, ask(desk, QUESTION, FIRST))
    ask(desk, REWORDED, SECOND)
    clock.pass_by(days=91)
    forget(desk.database, 90)
    assert desk.clusters.get(cluster).askers == 1
