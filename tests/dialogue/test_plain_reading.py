"""The desk reads questions as the engine does, without its model."""

from __future__ import annotations

import pytest

from bot.dialogue.plain_reading import PlainReader
from bot.knowledge import Knowledge
from tests.rehearsal import Rehearsal


@pytest.mark.parametrize(
    "text",
    [
        "介绍信丢了怎么办",
        "介紹信丟了,怎麼辦?",
        "请问 402 在哪栋楼啊",
        "介绍信 抬头(写错)了😀",
        "",
        "回执发到 hitdyzzgx@163.com?",
    ],
)
def test_it_reads_as_the_engine_does(rehearsal: Rehearsal, knowledge: Knowledge, text: str) -> None:
    read = PlainReader(knowledge)(text)
    parsed = rehearsal.loop.run_until_complete(rehearsal.agent.parse_message(text or "?"))
    reading = parsed["reading"]
    assert read.concepts == frozenset(reading["concepts"])


def test_pinyin_stays_as_typed(knowledge: Knowledge) -> None:
    assert PlainReader(knowledge)("jie shao xin").key == "jieshaoxin"
