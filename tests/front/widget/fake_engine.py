"""An engine that says what a test wants, over a real socket."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

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


class FakeEngine:
    """Engine and action server in one, in a thread of the test run."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.replies: dict[str, Parts] = {
            "在哪打印": PRINT_WHERE,
            '/choose_entry{"entry": "print/where"}': PRINT_WHERE,
            '/choose_entry{"entry": "print/when"}': PRINT_WHEN,
            "怎么转": STEPS,
            "几号到期": DEADLINE,
            "坏消息": HOSTILE,
            "你好": GREETING,
            "党费怎么交": handed_over(12),
            "/ask_counselor": handed_over(13),
        }
        self.heard: list[str] = []
        """Messages in the order they came."""
        self.delay = 0.0
        """Seconds before an answer."""
        app = Starlette(
            routes=[
                Route("/", self._alive),
                Route("/health", self._alive),
                Route("/webhooks/rest/webhook", self._webhook, methods=["POST"]),
            ]
        )
        self._server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", ws="none")
        )
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    async def _alive(self, request: Request) -> Response:
        return PlainTextResponse("ok")

    async def _webhook(self, request: Request) -> Response:
        message = (await request.json())["message"]
        self.heard.append(message)
        await asyncio.sleep(self.delay)
        return JSONResponse(self.replies.get(message, GREETING))

    def stop(self) -> None:
        """Stop listening."""
        self._server.should_exit = True
        self._thread.join()
