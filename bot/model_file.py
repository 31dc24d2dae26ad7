"""Names the model after everything it is made from: a model file that exists is up to date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from bot.settings import ROOT

PREFIX = "transfer-"
INGREDIENTS = (
    "config.yml",
    "domain.yml",
    "requirements.txt",
    "data/*.yml",
    "kb/**/*.yml",
    "kb/**/*.txt",
    "bot/calendar/*.py",
    "bot/knowledge/*.py",
    "bot/nlu/*.py",
    "bot/dialogue/importer.py",
)
"""What a model depends on. Editing anything else needs no training."""


def ingredients(root: Path = ROOT) -> Iterator[Path]:
    """Yield the files that a model is made from, in a fixed order."""
    for pattern in INGREDIENTS:
        yield from sorted(root.glob(pattern))


def model_name(root: Path = ROOT) -> str:
    """Return the name, without ending, of the model that the present files give."""
    digest = hashlib.sha256()
    for path in ingredients(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return PREFIX + digest.hexdigest()[:16]


def model_path(root: Path = ROOT) -> Path:
    """Return where the model of the present files stands, or will stand once trained."""
    return root / "models" / f"{model_name(root)}.tar.gz"
