"""WeChat's and WeCom's side of a callback, played by wechatpy."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import httpx
import wechatpy
from wechatpy.crypto import WeChatCrypto
from wechatpy.enterprise import parse_message as parse_wecom_message
from wechatpy.enterprise.crypto import WeChatCrypto as WeComCrypto
from wechatpy.utils import WeChatSigner

AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
TOKEN = "token123"
APP_ID = "wx1234567890abcdef"
CORP_ID = "ww1234567890abcdef"


def text_xml(text: str, message_id: str, user: str = "student", **more: str) -> str:
    """Return the XML of a message of text."""
    fields = {
        "ToUserName": "account",
        "FromUserName": user,
        "CreateTime": str(int(time.time())),
        "MsgType": "text",
        "Content": text,
        "MsgId": message_id,
    } | more
    return "<xml>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in fields.items()) + "</xml>"


def signed(timestamp: int | None = None, token: str = TOKEN) -> dict[str, str]:
    """Return the query of a callback of a 公众号."""
    stamp = str(int(time.time()) if timestamp is None else timestamp)
    signer = WeChatSigner()
    signer.add_data(token, stamp, "nonce")
    return {"signature": signer.signature, "timestamp": stamp, "nonce": "nonce"}


class PublicAccount:
    """A 公众号, in the plain or in the secure mode."""

    def __init__(self, client: httpx.AsyncClient, *, secure: bool) -> None:
        self.client = client
        self.crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID) if secure else None

    async def post(self, xml: str, query: dict[str, str] | None = None) -> httpx.Response:
        """Send a callback."""
        query = signed() if query is None else query
        if self.crypto is not None:
            sealed = self.crypto.encrypt_message(xml, "nonce", query["timestamp"])
            signature = sealed.partition("<MsgSignature><![CDATA[")[2].partition("]")[0]
            query = query | {"encrypt_type": "aes", "msg_signature": signature}
            xml = sealed
        return await self.client.post("/channels/wechat", params=query, content=xml.encode())

    async def ask(self, text: str, message_id: str, after: float = 0, **more: str) -> str | None:
        """Ask something, and return the text of the passive reply; None for ``success``."""
        await asyncio.sleep(after)
        response = await self.post(text_xml(text, message_id, **more))
        return self.read(response)

    def read(self, response: httpx.Response) -> str | None:
        """Return the text of a passive reply; None for ``success``."""
        assert response.status_code == 200, response.text
        if response.text == "success":
            return None
        xml = response.text
        if self.crypto is not None:
            envelope = wechatpy.parser.xmltodict.parse(xml)["xml"]
            xml = self.crypto.decrypt_message(
                xml, envelope["MsgSignature"], envelope["TimeStamp"], envelope["Nonce"]
            )
        reply = wechatpy.parse_message(xml)
        assert (reply.type, reply.source) == ("text", "account")
        return str(reply.content)


class SelfBuiltApp:
    """A 自建应用."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.crypto = WeComCrypto(TOKEN, AES_KEY, CORP_ID)

    def query(self, sealed: str, timestamp: str) -> dict[str, str]:
        """Return the query that goes with an encrypted message."""
        signature = sealed.partition("<MsgSignature><![CDATA[")[2].partition("]")[0]
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": "nonce"}

    async def check_address(self, echo: str) -> httpx.Response:
        """Check the address as the console does."""
        timestamp = str(int(time.time()))
        sealed = self.crypto.encrypt_message(echo, "nonce", timestamp)
        encrypt = sealed.partition("<Encrypt><![CDATA[")[2].partition("]")[0]
        query = self.query(sealed, timestamp) | {"echostr": encrypt}
        return await self.client.get("/channels/wecom-app", params=query)

    async def ask(self, text: str, message_id: str, **more: str) -> str | None:
        """Ask something, and return the text of the passive reply; None when it is empty."""
        timestamp = str(int(time.time()))
        xml = text_xml(text, message_id, AgentID="1000002", **more)
        sealed = self.crypto.encrypt_message(xml, "nonce", timestamp)
        response = await self.client.post(
            "/channels/wecom-app", params=self.query(sealed, timestamp), content=sealed.encode()
        )
        assert response.status_code == 200, response.text
        if not response.content:
            return None
        envelope = wechatpy.parser.xmltodict.parse(response.text)["xml"]
        opened = self.crypto.decrypt_message(
            response.text, envelope["MsgSignature"], envelope["TimeStamp"], envelope["Nonce"]
        )
        return str(parse_wecom_message(opened).content)


class AiBot:
    """A 智能机器人 by webhook: JSON inside, receiver id empty."""

    def __init__(self, client: httpx.AsyncClient, api_url: str) -> None:
        self.client = client
        self.api_url = api_url
        self.crypto = WeComCrypto(TOKEN, AES_KEY, "")

    async def post(self, message: dict[str, Any], timestamp: int | None = None) -> httpx.Response:
        """Send a callback."""
        stamp = str(int(time.time()) if timestamp is None else timestamp)
        sealed = self.crypto.encrypt_message(json.dumps(message), "nonce", stamp)
        encrypt = sealed.partition("<Encrypt><![CDATA[")[2].partition("]")[0]
        signature = sealed.partition("<MsgSignature><![CDATA[")[2].partition("]")[0]
        return await self.client.post(
            "/channels/wecom-bot",
            params={"msg_signature": signature, "timestamp": stamp, "nonce": "nonce"},
            content=json.dumps({"encrypt": encrypt}),
        )

    async def call(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Send a callback, and return the decrypted answer; None when it is empty."""
        response = await self.post(message)
        assert response.status_code == 200, response.text
        if not response.content:
            return None
        answer = response.json()
        opened = self.crypto.check_signature(
            answer["msgsignature"], str(answer["timestamp"]), answer["nonce"], answer["encrypt"]
        )
        decoded: dict[str, Any] = json.loads(opened)
        return decoded

    async def ask(self, text: str, message_id: str, group: str | None = None) -> dict[str, Any]:
        """Ask something, and return the stream of the answer."""
        answer = await self.call(self.message(text, message_id, group))
        assert answer is not None
        assert answer["msgtype"] == "stream"
        return dict(answer["stream"])

    async def poll(self, stream_id: str) -> dict[str, Any]:
        """Ask for the rest of an answer, as the platform does."""
        answer = await self.call(
            {
                "msgid": f"poll-{time.monotonic_ns()}",
                "chattype": "single",
                "from": {"userid": "student"},
                "msgtype": "stream",
                "stream": {"id": stream_id},
            }
        )
        assert answer is not None
        return dict(answer["stream"])

    def message(self, text: str, message_id: str, group: str | None = None) -> dict[str, Any]:
        """Return the inner JSON of a message of text."""
        message: dict[str, Any] = {
            "msgid": message_id,
            "aibotid": "AIBOT",
            "chattype": "group" if group else "single",
            "from": {"userid": "student"},
            "create_time": int(time.time()),
            "response_url": f"{self.api_url}/cgi-bin/aibot/response?response_code={message_id}",
            "msgtype": "text",
            "text": {"content": f"@转接助手 {text}" if group else text},
        }
        return message | ({"chatid": group} if group else {})
