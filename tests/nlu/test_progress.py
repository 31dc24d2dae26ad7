"""A message that only tells how far somebody is."""

from __future__ import annotations

import pytest

from bot.nlu.progress import asks_what_is_next, progress_in


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("单位联系好了 下一步", "contact"),
        ("打过电话了 他们说能收。接着呢", "contact"),
        ("已经拿到抬头了", "header"),
        ("表给书记了", "form"),
        ("我11月20号把表给书记了", "form"),
        ("情况表交给支书了,接着弄啥", "form"),
        ("系统也交了", "transfer"),
        ("网上已经提交了", "transfer"),
        ("老师那边批了", "approval"),
        ("信打出来啦", "print"),
        ("介绍信拿到了 然后呢", "print"),
        ("章盖好了", "letter"),
        ("回执发了", "receipt"),
        ("表交了,系统也填好了,接下来干嘛", "transfer"),
    ],
)
def test_the_last_step_is_told(text: str, step: str) -> None:
    assert progress_in(text) == step


@pytest.mark.parametrize(
    ("asked", "text", "step"),
    [
        ("faq/form-submit", "交了", "form"),
        ("faq/form-submit", "我已经交给书记了,然后呢", "form"),
        ("faq/system-transfer_out", "点了", "transfer"),
        ("faq/print-where", "打好了", "print"),
        ("faq/letter-next_step", "交了", "letter"),
        ("faq/receipt-send_where", "发了", "receipt"),
        ("near_miss/lost_letter", "交了", None),
        (None, "交了", None),
    ],
)
def test_what_was_asked_tells_the_step(asked: str | None, text: str, step: str | None) -> None:
    assert progress_in(text, asked) == step


@pytest.mark.parametrize(
    "text",
    [
        "信拿到了吗",
        "同学说表交了就行",
        "表还没交",
        "表填好了",  # filled in, not handed in
        "情况表填完了 然后呢",
        "他们就盖了个章",
        "信交了又换工作",
        "我把表发到hitdyzzgx那个邮箱了",
        "介绍信打出来了,抬头写错了",
        "手滑,选成转往校外还提交了",
        "表交了,抬头还没问到",
        "介绍信90天内交过去就行了吧",
        "现在全国都线上转了",
        "然后呢",
        "在哪打印",
        "",
        "😀",
    ],
)
def test_anything_else_is_a_matter_of_its_own(text: str) -> None:
    assert progress_in(text) is None


@pytest.mark.parametrize("text", ["然后呢", "下一步该干嘛", "那接下来呢?", "完了呢", "还要做什么"])
def test_what_is_next_is_asked(text: str) -> None:
    assert asks_what_is_next(text)


@pytest.mark.parametrize("text", ["", "信拿到了 然后呢", "下一步去哪打印", "第三步呢"])
def test_what_is_next_is_not_asked(text: str) -> None:
    assert not asks_what_is_next(text)


@pytest.mark.parametrize("word", ["打印", "填写", "上交", "还要", "怎么"])
def test_long_messages_cost_no_backtracking(word: str) -> None:
    assert progress_in(word * 2500 + "x") is None
    assert not asks_what_is_next("然后" + word * 2500 + "x")
