"""The ranker alone, out of the model, without Rasa around it."""

from __future__ import annotations

import tarfile
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.nlu.understanding import Matcher

COMPONENT = "QuestionClassifier"
"""Part of the folder's name that the ranker has inside a model."""


def time_ranker(model: Path, texts: Sequence[str]) -> list[float]:
    """Return the milliseconds that ranking takes, of each text.

    :param model: Rasa's archive
    """
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(model) as archive:
            members = [m for m in archive.getmembers() if COMPONENT in m.name and m.isfile()]
            for member in members:
                member.name = Path(member.name).name
            archive.extractall(folder, members)
        matcher = Matcher.load(Path(folder))
        matcher.rank_message(texts[0])  # jieba and the like are loaded by the first
        milliseconds = []
        for text in texts:
            started = time.perf_counter()
            matcher.rank_message(text)
            milliseconds.append((time.perf_counter() - started) * 1000)
    return milliseconds
