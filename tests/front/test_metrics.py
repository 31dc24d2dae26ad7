"""The counters, in the form that Prometheus reads."""

from __future__ import annotations

import re

from bot.front.metrics import SECONDS, Metrics


def values(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_buckets_are_cumulative_and_closed_above() -> None:
    metrics = Metrics()
    for seconds in (0.01, 0.05, 0.3, 99.0):
        metrics.engine_answered(seconds)
    got = values(metrics.text(waiting=0, outbox=0))
    buckets = [got[f'bot_engine_seconds_bucket{{le="{bound}"}}'] for bound in (*SECONDS, "+Inf")]
    assert buckets == [2, 2, 2, 3, 3, 3, 3, 3, 4]
    assert got["bot_engine_seconds_count"] == 4
    assert got["bot_engine_seconds_sum"] == 99.36


def test_everything_counted_is_shown() -> None:
    metrics = Metrics()
    metrics.turn("web", "answer")
    metrics.turn("web", "answer")
    metrics.turn("qq", "")
    metrics.refused("qq")
    metrics.engine_error()
    got = values(metrics.text(waiting=3, outbox=5))
    assert got['bot_turns_total{channel="web",outcome="answer"}'] == 2
    assert got['bot_turns_total{channel="qq",outcome="none"}'] == 1
    assert got['bot_refused_total{channel="qq"}'] == 1
    assert got["bot_engine_errors_total"] == 1
    assert (got["bot_messages_waiting"], got["bot_outbox_waiting"]) == (3, 5)


def test_every_metric_says_what_it_is() -> None:
    text = Metrics().text(waiting=0, outbox=0)
    assert text.endswith("\n")
    named = re.findall(r"^# HELP (\w+) \S", text, re.M)
    assert named == re.findall(r"^# TYPE (\w+) (?:counter|gauge|histogram)$", text, re.M)
    assert len(named) == len(set(named)) == 8
