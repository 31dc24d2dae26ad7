"""A model that is worse than the one before it doesn't pass."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from benchmarks.evaluate.gates import Baseline, fallen, pass_gates

GOOD = Baseline(answers=0.85, abstained=0.8, turns=0.75, wrong=0.05)


@pytest.mark.parametrize(
    ("changes", "falls"),
    [
        ({}, 0),
        ({"answers": 0.84, "wrong": 0.055}, 0),
        ({"answers": 0.82}, 1),
        ({"abstained": 0.7, "turns": 0.7}, 2),
        ({"wrong": 0.07}, 1),
    ],
)
def test_gates(changes: dict[str, float], falls: int) -> None:
    assert len(fallen(msgspec.structs.replace(GOOD, **changes), GOOD)) == falls


def test_what_falls_does_not_become_the_measure(tmp_path: Path) -> None:
    path = tmp_path / "gates.json"
    bad = msgspec.structs.replace(GOOD, answers=0.5)
    assert pass_gates(GOOD, path) == []
    assert len(pass_gates(bad, path)) == 1
    assert len(pass_gates(bad, path)) == 1
    assert pass_gates(GOOD, path) == []
