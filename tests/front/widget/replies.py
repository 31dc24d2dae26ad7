"""What the engine says in the browser tests, in the form of Rasa's REST channel."""

from __future__ import annotations

from typing import Any

Parts = list[dict[str, Any]]
"""What Rasa's REST channel answers to one message."""

PRINT_WHERE: Parts = [
    {
        "text": "去**行政楼402室(学校组织部)**打印介绍信,每周一下午和周四下午去。\n"
        "先确认学院已经审批通过;出发前问一下党支部书记。\n依据:通知·流程第4步",
        "buttons": [
            {"title": "什么时候可以打印", "payload": '/choose_entry{"entry": "print/when"}'},
            {"title": "介绍信由谁去打印", "payload": '/choose_entry{"entry": "print/who_goes"}'},
        ],
        "custom": {"outcome": "answer", "source": "通知·流程第4步", "entries": ["print/where"]},
    }
]
PRINT_WHEN: Parts = [
    {
        "text": "**每周一下午和周四下午**,通知没写几点开始。\n依据:通知·流程第4步",
        "custom": {"outcome": "answer", "source": "通知·流程第4步", "entries": ["print/when"]},
    }
]
STEPS: Parts = [
    {
        "text": "一共三步:\n1. 问清**抬头**\n2. 网上办理,网址 http://zg.hit.edu.cn,用 Chrome\n"
        "3. 打印介绍信\n要带:\n- 旧的介绍信\n- 学生证\n回执发到 `hitdyzzgx@163.com`,"
        "主题写 `姓名-学号-党组织关系回执`。\n依据:通知·流程第2步",
        "custom": {"outcome": "answer", "source": "通知·流程第2步"},
    }
]
DEADLINE: Parts = [
    {
        "text": "最晚 **2026年9月21日** 办完。\n依据:通知·流程第5步",
        "custom": {
            "outcome": "answer",
            "source": "通知·流程第5步",
            "files": [
                {"title": "9月21日 介绍信到期(加到日历)", "url": "/files/deadline.ics"},
                {"title": "写好的回执邮件", "url": "mailto:hitdyzzgx@163.com?subject=%E5%9B%9E"},
            ],
        },
    }
]
HOSTILE: Parts = [
    {
        "text": "<img src=x onerror=\"document.title='owned'\"> <b>粗</b> **<script>x</script>**\n"
        "javascript:alert(1) [点我](javascript:alert(1)) data:text/html,x\n依据:<i>通知</i>",
        "buttons": [{"title": "<u>按钮</u>", "payload": '/choose_entry{"entry": "a/b"}'}],
        "custom": {
            "outcome": "answer",
            "source": "<i>通知</i>",
            "files": [{"title": "<s>坏文件</s>", "url": "javascript:document.title='owned'"}],
        },
    }
]
GREETING: Parts = [{"text": "你好呀!直接问我就行。", "custom": {"outcome": "greet"}}]


def handed_over(number: int) -> Parts:
    """Return what is said when a question goes to the counselors."""
    return [
        {
            "text": f"我不确定,已转给辅导员,问题编号 {number}。",
            "custom": {"outcome": "hand_over", "question_number": number},
        }
    ]


SAID: dict[str, Parts] = {
    "在哪打印": PRINT_WHERE,
    '/choose_entry{"entry": "print/where"}': PRINT_WHERE,
    '/choose_entry{"entry": "print/when"}': PRINT_WHEN,
    "怎么转": STEPS,
    "几号到期": DEADLINE,
    "坏消息": HOSTILE,
    "党费怎么交": handed_over(12),
    "介绍信丢了": handed_over(15),
    "/ask_counselor": handed_over(13),
}


def answer(message: dict[str, Any]) -> Parts:
    """Return what is said to a message; a greeting when nothing else fits."""
    return SAID.get(message["message"], GREETING)
