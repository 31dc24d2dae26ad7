"""Our simulated peer satisfies bots that nobody here wrote: NoneBot and aiocqhttp.

Only then is it fit to judge our own channel.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.channels.onebot.peer import SELF_ID, Peer
from tests.conftest import free_port

TOKEN = "a-token-of-some-length"
PATHS = {"nonebot_echo": "/onebot/v11/ws", "aiocqhttp_echo": "/ws/"}
POSTS = {"nonebot_echo": "/onebot/v11/http", "aiocqhttp_echo": "/"}


@pytest.fixture(scope="module", params=list(PATHS))
def bot(request, tmp_path_factory) -> Iterator[tuple[str, int]]:
    """The name of a reference bot, and the port where it runs."""
    name, port = request.param, free_port()
    log = tmp_path_factory.mktemp("bot") / "log"
    script = Path(__file__).parent / "peers" / f"{name}.py"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, str(script), str(port), TOKEN],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    deadline = time.monotonic() + 40
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    yield name, port
    process.terminate()
    process.wait(15)


@pytest.fixture
def peer(bot) -> Iterator[Peer]:
    name, port = bot
    peer = Peer(f"http://127.0.0.1:{port}{PATHS[name]}", TOKEN)
    peer.connect()
    time.sleep(0.3)
    yield peer
    peer.stop()
    time.sleep(0.3)


def test_a_mention_is_understood_and_answered(peer) -> None:
    peer.send(peer.event("没有@的话"))
    peer.send(peer.mention("在哪打印"))
    (said,) = peer.wait_for(1)
    assert "复读:在哪打印" in said
    call = peer._sends()[0]
    assert call["params"]["group_id"] == 555


def test_a_second_call_works_after_the_answer_to_the_first(peer) -> None:
    for text in ("甲", "乙"):
        peer.send(peer.mention(text))
    said = peer.wait_for(2)
    assert sorted(text.rpartition("复读:")[2] for text in said) == ["乙", "甲"]


def test_a_heartbeat_is_understood(peer) -> None:
    peer.beat()
    peer.send(peer.mention("还在吗"))
    assert "复读:还在吗" in peer.wait_for(1)[0]


def test_a_quote_is_understood(bot, peer) -> None:
    first = peer.event("抬头写谁", user=SELF_ID)
    quote = {"type": "reply", "data": {"id": str(first["message_id"])}}
    at = {"type": "at", "data": {"qq": str(SELF_ID)}}
    peer.send(peer.event([quote, at, {"type": "text", "data": {"text": "那周四呢"}}]))
    (said,) = peer.wait_for(1)
    assert "那周四呢" in said
    if bot[0] == "nonebot_echo":
        assert "引用:抬头写谁" in said


def test_a_private_message_is_understood(peer) -> None:
    peer.send(peer.event("在哪打印", group=None))
    deadline = time.monotonic() + 10
    while not peer.calls:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert "复读:在哪打印" in str(peer.calls[0]["params"])


def test_a_wrong_token_is_refused(bot) -> None:
    name, port = bot
    peer = Peer(f"http://127.0.0.1:{port}{PATHS[name]}", "wrong")
    with suppress(ConnectionRefusedError):  # others end the connection after the handshake
        peer.connect()
    deadline = time.monotonic() + 5
    while peer.is_connected():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    peer.stop()


def test_a_posted_event_is_accepted_and_a_forged_one_is_not(bot) -> None:
    name, port = bot
    peer = Peer(f"http://127.0.0.1:{port}{POSTS[name]}", TOKEN)
    try:
        event = peer.event("在哪打印", group=None)
        # NoneBot wants the token beside the signature, aiocqhttp only the signature.
        authorization = {"Authorization": f"Bearer {TOKEN}"}
        answer = peer.post(event, TOKEN, **authorization)
        assert answer.status_code in (200, 204)
        if name == "aiocqhttp_echo":
            assert answer.json() == {"reply": "复读:在哪打印"}
        assert peer.post(event, "wrong", **authorization).status_code == 403
    finally:
        peer.stop()
