"""Turns are logged masked; thumbs down make a queue."""

from __future__ import annotations

import pytest

from bot.desk import Desk, NotFoundError


def turn(desk: Desk, reply: str, text: str, session: str = "s") -> None:
    desk.exchanges.add(
        reply,
        session=session,
        channel="web",
        text=text,
        outcome="answer",
        entries=["print/where"],
        milliseconds=12,
    )


def test_a_turn_is_kept_once_and_masked(desk: Desk) -> None:
    turn(desk, "r1", "我叫王小明,在哪打印")
    turn(desk, "r1", "again")
    found = desk.exchanges.by_reply("r1")
    assert found is not None
    assert (found.text, found.entries) == ("我叫〔姓名〕,在哪打印", ("print/where",))


def test_the_turns_before_are_those_of_the_conversation(desk: Desk) -> None:
    for number in range(9):
        turn(desk, f"r{number}", str(number), session="s" if number % 2 == 0 else "t")
    last = desk.exchanges.by_reply("r8")
    assert last is not None
    assert [found.text for found in desk.exchanges.before(last, most=3)] == ["2", "4", "6"]


def test_a_thumb_down_waits_until_somebody_handles_it(desk: Desk) -> None:
    turn(desk, "r1", "在哪打印")
    desk.feedback.add("r1", "down", session="s", channel="web")
    (disliked,) = desk.feedback.disliked()
    assert (disliked.text, disliked.entries) == ("在哪打印", ("print/where",))
    desk.feedback.handle(disliked.id, "wang")
    assert desk.feedback.disliked() == []
    assert desk.feedback.count_disliked() == 0
    with pytest.raises(NotFoundError):
        desk.feedback.handle(disliked.id, "wang")


def test_the_last_thumb_counts_and_only_the_askers(desk: Desk) -> None:
    desk.feedback.add("r1", "down", session="s", channel="web")
    desk.feedback.add("r1", "up", session="other", channel="web")
    assert desk.feedback.count_disliked() == 1
    desk.feedback.add("r1", "up", session="s", channel="web")
    assert desk.feedback.count_disliked() == 0
