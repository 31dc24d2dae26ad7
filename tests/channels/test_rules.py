"""The bot listens only to what is meant for it, in groups that let it in."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.channels.heard import Heard
from bot.channels.rules import addressed, allowed_group, fresh, mentioned, not_a_bot, private

NOW = datetime(2026, 6, 24, 12, 0, tzinfo=timezone.utc)


def heard(**fields) -> Heard:
    return Heard(**{"channel": "qq", "message_id": "1", "user": "u", "text": "在哪打印"} | fields)


def test_private_messages_are_addressed() -> None:
    assert addressed()(heard())


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({}, False),
        ({"mentioned": True}, True),
        ({"quotes": "mine"}, True),
        ({"quotes": "somebody's"}, False),
    ],
)
def test_in_a_group_only_a_mention_or_a_quote_of_the_bot_counts(fields, answer) -> None:
    assert addressed({"mine"})(heard(group="g", **fields)) is answer


def test_groups_are_shut_out_unless_let_in() -> None:
    assert not allowed_group(())(heard(group="g"))
    assert allowed_group({"g"})(heard(group="g"))
    assert allowed_group({"*"})(heard(group="g"))
    assert allowed_group(())(heard())


def test_replays_are_stale() -> None:
    rule = fresh(lambda: NOW)
    assert rule(heard(sent_at=NOW - timedelta(minutes=4)))
    assert not rule(heard(sent_at=NOW - timedelta(minutes=6)))
    assert rule(heard(sent_at=NOW + timedelta(minutes=6)))
    assert rule(heard(sent_at=None))


def test_bots_are_not_answered() -> None:
    assert not not_a_bot(heard(from_bot=True))


def test_a_joined_rule_names_the_one_that_refuses() -> None:
    rule = not_a_bot & addressed() & allowed_group({"g"})
    assert rule.refusal(heard(group="g")) == "addressed"
    assert rule.refusal(heard(group="h", mentioned=True)) == "allowed_group"
    assert rule.refusal(heard(group="g", mentioned=True)) is None
    assert (private | mentioned).refusal(heard(group="g")) == "private|mentioned"


def test_a_message_that_is_printed_does_not_show_its_text() -> None:
    assert "在哪打印" not in repr(heard())
