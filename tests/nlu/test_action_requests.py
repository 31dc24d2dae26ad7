"""A request starts an action; a question goes to the knowledge base."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import Knowledge
from bot.knowledge.model import NO_REQUEST
from bot.nlu.action_requests import ActionDetector, read_request
from bot.nlu.calibration import Example
from bot.nlu.features import Reader
from bot.nlu.reader import build_reader

EVERY = 4
"""Of the phrasings, one in so many is learnt from: enough for plain wording, in seconds."""


@pytest.fixture(scope="module")
def reader(knowledge: Knowledge) -> Reader:
    texts = [request.text for request in knowledge.requests[::EVERY]]
    return build_reader(knowledge.concepts.values(), texts)


@pytest.fixture(scope="module")
def detector(knowledge: Knowledge, reader: Reader) -> ActionDetector:
    requests = [(r.text, r.action, r.voice) for r in knowledge.requests[::EVERY]]
    questions = [(q.text, NO_REQUEST, q.voice) for q in knowledge.questions[:: 3 * EVERY]]
    examples = [
        Example(read_request(reader, text), action, voice)
        for text, action, voice in (*requests, *questions)
    ]
    return ActionDetector.train(reader, examples, iter)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("介绍信5月8号开的,哪天到期", "letter_deadline"),
        ("帮我算算信哪天失效", "letter_deadline"),
        ("我的介绍信还有几天过期", "letter_deadline"),
        ("回执5月8号盖的章,几号前要发", "receipt_deadline"),
        ("帮我算一下回执的最后期限", "receipt_deadline"),
        ("下一次能打印是哪天", "print_days"),
        ("下周四能去打印吗", "print_days"),
        ("帮我起草回执邮件", "receipt_email"),
        ("办理向导", "route"),
        ("给我列一下要办的步骤清单", "route"),
        ("核对一下抬头:中共某某市委组织部", "header_check"),
        ("不对,是5月9号", "inform"),
        ("算了", "cancel"),
        ("重新来", "start_over"),
    ],
)
def test_requests(detector: ActionDetector, text: str, name: str) -> None:
    leads = detector(text)
    assert next(iter(leads)) == name
    assert leads[name] >= 0


@pytest.mark.parametrize(
    "text",
    [
        "介绍信有效期多久",
        "有效期从哪天算",
        "介绍信过期了怎么办",
        "回执发到哪个邮箱",
        "抬头是什么意思",
        "抬头写错了怎么办",
        "在哪打印介绍信",
        "打印要带什么",
        "流程是什么",
    ],
)
def test_questions(detector: ActionDetector, text: str) -> None:
    assert max(detector(text).values()) < 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("6月20号开的信", "5月8号开的信"),
        ("6.20开的信", "2026-06-20开的信"),
        ("学号1190200123", "学号 21S025001"),
        ("有效期30天", "有效期45天"),
        ("明天能打印吗", "后天能打印吗"),
    ],
)
def test_data_are_seen_by_kind(reader: Reader, one: str, other: str) -> None:
    assert read_request(reader, one) == read_request(reader, other)


def test_a_date_and_a_number_are_told_apart(reader: Reader) -> None:
    date, number = read_request(reader, "20260620"), read_request(reader, "1190200123")
    assert "@date" in date.concepts
    assert date != number


def test_saved_and_loaded_it_finds_the_same(
    detector: ActionDetector, reader: Reader, tmp_path: Path
) -> None:
    detector.save(tmp_path)
    loaded = ActionDetector.load(tmp_path, reader)
    for text in ("办理向导", "介绍信6月20号开的哪天过期", "在哪打印介绍信"):
        assert loaded(text) == pytest.approx(detector(text), abs=0.01)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_taken(reader: Reader, text: str) -> None:
    read_request(reader, text)
