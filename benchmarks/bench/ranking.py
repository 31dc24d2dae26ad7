"""The ranker alone, out of the model, without Rasa around it."""

from __future__ import annotations

import tarfile
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.nlu.matcher import Matcher

COMPONENT = "QuestionClassifier"
"""Part of the folder's name that the ranker has inside a model."""


def time_ranker(model: Path, texts: Sequence[str]) -> list[float]:
    """Return the milliseconds that ranking takes, of each text.

    :param model: Rasa's archive
    """
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(model) as archive:
            members = [m for m in archive.getmembers() if COMPONENT in m.name]
            archive.extractall(folder, members)
        top = min((member for member in members if member.isdir()), key=lambda m: len(m.name))
        matcher = Matcher.load(Path(folder, top.name))
        matcher.rank_message(texts[0])  # jieba and the like are loaded by the first
        milliseconds = []
        for text in texts:
            started = time.perf_counter()
            matcher.rank_message(text)
            milliseconds.append((time.perf_counter() - started) * 1000)
    return milliseconds
