"""公众号: three modes, checked against wechatpy."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature as wechatpy_check

from bot.channels.callback_errors import CallbackError, ForgedError, MalformedError
from bot.channels.wechat import Codec, customer_message
from bot.channels.wechat_xml import read_xml
from bot.channels.wecom_crypto import CallbackCrypto, sign

TOKEN, AES_KEY, APP_ID = "token123", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx1234567890"
# 接收普通消息, the platform's own example.
PLAIN = b"""<xml>
  <ToUserName><![CDATA[toUser]]></ToUserName>
  <FromUserName><![CDATA[fromUser]]></FromUserName>
  <CreateTime>1348831860</CreateTime>
  <MsgType><![CDATA[text]]></MsgType>
  <Content><![CDATA[this is a test]]></Content>
  <MsgId>1234567890123456</MsgId>
</xml>"""
QUERY = {
    "signature": sign(TOKEN, "1348831860", "nonce"),
    "timestamp": "1348831860",
    "nonce": "nonce",
}


def secure() -> tuple[bytes, dict[str, str]]:
    """The example as the secure mode sends it, encrypted by wechatpy."""
    theirs = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
    fields = read_xml(theirs.encrypt_message(PLAIN.decode(), "nonce", "1348831860"))
    body = f"<xml><ToUserName>toUser</ToUserName><Encrypt>{fields['Encrypt']}</Encrypt></xml>"
    query = QUERY | {"encrypt_type": "aes", "msg_signature": fields["MsgSignature"]}
    return body.encode(), query


def test_wechatpy_agrees_on_the_signature() -> None:
    wechatpy_check(TOKEN, QUERY["signature"], QUERY["timestamp"], QUERY["nonce"])


def test_plain_mode() -> None:
    message = Codec(TOKEN, None).read(QUERY, PLAIN)
    assert message.heard is not None
    assert (message.heard.text, message.heard.user) == ("this is a test", "fromUser")
    reply = parse_message(message.reply("答复 ]]> <b>", 1_800_000_000.5))
    assert (reply.source, reply.target) == ("toUser", "fromUser")
    assert reply.content == "答复 ]]> <b>"


def test_secure_mode_both_ways() -> None:
    body, query = secure()
    codec = Codec(TOKEN, CallbackCrypto(TOKEN, AES_KEY, APP_ID))
    message = codec.read(query, body)
    assert message.heard is not None
    assert message.heard.text == "this is a test"
    sealed = codec.write(message.reply("答复", 1_800_000_000), 1_800_000_000, "n")
    fields = read_xml(sealed)
    opened = WeChatCrypto(TOKEN, AES_KEY, APP_ID).decrypt_message(
        sealed, fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"]
    )
    assert parse_message(opened).content == "答复"


def test_compatible_mode_believes_only_the_encrypted_part() -> None:
    body, query = secure()
    encrypt = read_xml(body)["Encrypt"]
    forged = PLAIN.replace(b"this is a test", b"forged")
    both = forged.replace(b"</xml>", f"<Encrypt>{encrypt}</Encrypt></xml>".encode())
    message = Codec(TOKEN, CallbackCrypto(TOKEN, AES_KEY, APP_ID)).read(query, both)
    assert message.heard is not None
    assert message.heard.text == "this is a test"


def test_plain_text_is_refused_where_a_key_is_set() -> None:
    codec = Codec(TOKEN, CallbackCrypto(TOKEN, AES_KEY, APP_ID))
    with pytest.raises(ForgedError, match="plain text"):
        codec.read(QUERY, PLAIN)


def test_encrypted_without_a_key_says_what_is_missing() -> None:
    body, query = secure()
    with pytest.raises(MalformedError, match="no EncodingAESKey"):
        Codec(TOKEN, None).read(query, body)


@pytest.mark.parametrize("field", ["signature", "timestamp", "nonce"])
def test_a_query_that_doesnt_fit_is_a_forgery(field: str) -> None:
    for query in (QUERY | {field: "1"}, {k: v for k, v in QUERY.items() if k != field}):
        with pytest.raises(ForgedError):
            Codec(TOKEN, None).read(query, PLAIN)


@given(st.binary() | st.text().map(str.encode), st.booleans())
def test_a_signed_body_of_any_kind_is_read_or_refused(body: bytes, secure: bool) -> None:
    crypto = CallbackCrypto(TOKEN, AES_KEY, APP_ID) if secure else None
    with contextlib.suppress(CallbackError):
        Codec(TOKEN, crypto).read(QUERY | {"encrypt_type": "aes"}, body)


def test_following_the_account_is_an_event() -> None:
    body = PLAIN.replace(b"[text]", b"[event]").replace(
        b"</xml>", b"<Event><![CDATA[subscribe]]></Event></xml>"
    )
    message = Codec(TOKEN, None).read(QUERY, body)
    assert message.heard is None
    assert message.event == "subscribe"


def test_a_customer_service_message() -> None:
    assert customer_message("u", "答复") == {
        "touser": "u",
        "msgtype": "text",
        "text": {"content": "答复"},
    }
