"""Gates: a new model may not be worse than the one before it, beyond chance."""

from __future__ import annotations

from pathlib import Path

import msgspec

from benchmarks.evaluate.figures import Summary

ALLOWED_LOSS = 0.02
"""What right answers, abstentions and dialogue turns may lose of their share."""
ALLOWED_WRONG = 0.01
"""What confident wrong answers may gain."""


class Baseline(msgspec.Struct, frozen=True):
    """Figures of the model that is running."""

    answers: float
    abstained: float
    turns: float
    wrong: float


def figures_of(summary: Summary) -> Baseline:
    """Return what the gates look at."""
    return Baseline(
        answers=summary.answers.value,
        abstained=summary.listed.value,
        turns=summary.turns.value,
        wrong=summary.wrong.value,
    )


def fallen(new: Baseline, old: Baseline) -> list[str]:
    """Return a sentence for each gate that falls."""
    lost = [
        f"{what}从 {100 * before:.1f}% 降到 {100 * now:.1f}%"
        for what, before, now in (
            ("答对", old.answers, new.answers),
            ("该转交的转交", old.abstained, new.abstained),
            ("多轮答对", old.turns, new.turns),
        )
        if now < before - ALLOWED_LOSS
    ]
    if new.wrong > old.wrong + ALLOWED_WRONG:
        lost.append(f"答错从 {100 * old.wrong:.1f}% 升到 {100 * new.wrong:.1f}%")
    return lost


def pass_gates(new: Baseline, path: Path) -> list[str]:
    """Compare with the figures kept in a file; keep the new ones there when no gate falls."""
    if path.exists():
        lost = fallen(new, msgspec.json.decode(path.read_bytes(), type=Baseline))
        if lost:
            return lost
    path.write_bytes(msgspec.json.encode(new))
    return []
