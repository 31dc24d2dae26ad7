"""Callbacks are opened and sealed as the platforms publish it, and as wechatpy does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.channels.callback_errors import CallbackError, ForgedError, MalformedError, StaleError
from bot.channels.wechat_xml import read_xml
from bot.channels.wecom_crypto import FRESH_SECONDS, CallbackCrypto, check_time, sign

# The published example of the platform, as every implementation tests it.
TOKEN = "123456"
AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
CORP_ID = "wx49f0ab532d5d035a"
MESSAGE = (
    "RgqEoJj5A4EMYlLvWO1F86ioRjZfaex/gePD0gOXTxpsq5Yj4GNglrBb8I2BAJVODGajiFnXBu7mCPatfjsu6IHCrsTye"
    "DXzF6Bv283dGymzxh6ydJRvZsryDyZbLTE7rhnus50qGPMfp2wASFlzEgMW9z1ef/RD8XzaFYgm7iTdaXpXaG4+BiYyol"
    "Bug/gYNx410cvkKR2/nPwBiT+P4hIiOAQqGp/TywZBtDh1yCF2KOd0gpiMZ5jSw3e29mTvmUHzkVQiMS6td7vXUaWOMZn"
    "YZlF3So2SjHnwh4jYFxdgpkHHqIrH/54SNdshoQgWYEvccTKe7FS709/5t6NMxuGhcUGAPOQipvWTT4dShyqio7mlsl5n"
    "oTrb++x6En749zCpQVhDpbV6GDnTbcX2e8K9QaNWHp91eBdCRxthuL0="
)
MESSAGE_SIGNATURE = "74d92dfeb87ba7c714f89d98870ae5eb62dff26d"
ECHO = "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q=="
ECHO_SIGNATURE = "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96"


@pytest.fixture(scope="module")
def crypto() -> CallbackCrypto:
    return CallbackCrypto(TOKEN, AES_KEY, CORP_ID)


def test_the_published_message_opens(crypto: CallbackCrypto) -> None:
    fields = read_xml(crypto.open(MESSAGE, MESSAGE_SIGNATURE, "1411525903", "461056294"))
    assert (fields["Content"], fields["FromUserName"]) == ("test", "messense")


def test_the_published_echo_opens(crypto: CallbackCrypto) -> None:
    assert crypto.open(ECHO, ECHO_SIGNATURE, "1411443780", "437374425").isdigit()


def test_a_wrong_nonce_is_a_forgery(crypto: CallbackCrypto) -> None:
    with pytest.raises(ForgedError):
        crypto.open(ECHO, ECHO_SIGNATURE, "1411443780", "437374424")


def test_what_was_meant_for_another_corp_is_a_forgery() -> None:
    other = CallbackCrypto(TOKEN, AES_KEY, "wx0000000000000000")
    with pytest.raises(ForgedError, match="another receiver"):
        other.open(MESSAGE, MESSAGE_SIGNATURE, "1411525903", "461056294")


def test_another_key_is_named_as_the_likely_reason() -> None:
    other = CallbackCrypto(TOKEN, "a" * 43, CORP_ID)
    with pytest.raises(MalformedError):
        other.open(MESSAGE, MESSAGE_SIGNATURE, "1411525903", "461056294")


@pytest.mark.parametrize("key", ["", "short", "a" * 44, "=" * 43, "键" * 43])
def test_a_key_of_another_shape_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="43"):
        CallbackCrypto(TOKEN, key, CORP_ID)


@given(st.text(), st.sampled_from(["", CORP_ID, "ww企业"]))
def test_wechatpy_opens_what_we_seal_and_we_open_what_it_seals(text: str, receiver: str) -> None:
    ours = CallbackCrypto(TOKEN, AES_KEY, receiver)
    theirs = WeChatCrypto(TOKEN, AES_KEY, receiver)
    sealed = ours.seal(text, "1411525903", "nonce")
    assert theirs.check_signature(sealed.signature, "1411525903", "nonce", sealed.encrypt) == text
    assert ours.open(sealed.encrypt, sealed.signature, "1411525903", "nonce") == text
    envelope = read_xml(theirs.encrypt_message(text, "nonce", "1411525903"))
    signature = envelope["MsgSignature"]
    assert ours.open(envelope["Encrypt"], signature, "1411525903", "nonce") == text


@given(st.text() | st.binary(max_size=200).map(lambda b: b.hex()))
def test_signed_rubbish_is_malformed_never_a_crash(encrypt: str) -> None:
    crypto = CallbackCrypto(TOKEN, AES_KEY, CORP_ID)
    with pytest.raises(CallbackError):
        crypto.open(encrypt, sign(TOKEN, "1", "2", encrypt), "1", "2")


@given(st.integers(0, len(MESSAGE) - 1), st.sampled_from("Az09+/"))
def test_no_changed_letter_of_a_message_is_taken(at: int, letter: str) -> None:
    changed = MESSAGE[:at] + letter + MESSAGE[at + 1 :]
    crypto = CallbackCrypto(TOKEN, AES_KEY, CORP_ID)
    if changed != MESSAGE:
        with pytest.raises(ForgedError):
            crypto.open(changed, MESSAGE_SIGNATURE, "1411525903", "461056294")


def test_an_old_callback_is_stale_and_so_is_one_from_the_future() -> None:
    now = 1_800_000_000
    for away in (-FRESH_SECONDS, 0, FRESH_SECONDS):
        check_time(str(now + away), now)
    for away in (-FRESH_SECONDS - 1, FRESH_SECONDS + 1):
        with pytest.raises(StaleError, match="before our clock"):
            check_time(str(now + away), now)


@given(st.text())
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CallbackError):
        check_time(text, 1_800_000_000)
