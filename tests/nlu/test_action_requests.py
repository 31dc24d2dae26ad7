"""A request starts an action; a question goes to the knowledge base."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import Knowledge
from bot.nlu.action_requests import ActionDetector
from bot.nlu.features import Reader
from bot.nlu.reader import build_reader

TODAY = date(2026, 6, 24)


@pytest.fixture(scope="module")
def reader(knowledge: Knowledge) -> Reader:
    words = ("什么时候过期", "最晚哪天发", "明天能打印吗", "帮我写回执邮件", "怎么办", "多久")
    return build_reader(knowledge.concepts.values(), words)


@pytest.fixture(scope="module")
def detector(knowledge: Knowledge) -> ActionDetector:
    return ActionDetector(knowledge.cues.values(), knowledge.routes)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("介绍信5月8号开的,哪天到期", "letter_deadline"),
        ("信是五月八号打的还能用吗", "letter_deadline"),
        ("落款5.8,有效期45天,最后一天是几号", "letter_deadline"),
        ("帮我算算信哪天失效", "letter_deadline"),
        ("我的介绍信还有几天过期", "letter_deadline"),
        ("回执5月8号盖的章,几号前要发", "receipt_deadline"),
        ("公司昨天给我盖了章,最晚什么时候发照片", "receipt_deadline"),
        ("帮我算一下回执的最后期限", "receipt_deadline"),
        ("下一次能打印是哪天", "print_days"),
        ("下周四能去打印吗", "print_days"),
        ("5月8号能打介绍信吗", "print_days"),
        ("帮我起草回执邮件", "receipt_email"),
        ("回执邮件主题,孙七,1190200999", "receipt_email"),
        ("生成主题", "receipt_email"),
        ("办理向导", "route"),
        ("给我列一下要办的步骤清单", "route"),
        ("一步一步带我办吧", "route"),
        ("核对一下抬头:中共某某市委组织部", "header_check"),
        ("抬头写某某集团有限公司行吗", "header_check"),
        ("5月8号", "inform"),
        ("不对,是5月9号", "inform"),
        ("1190200999", "inform"),
        ("我叫孙七", "inform"),
        ("30天", "inform"),
        ("我已经拿到介绍信了", "inform"),
        ("中共某某市委组织部", "inform"),
        ("算了", "cancel"),
        ("不用了谢谢", "cancel"),
        ("取消吧", "cancel"),
        ("重新来", "start_over"),
        ("从头再来一遍", "start_over"),
    ],
)
def test_requests(detector: ActionDetector, reader: Reader, text: str, name: str) -> None:
    request = detector(text, reader(text), TODAY)
    assert request is not None
    assert request.name == name
    assert request.intent == f"request_{name}"


@pytest.mark.parametrize(
    "text",
    [
        "介绍信有效期多久",
        "有效期从哪天算",
        "介绍信过期了怎么办",
        "回执多久之内要发",
        "回执邮件主题怎么写",
        "邮件正文写什么",
        "什么时候可以打印",
        "周五能打印吗",
        "几点可以打印",
        "国庆放假那天能打印吗",
        "成绩单明天能打印吗",
        "抬头是什么意思",
        "抬头写错了怎么办",
        "怎么核对抬头",
        "整个流程是什么",
        "报到证取消了怎么办",
        "想把申请取消",
        "要重新来一遍吗",
        "下一步不在本院读书要转吗",
        "信上写30天怎么办",
        "表交了发现填错了",
        "你好",
        "",
    ],
)
def test_questions_start_nothing(detector: ActionDetector, reader: Reader, text: str) -> None:
    assert detector(text, reader(text), TODAY) is None


def test_few_questions_of_the_knowledge_base_are_taken_for_requests(
    detector: ActionDetector, reader: Reader, knowledge: Knowledge
) -> None:
    """Those that are ask for a day or a check all the same; the rest must reach their entries."""
    sample = knowledge.questions[::7]
    taken = [
        q.text
        for q in sample
        if (r := detector(q.text, reader(q.text), TODAY)) and r.name != "inform"
    ]
    assert len(taken) <= len(sample) * 0.005, taken


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=300))
def test_any_text_is_read(detector: ActionDetector, reader: Reader, text: str) -> None:
    request = detector(text, reader(text), TODAY)
    assert request is None or request.name
