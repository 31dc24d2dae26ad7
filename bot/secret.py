"""The installation's secret: what session tokens and file links are signed with."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def load_secret(folder: Path) -> bytes:
    """Return the installation's secret, made at the first call, readable by its owner only."""
    path = folder / "secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        secret = secrets.token_hex(32).encode()
        file.write(secret)
    return secret
