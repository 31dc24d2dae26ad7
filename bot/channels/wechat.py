"""公众号: signature, XML in the plain, compatible and secure modes, and customer-service messages.

One to one only: a 公众号 is never a member of a group. Sources: 接入指南, 消息加解密说明,
接收普通消息, 被动回复用户消息 and 客服消息 of developers.weixin.qq.com/doc/service.
"""

from __future__ import annotations

from typing import Any

from bot.channels.callback_errors import ForgedError, MalformedError
from bot.channels.heard import Heard
from bot.channels.wechat_xml import read_xml, write_xml
from bot.channels.wecom_app import heard_in
from bot.channels.wecom_crypto import CallbackCrypto, Sealed, check_signature

CHANNEL = "wechat"
MOST_BYTES = 2_048
"""Of the text of a passive reply or a customer-service message."""
ANSWER_SECONDS = 4.5
"""How long a callback may be kept waiting: the platform gives up after 5 s."""
NOTHING = "success"
"""The answer that means: taken, nothing to say now, don't send it again."""


class Message:
    """A callback that was checked and read: who wrote to which account, and what."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.heard: Heard | None = heard_in(fields, CHANNEL)
        self.event = fields.get("Event", "").lower()
        self.user = fields.get("FromUserName", "")
        self.account = fields.get("ToUserName", "")

    def reply(self, content: str, now: float) -> str:
        """Return the XML of a passive reply to this message.

        :param now: seconds since 1970
        """
        return write_xml(
            {
                "ToUserName": self.user,
                "FromUserName": self.account,
                "CreateTime": int(now),
                "MsgType": "text",
                "Content": content,
            }
        )


class Codec:
    """Reads callbacks and writes passive replies for one account."""

    def __init__(self, token: str, crypto: CallbackCrypto | None) -> None:
        """Take the account's secrets.

        :param crypto: None in the plain mode. When it is there, only the encrypted part of a
            callback counts (the compatible mode sends both), and replies are encrypted.
        """
        self._token = token
        self._crypto = crypto

    def read(self, query: dict[str, str], body: bytes) -> Message:
        """Return the message of a callback.

        :param query: ``signature, timestamp, nonce`` and in the encrypted modes
            ``encrypt_type, msg_signature``
        :raises ForgedError: a wrong signature, or plain text where a key is set
        :raises MalformedError: not what the platform sends
        """
        self.check_address(query)
        fields = read_xml(body)
        if self._crypto is not None:
            if query.get("encrypt_type") != "aes" or not fields.get("Encrypt"):
                raise ForgedError("plain text, although an EncodingAESKey is set")
            fields = read_xml(
                self._crypto.open(
                    fields["Encrypt"],
                    query.get("msg_signature", ""),
                    query.get("timestamp", ""),
                    query.get("nonce", ""),
                )
            )
        elif "MsgType" not in fields:
            raise MalformedError("encrypted, but no EncodingAESKey is set")
        return Message(fields)

    def check_address(self, query: dict[str, str]) -> None:
        """Check the signature of the query, as the console's address check asks it.

        :raises ForgedError: when it doesn't fit
        """
        check_signature(
            query.get("signature", ""),
            self._token,
            query.get("timestamp", ""),
            query.get("nonce", ""),
        )

    def write(self, reply: str, now: float, nonce: str) -> str:
        """Return the body that carries a passive reply, encrypted where a key is set."""
        if self._crypto is None:
            return reply
        return write_sealed(self._crypto.seal(reply, str(int(now)), nonce))


def write_sealed(sealed: Sealed) -> str:
    """Return the XML around an encrypted reply."""
    return write_xml(
        {
            "Encrypt": sealed.encrypt,
            "MsgSignature": sealed.signature,
            "TimeStamp": int(sealed.timestamp),
            "Nonce": sealed.nonce,
        }
    )


def customer_message(user: str, content: str) -> dict[str, Any]:
    """Return the body of ``message/custom/send``.

    The platform takes five of them within 48 hours of the user's last message.
    """
    return {"touser": user, "msgtype": "text", "text": {"content": content}}
