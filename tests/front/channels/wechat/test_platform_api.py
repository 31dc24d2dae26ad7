"""Tokens are fetched once for all, and an error says whether trying again helps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.channels.wechat_codes import CODES, Remedy, code_of
from bot.front.channels.access_token import AccessToken
from bot.front.channels.platform_api import (
    PlatformApi,
    PlatformError,
    UnknownOutcomeError,
    wechat_token,
    wecom_token,
)
from bot.front.channels.wecom_robot import WeComRobot
from tests.conftest import free_port
from tests.front.channels.wechat.wechat_api import WeChatApi

SEND = "/cgi-bin/message/send"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@pytest.fixture
def api(client: httpx.AsyncClient, wechat_api: WeChatApi) -> PlatformApi:
    return PlatformApi(client, wechat_api.url)


async def test_all_who_need_a_token_wait_for_one_fetch() -> None:
    fetched = 0

    async def fetch(force: bool) -> tuple[str, int]:
        nonlocal fetched
        fetched += 1
        await asyncio.sleep(0.05)
        return f"T{fetched}", 7200

    token = AccessToken(fetch)
    assert set(await asyncio.gather(*(token.current() for _ in range(20)))) == {"T1"}
    renewed = await asyncio.gather(*(token.after("T1") for _ in range(20)))
    assert set(renewed) == {"T2"}
    assert fetched == 2


async def test_a_token_is_renewed_before_it_expires() -> None:
    now = 0.0

    async def fetch(force: bool) -> tuple[str, int]:
        return f"T{now}", 7200

    token = AccessToken(fetch, clock=lambda: now)
    assert await token.current() == "T0.0"
    now = 6899
    assert await token.current() == "T0.0"
    now = 6901
    assert await token.current() == "T6901"


async def test_a_fetch_that_fails_is_tried_again_by_the_next_call() -> None:
    answers = iter([PlatformError(-1, "busy", Remedy.LATER), ("T", 7200)])

    async def fetch(force: bool) -> tuple[str, int]:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    token = AccessToken(fetch)
    with pytest.raises(PlatformError):
        await token.current()
    assert await token.current() == "T"


@pytest.mark.parametrize("make", [wecom_token, wechat_token])
async def test_a_refused_token_is_renewed_once_and_the_call_made_again(
    api: PlatformApi, wechat_api: WeChatApi, make
) -> None:
    token = make(api, "id", "secret")
    wechat_api.refuse_token_once = True
    await api.post(SEND, {"x": 1}, token)
    assert wechat_api.sent == [(SEND, {"x": 1})]
    assert wechat_api.tokens == 2


async def test_a_secret_that_is_wrong_is_said_and_not_tried_for_ever(
    api: PlatformApi, wechat_api: WeChatApi
) -> None:
    wechat_api.codes = [40001, 40001, 40001]
    with pytest.raises(PlatformError, match="Secret") as error:
        await api.post(SEND, {}, wecom_token(api, "id", "secret"))
    assert not error.value.passing
    assert wechat_api.codes == [40001]


@pytest.mark.parametrize(
    ("code", "passing"), [(-1, True), (45009, True), (48001, False), (9, False)]
)
async def test_an_error_code_says_whether_later_helps(
    api: PlatformApi, wechat_api: WeChatApi, code: int, passing: bool
) -> None:
    wechat_api.codes = [code]
    with pytest.raises(PlatformError, match=str(code)) as error:
        await api.post(SEND, {}, wecom_token(api, "id", "secret"))
    assert error.value.passing is passing


async def test_nobody_there_was_not_sent_and_a_broken_connection_perhaps_was(
    client: httpx.AsyncClient,
) -> None:
    with pytest.raises(PlatformError) as error:
        await PlatformApi(client, f"http://127.0.0.1:{free_port()}").call("POST", SEND)
    assert error.value.passing

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    port = free_port()
    async with await asyncio.start_server(hang_up, "127.0.0.1", port):
        api = PlatformApi(client, f"http://127.0.0.1:{port}")
        with pytest.raises(UnknownOutcomeError):
            await api.call("POST", SEND)
        with pytest.raises(PlatformError) as error:
            await api.call("POST", SEND, repeatable=True)
        assert error.value.passing


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"errcode": "x"}', b"[" * 9999])
async def test_an_answer_that_is_none_is_an_error(client: httpx.AsyncClient, body: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    port = free_port()
    async with await asyncio.start_server(answer, "127.0.0.1", port):
        with pytest.raises(PlatformError, match="读不懂"):
            await PlatformApi(client, f"http://127.0.0.1:{port}").call("POST", SEND)


def test_every_code_says_in_chinese_what_is_wrong() -> None:
    for number, code in CODES.items():
        assert any("\u4e00" <= c <= "\u9fff" for c in code.meaning), number
    assert code_of(123456789).remedy is Remedy.NEVER


async def test_a_robot_says_what_fits(api: PlatformApi, wechat_api: WeChatApi) -> None:
    await WeComRobot(api, "693a91f6-7aaa-4bc4-97a0-0ec2d1fa5aaa").say("有 3 个问题等着答复" * 200)
    ((path, body),) = wechat_api.sent
    assert path == "/cgi-bin/webhook/send"
    assert body["msgtype"] == "text"
    assert len(body["text"]["content"].encode()) <= 2048
    wechat_api.codes = [45009]
    with pytest.raises(PlatformError) as error:
        await WeComRobot(api, "693a91f6-7aaa-4bc4-97a0-0ec2d1fa5aaa").say("再来")
    assert error.value.passing


async def test_a_robot_never_says_more_than_twenty_things_a_minute(
    api: PlatformApi, wechat_api: WeChatApi
) -> None:
    robot = WeComRobot(api, "693a91f6-7aaa-4bc4-97a0-0ec2d1fa5aaa")
    results = [robot.say(str(i)) for i in range(21)]
    failed = [r for r in await asyncio.gather(*results, return_exceptions=True) if r]
    assert failed
    assert all(isinstance(error, PlatformError) and error.passing for error in failed)
    assert len(wechat_api.sent) <= 20
