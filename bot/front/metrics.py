"""Counts what happens, in the text form that Prometheus reads. Never what was said, or by whom."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Upper bounds of the latency buckets."""


class Metrics:
    """The front's counters. Of the event loop's thread only."""

    def __init__(self) -> None:
        self._turns: Counter[tuple[str, str]] = Counter()
        self._engine_errors = 0
        self._refused: Counter[str] = Counter()
        self._passed_over: Counter[tuple[str, str]] = Counter()
        self._platform: Counter[tuple[str, str]] = Counter()
        self._buckets = [0] * (len(SECONDS) + 1)
        self._seconds = 0.0

    def turn(self, channel: str, outcome: str) -> None:
        """Count an answered message."""
        self._turns[channel, outcome or "none"] += 1

    def engine_answered(self, seconds: float) -> None:
        """Count an answer of the engine."""
        self._buckets[bisect_left(SECONDS, seconds)] += 1
        self._seconds += seconds

    def engine_error(self) -> None:
        """Count a message that the engine gave no usable answer to."""
        self._engine_errors += 1

    def refused(self, channel: str) -> None:
        """Count a message that came too soon after the others."""
        self._refused[channel] += 1

    def passed_over(self, channel: str, reason: str) -> None:
        """Count a message that a channel's rules, or its form, kept out."""
        self._passed_over[channel, reason] += 1

    def platform_answered(self, channel: str, code: int | str) -> None:
        """Count a platform's answer to something sent; 0 is “sent”."""
        self._platform[channel, str(code)] += 1

    def text(self, waiting: int, outbox: int) -> str:
        """Return everything in the text exposition format.

        :param waiting: messages that wait for the engine
        :param outbox: counselors' answers that wait to be delivered
        """
        return "\n".join([*self._lines(waiting, outbox), ""])

    def _lines(self, waiting: int, outbox: int) -> Iterator[str]:
        yield from _head("bot_turns_total", "counter", "Answered messages")
        for (channel, outcome), count in sorted(self._turns.items()):
            yield f'bot_turns_total{{channel="{channel}",outcome="{outcome}"}} {count}'
        yield from _head("bot_refused_total", "counter", "Messages refused by a rate limit")
        for channel, count in sorted(self._refused.items()):
            yield f'bot_refused_total{{channel="{channel}"}} {count}'
        yield from _head("bot_passed_over_total", "counter", "Messages that aren't for the bot")
        for (channel, reason), count in sorted(self._passed_over.items()):
            yield f'bot_passed_over_total{{channel="{channel}",reason="{reason}"}} {count}'
        yield from _head(
            "bot_platform_answers_total", "counter", "Answers of QQ and WeChat, by code"
        )
        for (channel, code), count in sorted(self._platform.items()):
            yield f'bot_platform_answers_total{{channel="{channel}",code="{code}"}} {count}'
        yield from _head("bot_engine_errors_total", "counter", "Questions the engine failed on")
        yield f"bot_engine_errors_total {self._engine_errors}"
        yield from _head("bot_engine_seconds", "histogram", "Time the engine took to answer")
        total = 0
        for bound, count in zip((*SECONDS, "+Inf"), self._buckets, strict=True):
            total += count
            yield f'bot_engine_seconds_bucket{{le="{bound}"}} {total}'
        yield f"bot_engine_seconds_sum {self._seconds:.6f}"
        yield f"bot_engine_seconds_count {total}"
        yield from _head("bot_messages_waiting", "gauge", "Messages that wait for the engine")
        yield f"bot_messages_waiting {waiting}"
        yield from _head("bot_outbox_waiting", "gauge", "Counselors' answers to be delivered")
        yield f"bot_outbox_waiting {outbox}"


def _head(name: str, kind: str, meaning: str) -> tuple[str, str]:
    return f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"
