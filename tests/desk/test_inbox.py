"""The gateway's memory: sessions, replies by cursor, and what is forgotten when."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import DeskError, Inbox, conversation_of
from bot.desk.database import Database
from bot.desk.inbox import MOST_TURNS, TURN_KEPT

numbers = itertools.count()
START = datetime(2026, 6, 24, 8, tzinfo=timezone.utc)


class Clock:
    """Time that a test moves on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(tmp_path: Path, clock: Clock) -> Iterator[Inbox]:
    database = Database(tmp_path / "desk.db", clock)
    yield Inbox(database)
    database.close()


def record(inbox: Inbox, message_id: str, conversation: str = "c", payload: str | None = "问"):
    return inbox.record(
        conversation=conversation,
        channel="qq",
        group="g",
        user="u",
        reply_to={"msg_id": message_id},
        message_id=message_id,
        payload=payload,
    )


def answer(inbox: Inbox, message_id: str, conversation: str = "c", **more) -> int:
    return inbox.add_reply(
        id=f"to-{conversation}-{message_id}",
        conversation=conversation,
        message_id=message_id,
        body="{}",
        **{"delivery": "fetched"} | more,
    )


def notice(inbox: Inbox, notice_id: str, conversation: str = "c") -> int:
    return inbox.add_reply(
        id=notice_id,
        conversation=conversation,
        message_id=None,
        body="{}",
        delivery="fetched",
        late=True,
    )


def test_a_message_is_new_once(inbox: Inbox) -> None:
    assert record(inbox, "1").is_new
    again = record(inbox, "1")
    assert (again.is_new, again.state) == (False, "waiting")
    answer(inbox, "1")
    assert record(inbox, "1").state == "answered"
    assert record(inbox, "1", conversation="d").is_new, "another conversation has its own ids"


def test_a_message_is_remembered_for_longer_than_platforms_repeat_it(
    inbox: Inbox, clock: Clock
) -> None:
    record(inbox, "1")
    answer(inbox, "1")
    clock.now += timedelta(minutes=31)
    inbox.forget(90)
    assert not record(inbox, "1").is_new


@pytest.mark.parametrize(("minutes", "same"), [(29, True), (30, True), (31, False)])
def test_half_an_hour_of_silence_ends_a_session(
    inbox: Inbox, clock: Clock, minutes: int, same: bool
) -> None:
    first = record(inbox, "1").sender
    clock.now += timedelta(minutes=minutes)
    second = record(inbox, "2").sender
    assert (first == second) is same
    assert conversation_of(first) == conversation_of(second) == "c"


def test_forty_turns_end_a_session(inbox: Inbox) -> None:
    senders = [record(inbox, str(number)).sender for number in range(MOST_TURNS + 1)]
    assert len(set(senders[:MOST_TURNS])) == 1
    assert senders[MOST_TURNS] not in senders[:MOST_TURNS]


def test_a_duplicate_is_no_turn(inbox: Inbox) -> None:
    senders = {record(inbox, "1").sender for _ in range(3 * MOST_TURNS)}
    assert len(senders) == 1


def test_the_text_goes_with_the_answer(inbox: Inbox) -> None:
    record(inbox, "1", payload="我叫王小明")
    (waiting,) = inbox.waiting(timedelta(minutes=30))
    assert (waiting.payload, waiting.route.reply_to) == ("我叫王小明", {"msg_id": "1"})
    answer(inbox, "1")
    assert inbox.waiting(timedelta(minutes=30)) == []


def test_an_apology_keeps_the_text(inbox: Inbox) -> None:
    record(inbox, "1")
    answer(inbox, "1", final=False)
    (waiting,) = inbox.waiting(timedelta(minutes=30))
    assert waiting.apologised


def test_who_waits_for_too_long_is_dropped(inbox: Inbox, clock: Clock) -> None:
    record(inbox, "1")
    clock.now += timedelta(minutes=31)
    assert inbox.waiting(timedelta(minutes=30)) == []
    assert record(inbox, "1").state == "dropped"


def test_a_notice_is_stored_once(inbox: Inbox) -> None:
    record(inbox, "1")
    assert notice(inbox, "n") == notice(inbox, "n") == 1
    assert len(inbox.replies_after("c", 0)) == 1


def test_a_notice_to_nobody_is_an_error(inbox: Inbox) -> None:
    with pytest.raises(DeskError):
        notice(inbox, "n")


def test_the_cursor_never_passes_a_late_reply_that_was_not_fetched(inbox: Inbox) -> None:
    record(inbox, "1")
    answer(inbox, "1")
    assert inbox.cursor("c") == 1
    notice(inbox, "n")
    record(inbox, "2")
    answer(inbox, "2")
    assert inbox.cursor("c") == 1
    assert [r.id for r in inbox.replies_after("c", 1)] == ["n", "to-c-2"]
    assert inbox.cursor("c") == 1, "that the client got them is not known yet"
    assert inbox.replies_after("c", 3) == []
    assert inbox.cursor("c") == 3


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    """One inbox for many conversations."""
    database = Database(tmp_path_factory.mktemp("inbox") / "desk.db")
    yield Inbox(database)
    database.close()


@settings(deadline=None, max_examples=50)
@given(acts=st.lists(st.sampled_from(["post", "lost post", "notice", "get"]), max_size=20))
def test_a_client_that_follows_the_cursor_gets_everything(shared: Inbox, acts: list[str]) -> None:
    conversation = f"c{next(numbers)}"
    record(shared, "first", conversation)
    got: set[str] = set()
    said: set[str] = set()
    cursor = 0
    for number, act in enumerate([*acts, "get"]):
        name = f"{conversation}-{number}"
        if act == "notice":
            notice(shared, name, conversation)
            said.add(name)
        elif act == "get":
            fetched = shared.replies_after(conversation, cursor)
            got |= {reply.id for reply in fetched}
            cursor = fetched[-1].position if fetched else shared.cursor(conversation)
        else:
            record(shared, str(number), conversation)
            answer(shared, str(number), conversation)
            said.add(f"to-{name}")
            if act == "lost post":  # the client sends it again
                assert not record(shared, str(number), conversation).is_new
            reply = shared.reply_to(conversation, str(number))
            assert reply
            got.add(reply.id)
            cursor = shared.cursor(conversation)
    assert got == said


def test_due_replies_know_their_way(inbox: Inbox) -> None:
    record(inbox, "1")
    record(inbox, "2")
    answer(inbox, "1", delivery="due")
    answer(inbox, "2", delivery="due")
    inbox.mark("to-c-2", "sent")
    (due,) = inbox.due()
    assert (due.id, due.route.reply_to, due.route.group) == ("to-c-1", {"msg_id": "1"}, "g")


def test_old_things_are_forgotten(inbox: Inbox, clock: Clock) -> None:
    record(inbox, "1")
    answer(inbox, "1")
    notice(inbox, "n")
    clock.now += TURN_KEPT + timedelta(minutes=1)
    inbox.forget(90)
    assert [r.id for r in inbox.replies_after("c", 0)] == ["n"]
    assert inbox.route("c") is not None
    clock.now += timedelta(days=90)
    inbox.forget(90)
    assert inbox.replies_after("c", 0) == []
    assert inbox.route("c") is None


def test_only_the_thread_that_hurries_goes_on_before_the_platter(tmp_path: Path) -> None:
    database = Database(tmp_path / "desk.db")
    with ThreadPoolExecutor(1) as other:
        other.submit(database.hurry).result()
        normal = other.submit(database.value, "pragma synchronous").result()
    assert (normal, database.value("pragma synchronous")) == (1, 2)
    database.close()
