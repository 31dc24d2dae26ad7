"""The simplest peer: BM25 over the notice's own sentences."""

from __future__ import annotations

import re
import time
from datetime import date

import jieba
from rank_bm25 import BM25Okapi

from benchmarks.evaluate.judging import Turn
from bot.knowledge import Knowledge

QUOTED_SENTENCES = 2
"""Best sentences that a reply quotes."""


class Bm25System:
    """Quotes the sentences nearest to the question, or hands over when none is near enough."""

    name = "BM25"

    def __init__(self, notice: str, knowledge: Knowledge) -> None:
        """Index the notice and choose the score that best parts kb's two kinds of questions."""
        lines = re.split(r"[\n。；;]", notice)
        self._sentences = [line.strip() for line in lines if line.strip()]
        self._index = BM25Okapi([jieba.lcut(sentence) for sentence in self._sentences])
        answered, unanswered = [], []
        for question in knowledge.questions:
            near_miss = question.label.startswith("near_miss/")
            (unanswered if near_miss else answered).append(self._scores(question.text).max())
        candidates = sorted(answered + unanswered)[:: max(1, len(answered) // 50)]
        self._least = max(
            candidates,
            key=lambda least: (
                sum(score >= least for score in answered) / len(answered)
                + sum(score < least for score in unanswered) / len(unanswered)
            ),
        )

    def _scores(self, text: str):
        return self._index.get_scores(jieba.lcut(text))

    def set_day(self, day: date | None) -> None:
        """Know of no day."""

    def ask(self, conversation: str, text: str) -> Turn:
        """Return the nearest sentences."""
        started = time.perf_counter()
        scores = self._scores(text)
        best = scores.argsort()[::-1][:QUOTED_SENTENCES]
        near = bool(scores.max() >= self._least)
        return Turn(
            text="\n".join(self._sentences[i] for i in best) if near else "我不确定,已转给辅导员。",
            did=frozenset({"answer" if near else "hand_over"}),
            milliseconds=(time.perf_counter() - started) * 1000,
        )
