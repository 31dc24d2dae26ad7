"""Who is listened to in a chat, and what a reply looks like there."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.channels import File, Heard, Inbound, Outbound
from bot.channels.wechat_codes import Remedy
from bot.desk import Route
from bot.front.channels.platform_api import PlatformError
from bot.front.channels.reception import Reception, Style
from bot.front.gateway import Gateway, SendError
from bot.front.metrics import Metrics
from bot.knowledge import Button, Knowledge

BUTTONS = (Button("print/when", "哪天能打印"), Button("print/where", "在哪打印"))


class Names:
    """The one thing of the gateway that a reception asks for."""

    def conversation(self, channel: str, group: str | None, user: str) -> str:
        return f"{channel}/{group}/{user}"


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def reception(knowledge: Knowledge, metrics: Metrics) -> Reception:
    gateway: Gateway = Names()  # type: ignore[assignment]
    return Reception(
        "wecom-bot",
        gateway=gateway,
        metrics=metrics,
        wording=knowledge.wording,
        style=Style(2048),
        groups={"CHAT"},
        public_url="https://bot.example.edu.cn/",
    )


def heard(text: str = "在哪打印", **more: object) -> Heard:
    known = {"channel": "wecom-bot", "message_id": "1", "user": "u", "text": text}
    return Heard(**(known | more))


def test_a_private_question_goes_on(reception: Reception) -> None:
    inbound = reception.admit(heard())
    assert isinstance(inbound, Inbound)
    assert inbound.text == "在哪打印"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"group": "OTHER", "mentioned": True}, "allowed_group"),
        ({"group": "CHAT"}, "addressed"),
        ({"from_bot": True}, "not_a_bot"),
        ({"sent_at": datetime.now(timezone.utc) - timedelta(minutes=10)}, "fresh"),
    ],
)
def test_what_isnt_for_the_bot_is_passed_over_and_never_logged(
    reception: Reception, metrics: Metrics, more: dict, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert reception.admit(heard("很私密的话", **more)) is None
    assert f'bot_passed_over_total{{channel="wecom-bot",why="{why}"}} 1' in metrics.text(0, 0)
    assert "很私密的话" not in caplog.text


def test_an_unknown_group_is_named_once_so_that_it_can_be_let_in(
    reception: Reception, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        reception.admit(heard(group="wr-new", mentioned=True))
    assert caplog.text.count("wr-new") == 1


def test_a_number_is_the_button_of_the_one_who_was_asked(reception: Reception) -> None:
    text = reception.text("CHAT", "u", Outbound(text="二选一", buttons=BUTTONS))
    assert text.endswith("1. 哪天能打印\n2. 在哪打印")
    chosen = reception.admit(heard("2", group="CHAT", mentioned=True))
    assert isinstance(chosen, Inbound)
    assert (chosen.button, chosen.text) == ("print/where", None)
    other = reception.admit(heard("2", user="v", group="CHAT", mentioned=True))
    assert isinstance(other, Inbound)
    assert (other.button, other.text) == (None, "2")


def test_somebody_too_fast_is_told_once_and_then_not_answered(reception: Reception) -> None:
    results = [reception.admit(heard(message_id=str(i))) for i in range(11)]
    assert sum(isinstance(r, Inbound) for r in results) == 8
    assert sum(isinstance(r, Outbound) for r in results) == 1
    assert results[-1] is None


def test_markup_is_stripped_files_become_links_and_the_length_is_kept(
    reception: Reception,
) -> None:
    files = (File("打印日历", "/files/a.ics"), File("邮件", "mailto:a@b.cn"))
    text = reception.text(None, "u", Outbound(text="**带** `身份证`", files=files))
    assert text == "带 身份证\n\n打印日历:https://bot.example.edu.cn/files/a.ics"
    long = reception.text(None, "u", Outbound(text="问" * 2000, buttons=BUTTONS))
    assert len(long.encode()) <= 2048
    assert long.endswith("2. 在哪打印")


@pytest.mark.parametrize(("remedy", "final"), [(Remedy.LATER, False), (Remedy.NEVER, True)])
async def test_the_platforms_error_becomes_the_gateways(
    reception: Reception, metrics: Metrics, remedy: Remedy, final: bool
) -> None:
    async def refuse(route: Route, text: str, reply: Outbound) -> None:
        raise PlatformError(45015, "超过 48 小时", remedy)

    route = Route("wecom-bot", None, "u", {}, datetime.now(timezone.utc))
    with pytest.raises(SendError) as error:
        await reception.sender(refuse)(route, Outbound(text="答复"))
    assert error.value.final is final
    assert 'bot_platform_errors_total{channel="wecom-bot",code="45015"} 1' in metrics.text(0, 0)
