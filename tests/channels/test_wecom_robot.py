"""群机器人: a message is never longer than the platform takes, counted in bytes."""

from __future__ import annotations

import pytest

from bot.channels.wecom_robot import MARKDOWN_BYTES, TEXT_BYTES, markdown, text


def test_the_limit_counts_bytes() -> None:
    assert text("问" * (TEXT_BYTES // 3))["msgtype"] == "text"
    with pytest.raises(ValueError, match="2049"):
        text("a" * (TEXT_BYTES + 1))
    assert markdown("a" * MARKDOWN_BYTES)["markdown"] == {"content": "a" * MARKDOWN_BYTES}
    with pytest.raises(ValueError, match="4098"):
        markdown("问" * (MARKDOWN_BYTES // 3 + 1))
