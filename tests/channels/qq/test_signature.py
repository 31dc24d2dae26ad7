"""Only the platform, which knows the secret, is listened to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.callback_errors import ForgedError
from bot.channels.qq.signature import Signer

BOTGO_SIGNATURE = (
    "e949b5b94ef4103df903fb031d1d16e358db3db83e79e117edd404c8508be3ce"
    "8a76d7bad1bed353194c126a1a5915b4ad8b5288c1191cc53a12acffccd82004"
)
"""Of the vendor's own SDK (botgo, interaction/signature), with the body below."""
BOTGO_BODY = (
    '{"id":"ROBOT1.0_veoihSEXDc8Q.g-6eLpNIa11bH8MisOjn-m-LKxCPntMk6exUXgcWCGpVO7L2QKTNZzjZzFFDSb'
    'iOFcqAPWyVA!!","content":"哦一下","timestamp":"2024-10-15T16:33:15+08:00","author":{"id":'
    '"675860273","user_openid":"675860273"}}'
).encode()


def test_the_published_vector_of_the_vendors_sdk() -> None:
    Signer("123456abcdef").verify(BOTGO_SIGNATURE, "1728981195", BOTGO_BODY)


def test_the_published_vector_of_op_13() -> None:
    signature = Signer("DG5g3B4j9X2KOErG").sign("1725442341", b"Arq0D5A61EgUu4OxUvOp")
    assert signature.startswith("87befc99")
    assert signature.endswith("d652c706")


@given(secret=st.text(min_size=1, max_size=100), timestamp=st.text(min_size=1), body=st.binary())
def test_what_is_signed_is_accepted_and_what_is_changed_is_not(secret, timestamp, body) -> None:
    try:
        signature = Signer(secret).sign(timestamp, body)
    except UnicodeEncodeError:
        return
    signer = Signer(secret)
    signer.verify(signature, timestamp, body)
    for forged in (
        (signature, timestamp, body + b" "),
        (signature, timestamp + "1", body),
        (signature[::-1], timestamp, body),
        (signature[:-2], timestamp, body),
    ):
        with pytest.raises(ForgedError):
            signer.verify(*forged)


@given(signature=st.text(), timestamp=st.text())
def test_no_made_up_signature_breaks_it(signature: str, timestamp: str) -> None:
    with pytest.raises(ForgedError):
        Signer("secret").verify(signature, timestamp, b"{}")


def test_high_bits_of_the_last_byte_are_refused() -> None:
    malleable = bytes.fromhex(BOTGO_SIGNATURE)
    malleable = malleable[:63] + bytes([malleable[63] | 0b1000_0000])
    with pytest.raises(ForgedError, match="not an Ed25519"):
        Signer("123456abcdef").verify(malleable.hex(), "1728981195", BOTGO_BODY)


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Signer("")
