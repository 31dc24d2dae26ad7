"""Before publishing: which of a cluster's questions the bot will answer by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.desk.desk import Desk


class Replay(NamedTuple):
    """What a publication changes for the wordings of a cluster."""

    answered: int
    total: int
    missed: Sequence[str]
    """Wordings that will still be handed over."""


def replay(desk: Desk, cluster: int) -> Replay:
    """Return which wordings of a cluster its answer will reach once it's published."""
    wordings = desk.phrasings.of_cluster(cluster)
    missed = [wording.text for wording in wordings if not wording.text]
    return Replay(len(wordings) - len(missed), len(wordings), missed)
