"""One secret an installation, readable by its owner only."""

from __future__ import annotations

import stat
from pathlib import Path

from bot.secret import load_secret


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    secret = load_secret(tmp_path)
    assert load_secret(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
