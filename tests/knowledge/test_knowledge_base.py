"""The product's own kb/ keeps its promises."""

from __future__ import annotations

import re

import pytest

from bot.knowledge import Knowledge, Renderer
from bot.knowledge.checking import FACT_COUNT, coverage
from bot.knowledge.rendering import LONGEST_REPLY, MOST_BUTTONS, SOURCE_LEAD


def test_every_fact_is_carried(knowledge: Knowledge) -> None:
    assert coverage(knowledge).facts == FACT_COUNT == 54


def test_there_are_enough_near_miss_types(knowledge: Knowledge) -> None:
    counts = coverage(knowledge)
    assert counts.near_misses >= 100
    assert counts.undocumented >= 30


def test_every_particular_says_whether_it_was_confirmed(knowledge: Knowledge) -> None:
    assert all(hasattr(p, "confirmed_on") for p in knowledge.particulars.values())


def test_no_reply_rests_on_the_debris_of_the_notice(knowledge: Knowledge) -> None:
    """The notice's extraction left a line that says the opposite of the truth (需登陆系统)."""
    source = knowledge.sources["notice"]
    assert len(source.splitlines()) == 46
    assert source.count("需登陆系统") == source.count("无需登陆系统") == 1
    answer = Renderer(knowledge).answer(["destination/same_college_login"]).text
    assert answer.startswith("不用登录系统")
    for entry in knowledge.entries.values():
        assert not re.search("(?<!无)需登陆", entry.source.quote)


def test_replies_have_the_form_of_the_contract(knowledge: Knowledge) -> None:
    renderer = Renderer(knowledge)
    for entry in knowledge.entries:
        reply = renderer.answer([entry])
        assert reply.text.endswith(f"\n{SOURCE_LEAD}{reply.source}")
        assert len(reply.buttons) <= MOST_BUTTONS
        assert "{" not in reply.text
    for near_miss in knowledge.near_misses:
        assert len(renderer.near_miss(near_miss).text) <= LONGEST_REPLY


def test_two_answers_in_one_reply_keep_their_order(knowledge: Knowledge) -> None:
    reply = Renderer(knowledge).answer(["receipt/send_where", "print/where", "receipt/send_where"])
    assert reply.entries == ("receipt/send_where", "print/where")
    assert reply.text.index("hitdyzzgx@163.com") < reply.text.index("行政楼402室")
    assert reply.text.endswith("依据:通知·流程第6步、通知·流程第4步")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("print/where", ["行政楼402室"]),
        ("print/when", ["周一", "周四"]),
        ("change/where", ["明德楼C726"]),
        ("form/submit", ["lingring000@163.com", "支部书记"]),
        ("receipt/send_where", ["hitdyzzgx@163.com"]),
        ("letter/keep", ["不可以"]),
        ("letter/validity", ["90天", "以信上写的为准"]),
        ("destination/other_college", ["校内互转", "转往校外"]),
    ],
)
def test_particulars_reach_the_answers(knowledge: Knowledge, entry: str, words: list[str]) -> None:
    text = Renderer(knowledge).answer([entry]).text
    assert all(word in text for word in words)
