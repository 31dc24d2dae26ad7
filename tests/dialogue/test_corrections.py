"""A mailbox or a room taken for another is corrected; anything else is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.corrections import PAIRS, Corrections
from bot.knowledge import Knowledge

RECEIPT = "自己把回执照片发到`hitdyzzgx@163.com`"
FORM = "交给党支部书记,统一发到lingring000@163.com"
PRINT = "去行政楼402室(学校组织部)打印介绍信"
CHANGE = "去明德楼C726办公室"


@pytest.fixture
def corrections(knowledge: Knowledge) -> Corrections:
    return Corrections(knowledge.particulars, knowledge.wording)


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        ("支书让把表发到hitdyzzgx那个邮箱,对吗", FORM, "不是hitdyzzgx那个邮箱"),
        ("回执发lingring000@163.com行不行", RECEIPT, "不是lingring000那个邮箱"),
        ("介绍信在c726打吧", PRINT, "不是C726"),
        ("换抬头去402吗", CHANGE, "不是402"),
        ("回执发hitdyzgx@163.com?", RECEIPT, "`hitdyzzgx@163.com`"),
        ("是HITDYZZGX@qq.com吗", RECEIPT, "“hitdyzzgx@qq.com”和通知里的不一样"),
        ("收表的是lingring00@163.com吗", FORM, "`lingring000@163.com`"),
    ],
)
def test_a_mistake_is_corrected(
    corrections: Corrections, question: str, answer: str, words: str
) -> None:
    assert words in (corrections.of(question, answer) or "")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("回执发hitdyzzgx吗", RECEIPT),
        ("hitdyzzgx和lingring000有什么区别", RECEIPT + FORM),
        ("表发hitdyzzgx还是lingring000", FORM),
        ("C726和402有啥区别", PRINT + CHANGE),
        ("402在哪", PRINT),
        ("我的邮箱是zhangsan@qq.com", RECEIPT),
        ("how do I send the receipt", RECEIPT),
        ("在哪打印", PRINT),
        ("C726几点开门", "通知没写"),
    ],
)
def test_what_is_no_mistake_is_not(corrections: Corrections, question: str, answer: str) -> None:
    assert corrections.of(question, answer) is None


@given(question=st.text(max_size=60), answer=st.sampled_from([RECEIPT, FORM, PRINT, CHANGE]))
def test_any_text_can_be_read(knowledge: Knowledge, question: str, answer: str) -> None:
    found = Corrections(knowledge.particulars, knowledge.wording).of(question, answer)
    assert found is None or found


def test_every_particular_has_its_sentence(knowledge: Knowledge) -> None:
    assert {name for pair in PAIRS for name in pair} == set(knowledge.wording.other_particular)
