"""The flat XML of WeChat is read, written, and never expanded."""

from __future__ import annotations

import contextlib
import time

import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.callback_errors import MalformedError
from bot.channels.wechat_xml import FORBIDDEN, read_xml, write_xml

BILLION_LAUGHS = (
    '<!DOCTYPE xml [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><xml><Content>&i;</Content></xml>"
)


def test_children_of_the_root_are_read_and_deeper_ones_left_out() -> None:
    body = "<xml>\n<A><![CDATA[一 <b>]]></A><B>2</B><C><D>x</D></C><E/></xml>"
    assert read_xml(body) == {"A": "一 <b>", "B": "2", "C": "", "E": ""}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_bomb_is_refused_before_it_goes_off(encoding: str) -> None:
    started = time.monotonic()
    with pytest.raises(MalformedError, match="document type"):
        read_xml(BILLION_LAUGHS.encode(encoding))
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml>",
        b"hello",
        b"<html></html>",
        b"<xml>&unknown;</xml>",
        b'<!DOCTYPE xml SYSTEM "file:///etc/hostname"><xml/>',
        b"<xml>" * 10_000,
        b'<?xml version="1.0" encoding="utf-7"?><xml/>',
        b"\xff\xfe\x00",
    ],
)
def test_anything_else_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        read_xml(body)


@given(st.binary() | st.text())
def test_no_input_raises_anything_else(body: bytes | str) -> None:
    with contextlib.suppress(MalformedError):
        read_xml(body)


@given(st.text())
def test_what_is_written_reads_back_here_and_in_wechatpys_parser(text: str) -> None:
    xml = write_xml({"CreateTime": 7, "Content": text})
    carried = FORBIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    assert read_xml(xml) == {"CreateTime": "7", "Content": carried}
    theirs = xmltodict.parse(xml)["xml"]["Content"]
    assert (theirs or "").strip() == carried.strip()
