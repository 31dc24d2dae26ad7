"""WeCom 群机器人 (消息推送): a key with which messages are sent into one group, nothing received.

Source: page 99110 of developer.work.weixin.qq.com/document/path.
"""

from __future__ import annotations

from typing import Any

TEXT_BYTES = 2_048
MARKDOWN_BYTES = 4_096
SENDS_A_MINUTE = 20
"""Of one robot; above it the platform answers 45009."""


def text(content: str) -> dict[str, Any]:
    """Return a message of plain text.

    :raises ValueError: more than :data:`TEXT_BYTES` bytes of UTF-8
    """
    _check_length(content, TEXT_BYTES)
    return {"msgtype": "text", "text": {"content": content}}


def markdown(content: str) -> dict[str, Any]:
    """Return a message in markdown.

    :raises ValueError: more than :data:`MARKDOWN_BYTES` bytes of UTF-8
    """
    _check_length(content, MARKDOWN_BYTES)
    return {"msgtype": "markdown", "markdown": {"content": content}}


def _check_length(content: str, most: int) -> None:
    length = len(content.encode())
    if length > most:
        raise ValueError(f"{length} bytes, the platform takes {most}")
